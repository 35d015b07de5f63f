"""Texts made comparable: without white space, with one width of punctuation."""

from __future__ import annotations

import unicodedata

_ONE_WIDTH = str.maketrans("“”‘’„〝〞「」『』。、—–−～〜⋯", '""\'\'""""""".,---~~…')


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
