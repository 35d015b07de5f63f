"""YAML in which every value knows its line and column.

Scalars are not guessed at: a file says ``2026-04-01`` or ``no``, and the field that reads it says whether that is a day, a
number or a word. So none of YAML's traps (``no`` as false, ``1_000`` as a number, ``12:30`` as seconds) can occur. Anchors, aliases,
tags and keys that occur twice are refused.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from yanzhen.errors import InputError

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column of a file, counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, column {self.column}"


class BookError(InputError):
    """A fault in a rulebook, with its place and field."""

    def __init__(self, place: Place, field: str, *, seen: str = "", expected: str = "", todo: str = "") -> None:
        super().__init__(f"{place}, field {field}", seen=seen, expected=expected, todo=todo)
        self.place, self.field = place, field


@dataclass(frozen=True, slots=True)
class Marked:
    """A YAML value: a mapping, a list or a scalar's text, with its place and the path of fields that leads to it."""

    node: yaml.Node
    file: str
    field: str
    source: tuple[str, ...]

    @property
    def place(self) -> Place:
        """Where the value begins."""
        return Place(self.file, self.node.start_mark.line + 1, self.node.start_mark.column + 1)

    @property
    def style(self) -> str:
        """The quote or block sign of a scalar; empty for a plain one."""
        return str(self.node.style or "") if isinstance(self.node, yaml.ScalarNode) else ""

    def fault(self, *, seen: str = "", expected: str = "", todo: str = "", below: str = "") -> BookError:
        """An error at this place (``below`` names a field that is missing in it)."""
        field = ".".join(part for part in (self.field, below) if part)
        return BookError(self.place, field or "the whole file", seen=seen, expected=expected, todo=todo)

    def entries(self) -> Iterator[tuple[Marked, Marked]]:
        """The keys and values of a mapping, in order."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.fault(seen=self.shown(), expected="a mapping (key: value)", todo="write it as a mapping")
        for key, value in self.node.value:
            yield self._below(key, self._path(key.value)), self._below(value, self._path(key.value))

    def items(self) -> list[Marked]:
        """The elements of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.fault(
                seen=self.shown(), expected="a list", todo="write it as a list, one element a line with - before it"
            )
        return [
            self._below(node, self._item_path(node, number)) for number, node in enumerate(self.node.value, start=1)
        ]

    def optional(self, key: str) -> Marked | None:
        """The value of this key, or None where it is absent or null."""
        for name, value in self.entries():
            if name.text() == key:
                return None if value.is_null() else value
        return None

    def required(self, key: str, meaning: str) -> Marked:
        """The value of this key; refused where it is absent."""
        found = self.optional(key)
        if found is None:
            raise self.fault(seen="nothing", expected=meaning, todo=f"add {key}", below=key)
        return found

    def only(self, known: Iterable[str]) -> None:
        """Refuse a key that is not one of these."""
        names = list(known)
        for key, _ in self.entries():
            if key.text() not in names:
                close = difflib.get_close_matches(key.text(), names, n=1)
                raise key.fault(
                    seen=key.text(),
                    expected="one of " + ", ".join(names),
                    todo=f"did you mean {close[0]}?" if close else "remove it",
                )

    def text(self) -> str:
        """The scalar's text, trimmed."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.fault(seen=self.shown(), expected="a text", todo="write one value here")
        return str(self.node.value).strip()

    def number(self) -> Fraction:
        """The scalar as an exact number; 30% is 3/10."""
        text = self.text()
        bare = text.removesuffix("%")
        if not NUMBER.fullmatch(bare):
            raise self.fault(seen=text, expected="a number, such as 60, 2.5 or 30%", todo="correct it")
        return Fraction(bare) / (100 if text.endswith("%") else 1)

    def day(self) -> date:
        """The scalar as a day."""
        text = self.text()
        try:
            if DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise self.fault(seen=text, expected="a day that exists, as YYYY-MM-DD", todo="correct the day")

    def choice(self, allowed: Iterable[str]) -> str:
        """The scalar, which must be one of these words."""
        names = list(allowed)
        if self.text() not in names:
            raise self.fault(seen=self.text(), expected="one of " + ", ".join(names), todo="choose one of them")
        return self.text()

    def is_scalar(self) -> bool:
        """Whether it is a single value."""
        return isinstance(self.node, yaml.ScalarNode)

    def is_null(self) -> bool:
        """Whether it is null, ~ or nothing."""
        return isinstance(self.node, yaml.ScalarNode) and not self.style and self.node.value in ("", "null", "~")

    def plain(self) -> Any:
        """The value as JSON would hold it (YAML 1.2: only true, false, null and decimal numbers are special; days stay texts)."""
        if isinstance(self.node, yaml.MappingNode):
            return {key.text(): value.plain() for key, value in self.entries()}
        if isinstance(self.node, yaml.SequenceNode):
            return [item.plain() for item in self.items()]
        text = self.text()
        if self.style or not text:
            return None if self.is_null() else text
        words: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None}
        if text in words:
            return words[text]
        return Decimal(text) if NUMBER.fullmatch(text) else text

    def shown(self) -> str:
        """The value as a message shows it."""
        if isinstance(self.node, yaml.MappingNode):
            return "a mapping"
        return "a list" if isinstance(self.node, yaml.SequenceNode) else str(self.node.value).strip() or "nothing"

    def written(self) -> tuple[str, Place]:
        """The scalar as it is written in the file, without quotes or block signs, and where it begins (for places inside it)."""
        start, end = self.node.start_mark, self.node.end_mark
        lines = list(self.source[start.line : end.line + 1])
        if len(lines) > 1:
            lines[-1] = lines[-1][: end.column]
        else:
            lines[0] = lines[0][: end.column]
        if self.style in ("|", ">"):
            return "\n".join(lines[1:]), Place(self.file, start.line + 2, 1)
        skip = 1 if self.style in ("'", '"') else 0
        lines[0] = lines[0][start.column + skip :]
        if skip:
            lines[-1] = lines[-1][:-1]
        return "\n".join(lines), Place(self.file, start.line + 1, start.column + 1 + skip)

    def _below(self, node: yaml.Node, field: str) -> Marked:
        return Marked(node, self.file, field, self.source)

    def _item_path(self, node: yaml.Node, number: int) -> str:
        """An element is called by its id, where it has one."""
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == "id" and isinstance(value, yaml.ScalarNode):
                    return self._path(value.value)
        return f"{self.field}[{number}]"

    def _path(self, key: object) -> str:
        return f"{self.field}.{key}" if self.field else str(key)


def read_marked(path: Path, *, name: str | None = None) -> Marked:
    """The file's content; ``name`` is what messages call the file."""
    shown = name or str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"rulebook {shown}", seen=f"byte {error.start}", expected="UTF-8", todo="save it as UTF-8"
        ) from error
    except OSError as error:
        raise InputError(
            f"rulebook {shown}", seen=error.strerror or str(error), expected="a file that can be read"
        ) from error
    return parse_marked(text, shown)


