"""A deal file as checked rows: every key known, every value of its kind and inside its bounds.

An error names file, line, table, key, the value seen, what was expected and what to do.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yanzhen.errors import InputError
from yanzhen.securitization.keys import Key, TableKeys, tables, units, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MOST_BYTES = 8_000_000
"""A deal file of 10,000 obligors is well under this."""


LONGEST = 30
"""Digits before or after the point; a longer number is a slip."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file something stands."""

    file: str
    text: str
    table: str = ""
    number: int | None = None

    def of(self, key: str) -> str:
        """The place in words: file, line, table, key."""
        header = self.table if self.number is None else f"{self.table} {self.number}"
        line = self._line(key)
        parts = [self.file + (f" line {line}" if line else ""), f"[{header}]" if header else "", key]
        return " ".join(part for part in parts if part)

    def _line(self, key: str) -> int | None:
        lines = self.text.splitlines()
        start = self._header(lines)
        pattern = re.compile(rf"\s*[\"']?{re.escape(key.split('[')[0])}[\"']?\s*=")
        for index in range(start, len(lines)):
            if index > start and re.match(r"\s*\[", lines[index]):
                break
            if pattern.match(lines[index]):
                return index + 1
        return start or None

    def _header(self, lines: Sequence[str]) -> int:
        if not self.table:
            return 0
        pattern = re.compile(rf"\s*\[+\s*[\"']?{re.escape(self.table)}[\"']?\s*\]")
        found = [index + 1 for index, line in enumerate(lines) if pattern.match(line)]
        wanted = (self.number or 1) - 1
        return found[wanted] if wanted < len(found) else 0


@dataclass(frozen=True, slots=True)
class Row:
    """One table of the file, its values checked; a missing optional key is ``None`` or empty."""

    place: Place
    values: Mapping[str, Any]
    unit_fen: int = 100

    def has(self, key: str) -> bool:
        """Whether the file gives the key."""
        return key in self.values

    def text(self, key: str) -> str:
        """A text, empty where the file gives none."""
        return str(self.values.get(key, ""))

    def number(self, key: str) -> Fraction | None:
        """An exact number."""
        return self.values.get(key)

    def rate(self, key: str) -> Fraction:
        """An exact number that the file gives or that has a default."""
        figure: Fraction = self.values[key]
        return figure

    def integer(self, key: str) -> int | None:
        """A whole number."""
        figure = self.values.get(key)
        return None if figure is None else int(figure)

    def whole(self, key: str) -> int:
        """A whole number that the file gives or that has a default."""
        return int(self.values[key])

    def numbers(self, key: str) -> tuple[Fraction, ...]:
        """A list of exact numbers."""
        return tuple(self.values.get(key, ()))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self.values.get(key, ()))

    def flag(self, key: str) -> bool | None:
        """Yes, no, or unknown."""
        return self.values.get(key)

    def day(self, key: str) -> date | None:
        """A day."""
        return self.values.get(key)

    def days(self, key: str) -> tuple[date, ...]:
        """A list of days."""
        return tuple(self.values.get(key, ()))

    def fen(self, key: str) -> int | None:
        """An amount of money in fen; a part of a fen is refused."""
        figure: Fraction | None = self.values.get(key)
        if figure is None:
            return None
        amount = figure * self.unit_fen
        if amount.denominator != 1:
            raise InputError(
                f"{self.place.of(key)}: an amount with a part of a fen",
                seen=f"{float(figure)} ({amount} fen)",
                expected="a whole number of fen",
                todo="round the amount, or state another unit of money in [deal] money",
            )
        return int(amount)

    def error(self, key: str, what: str, *, seen: str = "", expected: str = "", todo: str = "") -> InputError:
        """An error at this key."""
        return InputError(f"{self.place.of(key)}: {what}", seen=seen, expected=expected, todo=todo)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of a deal file."""

    file: str
    rows: Mapping[str, tuple[Row, ...]]

    def one(self, table: str) -> Row | None:
        """The row of a table that comes at most once."""
        found = self.rows.get(table, ())
        return found[0] if found else None

    def many(self, table: str) -> tuple[Row, ...]:
        """The rows of a table, in the file's order."""
        return self.rows.get(table, ())


