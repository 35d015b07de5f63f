"""The unified social credit code (GB 32100-2015): which part of one is wrong.

Eighteen characters: registration authority, category, region (6 digits of GB/T 2260), organisation code (GB 11714, 9 characters), check
character. A code without fault is well formed; that is no proof that the organisation exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from yanzhen.codes import region_codes

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of the code in the order of their values; I O Z S V are left out."""

CATEGORIES = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "1239",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "1239",
    "A": "19",
    "N": "1239",
    "Y": "1",
}
"""Registration authority (1 staffing, 5 civil affairs, 9 market regulation …) and the categories that it registers."""

Part = Literal["length", "letter", "check-character", "authority", "category", "region", "organisation"]

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_REGION = slice(2, 8)
_REGIONS_KNOWN: dict[str, bool] = {}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: the part, its place (from 1; 0 is the whole), what stands there and what would have to.

    ``serious`` faults make the code impossible; the others occur in codes that are in use.
    """

    part: Part
    position: int
    seen: str
    expected: str
    serious: bool


def faults(code: str) -> tuple[Fault, ...]:
    """Every fault of a code, in upper case and without spaces; none for a well-formed one.

    >>> faults("91330110MA2CCBBB73")
    ()
    >>> [(f.part, f.position, f.seen, f.expected) for f in faults("91330110MA2CCBBB7X")]
    [('check-character', 18, 'X', '3')]
    >>> [(f.part, f.seen) for f in faults("9133011")], [(f.part, f.position) for f in faults("91330110MO2CCBBB73")]
    ([('length', '7')], [('letter', 10)])
    """
    if len(code) != LENGTH:
        return (Fault("length", 0, str(len(code)), str(LENGTH), serious=True),)
    if letters := _wrong_letters(code):
        return letters
    found = []
    if code[-1] != (right := check_character(code)):
        found.append(Fault("check-character", LENGTH, code[-1], right, serious=True))
    return (*found, *_doubtful(code))


def check_character(code: str) -> str:
    """The 18th character that the first 17 ask for; the remainder 0 gives ``0``.

    >>> check_character("91330110MA2CCBBB7")
    '3'
    """
    total = sum(_VALUES[character] * weight for character, weight in zip(code, _WEIGHTS, strict=False))
    return ALPHABET[-total % 31]


def organisation_check(code: str) -> str:
    """The 9th character that the first 8 of an organisation code ask for (GB 11714).

    >>> organisation_check("MA2CCBBB")
    '7'
    """
    total = sum(int(character, 36) * weight for character, weight in zip(code, _ORGANISATION_WEIGHTS, strict=False))
    return "0123456789X"[-total % 11]


def _wrong_letters(code: str) -> tuple[Fault, ...]:
    if code[_REGION].isdigit() and code.isascii() and not set(code) - _VALUES.keys():
        return ()
    return tuple(
        Fault("letter", place, character, allowed, serious=True)
        for place, character in enumerate(code, start=1)
        if character not in (allowed := "0123456789" if 3 <= place <= 8 else ALPHABET)
    )


def _doubtful(code: str) -> list[Fault]:
    """Parts that a code in use may lack: old regions, categories added later, organisation codes given before the standard."""
    found = []
    if code[0] not in CATEGORIES:
        found.append(Fault("authority", 1, code[0], " ".join(CATEGORIES), serious=False))
    elif code[1] not in CATEGORIES[code[0]]:
        found.append(Fault("category", 2, code[1], " ".join(CATEGORIES[code[0]]), serious=False))
    if not _region_known(code[_REGION]):
        found.append(Fault("region", 3, code[_REGION], "GB/T 2260", serious=False))
    if code[16] != (right := organisation_check(code[8:16])):
        found.append(Fault("organisation", 17, code[16], right, serious=False))
    return found


def _region_known(code: str) -> bool:
    """100000 stands for the national authority."""
    if code not in _REGIONS_KNOWN:
        _REGIONS_KNOWN[code] = code == "100000" or region_codes.known(code) is not None
    return _REGIONS_KNOWN[code]