def parse_marked(text: str, file: str) -> Marked:
    """The same for a text in hand."""
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
        raise BookError(
            place,
            "YAML",
            seen=(error.problem or "").strip(),
            expected="YAML",
            todo="correct the signs or the indentation",
        ) from error
    except yaml.YAMLError as error:
        raise BookError(Place(file, 1, 1), "YAML", seen=str(error).splitlines()[0], expected="YAML") from error
    if node is None:
        raise BookError(Place(file, 1, 1), "the whole file", seen="nothing", expected="a mapping", todo="fill the file")
    top = Marked(node, file, "", tuple(text.splitlines()))
    _refuse_traps(top, set())
    return top


def _refuse_traps(value: Marked, seen: set[int]) -> None:
    """No node twice (an alias), no explicit tag, no key twice."""
    if id(value.node) in seen:
        raise value.fault(seen="an alias (*name)", expected="every value written out", todo="copy the value here")
    seen.add(id(value.node))
    if value.node.tag.startswith("!"):
        raise value.fault(seen=value.node.tag, expected="no tag", todo="remove the tag")
    if isinstance(value.node, yaml.SequenceNode):
        for item in value.items():
            _refuse_traps(item, seen)
    elif isinstance(value.node, yaml.MappingNode):
        _refuse_twice(value)
        for _, below in value.entries():
            _refuse_traps(below, seen)


def _refuse_twice(value: Marked) -> None:
    names: set[str] = set()
    for key, _ in value.entries():
        if key.text() in names:
            raise key.fault(
                seen=f"{key.text()} a second time", expected="each key once", todo="remove or rename one of them"
            )
        names.add(key.text())