def read_rows(path: Path) -> Sheet:
    """The checked rows of a deal file."""
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise InputError(
            f"{path}: {(error.strerror or 'not readable').lower()}",
            expected="a deal file (TOML)",
            todo="check the path",
        ) from None
    return parse_rows(raw, str(path))


def parse_rows(raw: bytes, file: str) -> Sheet:
    """The checked rows of a deal file's bytes; ``file`` is how errors name it."""
    text = _decoded(raw, file)
    top = _parsed(text, file)
    grouped = _grouped(top, Place(file, text))
    unit_fen = _unit(grouped, Place(file, text, "deal"))
    rows: dict[str, tuple[Row, ...]] = {}
    for table in tables():
        given = grouped.get(table.name, [])
        if table.required and table.name and not given:
            raise InputError(
                f"{file}: no table [{table.name}]",
                expected=table.meaning_en,
                todo=f"add [{table.name}] ({table.label_zh})",
            )
        rows[table.name] = tuple(
            _row(values, table, Place(file, text, word, number + 1 if table.many else None), unit_fen)
            for number, (word, values) in enumerate(given)
        )
    return Sheet(file, rows)


def _decoded(raw: bytes, file: str) -> str:
    if len(raw) > MOST_BYTES:
        raise InputError(
            f"{file}: too long for a deal file", seen=f"{len(raw)} bytes", expected=f"at most {MOST_BYTES}"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{file}: not UTF-8", seen=f"byte {error.start}", expected="TOML in UTF-8", todo="save the file as UTF-8"
        ) from None


def _parsed(text: str, file: str) -> dict[str, Any]:
    """The TOML; keys in Chinese need no quotation marks, although TOML itself asks for them."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:  # a whole number of thousands of digits is a ValueError of its own
        try:
            return tomllib.loads(_quoted(text), parse_float=Decimal)
        except (ValueError, RecursionError):
            raise InputError(f"{file}: not TOML", seen=str(error), expected="TOML 1.0", todo="mend the line") from None


def _quoted(text: str) -> str:
    """The text with quotation marks around bare keys and table names that are not ASCII."""
    word = r"([^\s\"'#=\[\]]*[^\x00-\x7f][^\s\"'#=\[\]]*)"
    keys = re.sub(rf"^(\s*){word}(\s*=)", r'\1"\2"\3', text, flags=re.MULTILINE)
    return re.sub(rf"^(\s*\[+\s*){word}(\s*\]+)", r'\1"\2"\3', keys, flags=re.MULTILINE)


def _grouped(top: Mapping[str, Any], place: Place) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
    """Each table's rows under its English name, with the word that the file uses for it."""
    by_word = {word: table for table in tables()[1:] for word in (table.name, table.label_zh)}
    loose: dict[str, Any] = {}
    grouped: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for word, value in top.items():
        table = by_word.get(word)
        if table is None:
            if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
                raise _unknown(word, list(by_word), place, "table")
            loose[word] = value
            continue
        entries = value if isinstance(value, list) else [value]
        if not all(isinstance(entry, dict) for entry in entries):
            raise InputError(f"{place.file}: {word} is a table", seen=repr(value)[:60], expected=f"[{word}]")
        if not table.many and len(entries) != 1:
            raise InputError(f"{place.file}: [[{word}]] comes once", seen=f"{len(entries)} times", expected=f"[{word}]")
        grouped.setdefault(table.name, []).extend((word, entry) for entry in entries)
    if loose:
        grouped[""] = [("", loose)]
    return grouped


def _unit(grouped: Mapping[str, list[tuple[str, Mapping[str, Any]]]], place: Place) -> int:
    deal = grouped.get("deal", [("deal", {})])[0][1]
    unit = deal.get("money", deal.get("金额单位", "CNY"))
    for word, fen in units():
        if word == unit:
            return fen
    raise InputError(
        f"{place.of('money')}: unknown unit of money",
        seen=repr(unit),
        expected=", ".join(word for word, _ in units()),
        todo="name one of these",
    )


