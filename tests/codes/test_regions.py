"""The table of regions against what GB/T 2260 says of itself."""

from __future__ import annotations

import pytest

from yanzhen.codes import regions


@pytest.mark.parametrize(
    ("name", "near", "code"),
    [
        ("昌乐", ("370000",), "370725"),
        ("长兴县", (), "330522"),
        ("百色", (), "451000"),
        ("靖西县", (), "451081"),
        ("襄樊市", (), "420600"),
        ("香港", (), "810000"),
        ("台湾", (), "710000"),
        ("内蒙古", (), "150000"),
        ("朝阳区", ("110000",), "110105"),
        ("朝阳区", ("220100",), "220104"),
        ("西双版纳", (), "532800"),
        ("苏州工业园区", (), "320576"),
        ("河北", ("120000",), "130000"),
        ("海淀", ("110000",), "110108"),
        ("朝阳", ("110105",), "110105"),
    ],
)
def test_resolve(name: str, near: tuple[str, ...], code: str) -> None:
    found = regions.resolve(name, near)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("name", ["朝阳区", "鼓楼区", "不存在县", "中心", "城区"])
def test_what_stays_open(name: str) -> None:
    assert regions.resolve(name) is None


def test_a_district_without_its_suffix_needs_its_city() -> None:
    assert regions.resolve("海淀") is None
    assert regions.resolve("海淀", ["450000"]) is None


def test_a_name_right_behind_its_province_lies_in_it() -> None:
    """海南 behind 青海 is the prefecture, 吉林 behind 吉林省 the city."""
    for name, upper, code in (("海南", "630000", "632500"), ("吉林", "220000", "220200")):
        found = regions.resolve_within(name, upper)
        assert found is not None and found.code == code
    assert regions.resolve_within("昌乐", "330000") is None


def test_every_region_hangs_on_one_that_exists() -> None:
    county = regions.region("370725")
    assert county is not None
    assert [above.code for above in regions.ancestors("370725")] == ["370700", "370000"]
    provinces = [code for code in map("{}0000".format, range(11, 83)) if regions.region(code)]
    assert len(provinces) == 34


def test_runs_of_regions_are_parted_only_where_each_lies_in_the_one_before() -> None:
    assert regions.split_places("浙江嘉善") == ("浙江", "嘉善")
    assert regions.split_places("浙江昌乐") is None
    assert regions.split_places("南京路") is None


def test_no_region_holds_itself() -> None:
    """东莞, 中山 and 儋州 are prefectures without counties; a list that repeats them once sent the look-up in a circle."""
    for name in ("东莞", "中山", "儋州"):
        found = regions.resolve(name, near=["440000", "460000"])
        assert found is not None and found.level == "prefecture"
        assert [r.level for r in regions.ancestors(found.code)] == ["province"]
