"""What a character is to a typesetter: its width, whether it closes a sentence, which pair it belongs to."""

from __future__ import annotations

import unicodedata

STOPS = "。！？!?…；;"
CLOSERS = "”’」』）)》〉】］]\"'"
SOFT = "，、：,:"
OPENERS = "“‘「『（(《〈【［["
PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "〈": "〉", "【": "】"}
SPACES = " \t\u00a0\u3000\u2002\u2003"


def is_cjk(char: str) -> bool:
    """Whether the character stands in a full cell: an ideograph, or a full-width mark."""
    return unicodedata.east_asian_width(char) in "WF"


def is_ideograph(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or char == "〇"


def cells(text: str) -> float:
    """Printed width in cells: an ideograph is 1, a letter or digit 0.5.

    ASCII punctuation counts 1, since an OCR writes full-width marks as ASCII; quotes, which printers squeeze, 0.5.
    """
    return sum(_cell(c) for c in text)


def _cell(char: str) -> float:
    if char in SPACES:
        return 0.5
    if char.isascii():
        return 0.5 if char.isalnum() or char in ".%+-=/~\"'" else 1.0
    return 1.0


def ends_closed(text: str) -> bool:
    """Whether the text ends as a sentence ends: a stop, or a stop inside closing marks, or a closing quote."""
    text = text.rstrip()
    bare = text.rstrip(CLOSERS)
    if bare and bare[-1] in STOPS:
        return True
    if bare and bare[-1] in ".．" and not bare[-2:-1].isdigit():
        return True
    return bool(text) and text != bare and bool(bare) and bare[-1] in "。！？!?…"


def open_pairs(text: str) -> list[str]:
    """The opening marks that the text leaves open; straight quotes count as open when odd in number."""
    stack: list[str] = []
    for char in text:
        if char in PAIRS:
            stack.append(char)
        elif stack and char == PAIRS[stack[-1]]:
            stack.pop()
    if text.count('"') % 2:
        stack.append('"')
    return stack


def closes_first(text: str) -> list[str]:
    """The closing marks that close something opened before this text."""
    stack: list[str] = []
    lone: list[str] = []
    for char in text:
        if char in PAIRS:
            stack.append(char)
        elif stack and char == PAIRS[stack[-1]]:
            stack.pop()
        elif char in PAIRS.values():
            lone.append(char)
    if text.count('"') % 2:
        lone.append('"')
    return lone


_FOLD = str.maketrans(
    {"，": ",", "。": ".", "；": ";", "：": ":", "！": "!", "？": "?", "（": "(", "）": ")"}
    | dict.fromkeys("“”„「」『』", '"')
    | dict.fromkeys("‘’", "'")
)


def folded(text: str) -> str:
    """For comparison only: no white space, half-width marks and digits, straight quotes."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_FOLD).split())
