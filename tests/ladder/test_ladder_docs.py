"""What a rule may say is documented, and what is documented works."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from yanzhen.ladder import formula, grammar, loading, tree
from yanzhen.ladder.book import ROLES, STATUSES
from yanzhen.ladder.catalogue import FIGURES, LISTS
from yanzhen.ladder.checks import figures_used
from yanzhen.ladder.firm_json import KEYS, read_firms
from yanzhen.ladder.marked import Place
from yanzhen.ladder.shelf import Shelf
from yanzhen.ladder.tokens import Written
from yanzhen.tables import register_table

TEXT = (Path(__file__).parents[2] / "docs" / "ladder.md").read_text(encoding="utf-8")


class _Scope:
    criterion, criteria, groups, names = "x.1", ("kx.staff", "kx.d1"), {"工业": ("B",)}, ()

    def defined(self, name: str) -> tree.Node:
        raise KeyError(name)


@pytest.mark.parametrize(
    "name", [*FIGURES, *LISTS, *(attribute for row in LISTS.values() for attribute in row.attributes)]
)
def test_every_figure_is_documented(name: str) -> None:
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize(
    "word", [*loading.HEADER, *loading.CRITERION, *loading.SCORE, *loading.TOP, "formula", *ROLES, *STATUSES]
)
def test_every_key_of_a_book_is_documented(word: str) -> None:
    assert f"`{word}`" in TEXT or f"{word}:" in TEXT


@pytest.mark.parametrize("name", [*formula.FUNCTIONS, *grammar.WORDS])
def test_every_function_and_word_is_documented(name: str) -> None:
    assert re.search(rf"`[^`|]*\b{name}\b", TEXT)


def _written_in_the_table() -> list[str]:
    rows = re.search(r"\| written \| meaning \|\n\|---\|---\|\n(.*?)\n\n", TEXT, re.DOTALL)
    assert rows is not None
    cells = [line.split("|")[1] for line in rows[1].splitlines()]
    found = [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]
    return [code for code in found if re.match(r"[a-z]", code) and not re.search(r"TEST|\ba\b|^and or|\band or", code)]


@pytest.mark.parametrize("code", _written_in_the_table())
def test_every_documented_formula_parses(code: str) -> None:
    if code.startswith(("recent", "in (")) or code in ("score", "existing", "on", "eve"):
        return
    formula.parse_either(Written(code, Place("docs", 1, 1), "test"), _Scope())


def test_the_documented_firm_is_read() -> None:
    example = re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert example is not None
    (firm,) = read_firms(json.loads(example[1]))
    assert firm.warnings == () and firm.figures["industry"] == "C3562"


def test_the_documented_book_of_one_s_own_loads(tmp_path: Path) -> None:
    own = re.search(r"```yaml\n(rulebook:.*?)```", TEXT, re.DOTALL)
    assert own is not None
    (tmp_path / "zj26.yaml").write_text(own[1], encoding="utf-8")
    book = Shelf((tmp_path,)).book("zj26")
    assert book.region == "330000" and "zj26.5" not in book.criteria


def _columns() -> dict[str, str | None]:
    tables = (register_table("firms"), register_table("firm-years"))
    return {column.name: column.unit for table in tables for column in table.columns}


def test_every_figure_is_a_column_of_the_register_but_those_of_the_frame() -> None:
    """The frame of 创新积分制 names figures that no other book reads; they come by JSON alone until the register holds them."""
    beside = set(FIGURES) - set(_columns())
    books = [book for book in Shelf().books() if book.frame is None]
    read = {name for book in books for criterion in book.criteria.values() for name in figures_used(book, criterion)}
    assert beside & read == set()
    assert {"uscc", "name", "years", "manual", "experts"} <= KEYS


def test_units_and_choices_are_the_register_s() -> None:
    columns = _columns()
    assert [
        name for name, row in FIGURES.items() if row.kind == "yearly" and name in columns and row.unit != columns[name]
    ] == []
    rights = {column.name: column for column in register_table("patents").columns}
    assert set(LISTS["ip"].attributes["type"].choices) == {*rights["type"].choices, "unstated"}
    assert LISTS["ip"].attributes["acquired"].choices == rights["acquired"].choices
