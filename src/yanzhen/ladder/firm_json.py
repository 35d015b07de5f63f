"""Firms from JSON, as ``yanzhen score`` takes it: money in the file's unit, numbers exact, unknown keys named.

A missing key or ``null`` is unknown, an empty list is none. A value of the wrong type is refused with firm and figure; what is
only implausible gets a warning (:mod:`yanzhen.ladder.plausible`).
"""

from __future__ import annotations

import csv
import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from typing import Any, NoReturn

from yanzhen.codes.industries import industry
from yanzhen.errors import InputError
from yanzhen.ladder.catalogue import FIGURES, LISTS, MONEY, AttributeRow, ListRow, Words
from yanzhen.ladder.firm import Entry, Firm, Value, Warned
from yanzhen.ladder.plausible import implausible
from yanzhen.sources import Source

MONEY_UNITS: Mapping[str, Fraction] = {
    "元": Fraction(1, 10000),
    "CNY": Fraction(1, 10000),
    "yuan": Fraction(1, 10000),
    "千元": Fraction(1, 10),
    "万元": Fraction(1),
    "亿元": Fraction(10000),
}
"""How many 万元 one of the unit is."""

CLASS_OF = {
    "utility_model": "II",
    "design": "II",
    "software_copyright": "II",
}
"""The class of a right by its type where none is stated; every other type is class I."""

SCALARS = {figure.path: figure for figure in FIGURES.values() if figure.kind != "yearly"}
YEARLY = {figure.path: figure for figure in FIGURES.values() if figure.kind == "yearly"}
GROUPS = {path.partition(".")[0] for path in SCALARS if "." in path}
BY_YEAR = {path.removesuffix(".{year}") for path in YEARLY if path.endswith(".{year}")}
IN_YEARS = {path.rpartition(".")[2] for path in YEARLY if path.startswith("years.")}
KEYS = {
    "uscc",
    "name",
    "years",
    "manual",
    "experts",
    *GROUPS,
    *BY_YEAR,
    *LISTS,
    *(path for path in SCALARS if "." not in path),
}
NUMBER_AT_MOST = 30
"""Digits on either side of the point that a number may have."""


def parse_firms(text: str, *, file: str = "firms") -> tuple[Firm, ...]:
    """The firms of a JSON text."""
    try:
        document = json.loads(
            text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number, object_pairs_hook=_once
        )
    except json.JSONDecodeError as error:
        seen = text[error.pos : error.pos + 20] or "the end of the file"
        raise InputError(
            f"{file}, line {error.lineno}, column {error.colno}",
            seen=seen,
            expected=f"JSON ({error.msg})",
            todo="correct the file",
        ) from error
    except RecursionError as error:
        raise InputError(file, seen="brackets nested without end", expected="firms as JSON") from error
    return read_firms(document, file=file)


def read_firms(document: Any, *, file: str = "firms") -> tuple[Firm, ...]:
    """The firms of a parsed document: ``{"money_unit", "firms": [...]}``, a list of firms, or one firm."""
    if isinstance(document, Mapping) and "firms" not in document:
        document = {"firms": [document]}
    elif isinstance(document, list):
        document = {"firms": document}
    if not isinstance(document, Mapping) or not isinstance(document.get("firms"), list):
        raise InputError(
            file, seen=_shown(document), expected='{"money_unit": "万元", "firms": [ … ]}', todo="see docs/ladder.md"
        )
    for key in set(document) - {"money_unit", "firms", "schema_version"}:
        raise InputError(
            f"{file}, key {key}", seen=key, expected="money_unit, firms", todo=_close(key, ["money_unit", "firms"])
        )
    unit = document.get("money_unit") or MONEY
    if unit not in MONEY_UNITS:
        raise InputError(
            f"{file}, money_unit",
            seen=_shown(unit),
            expected="one of " + ", ".join(MONEY_UNITS),
            todo="choose one of them",
        )
    return tuple(read_firm(entry, unit, number, file=file) for number, entry in enumerate(document["firms"], start=1))


def read_firm(
    entry: Any,
    money_unit: str = MONEY,
    number: int = 1,
    *,
    file: str = "firms",
    sources: Mapping[str, Source] | None = None,
) -> Firm:
    """One firm; ``number`` is its place in the file, for messages."""
    if not isinstance(entry, Mapping):
        raise InputError(
            f"{file}, firm {number}", seen=_shown(entry), expected="a firm (an object)", todo="correct the file"
        )
    return _Reader(entry, money_unit, number, file).firm(sources or {})


