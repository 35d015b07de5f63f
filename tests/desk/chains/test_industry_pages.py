"""Choosing industries: what is refused, what is ranked, and what a file to pass on holds back."""

import csv
import io

import pytest
from brought_rows import bring
from chain_rows import COUNTY

pytestmark = pytest.mark.django_db
TOWNS = ("宝都街道", "五图街道", "红河镇", "鄌郚镇", "营丘镇")
INDUSTRIES = ("C3451", "C3011", "C2221", "C1411", "C2651")


@pytest.fixture
def towns(cast):
    """Five townships: the first has every industry, each next one fewer, as firms and with employees of two years."""
    firms, years = [], []
    for t, town in enumerate(TOWNS):
        for i, industry in enumerate(INDUSTRIES[: 5 - t]):
            for n in range(1 + (t + i) % 4):
                code = f"91370725MA3C{t}{i}{n}A01X"
                firms.append(
                    {
                        "uscc": code,
                        "name": f"{town}{i}{n}",
                        "region": "370725",
                        "township": town,
                        "industry": industry,
                        "status": "operating",
                    }
                )
                years += [
                    {"uscc": code, "year": year, "employees": 20 + 5 * n + (year - 2022) * i} for year in (2022, 2025)
                ]
    bring("firms", *firms, office=COUNTY)
    bring("firm-years", *years, office=COUNTY)
    return cast


def test_industries_are_ranked_with_how_stable_that_is(towns, sign_in):
    page = sign_in(towns["clerk"]).get("/chains/industries?at=370725/宝都街道").content.decode()
    assert page.count("<tr data-item>") == len(INDUSTRIES)
    assert "通用设备制造业" in page


def test_a_weight_of_its_own_decides(towns, sign_in):
    zeros = {f"w_{name}": "0" for name in ("quotient", "density", "pci", "gain", "change")}
    page = (
        sign_in(towns["clerk"])
        .get("/chains/industries", {"at": "370725/宝都街道", **zeros, "w_value": "1"})
        .content.decode()
    )
    first = page.split("<tr data-item>")[1]
    assert "C14" in first or "C22" in first, "four and three firms stand there"


def test_employees_bring_years_and_their_change(towns, sign_in):
    page = sign_in(towns["clerk"]).get("/chains/industries?source=employees&at=370725/宝都街道").content.decode()
    assert "2022" in page
    assert "2025" in page


def test_one_region_is_refused_with_what_to_bring(towns, sign_in):
    page = sign_in(towns["clerk"]).get("/chains/industries?unit=county").content.decode()
    assert 'class="state partial"' in page
    assert "/register/tables/region-figures/template" in page


def test_statistics_of_regions_lead_to_their_cell(towns, sign_in):
    rows = [
        {"region": region, "figure": f"从业人员 {code}", "year": 2024, "value": str(100 + 10 * n * m), "unit": "人"}
        for n, region in enumerate(("370725", "370724", "370702", "370703")) for m, code in enumerate(("C34", "C30", "C22"))
    ]  # fmt: skip
    bring("region-figures", *rows)
    client = sign_in(towns["bureau_head"])
    page = client.get("/chains/industries?source=从业人员&unit=county&at=370725").content.decode()
    assert "/register/rows/region-figures/" in page


def test_a_file_to_pass_on_holds_few_firms_back(towns, sign_in):
    text = sign_in(towns["clerk"]).get("/chains/industries/export/csv?at=370725/宝都街道").content.decode()
    rows = {row[0]: row for row in csv.reader(io.StringIO(text.lstrip("\ufeff")))}
    assert len(set(rows["C34"][2:])) == 1, "one firm: nothing of it is told"
    assert len(set(rows["C22"][2:])) > 1, "three firms"


def test_nonsense_in_the_address_is_taken_as_usual(towns, sign_in):
    address = "/chains/industries?threshold=NaN&w_pci=x&level=9&unit=q&source=z&day=no&at=1&period=7"
    assert sign_in(towns["clerk"]).get(address).status_code == 200
    assert sign_in(towns["clerk"]).get("/chains/?up=99&down=-1&region=999999&strength=x&day=31").status_code == 200
