"""A small, obvious reader for tests of the desk: the same answers as the real one's shape, in milliseconds.

It reads sentences such as ``甲公司2019年的销售收入为4.34亿元。`` An article begins with a line ``## title``; a line
``~ text`` is unplaced. A line ``!crash``, ``!slow``, ``!refuse`` or ``!swell`` makes the reader do just that.

    python simple_reader.py FILE OUT [--published DATE] [--memory MIB]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

from yanzhen.desk.child import bounded
from yanzhen.desk.reading.child import ANSWER, Answer, Trouble
from yanzhen.files import write_whole
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
from yanzhen.values import Answer as Verdict
from yanzhen.values import Period, Quantity, Relation, Status

SAID = re.compile(
    r"(?P<subject>[\u4e00-\u9fff]{2,12}?)(?:(?P<year>\d{4})年)?的(?P<property>[\u4e00-\u9fff]{2,8}?)"
    r"(?P<verb>为|超过|不低于|约|在|共)(?:(?P<figure>\d[\d.]*)(?:至(?P<upper>\d[\d.]*))?(?P<unit>亿元|万元|%|家|人|场次|件)|(?P<cut>$))",
    re.MULTILINE,
)
VERBS = {"为": "=", "超过": ">", "不低于": ">=", "约": "≈", "在": "range", "共": "="}
UNITS = {"亿元": (Decimal(10**8), "CNY"), "万元": (Decimal(10**4), "CNY"), "%": (Decimal("0.01"), "1")}
SHORT = re.compile(r"([\u4e00-\u9fff]{4,20})\(以下简称([\u4e00-\u9fff]{2,8})\)")
FIX = re.compile(r"\[(\S+?)=>(\S*?)\]")
FOUNDER = re.compile(r"([\u4e00-\u9fff]{2,3})创办了([\u4e00-\u9fff]{2,12})")


def read_simple(text: str, *, name: str = "page.txt", published: str = "") -> Page:
    """The page that the text makes."""
    articles, unplaced = _articles(text)
    return Page(
        document=Document(
            file=name,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            characters=len(text),
            kind="text",
            encoding="utf-8",
            published=published or None,
            published_from="given" if published else None,
        ),
        articles=tuple(articles),
        corrections=tuple(
            Correction(span=m.span(), seen=m[1], read=m[2], reason="形近", confidence=0.9) for m in FIX.finditer(text)
        ),
        statements=tuple(_statements(text, articles)),
        names=tuple(_names(text, articles)),
        facts=tuple(
            Fact(
                article=_article_at(articles, m.start()),
                subject=m[1],
                predicate="founder_of",
                object=m[2],
                quote=m[0],
                span=m.span(),
            )
            for m in FOUNDER.finditer(text)
        ),
        checks=tuple(_checks(text)),
        unplaced=tuple(unplaced),
        warnings=("no day of publication",) if not published else (),
    )


def _articles(text: str) -> tuple[list[Article], list[Unplaced]]:
    articles: list[Article] = []
    unplaced: list[Unplaced] = []
    title, blocks = None, []

    def close() -> None:
        if title or blocks:
            articles.append(
                Article(
                    id=len(articles) + 1,
                    title=title,
                    kicker="地方动态",
                    kind="brief",
                    bylines=(Byline(name="李明", role="记者"),),
                    dateline=None,
                    subheads=(),
                    blocks=tuple(blocks),
                )
            )

    place = 0
    for line in text.splitlines(keepends=True):
        start, place, plain = place, place + len(line), line.strip()
        span = (start, start + len(line.rstrip("\n")))
        if plain.startswith("## "):
            close()
            title, blocks = plain[3:], [Block(kind="title", text=plain[3:], spans=(span,))]
        elif plain.startswith("~ "):
            unplaced.append(Unplaced(text=plain[2:], span=span, reason="不属于任何一篇"))
        elif plain:
            status = "truncated" if SAID.search(plain) and SAID.search(plain)["cut"] is not None else "whole"
            blocks.append(Block(kind="paragraph", text=plain, spans=(span,), status=status))
    close()
    return articles, unplaced


def _article_at(articles: list[Article], at: int) -> int | None:
    return next((a.id for a in articles for b in a.blocks for s, e in b.spans if s <= at < e), None)


def _statements(text: str, articles: list[Article]):
    for m in SAID.finditer(text):
        start = m.start("figure") if m["figure"] else max(m.end() - 1, 0)
        end = m.end("unit") if m["figure"] else m.end()
        sentence_end = text.find("。", m.end())
        year = m["year"]
        yield PageStatement(
            article=_article_at(articles, m.start()),
            subject=m["subject"],
            property=m["property"],
            quantity=_quantity(m),
            period=Period(date(int(year), 1, 1), date(int(year), 12, 31)) if year else None,
            scope=None,
            quote=text[start:end],
            span=(start, end),
            origin="grammar",
            sentence=(m.start(), len(text) if sentence_end < 0 else sentence_end + 1),
        )


def _quantity(m: re.Match[str]) -> Quantity:
    if not m["figure"]:
        return Quantity(None, None, "", Relation.EQUAL, Status.TRUNCATED)
    size, unit = UNITS.get(m["unit"], (Decimal(1), m["unit"]))
    figure, relation = Decimal(m["figure"]) * size, Relation(VERBS[m["verb"]])
    upper = Decimal(m["upper"]) * size if m["upper"] else figure
    step = Decimal(1).scaleb(int(Decimal(m["figure"]).as_tuple().exponent)) * size
    high = None if relation in (Relation.ABOVE, Relation.AT_LEAST) else upper
    return Quantity(figure, high, unit, relation, stated_to=step)


def _names(text: str, articles: list[Article]):
    for m in SHORT.finditer(text):
        where = _article_at(articles, m.start())
        yield Name(text=m[1], kind="organisation", article=where, span=m.span(1))
        yield Name(text=m[2], kind="organisation", article=where, span=m.span(2), same_as=m[1])
    for m in re.finditer("示例县", text):
        yield Name(text=m[0], kind="place", article=_article_at(articles, m.start()), span=m.span(), region="990101")


def _checks(text: str):
    found = [m for m in SAID.finditer(text) if m["figure"]]
    if len(found) > 1:
        inputs = tuple(CheckInput(quote=m["figure"], span=m.span("figure")) for m in found[:2])
        yield Check(what="两个数字可以同时成立", answer=Verdict.MET, inputs=inputs, reasons=("不同事项",))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--published", default="")
    parser.add_argument("--memory", type=int, default=0)
    options = parser.parse_args()
    text = options.file.read_text("utf-8")
    bounded(options.memory if "!swell" in text else 0)
    if "!crash" in text:
        os.kill(os.getpid(), 9)
    if "!slow" in text and os.environ.get("SIMPLE_READER_SLOW") == "1":
        time.sleep(60)
    if "!swell" in text:
        try:
            bytearray(8 << 30)
        except MemoryError:
            return 4
    if "!refuse" in text:
        answer = Answer(trouble=Trouble("no text in this file", "0 characters", "a page with text", "scan it again"))
    else:
        answer = Answer(text=text, page=read_simple(text, name=options.file.name, published=options.published))
    write_whole(options.out, ANSWER.dump_json(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
