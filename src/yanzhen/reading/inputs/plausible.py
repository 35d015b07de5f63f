"""How much a text looks like Chinese that people write, rather than bytes read in the wrong encoding."""

from __future__ import annotations

from functools import cache
from importlib import resources

_PLAIN = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("\t\r\n\x0b\x0c\x1b")
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉【】「」『』〔〕—…·～－＋％℃°×÷±≥≤■●◆▲△○①②③④⑤⑥⑦⑧⑨⑩→\u3000\xa0")


def plausibility(text: str) -> float:
    """The mean weight of the characters beyond plain ASCII, from -1 to 1; plain ASCII alone gives 1.

    >>> plausibility("创新驱动发展") > 0.6 > 0.3 > plausibility("创新驱动发展".encode().decode("gbk"))
    True
    """
    weights = [_weight(character) for character in text if character not in _PLAIN]
    if not weights:
        return 1.0 if text.strip() else 0.0
    return sum(weights) / len(weights)


@cache
def _weight(character: str) -> float:
    if character in _frequent():
        return 1.0
    if character in _PUNCTUATION or "\uff01" <= character <= "\uff5e":
        return 0.8
    if character in _ordinary():
        return 0.6
    if "\u4e00" <= character <= "\u9fff":
        return 0.1
    if "\u2000" <= character <= "\u2fff" or "\u3001" <= character <= "\u303f":
        return 0.0
    return -0.5 if character > "\x9f" else -1.0


@cache
def _frequent() -> frozenset[str]:
    path = resources.files("yanzhen.reading.inputs") / "common_characters.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset("".join(line for line in lines if not line.startswith("#")))


@cache
def _ordinary() -> frozenset[str]:
    """The first level of GB 2312-1980 (rows 16 to 55) and of Big5 (A440 to C67E): what is used daily."""
    simplified = (bytes((row + 0xA0, cell + 0xA0)) for row in range(16, 56) for cell in range(1, 95))
    traditional = (
        bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    return frozenset(b"".join(simplified).decode("gb2312", "ignore") + b"".join(traditional).decode("big5", "ignore"))
