"""Text in the form in which it is compared, each character with its place in the original."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MARKS = str.maketrans(
    {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", "｡": "。", "､": "、"}
)


@dataclass(frozen=True, slots=True)
class Folded:
    """The text without white space, half-width and in lower case; ``places`` says where each character stood.

    >>> folded = fold("以 ＰＬＣ\\n为核心")
    >>> folded.text, folded.span(1, 4)
    ('以plc为核心', (2, 5))
    """

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that holds these characters; in a torn text from the first piece's to the last one's."""
        inside = self.places[start:end]
        return min(inside), max(inside) + 1


def fold(text: str, spans: Sequence[tuple[int, int]] | None = None) -> Folded:
    """Fold the text, or those pieces of it, in the order given."""
    letters: list[str] = []
    places: list[int] = []
    for start, end in spans if spans is not None else [(0, len(text))]:
        for place in range(start, end):
            for letter in _folded(text[place]):
                letters.append(letter)
                places.append(place)
    return Folded("".join(letters), tuple(places))


def folded_name(name: str) -> str:
    """A name as it is compared.

    >>> folded_name("Ｌi-ion 电池（圆柱）")
    'li-ion电池（圆柱）'
    """
    return "".join(_folded(letter) for letter in name)


def _folded(letter: str) -> str:
    """The letter's comparable form: nothing for white space, Chinese marks for the marks that part clauses."""
    if letter.isspace() or letter in "\u200b\ufeff":
        return ""
    if "\u4e00" <= letter <= "\u9fff":
        return letter
    return unicodedata.normalize("NFKC", letter).lower().translate(MARKS)
