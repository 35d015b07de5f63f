"""The deal's pages for those who may see it."""

from __future__ import annotations

import pytest
from deal_fixtures import STATIC, brought, guangzhou

PAGES = ("", "/risk", "/cash", "/stresses", "/firms", "/checks", "/papers", "/versions")


@pytest.mark.parametrize("tail", PAGES)
@pytest.mark.parametrize("make", [brought, guangzhou, lambda person: brought(person, STATIC)])
def test_every_page_of_a_deal_answers(cast, sign_in, tail, make):
    deal = make(cast["clerk"])
    answer = sign_in(cast["clerk"]).get(f"/securitization/deals/{deal.pk}{tail}")
    assert answer.status_code == 200 and deal.name in answer.text


def test_an_empty_room_says_what_to_bring_and_offers_the_examples(cast, sign_in):
    page = sign_in(cast["clerk"]).get("/securitization/").text
    assert "还没有交易" in page and "广州开发区专利许可" in page
    assert "放入交易文件" in sign_in(cast["clerk"]).get("/").text


def test_home_tells_the_approver_what_waits(cast, sign_in):
    brought(cast["clerk"])
    assert "有交易尚无生效版本" in sign_in(cast["bureau_head"]).get("/").text
    assert "有交易尚无生效版本" not in sign_in(cast["clerk"]).get("/").text
    assert "3,800 万元" in sign_in(cast["clerk"]).get("/").text


def test_the_sliders_answer_with_the_figures_alone_when_htmx_asks(cast, sign_in, tiny):
    client = sign_in(cast["clerk"])
    address = f"/securitization/deals/{tiny.pk}/risk"
    whole, part = client.get(address), client.get(f"{address}?pd_factor=3", headers={"HX-Request": "true"})
    assert "<html" in whole.text and "<html" not in part.text and 'id="priced"' in part.text
    assert "滑块已移动" in part.text and "滑块已移动" not in whole.text


def test_a_slider_where_the_file_has_it_is_not_moved(cast, sign_in, tiny):
    page = sign_in(cast["clerk"]).get(
        f"/securitization/deals/{tiny.pk}/risk?correlation=0.2&recovery=40&pd_factor=1&below=15"
    )
    assert "滑块已移动" not in page.text


@pytest.mark.parametrize("query", ["correlation=x", "correlation=7", "recovery=-1", "pd_factor=nan", "below=99"])
def test_a_slider_that_is_no_number_is_told(cast, sign_in, tiny, query):
    answer = sign_in(cast["clerk"]).get(f"/securitization/deals/{tiny.pk}/risk?{query}")
    assert answer.status_code == 200 and 'role="alert"' in answer.text


def test_a_path_by_number_and_by_choice(cast, sign_in, tiny):
    client, address = sign_in(cast["clerk"]), f"/securitization/deals/{tiny.pk}/cash"
    assert "此路径上无人违约" in client.get(address).text
    chosen = client.get(f"{address}?d0=1&d2=1&date=2").text
    assert "期末未兑付" in chosen and "甲公司 (第 1 期)" in chosen and "第 2 个支付日" in chosen
    assert "路径编号是" in client.get(f"{address}?path=-3").text
    assert client.get(f"{address}?path=7").status_code == 200


def test_the_smallest_break_leads_to_its_path(cast, sign_in, tiny):
    client = sign_in(cast["clerk"])
    page = client.get(f"/securitization/deals/{tiny.pk}/stresses?break=A").text
    assert "1 家违约即可" in page and "已证明" in page
    assert "期末未兑付" in client.get(f"/securitization/deals/{tiny.pk}/cash?alone=1&d0=1").text


def test_bands_are_told_only_against_a_named_table(cast, sign_in, tiny, settings, tmp_path):
    settings.YANZHEN_HOME = tmp_path
    client, address = sign_in(cast["clerk"]), f"/securitization/deals/{tiny.pk}/checks"
    assert "尚无分档表" in client.get(address).text
    (tmp_path / "bands").mkdir()
    table = 'name = "委员会分档"\ncitation = "纪要附件二"\nyears = [1, 2]\n[[band]]\nlabel = "一档"\nel = [0.5, 0.6]\n'
    (tmp_path / "bands" / "ours.toml").write_text(table, encoding="utf-8")
    page = client.get(f"{address}?table=ours").text
    assert "一档" in page and "纪要附件二" in page
    (tmp_path / "bands" / "ours.toml").write_text(table.replace("[1, 2]", "[5, 6]"), encoding="utf-8")
    assert (
        "不覆盖该期限" in client.get(f"{address}?table=ours").text
        or "does not cover" in client.get(f"{address}?table=ours").text
    )


def test_a_statement_is_tied_and_reconciled(cast, sign_in, page):
    client = sign_in(cast["clerk"])
    deal = guangzhou(cast["clerk"])
    address = f"/securitization/deals/{deal.pk}"
    client.post(f"{address}/attach", {"document": page.pk})
    shown = client.get(f"{address}/papers").text
    assert "page.txt" in shown and "会相符" in shown
    firms = page.sources.get(statement__property="融资企业").statement
    sales = page.sources.get(statement__property="销售收入").statement
    wide = page.sources.get(statement__property="研发投入").statement
    for statement, fact in ((firms, "obligors"), (sales, "pool"), (wide, "exposures"), (sales, "class 优先级")):
        client.post(f"{address}/tie", {"statement": statement.pk, "fact": fact})
    shown = client.get(f"{address}/papers").text
    assert "数字相同" in shown and "不符" in shown and "4 条陈述" in shown
    tied = deal.ties.get(fact="class 优先级")
    client.post(f"{address}/ties/{tied.pk}/untie")
    assert deal.ties.count() == 3
    client.post(f"{address}/tie", {"statement": firms.pk, "fact": "nonsense"})
    assert deal.ties.count() == 3
