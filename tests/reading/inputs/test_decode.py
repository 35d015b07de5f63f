from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import InputError
from yanzhen.reading.inputs.decode import decode
from yanzhen.reading.inputs.plausible import plausibility

SIMPLIFIED = (
    "云栖县今年新认定高新技术企业24家，研发投入强度由1.1%提高到3.6%。\r\n竹农的收入增加了，山里的年轻人也回来了。\n"
)
TRADITIONAL = (
    "雲棲縣今年新認定高新技術企業24家，研發投入強度由1.1%提高到3.6%。\n竹農的收入增加了，山裡的年輕人也回來了。\n"
)
CODECS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "utf-16-le", "utf-16-be")


@pytest.mark.parametrize("codec", CODECS)
def test_simplified_text_comes_back_with_its_line_ends(codec: str) -> None:
    assert decode(SIMPLIFIED.encode(codec)).text == SIMPLIFIED


@pytest.mark.parametrize("codec", ("big5", "cp950", "gb18030", "utf-8", "utf-16-be"))
def test_traditional_text_comes_back(codec: str) -> None:
    assert decode(TRADITIONAL.encode(codec)).text == TRADITIONAL


@pytest.mark.parametrize("codec", ("gbk", "utf-16-le", "utf-16-be"))
@pytest.mark.parametrize("text", ("创新", "高新技术企业", "联通", "领头雁", "共24家企业"))
def test_a_few_characters_suffice(text: str, codec: str) -> None:
    assert decode(text.encode(codec)).text == text


def test_the_mark_is_not_counted() -> None:
    for codec in ("utf-8-sig", "utf-16"):
        assert decode(SIMPLIFIED.encode(codec)).text[0] == "云"


def test_beyond_the_basic_plane() -> None:
    text = "地名中的生僻字：𠮷田、䶮县，今年共有3家企业。"
    assert decode(text.encode("gb18030")).text == text
    assert decode(text.encode()).text == text


def test_what_a_file_says_of_itself_does_not_overrule_its_bytes() -> None:
    read = decode(SIMPLIFIED.encode(), "gb2312")
    assert (read.encoding, len(read.warnings)) == ("utf-8", 1)
    assert decode(SIMPLIFIED.encode("gbk"), "gb2312").warnings == ()


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=60))
def test_any_utf8_is_utf8(text: str) -> None:
    assert decode(text.encode()).text == text


def test_own_and_foreign_encodings_score_far_apart() -> None:
    for text, codec in ((SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5")):
        raw = text.encode(codec)
        others = [raw.decode(other, "ignore") for other in ("gb18030", "big5", "utf-16-le") if other != codec]
        assert plausibility(text) > 0.6
        assert max(map(plausibility, others)) < 0.35


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("utf-8", "gbk"),
        ("gbk", "utf-8"),
        ("utf-8-sig", "gbk"),
        ("big5", "utf-8"),
        ("utf-16", "utf-8"),
        ("utf-8", "utf-16-le"),
        ("gbk", "big5"),
    ],
)
def test_a_change_midway_is_told_with_its_place(first: str, second: str) -> None:
    before = (TRADITIONAL if first == "big5" else SIMPLIFIED) * 3
    after = (TRADITIONAL if second == "big5" else SIMPLIFIED) * 3
    head = before.encode(first)
    with pytest.raises(InputError, match="changes its encoding midway") as caught:
        decode(head + after.encode(second))
    told = int(caught.value.seen.split("byte ")[1].split()[0])
    assert abs(told - len(head)) <= 256
    assert "line" in caught.value.seen


def test_a_change_in_the_middle_of_a_line() -> None:
    line = SIMPLIFIED.splitlines()[0]
    with pytest.raises(InputError, match="changes its encoding midway") as caught:
        decode(line.encode("gbk") + line.encode())
    assert abs(int(caught.value.seen.split("byte ")[1].split()[0]) - len(line.encode("gbk"))) < 4


@pytest.mark.parametrize("codec", ("utf-8", "gbk", "utf-16"))
def test_a_file_cut_off_inside_a_character(codec: str) -> None:
    with pytest.raises(InputError, match="ends inside a character"):
        decode(SIMPLIFIED.strip().removesuffix("。").encode(codec)[:-1])


@pytest.mark.parametrize(
    "raw",
    [bytes(400), SIMPLIFIED.encode() + bytes(3), bytes(range(256)) * 20, "déjà vu à l’été".encode("cp1252") * 9],
    ids=["nul", "nul at the end", "binary", "another language's encoding"],
)
def test_what_is_not_text(raw: bytes) -> None:
    with pytest.raises(InputError, match="not text"):
        decode(raw)


@pytest.mark.parametrize("raw", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_in_it(raw: bytes) -> None:
    with pytest.raises(InputError, match="empty"):
        decode(raw)
