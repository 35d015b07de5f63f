"""Which kind of file it is, by its bytes first and its name second, and the reader that it goes to."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

from yanzhen.errors import InputError
from yanzhen.reading.inputs import limits
from yanzhen.reading.inputs.cover import settled
from yanzhen.reading.original import Original

READ_HERE = "text, HTML, Markdown, PDF, PNG, JPEG or DOCX"
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "scan"),
    (b"\xff\xd8\xff", "scan"),
    (b"PK\x03\x04", "docx"),
)
_UNREAD = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office file (.doc, .xls) or one with a password",
        "save it as .docx without a password",
    ),
    (b"{\\rtf", "an RTF file", "save it as .docx"),
    (b"GIF8", "a GIF picture", "save it as PNG"),
    (b"BM", "a BMP picture", "save it as PNG"),
    (b"RIFF", "a WebP picture or a recording", "save it as PNG"),
    (b"II*\x00", "a TIFF picture", "save it as PNG"),
    (b"MM\x00*", "a TIFF picture", "save it as PNG"),
    (b"\x1f\x8b", "a gzip archive", "unpack it"),
    (b"Rar!", "a RAR archive", "unpack it"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it"),
    (b"PK\x05\x06", "an empty archive", ""),
)
_BY_NAME = {".pdf": "pdf", ".png": "scan", ".jpg": "scan", ".jpeg": "scan", ".docx": "docx"}
_MARKDOWN = (".md", ".markdown")
_HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml", ".jsp", ".asp", ".aspx", ".php")
_HTML_START = re.compile(
    rb"^[\s\xef\xbb\xbf]*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_TAG = re.compile(rb"<(?:p|div|span|table|br|h[1-6]|meta|li|a)\b[^<>]*>", re.I)


def open_original(path: Path) -> Original:
    """The document in this file, whatever its kind: plain text, HTML, Markdown, PDF, PNG, JPEG or DOCX.

    Every character of its text that is not white space lies in exactly one chunk or in ``markup``. Raises
    :class:`InputError`, one message, where no text can be read: a missing, empty, binary, encrypted, truncated or
    oversized file, a picture of nothing, a file that changes its encoding midway.
    """
    return open_bytes(_content(path), name=printable(path.name))


def open_bytes(raw: bytes, *, name: str) -> Original:
    """:func:`open_original` for a file that is in memory; ``name`` tells what its bytes leave open."""
    limits.check_size(len(raw))
    if not raw:
        raise InputError(
            "the file is empty", seen="0 bytes", expected="a page with text in it", todo="fetch or save it once more"
        )
    kind = kind_of(raw, Path(name).suffix.lower())
    original = _reader(kind)(raw, name, hashlib.sha256(raw).hexdigest())
    limits.check_length(len(original.text) - sum(end - start for start, end in original.markup))
    original = settled(original)
    if not original.chunks:
        raise InputError(
            "there is no text in the file",
            expected="a page with text in it",
            todo="look at the file in another program",
        )
    return original


def kind_of(raw: bytes, suffix: str) -> str:
    """``text``, ``html``, ``markdown``, ``pdf``, ``scan`` or ``docx``."""
    for magic, kind in _MAGIC:
        if raw.startswith(magic) or (kind == "pdf" and magic in raw[:1024]):
            return kind
    for magic, name, todo in _UNREAD:
        # Two letters open many a text too; a picture goes on with bytes that no text has.
        if raw.startswith(magic) and (len(magic) > 2 or b"\0" in raw[:64] or magic[0] < 0x20):
            raise InputError("this kind of file is not read", seen=name, expected=READ_HERE, todo=todo)
    if suffix in _BY_NAME:
        raise InputError(
            f"the file is not what its name says ({suffix})",
            seen=f"it begins with the bytes {raw[:8].hex(' ')}",
            expected=READ_HERE,
            todo="give the original file, or name it by what it holds",
        )
    if suffix in _MARKDOWN:
        return "markdown"
    return "html" if _is_html(raw, suffix) else "text"


def _is_html(raw: bytes, suffix: str) -> bool:
    if suffix in _HTML_NAMES:
        return True
    head = raw[:65536].replace(b"\0", b"")  # UTF-16, too
    return bool(_HTML_START.match(head)) or (suffix != ".txt" and len(_HTML_TAG.findall(head)) >= 5)


def printable(name: str) -> str:
    """A file's name in characters that can be written, whatever bytes the system has for it."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _content(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError(
                "this is not a file",
                seen="a folder" if stat.S_ISDIR(status.st_mode) else "a device",
                expected=READ_HERE,
                todo="name a file in it" if stat.S_ISDIR(status.st_mode) else "save what it gives as a file",
            )
        limits.check_size(status.st_size)
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            "the file cannot be opened",
            seen=error.strerror or str(error),
            expected="a file that is there and may be read",
            todo="check its name and who may read it",
        ) from None


def _reader(kind: str) -> Callable[[bytes, str, str], Original]:
    # Imported where they are needed: `yanzhen --help` pays for none of them.
    if kind == "pdf":
        from yanzhen.reading.inputs.pdf import read_pdf

        return read_pdf
    if kind == "scan":
        from yanzhen.reading.inputs.scan import read_scan

        return read_scan
    if kind == "docx":
        from yanzhen.reading.inputs.docx import read_docx

        return read_docx
    from yanzhen.reading.inputs import written

    return {"html": written.read_html, "markdown": written.read_markdown, "text": written.read_text}[kind]
