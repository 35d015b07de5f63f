"""A page written by hand, with every part that a page can have: the tests' own text about an invented county.

``page()`` and ``original()`` belong together: each span is found by its words in ``TEXT``.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from yanzhen.reading.original import Chunk, Original, Tracked
from yanzhen.reading.page import (
    Article,
    Block,
    Byline,
    Check,
    CheckInput,
    Correction,
    Document,
    Fact,
    Name,
    Page,
    PageStatement,
    Unplaced,
)
from yanzhen.values import Answer, Period, Quantity, Relation, Status, at_least, exactly, not_read

TEXT = """■县域观察
云溪县：小园区里长出大产业
本报记者 林知秋 通讯员 周禾
云溪讯 9月12日，记者从云溪县科技局（以下简称县科技局）获悉，今年以来全县新增科技型中小
企业640多家，其中80%以上设在溪口园区。
搭平台：让企业找到目 己的位置
县里拿出４.３４亿元，支持24家企业建设中试线，单家支持600万至3200万元 不等。
溪口园区负责人周禾说，园区营收同比增长15%，已占全县工业
“把难题摆到桌面上，办法总比困难多。”
图为溪口园区的中试线 <沈一帆 摄>
A&B公司 <script>alert("x")</script> 落户
短评
别让专利睡在抽屉里
云溪县有效发明专利1200件，转化率不足30%。
第1版 星期六
"""
SHA256 = "ab" * 32
LOST = "工业"


def original(kind: str = "text") -> Original:
    """The document as it came in."""
    return Original("云溪日报.txt", SHA256, kind, TEXT, (Chunk((Tracked.of(TEXT),)),), "utf-8")


def at(words: str, nth: int = 0) -> tuple[int, int]:
    """The span of the words' nth occurrence."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def block(kind: str, words: str, text: str | None = None, **more: object) -> Block:
    """A block read from one run of the text, repaired to ``text``."""
    return Block(kind=kind, text=text or words, spans=(at(words),), **more)  # type: ignore[arg-type]


def statement(figure: str, subject: str | None, prop: str, quantity: Quantity | None, **more: object) -> PageStatement:
    """A statement whose figure is printed once."""
    values: dict[str, object] = {
        "article": 1,
        "subject": subject,
        "property": prop,
        "quantity": quantity,
        "period": None,
        "scope": None,
        "quote": figure,
        "span": at(figure),
        "origin": "grammar",
    }
    return PageStatement(**(values | more))  # type: ignore[arg-type]


def statements() -> tuple[PageStatement, ...]:
    """One of each kind: bounds, share, money, range, growth, day, cut off."""
    days = Period(date(2026, 9, 12), date(2026, 9, 12))
    return (
        statement("9月12日", None, "日期", None, period=days),
        statement("640多家", "云溪县", "新增科技型中小企业", Quantity(Decimal(640), None, "家", Relation.ABOVE)),
        statement(
            "80%以上", "溪口园区", "占新增企业比重", at_least(Decimal("0.8"), "1"), share_of="新增科技型中小企业"
        ),
        statement("４.３４亿元", "云溪县", "支持资金", exactly(Decimal(434000000), "CNY")),
        statement("24家", "云溪县", "支持企业数", exactly(Decimal(24), "家")),
        statement(
            "600万至3200万元",
            None,
            "单家支持额",
            Quantity(Decimal(6000000), Decimal(32000000), "CNY", Relation.RANGE),
            scope="建设中试线",
        ),
        statement("15%", "溪口园区", "营收", exactly(Decimal("0.15"), "1"), direction="up"),
        statement(LOST, "溪口园区", "占全县工业比重", not_read("1"), quote="已占全县工业"),
        statement("1200件", "云溪县", "有效发明专利", exactly(Decimal(1200), "件"), article=2),
        statement("30%", "云溪县", "专利转化率", Quantity(None, Decimal("0.3"), "1", Relation.BELOW), article=2),
    )


def page() -> Page:
    """The page read from :func:`original`."""
    return Page(
        document=Document(
            file="云溪日报.txt",
            sha256=SHA256,
            characters=len(TEXT),
            kind="text",
            encoding="utf-8",
            published="2026-09",
            published_from="given",
        ),
        articles=(_feature(), _commentary()),
        corrections=(Correction(span=at("目 己"), seen="目己", read="自己", reason="形近", confidence=0.97),),
        statements=statements(),
        names=(
            Name(text="林知秋", kind="person", article=1, span=at("林知秋"), role="记者"),
            Name(text="云溪县科技局", kind="organisation", article=1, span=at("云溪县科技局")),
            Name(text="县科技局", kind="organisation", article=1, span=at("县科技局", 1), same_as="云溪县科技局"),
        ),
        facts=(
            Fact(
                article=1,
                subject="周禾",
                predicate="head_of",
                object="溪口园区",
                quote="溪口园区负责人周禾",
                span=at("溪口园区负责人周禾"),
            ),
        ),
        checks=(
            Check(
                what="24家 × 600万–3,200万元 含 4.34亿元",
                answer=Answer.MET,
                inputs=(
                    CheckInput(quote="24家", span=at("24家")),
                    CheckInput(quote="４.３４亿元", span=at("４.３４亿元")),
                ),
                reasons=("1.44亿–7.68亿元",),
            ),
            Check(what="640多家的80%以上", answer=Answer.UNKNOWN, inputs=(), reasons=("下限的比率只有下限",)),
        ),
        unplaced=(Unplaced(text="第1版 星期六", span=at("第1版 星期六"), reason="版头"),),
        warnings=("published 2026-09 was given to the month",),
    )


def _feature() -> Article:
    return Article(
        id=1,
        title="云溪县：小园区里长出大产业",
        kicker="县域观察",
        kind="feature",
        bylines=(Byline(name="林知秋", role="本报记者"), Byline(name="周禾", role="通讯员")),
        dateline="云溪讯",
        subheads=("搭平台：让企业找到自己的位置",),
        blocks=(
            block("kicker", "■县域观察"),
            block("title", "云溪县：小园区里长出大产业"),
            block("byline", "本报记者 林知秋 通讯员 周禾"),
            block("dateline", "云溪讯"),
            block(
                "paragraph",
                TEXT[at("9月12日")[0] : at("溪口园区。")[1]],
                TEXT[at("9月12日")[0] : at("溪口园区。")[1]].replace("\n", ""),
                status="rejoined",
            ),
            block("subhead", "搭平台：让企业找到目 己的位置", "搭平台：让企业找到自己的位置"),
            block(
                "paragraph",
                TEXT[at("县里拿出")[0] : at("不等。")[1]],
                TEXT[at("县里拿出")[0] : at("不等。")[1]].replace(" ", ""),
            ),
            block("paragraph", "溪口园区负责人周禾说，园区营收同比增长15%，已占全县工业", status="truncated"),
            block("pull_quote", "“把难题摆到桌面上，办法总比困难多。”"),
            block("caption", "图为溪口园区的中试线"),
            block("credit", "<沈一帆 摄>"),
            block("paragraph", 'A&B公司 <script>alert("x")</script> 落户'),
        ),
    )


def _commentary() -> Article:
    return Article(
        id=2,
        title="别让专利睡在抽屉里",
        kicker="短评",
        kind="commentary",
        bylines=(),
        dateline=None,
        subheads=(),
        blocks=(
            block("kicker", "短评"),
            block("title", "别让专利睡在抽屉里"),
            block("paragraph", "云溪县有效发明专利1200件，转化率不足30%。"),
        ),
    )


def unread(status: Status = Status.TRUNCATED) -> Quantity:
    """A figure that could not be read."""
    return not_read("家", status)
