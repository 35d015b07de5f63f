"""The page on which a deal is structured: what is asked, what is refused, and how the answer becomes a version."""

from __future__ import annotations

from fractions import Fraction
from urllib.parse import urlencode

import pytest
from deal_fixtures import STATIC, TINY, brought

from yanzhen.desk.securitization.rewriting import rewritten
from yanzhen.desk.securitization.terms import read_terms
from yanzhen.errors import RefusalError
from yanzhen.securitization.goals import Allocation, allocated

TWO = TINY.replace(
    "share = 0.85\ncoupon = 0.04\n",
    'share = 0.85  # agreed in May\ncoupon = 0.04\n[[tranche]]\nname = "B"\nshare = 0.05\ncoupon = 0.05\n',
).replace('"principal A", ', '"interest B", "principal A", "principal B", ')
ASKED = {"el0": "0.5", "el1": "20", "retained": "5"}


def address(deal, **asked):
    return f"/securitization/deals/{deal.pk}/structuring?{urlencode(asked)}"


def test_the_page_answers_before_it_is_asked(cast, sign_in, tiny):
    answer = sign_in(cast["viewer"] if "viewer" in cast else cast["clerk"]).get(
        f"/securitization/deals/{tiny.pk}/structuring"
    )
    assert answer.status_code == 200 and "甲公司" in answer.content.decode()


def test_a_structure_becomes_a_version_that_keeps_the_file_as_it_is_written(cast, sign_in):
    deal, client = brought(cast["clerk"], TWO), sign_in(cast["clerk"])
    assert client.get(address(deal, **ASKED)).status_code == 200
    client.post(f"/securitization/deals/{deal.pk}/structuring/keep", {"wanted": urlencode(ASKED), "turn": deal.turn})
    deal.refresh_from_db()
    new = deal.versions.get(number=2)
    before, after = read_terms(TWO, "deal.toml"), read_terms(new.text, new.file)
    assert "# agreed in May" in new.text and after.obligors == before.obligors
    assert [one.balance for one in after.tranches] != [one.balance for one in before.tranches]
    assert "1" in new.note
    client.post(f"/securitization/deals/{deal.pk}/structuring/keep", {"wanted": urlencode(ASKED), "turn": 1})
    assert deal.versions.count() == 2  # the turn was stale


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (ASKED | {"el0": "x"}, "x"),
        (ASKED | {"el1": "0.0000001"}, "B"),
        (ASKED | {"shared": "1", "total": "99999"}, "元"),
        (ASKED | {"market": "1"}, "curve"),
    ],
)
def test_what_cannot_be_met_is_told_on_the_page(cast, sign_in, asked, words):
    deal = brought(cast["clerk"], TWO)
    page = sign_in(cast["clerk"]).get(address(deal, **asked))
    assert page.status_code == 200 and 'role="alert"' in page.content.decode() and words in page.content.decode()


def test_a_static_pool_has_nothing_to_structure(cast, sign_in):
    deal = brought(cast["clerk"], STATIC)
    assert sign_in(cast["clerk"]).get(f"/securitization/deals/{deal.pk}/structuring").status_code == 200


def test_amounts_are_rewritten_and_a_firm_left_out_goes_with_its_patents():
    text = TWO + '[[patent]]\nnumber = "1"\nowner = "乙公司"\n[[patent]]\nnumber = "2"\nowner = "甲公司"\n'
    wanted = allocated(read_terms(text, "deal.toml"), Allocation(320_000_000, most=Fraction(1), least=Fraction(0)))
    assert [firm.name for firm in wanted.obligors] == ["甲公司"]
    found = rewritten(text, "deal.toml", wanted)
    assert "乙公司" not in found and read_terms(found, "deal.toml") == wanted


def test_chinese_keys_stay_chinese():
    text = (
        TWO.replace("[[tranche]]", "[[档]]")
        .replace("share", "比例")
        .replace("exposure", "敞口")
        .replace("coupon =", "票面利率 =")
    )
    wanted = allocated(read_terms(text, "deal.toml"), Allocation(400_000_000, most=Fraction(2)))
    assert "share" not in rewritten(text, "deal.toml", wanted)


def test_a_file_written_in_one_line_is_refused_rather_than_spoilt():
    inline = TINY.replace('[[tranche]]\nname = "A"\nshare = 0.85\ncoupon = 0.04\n', "")
    inline = 'tranche = [{name = "A", share = 0.85, coupon = 0.04}]\n' + inline
    wanted = allocated(read_terms(inline, "deal.toml"), Allocation(320_000_000))
    with pytest.raises(RefusalError, match="does not change"):
        rewritten(inline, "deal.toml", wanted)
