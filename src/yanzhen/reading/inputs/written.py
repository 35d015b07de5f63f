"""The three kinds of file that are text themselves: decoded, then cut into chunks."""

from __future__ import annotations

import re

from yanzhen.reading.inputs import limits
from yanzhen.reading.inputs.decode import Decoded, decode
from yanzhen.reading.inputs.html import html_document
from yanzhen.reading.inputs.markdown import markdown_document
from yanzhen.reading.inputs.text import text_chunks
from yanzhen.reading.original import Original

_CHARSET = re.compile(
    rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]*\bencoding\s*=\s*["']([\w-]+)""", re.I
)


def read_text(raw: bytes, file: str, sha256: str) -> Original:
    """Plain text."""
    decoded = _decoded(raw)
    return Original(
        file, sha256, "text", decoded.text, text_chunks(decoded.text), decoded.encoding, warnings=decoded.warnings
    )


def read_markdown(raw: bytes, file: str, sha256: str) -> Original:
    """Markdown with its front matter."""
    decoded = _decoded(raw)
    document = markdown_document(decoded.text)
    return Original(
        file,
        sha256,
        "markdown",
        decoded.text,
        document.chunks,
        decoded.encoding,
        document.title,
        document.published,
        document.published_from,
        document.markup,
        decoded.warnings,
    )


def read_html(raw: bytes, file: str, sha256: str) -> Original:
    """HTML, as a browser shows it."""
    decoded = _decoded(raw, _declared(raw))
    document = html_document(decoded.text)
    return Original(
        file,
        sha256,
        "html",
        decoded.text,
        document.chunks,
        decoded.encoding,
        document.title,
        document.published,
        document.published_from,
        document.markup,
        decoded.warnings + document.warnings,
    )


def _decoded(raw: bytes, declared: str | None = None) -> Decoded:
    limits.check_size(len(raw), limits.TEXT_BYTES)
    return decode(raw, declared)


def _declared(raw: bytes) -> str | None:
    found = _CHARSET.search(raw[:4096])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None
