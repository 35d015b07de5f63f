"""An office's own columns, and what is told of a faulty file."""

from __future__ import annotations

import pytest

from yanzhen.desk.register.ledger.columns import extended_table
from yanzhen.errors import InputError

HEAD = "name,label_zh,kind,unit,required,low,high,choices,codes,listed,meaning_zh,meaning_en\n"
GOOD = "solar_kw,光伏装机,exact,千瓦,,0,,,,,屋顶光伏装机容量,roof solar capacity\n"


def written(home, text, name="firms"):
    folder = home / "columns"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return home


def test_own_columns_come_after_ours(tmp_path):
    table = extended_table("企业", written(tmp_path, HEAD + GOOD + "green,绿色工厂,flag,,,,,,,,,\n"))
    assert [column.name for column in table.columns[-2:]] == ["solar_kw", "green"]
    assert table.column("solar_kw").low == 0 and table.column("solar_kw").unit == "千瓦"
    assert extended_table("patents", tmp_path).columns == extended_table("patents", tmp_path / "none").columns


def test_a_change_of_the_file_is_seen(tmp_path):
    import os

    extended_table("firms", written(tmp_path, HEAD + GOOD))
    written(tmp_path, HEAD + GOOD.replace("solar_kw", "wind_kw"))
    os.utime(tmp_path / "columns" / "firms.csv", (1, 1))
    assert extended_table("firms", tmp_path).columns[-1].name == "wind_kw"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + GOOD + GOOD, ("line 3, name", "solar_kw")),
        (HEAD + "name,全称,text,,,,,,,,,\n", ("line 2, name", "does not have yet")),
        (HEAD + "x,企业名称,text,,,,,,,,,\n", ("line 2, label_zh", "企业名称")),
        (HEAD + "Solar,光伏,text,,,,,,,,,\n", ("line 2, name", "Solar", "lower-case")),
        (HEAD + "solar,光伏,money,,,,,,,,,\n", ("line 2, kind", "money", "one of text")),
        (HEAD + "solar,光伏,exact,,,abc,,,,,,\n", ("line 2, low", "abc", "a number")),
        (HEAD + "solar,,exact,,,,,,,,,\n", ("line 2, label_zh", "nothing")),
        (HEAD + "solar,光伏,text,,maybe,,,,,,,\n", ("line 2, required", "maybe")),
        (HEAD + "solar,光伏,text,,,,,,postcode,,,\n", ("line 2, codes", "postcode", "uscc")),
        ("name,kind\nsolar,text\n", ("line 1", "label_zh")),
    ],
)
def test_a_fault_is_told_with_its_line_and_field(tmp_path, text, told):
    with pytest.raises(InputError) as error:
        extended_table("firms", written(tmp_path, text))
    assert all(part in str(error.value) for part in ("firms.csv", *told)), str(error.value)


def test_a_file_of_no_table_is_told(tmp_path):
    with pytest.raises(InputError, match="firm"):
        extended_table("firms", written(tmp_path, HEAD + GOOD, name="firm"))
