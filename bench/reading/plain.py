"""Texts made comparable: without white space, with one width of punctuation."""

from __future__ import annotations

import re
import unicodedata

_ONE_WIDTH = str.maketrans("“”‘’„〝〞「」『』。、—–−～〜⋯", '""\'\'""""""".,---~~…')

_HTML_MARKUP = re.compile(
    r"<!--.*?-->|<(script|style|title)\b.*?</\1\s*>|<[^>]*>|&nbsp;|&ensp;|&emsp;|&#160;", re.S | re.I
)
_MARKDOWN_MARKUP = re.compile(r"<!--.*?-->|^#+(?=\s)", re.S | re.M)
_QUOTE_MARK = re.compile(r"^[ \t\u3000]*>+(?=\s)", re.M)


def visible(text: str, file: str) -> str:
    """The text with as many spaces in place of its markup, so that positions stay.

    In plain text the marks of a quoting column are markup: they may stand in a block or not.

    >>> visible("<p>一</p>", "a.html")
    '   一    '
    """
    markup = {"html": _HTML_MARKUP, "htm": _HTML_MARKUP, "md": _MARKDOWN_MARKUP}.get(
        file.rsplit(".", 1)[-1], _QUOTE_MARK
    )
    return markup.sub(lambda m: " " * len(m.group()), text)


def plain(text: str) -> str:
    """Without white space, full-width forms narrowed, quotes of one shape.

    >>> plain("“新 路子？” ２０％")
    '"新路子?"20%'
    """
    narrow = unicodedata.normalize("NFKC", text.replace("…", "⋯")).translate(_ONE_WIDTH)
    return "".join(narrow.split())


def words_only(text: str) -> str:
    """Letters and figures alone.

    >>> words_only("■短 评")
    '短评'
    """
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