def _row(values: Mapping[str, Any], table: TableKeys, place: Place, unit_fen: int) -> Row:
    checked: dict[str, Any] = {}
    for word, value in values.items():
        key = table.key(word)
        if key is None:
            raise _unknown(word, [key.name for key in table.keys], place, "key")
        if key.name in checked:
            raise InputError(f"{place.of(word)}: the key is there twice", expected=f"{key.name} or {key.label_zh}")
        checked[key.name] = _checked(value, key, place, word)
    for key in table.keys:
        if key.name not in checked and key.default:
            checked[key.name] = _default(key)
        if key.required and key.name not in checked:
            raise InputError(
                f"{place.of(key.name)}: missing", expected=key.meaning_en, todo=f"add {key.name} ({key.label_zh})"
            )
    return Row(place, checked, unit_fen)


def _unknown(word: str, known: Sequence[str], place: Place, what: str) -> InputError:
    close = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
    return InputError(
        f"{place.of(word)}: unknown {what}",
        seen=repr(word),
        expected=", ".join(close or known),
        todo=f"correct the {what}" if close else f"remove the {what}, or name one of these",
    )


def _default(key: Key) -> Any:
    match key.kind:
        case "integer":
            return int(key.default)
        case "number" | "amount":
            return Fraction(key.default)
        case "flag":
            return key.default == "true"
        case _:
            return key.default


def _checked(value: Any, key: Key, place: Place, word: str) -> Any:
    if key.kind in ("texts", "numbers", "dates"):
        if not isinstance(value, list):
            raise _wrong_kind(value, key, place, word)
        single = key.kind[:-1]
        return tuple(_single(entry, single, key, place, f"{word}[{index}]") for index, entry in enumerate(value))
    return _single(value, key.kind, key, place, word)


def _single(value: Any, kind: str, key: Key, place: Place, word: str) -> Any:
    match kind:
        case "text" if isinstance(value, str):
            return _chosen(value.strip(), key, place, word)
        case "flag" if isinstance(value, bool):
            return value
        case "date" if isinstance(value, date) and not isinstance(value, datetime):
            return value
        case "integer" if isinstance(value, int) and not isinstance(value, bool):
            return int(_bounded(Fraction(value), key, place, word))
        case "number" | "amount" if _is_number(value):
            return _bounded(Fraction(value), key, place, word)
    raise _wrong_kind(value, key, place, word)


def _is_number(value: Any) -> bool:
    if isinstance(value, Decimal):
        digits = len(value.as_tuple().digits)
        return value.is_finite() and (not value or (abs(value.adjusted()) <= LONGEST and digits <= 2 * LONGEST))
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**LONGEST


def _wrong_kind(value: Any, key: Key, place: Place, word: str) -> InputError:
    number = f"a number of at most {LONGEST} digits"
    wanted = {"flag": "true or false", "date": "a day (2020-08-31)", "number": number, "amount": number}
    wanted |= {"integer": "a whole number", "text": "a text"}
    expected = wanted.get(key.kind, f"a list of {key.kind}" if key.kind.endswith("s") else f"{key.kind}")
    return InputError(
        f"{place.of(word)}: not of its kind", seen=_as_written(value), expected=expected, todo="correct it"
    )


def _as_written(value: Any) -> str:
    """The value about as the file has it."""
    return (repr(value) if isinstance(value, (str, list, dict)) else str(value))[:80]


def _bounded(figure: Fraction, key: Key, place: Place, word: str) -> Fraction:
    if key.bounds is not None and not key.bounds.allow(figure):
        raise InputError(
            f"{place.of(word)}: outside its bounds",
            seen=f"{float(figure):g}",
            expected=str(key.bounds),
            todo="correct it",
        )
    return figure


def _chosen(value: str, key: Key, place: Place, word: str) -> str:
    if key.required and not value:
        raise InputError(f"{place.of(word)}: empty", expected=key.meaning_en, todo="fill it in")
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in value):
        raise InputError(f"{place.of(word)}: control characters", seen=repr(value)[:80], todo="remove them")
    if not key.choices or value in key.choices:
        return value
    english = [en for zh, en in words() if zh == value and en in key.choices]
    if english:
        return english[0]
    raise InputError(
        f"{place.of(word)}: unknown word", seen=repr(value), expected=", ".join(key.choices), todo="name one of these"
    )
