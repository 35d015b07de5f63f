"""A province's or a bureau's own book replaces, adds to or extends another by file alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from yanzhen.errors import InputError
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_json import read_firms
from yanzhen.ladder.judge import answer, judge
from yanzhen.ladder.shelf import Shelf, in_force, refuse_out_of_force, shelf_of
from yanzhen.values import Answer

ON = date(2026, 5, 1)


def _firm(**years: object) -> Firm:
    return read_firms({"firms": [{"name": "甲", "industry": "C3562", "years": {"2025": years}}]})[0]


def _write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_a_book_of_the_same_id_is_laid_over_the_built_in_one(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "zj26.yaml",
        """
rulebook:
  id: zj26
  extends: zj26
  region: "330000"
  title: {zh: 浙江口径, en: As Zhejiang reads it}
definitions:
  own_brand: {zh: 自主品牌, en: own brand}
remove: [zj26.5]
criteria:
  - id: zj26.2a
    clause: 省细则第三条
    wording: {zh: 收入 2000 万元以上, en: revenue of 20 million}
    test: revenue@t >= 2000
  - id: zj26.7
    clause: 省细则第四条
    wording: {zh: 自主品牌, en: own brand}
    test: own_brand
""",
    )
    book = Shelf((tmp_path,)).book("zj26")
    base = Shelf().book("zj26")
    assert book.region == "330000" and book.doc_no == base.doc_no
    assert set(book.criteria) == (set(base.criteria) - {"zj26.5"}) | {"zj26.7"}
    found = judge(book, _firm(revenue=1800), ON)
    assert found.of("zj26.2a").answer is Answer.UNMET
    assert found.of("zj26.7").answer is Answer.UNKNOWN
    assert judge(base, _firm(revenue=1800), ON).of("zj26.2a").answer is Answer.MET


def test_a_book_may_extend_another_under_its_own_id(tmp_path: Path) -> None:
    _write(
        tmp_path, "x.yaml", "rulebook: {id: county, extends: sme, title: {zh: 县, en: county}}\nremove: [sme.class]\n"
    )
    shelf = Shelf((tmp_path,))
    assert set(shelf.book("county").criteria) == {"sme.not_large"}
    assert set(shelf.book("sme").criteria) == {"sme.not_large", "sme.class"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rulebook: {id: county, extends: nothing}", "extends; seen: nothing; expected: one of"),
        ("rulebook: {id: county, extends: county}", "extends; seen: county"),
        ("rulebook: {id: county, extends: sme}\nremove: [sme.none]", r"remove\[1\]; seen: sme.none"),
    ],
)
def test_what_cannot_be_extended_is_refused(tmp_path: Path, text: str, message: str) -> None:
    _write(tmp_path, "x.yaml", text)
    with pytest.raises(InputError, match=message):
        Shelf((tmp_path,)).book("county")


def test_books_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    _write(tmp_path, "a.yaml", "rulebook: {id: a, extends: b}")
    _write(tmp_path, "b.yaml", "rulebook: {id: b, extends: a}")
    with pytest.raises(InputError, match="does not extend this one"):
        Shelf((tmp_path,)).book("a")


def test_books_that_ask_each_other_are_refused(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        _write(
            tmp_path,
            f"{name}.yaml",
            f"rulebook: {{id: {name}, extends: sme}}\nremove: [sme.class]\ncriteria:\n"
            f"  - {{id: {name}.1, clause: 一, wording: {{zh: 甲, en: a}}, test: book({other})}}\n",
        )
    with pytest.raises(InputError, match="a → b → a"):
        Shelf((tmp_path,)).book("a")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder of rulebooks"):
        shelf_of([tmp_path / "none"])


def test_a_book_out_of_force_names_the_one_in_force(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "old.yaml",
        """
rulebook:
  id: old
  extends: zj26
  in_force: {new: {from: 2020-01-01, to: 2026-03-31}}
""",
    )
    shelf = Shelf((tmp_path,))
    with pytest.raises(InputError, match="use zj26, which is in force then"):
        refuse_out_of_force(shelf, shelf.book("old"), ON, "new")
    with pytest.raises(InputError, match=r"never.*use zj26"):
        refuse_out_of_force(shelf, shelf.book("old"), ON, "review")
    with pytest.raises(InputError, match=r"choose another day"):
        refuse_out_of_force(Shelf(), shelf.book("zj26"), date(2000, 1, 1), "new")
    refuse_out_of_force(shelf, shelf.book("old"), date(2026, 3, 31), "new")
    found = in_force(shelf, shelf.book("old").rung, date(2026, 4, 1), "new")
    assert found is not None and found.id == "zj26"


def test_answer_and_judge_agree() -> None:
    book = Shelf().book("sme")
    firm = _firm(employees=80, revenue=4300)
    assert answer(book, firm, ON) is judge(book, firm, ON).answer is Answer.MET