class _Reader:
    def __init__(self, entry: Mapping[str, Any], money_unit: str, number: int, file: str) -> None:
        self.entry, self.money_unit, self.number, self.file = entry, money_unit, number, file
        self.factor = MONEY_UNITS[money_unit]
        self.warnings: list[Warned] = []

    def firm(self, sources: Mapping[str, Source]) -> Firm:
        self.warn_unknown(self.entry, KEYS, "")
        firm = Firm(
            uscc=self.word("uscc"),
            name=self.word("name"),
            figures=self.figures(),
            years=self.years(),
            lists={name: self.listed(row) for name, row in LISTS.items() if self.entry.get(name) is not None},
            manual={
                name: self.flag(f"manual.{name}", value)
                for name, value in self.below("manual").items()
                if value is not None
            },
            experts={
                name: self.ends(f"experts.{name}", value)
                for name, value in self.below("experts").items()
                if value is not None
            },
            money_unit=self.money_unit,
            sources=sources,
        )
        return replace(firm, warnings=(*self.warnings, *implausible(firm)))

    def figures(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for group in GROUPS:
            self.warn_unknown(
                self.below(group), {path.partition(".")[2] for path in SCALARS if path.startswith(group + ".")}, group
            )
        for path, row in SCALARS.items():
            group, dot, key = path.rpartition(".")
            value = (self.below(group) if dot else self.entry).get(key)
            if value is not None:
                found[row.name] = self.value(path, row.kind, value, row.unit)
        if "industry" in found:
            found["industry"] = self.industry(str(found["industry"]))
        return found

    def industry(self, code: str) -> str:
        """The code with its letter; one that is not in the list is kept as it is."""
        known = industry(code)
        if known is None:
            self.warn("industry", f"GB/T 4754-2017 中没有 {code}", f"{code} is not in GB/T 4754-2017")
        return code if known is None else known.code

    def years(self) -> dict[int, dict[str, Fraction]]:
        found: dict[int, dict[str, Fraction]] = {}
        for key, figures in self.below("years").items():
            year = self.year("years", key)
            if figures is None:
                continue
            if not isinstance(figures, Mapping):
                self.refuse(f"years.{key}", figures, "the figures of the year (an object)")
            self.warn_unknown(figures, IN_YEARS, f"years.{key}")
            for name in IN_YEARS & set(figures):
                if figures[name] is not None:
                    found.setdefault(year, {})[name] = self.number_of(
                        f"years.{key}.{name}", figures[name], FIGURES[name].unit
                    )
        for name in BY_YEAR:
            for key, value in self.below(name).items():
                if value is not None:
                    found.setdefault(self.year(name, key), {})[name] = self.number_of(
                        f"{name}.{key}", value, FIGURES[name].unit
                    )
        return found

    def listed(self, row: ListRow) -> tuple[Entry, ...]:
        entries = self.entry[row.name]
        if not isinstance(entries, list):
            self.refuse(row.name, entries, "a list; an empty list is none, null is unknown")
        return tuple(self.list_entry(row, f"{row.name}[{number}]", entry) for number, entry in enumerate(entries))

    def list_entry(self, row: ListRow, path: str, entry: Any) -> Entry:
        if not isinstance(entry, Mapping):
            self.refuse(path, entry, "an object with " + ", ".join(row.attributes))
        self.warn_unknown(entry, set(row.attributes) | _REGISTER_ONLY, path)
        found: dict[str, Value] = {}
        for name, attribute in row.attributes.items():
            if name not in entry and attribute.default is not None:
                found[name] = attribute.default
            elif entry.get(name) is not None:
                found[name] = self.attribute(f"{path}.{name}", attribute, entry[name])
        if row.name == "titles" and "title" in found:
            return {**found, "title": _canonical(str(found["title"]))}
        return self.right(found, path) if row.name == "ip" else found

    def right(self, found: dict[str, Value], path: str) -> dict[str, Value]:
        """Class and type of a right complete each other."""
        by_type = CLASS_OF.get(str(found["type"]), "I") if "type" in found else None
        if "class" not in found:
            return {**found, "class": by_type} if by_type else found
        if by_type and by_type != found["class"]:
            self.warn(
                f"{path}.class",
                f"类别写为 {found['class']}，而类型 {found['type']} 属 {by_type} 类；按所写类别判断",
                f"class is written as {found['class']}, while type {found['type']} is of class {by_type}; judged as written",
            )
        return {"type": "unstated", **found}

    def attribute(self, path: str, row: AttributeRow, value: Any) -> Value:
        found = self.value(path, row.kind, value, row.unit)
        if row.choices and found not in row.choices:
            self.refuse(path, value, "one of " + ", ".join(row.choices), _close(str(value), row.choices))
        return found

    def value(self, path: str, kind: str, value: Any, unit: str) -> Value:
        if kind == "number":
            return self.number_of(path, value, unit)
        if kind == "flag":
            return self.flag(path, value)
        return self.day(path, value) if kind == "day" else self.text(path, value)

    def number_of(self, path: str, value: Any, unit: str) -> Fraction:
        number = _number(value)
        if number is None:
            self.refuse(path, value, "a number" + (f" in {self.money_unit if unit == MONEY else unit}" if unit else ""))
        return number * self.factor if unit == MONEY else number

    def flag(self, path: str, value: Any) -> bool:
        if not isinstance(value, bool):
            self.refuse(path, value, "true or false", "write true or false; leave it out where it is unknown")
        return value

    def day(self, path: str, value: Any) -> date:
        if isinstance(value, date):
            return value
        try:
            if isinstance(value, str) and len(value) == len("YYYY-MM-DD"):
                return date.fromisoformat(value)
        except ValueError:
            pass
        return self.refuse(path, value, "a day that exists, as YYYY-MM-DD")

    def text(self, path: str, value: Any) -> str:
        if not isinstance(value, str):
            self.refuse(path, value, "a text")
        return value.strip()

    def year(self, path: str, key: Any) -> int:
        if not (isinstance(key, str) and len(key) == 4 and key.isascii() and key.isdigit()):
            self.refuse(f"{path}.{key}", key, "a year, such as 2025")
        return int(key)

    def ends(self, path: str, value: Any) -> tuple[Fraction, Fraction]:
        pair = value if isinstance(value, list) else [value, value]
        numbers = [_number(end) for end in pair]
        if len(numbers) != 2 or None in numbers or numbers[0] > numbers[1]:  # type: ignore[operator]
            self.refuse(path, value, "[lowest, highest] points")
        return numbers[0], numbers[1]  # type: ignore[return-value]

    def word(self, key: str) -> str:
        value = self.entry.get(key)
        return "" if value is None else self.text(key, value)

    def below(self, key: str) -> Mapping[str, Any]:
        value = self.entry.get(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.refuse(key, value, "an object")
        return value

    def warn_unknown(self, entry: Mapping[str, Any], known: Iterable[str], path: str) -> None:
        names = sorted(known)
        for key in entry:
            if key not in names:
                near = difflib.get_close_matches(str(key), names, n=3, cutoff=0.6)
                hint_zh, hint_en = (
                    (f"；相近的有 {'、'.join(near)}", f"; close to {', '.join(near)}") if near else ("", "")
                )
                self.warn(
                    f"{path}.{key}" if path else str(key),
                    f"不认识的键，未使用{hint_zh}",
                    f"a key that is not known, not used{hint_en}",
                )

    def warn(self, figure: str, zh: str, en: str) -> None:
        self.warnings.append(Warned(figure, Words(zh, en)))

    def refuse(
        self, path: str, value: Any, expected: str, todo: str = "correct the value, or leave it out where it is unknown"
    ) -> NoReturn:
        who = self.entry.get("name") or self.entry.get("uscc") or ""
        raise InputError(
            f"{self.file}, firm {self.number} {who}".rstrip() + f", figure {path}",
            seen=_shown(value),
            expected=expected,
            todo=todo,
        )


_REGISTER_ONLY = {"number", "title", "ipc", "filed_on", "issuer", "level", "name", "investor", "since"}
"""Keys that the register holds beside those that rules ask for; no warning for them."""


def _number(value: Any) -> Fraction | None:
    """The exact number; a text that is one counts, yes and no do not."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, Fraction, str)):
        return None
    if isinstance(value, Fraction):
        return value
    written = value.strip() if isinstance(value, str) else str(value)
    if len(written) > 2 * NUMBER_AT_MOST:
        return None
    try:
        number = Decimal(written)
    except ArithmeticError:
        return None
    if not number.is_finite() or abs(number.adjusted()) > NUMBER_AT_MOST:
        return None
    return Fraction(number)


def _canonical(title: str) -> str:
    """A title as the books call it."""
    return _SPELLINGS.get(title.translate(_QUOTES), title)


_QUOTES = str.maketrans("", "", "“”\"'「」 ")


def _spellings() -> dict[str, str]:
    rows = csv.DictReader((files("yanzhen.ladder") / "titles.csv").read_text(encoding="utf-8").splitlines())
    return {spelling: row["title"] for row in rows for spelling in (row["title"], *row["also"].split())}


_SPELLINGS = _spellings()


def _shown(value: Any) -> str:
    if isinstance(value, (Mapping, list)):
        return "an object" if isinstance(value, Mapping) else "a list"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)[:80]


def _close(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {near[0]}?" if near else "correct it"


def _no_number(word: str) -> NoReturn:
    raise InputError("firms", seen=word, expected="a finite number", todo="leave it out where it is unknown")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InputError(
                f"firms, key {key}",
                seen=f"{key} twice in one object",
                expected="each key once",
                todo="remove one of them",
            )
        found[key] = value
    return found
