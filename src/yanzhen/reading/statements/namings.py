"""Where numbers only name things: document numbers, ordinals, formulas, codes, addresses, proper names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yanzhen.reading.statements.found import NameMention
from yanzhen.reading.statements.lexicons import longest_quoted, naming_pattern

TITLE = re.compile(r"《[^《》]{1,80}》")
_QUOTED = re.compile(r"[“\"]([^“”\"]{1,30})[”\"]")
_SPEECH = re.compile(r"[,。;!?:]|(?:达到|增长|下降|超过|突破|提高|可以|达|增收|亩产|收入)\d")
_LIST_NUMBER = re.compile(
    r"(?:(?<=^)|(?<=[\n。;:]))\s{0,8}(?:[(][一二三四五六七八九十\d]{1,3}[)]|[一二三四五六七八九十]{1,3}[、.](?![二三四五六七八九十][^、])|\d{1,2}(?:[、.](?!\d)|[)]))"
    r"|[(][一二三四五六七八九十]{1,3}[)]"
)
_WHOLE_NAMES = ("document", "person", "place")


def naming_spans(text: str, names: Iterable[NameMention] = ()) -> list[tuple[int, int]]:
    """Spans of a folded text in which a number is no quantity, in no order."""
    spans = [match.span() for match in naming_pattern().finditer(text)]
    spans += [match.span() for match in TITLE.finditer(text)]
    spans += [match.span() for match in _LIST_NUMBER.finditer(text)]
    spans += [match.span() for match in _QUOTED.finditer(text) if _is_quoted_name(match[1])]
    spans += [_inside(name) for name in names]
    return spans


def _is_quoted_name(quoted: str) -> bool:
    return len(quoted) <= longest_quoted() and not _SPEECH.search(quoted)


def _inside(name: NameMention) -> tuple[int, int]:
    """The whole of a document, person or place; of other names all but their start (24家科技企业 is no firm's name)."""
    return (name.start if name.kind in _WHOLE_NAMES else name.start + 1, name.end)


class Mask:
    """Which characters of a text are taken.

    >>> mask = Mask(5, [(1, 3)])
    >>> mask.covers(2), mask.covers(3)
    (True, False)
    """

    def __init__(self, length: int, spans: Iterable[tuple[int, int]]) -> None:
        self._taken = bytearray(length + 1)
        for start, end in spans:
            self._taken[start:end] = b"\x01" * (end - start)

    def covers(self, position: int) -> bool:
        """Whether the character at ``position`` is taken."""
        return bool(self._taken[position])

    def touches(self, start: int, end: int) -> bool:
        """Whether any character of the span is taken."""
        return self._taken.find(1, start, end) >= 0
