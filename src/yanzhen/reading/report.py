"""A page as one HTML file: the original beside the articles, every figure linked to its place.

The file needs nothing else: no script, no font, no picture is fetched. ``#o-N`` is the place of
statement N in the original, ``#s-N`` its entry beside the article, ``#t-N`` its place in the article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from yanzhen.reading.marking import Mark, escaped, marked
from yanzhen.reading.places import Places, overlapping
from yanzhen.reading.wording import format_period, format_statement
from yanzhen.values import Answer, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yanzhen.reading.original import Original, Span, Tracked
    from yanzhen.reading.page import Article, Block, Check, Correction, Name, Page, PageStatement

LAMPS = {Answer.MET: "● 相符", Answer.UNMET: "■ 不符", Answer.UNKNOWN: "▲ 未定"}
ARTICLE_KINDS = {
    "feature": "报道",
    "commentary": "评论",
    "brief": "简讯",
    "caption": "图片说明",
    "pull_quote": "引语",
    "notice": "公告",
}
ASIDES = {"caption": "图片说明", "credit": "图片来源", "pull_quote": "引语"}
NAME_KINDS = {
    "person": "人物",
    "organisation": "机构",
    "place": "地点",
    "document": "文件",
    "event": "活动",
    "programme": "计划",
    "technology": "技术",
}
PREDICATES = {
    "founder_of": "创办",
    "head_of": "负责",
    "role_at": "任职于",
    "subsidiary_of": "隶属",
    "supplier_of": "供货给",
    "award": "获奖",
    "project": "承担项目",
    "financing": "融资",
    "supervises": "督办",
    "located_in": "位于",
}
NOTES = {"truncated": "▚ 扫描缺尾", "rejoined": "⇄ 已归位"}
BREAKS = re.compile(
    r"</?(?:p|div|br|t[rdh]|table|li|[uod]l|d[td]|h[1-6]|title|section|article|option)\b", re.IGNORECASE
)


def report_html(page: Page, original: Original) -> str:
    """The page as a self-contained HTML document in Chinese."""
    report = _Report(page, original, Places(original, page.corrections))
    style = (files("yanzhen.reading") / "report.css").read_text(encoding="utf-8")
    title = escaped(page.document.file)
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title} · 雁阵读报</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'{report.top()}<main class="panes">\n{report.after()}{report.before()}</main>\n</body>\n</html>\n'
    )


@dataclass(frozen=True, slots=True)
class _Report:
    page: Page
    original: Original
    places: Places

    def top(self) -> str:
        document = self.page.document
        dated = (
            [f"{document.published}（{_dated_by(document.published_from)}）"] if document.published else ["日期未知"]
        )
        facts = [*dated, f"{document.characters:,} 字符", document.encoding or document.kind]
        digest = f'<span title="{escaped(document.sha256)}">sha256 {escaped(document.sha256[:12])}…</span>'
        source = " · ".join([*map(escaped, facts), digest])
        links = "\n".join(f'<a href="#{target}">{escaped(words)}</a>' for target, words in self._contents())
        return (
            f'<header class="top"><h1>{escaped(document.file)}</h1><p class="src">{source}</p></header>\n'
            f'<nav class="bar" aria-label="目录">\n{links}\n</nav>\n'
        )

    def _contents(self) -> Iterator[tuple[str, str]]:
        for place, article in enumerate(self.page.articles, 1):
            yield f"a-{article.id}", f"{place} {article.title or ARTICLE_KINDS[article.kind]}"
        yield "checks", f"核算 {len(self.page.checks)}"
        yield "unplaced", f"未归位 {len(self.page.unplaced)}"
        yield "corrections", f"更正 {len(self.page.corrections)}"
        yield "warnings", f"提示 {len(self.page.warnings)}"
        yield "original", "原文"

    def before(self) -> str:
        shown = _Shown.of(self.original, self.places)
        marks = [mark for target, span, style in self._targets() for mark in shown.mark(target, span, style)]
        marks += [
            Mark(*shown.part(fix.span), "fix", title=_fix_title(fix), link=f"c-{number}", target=f"oc-{number}")
            for number, fix in enumerate(self.page.corrections, 1)
        ]
        marks += [
            Mark(*shown.part(statement.span), "q", f"o-{number}", f"s-{number}", _value(statement))
            for number, statement in enumerate(self.page.statements, 1)
        ]
        return (
            '<section class="pane before" id="original" tabindex="0" aria-label="原文"><h2>原文</h2>\n'
            f'<div class="original">{marked(shown.text, marks)}</div></section>\n'
        )

    def _targets(self) -> Iterator[tuple[str, Span, str]]:
        """Places of the original that something other than a statement leads to."""
        for number, piece in enumerate(self.page.unplaced, 1):
            yield f"ou-{number}", piece.span, "un"
        for number, fact in enumerate(self.page.facts, 1):
            yield f"of-{number}", fact.span, "at"
        for number, check in enumerate(self.page.checks, 1):
            for part, given in enumerate(check.inputs, 1):
                yield f"ok-{number}-{part}", given.span, "at"
        for number, name in enumerate(self.page.names, 1):
            yield f"on-{number}", name.span, "at"

    def after(self) -> str:
        articles = "".join(self._article(place, article) for place, article in enumerate(self.page.articles, 1))
        known = {article.id for article in self.page.articles}
        loose = [
            _entry(number, statement)
            for number, statement in enumerate(self.page.statements, 1)
            if statement.article not in known
        ]
        parts = [
            _part("loose", "不属于任何文章的数字", f'<ul class="st">{"".join(loose)}</ul>') if loose else "",
            _part("checks", "核算", _list(self._checks())),
            _part("facts", "事实", _list(self._facts())),
            _part("names", "名称", self._names()),
            _part("unplaced", "未归位", _list(self._unplaced())),
            _part("corrections", "更正", self._corrections()),
            _part("warnings", "提示", _list(f"<li>{escaped(warning)}</li>" for warning in self.page.warnings)),
        ]
        return (
            '<section class="pane after" id="articles" tabindex="0" aria-label="文章与数字"><h2>文章与数字</h2>\n'
            f"{articles}{''.join(parts)}</section>\n"
        )

    def _article(self, place: int, article: Article) -> str:
        own = [
            (number, statement)
            for number, statement in enumerate(self.page.statements, 1)
            if statement.article == article.id
        ]
        told: set[int] = set()
        blocks = "".join(self._block(block, own, told) for block in article.blocks)
        head = "" if any(block.kind == "title" for block in article.blocks) else _heading(article)
        entries = "".join(_entry(number, statement) for number, statement in own)
        return (
            f'<article class="article" id="a-{article.id}">\n<p class="by">{_article_words(place, article)}</p>{head}\n'
            f'<div class="sheet">{blocks}</div>\n'
            + (f'<ul class="st" aria-label="数字">{entries}</ul>' if entries else "")
            + "</article>\n"
        )

    def _block(self, block: Block, statements: Sequence[tuple[int, PageStatement]], told: set[int]) -> str:
        tracked = self.places.of_block(block)
        marks = [*self._fixes(block, tracked), *_figures(block, tracked, statements, told)]
        note = f'<span class="note {block.status}">{NOTES[block.status]}</span>' if block.status in NOTES else ""
        if block.rows:
            return _table(block, marks) + note
        words = marked(block.text, marks) + note
        if block.kind == "title":
            return f"<h2>{words}</h2>\n"
        if block.kind == "subhead":
            return f"<h3>{words}</h3>\n"
        if block.kind in ASIDES:
            return f'<p class="aside"><b>{ASIDES[block.kind]}</b>{words}</p>\n'
        style = {"paragraph": "paragraph", "list": "lines", "table": "lines"}.get(block.kind, "by")
        return f'<p class="{style}">{words}</p>\n'

    def _fixes(self, block: Block, tracked: Tracked) -> Iterator[Mark]:
        for fix in self.page.corrections:
            if any(start <= fix.span[0] < end for start, end in block.spans):
                part = overlapping(tracked, fix.span)
                if part:
                    yield Mark(*part, "fix", title=_fix_title(fix))

    def _checks(self) -> Iterator[str]:
        for number, check in enumerate(self.page.checks, 1):
            yield f"<li>{escaped(check.what)} {_lamp(check.answer)}{_given(number, check)}</li>"

    def _facts(self) -> Iterator[str]:
        for number, fact in enumerate(self.page.facts, 1):
            words = f"{fact.subject} {PREDICATES.get(fact.predicate, fact.predicate)} {fact.object}"
            yield f'<li><a href="#of-{number}" title="{escaped(fact.quote)}">{escaped(words)}</a></li>'

    def _names(self) -> str:
        kinds: dict[str, dict[str, list[tuple[int, Name]]]] = defaultdict(lambda: defaultdict(list))
        for number, name in enumerate(self.page.names, 1):
            kinds[name.kind][name.same_as or name.text].append((number, name))
        rows = "".join(
            f"<dt>{escaped(NAME_KINDS.get(kind, kind))}</dt><dd>{'、'.join(map(_mentions, names.values()))}</dd>"
            for kind, names in kinds.items()
        )
        return f'<dl class="names">{rows}</dl>' if rows else _list(())

    def _unplaced(self) -> Iterator[str]:
        for number, piece in enumerate(self.page.unplaced, 1):
            reason = f' <span class="src">{escaped(piece.reason)}</span>' if piece.reason else ""
            yield f'<li><a href="#ou-{number}">{escaped(piece.text)}</a>{reason}</li>'

    def _corrections(self) -> str:
        rows = "".join(
            f'<tr id="c-{number}"><td><a href="#oc-{number}">{escaped(fix.seen)}</a></td><td>{escaped(fix.read)}</td>'
            f'<td>{escaped(fix.reason)}</td><td class="n">{fix.confidence:.0%}</td></tr>'
            for number, fix in enumerate(self.page.corrections, 1)
        )
        head = '<thead><tr><th>所印</th><th>读作</th><th>缘由</th><th class="n">把握</th></tr></thead>'
        return f'<div class="wide"><table>{head}<tbody>{rows}</tbody></table></div>' if rows else _list(())


@dataclass(frozen=True, slots=True)
class _Shown:
    """The original as a reader sees it, and where each of its characters stands."""

    text: str
    starts: Sequence[int]

    @classmethod
    def of(cls, original: Original, places: Places) -> _Shown:
        if not original.markup:
            return cls(original.text, range(len(original.text)))
        characters: list[str] = []
        starts: list[int] = []
        last = 0
        for character, start, end in places.shown((0, len(original.text))):
            if start > last and BREAKS.search(original.text, last, start):
                character = "\n" + character
            characters.append(character)
            starts.append(start)
            last = end
        return cls(*_without_gaps("".join(characters), [s for s, c in zip(starts, characters, strict=True) for _ in c]))

    def part(self, span: Span) -> Span:
        return bisect_left(self.starts, span[0]), max(bisect_left(self.starts, span[0]), self._after(span[1]))

    def _after(self, end: int) -> int:
        return bisect_left(self.starts, end)

    def mark(self, target: str, span: Span, style: str) -> Iterator[Mark]:
        yield Mark(*self.part(span), style, target)


def _without_gaps(text: str, starts: Sequence[int]) -> tuple[str, list[int]]:
    """One line end where markup left many."""
    kept: list[int] = []
    for gap in re.finditer(r"\s+|\S+", text):
        if gap.group().isspace():
            at = gap.group().find("\n")
            kept.append(gap.start() + max(at, 0))
        else:
            kept.extend(range(*gap.span()))
    return "".join(text[i] for i in kept), [starts[i] for i in kept]


def _figures(
    block: Block, tracked: Tracked, statements: Iterable[tuple[int, PageStatement]], told: set[int]
) -> Iterator[Mark]:
    for number, statement in statements:
        low, high = statement.span
        if number in told or not any(start <= low < end or start < high <= end for start, end in block.spans):
            continue
        part = overlapping(tracked, statement.span)
        if part:
            told.add(number)
            yield Mark(*part, "q", f"t-{number}", f"o-{number}", _value(statement))


def _table(block: Block, marks: Sequence[Mark]) -> str:
    """The rows; a mark of the block's text is taken into the cell whose words it covers."""
    rows: list[str] = []
    at = 0
    for row in block.rows or ():
        cells: list[str] = []
        for cell in row:
            start = block.text.find(cell, at)
            at = start + len(cell) if start >= 0 else at
            cells.append(f"<td>{marked(cell, _inside(marks, start, len(cell)))}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<div class="wide"><table><tbody>{"".join(rows)}</tbody></table></div>\n'


def _inside(marks: Iterable[Mark], start: int, length: int) -> Iterator[Mark]:
    for mark in marks:
        if start >= 0 and start <= mark.start and mark.end <= start + length:
            yield Mark(mark.start - start, mark.end - start, mark.style, mark.target, mark.link, mark.title)


def _entry(number: int, statement: PageStatement) -> str:
    unknown = ' class="unknown"' if _is_unknown(statement) else ""
    return (
        f'<li id="s-{number}"><span>{escaped(_property(statement))}</span>'
        f'<span class="p">{escaped(" · ".join(_particulars(statement)))}</span>'
        f'<span class="v"><a{unknown} href="#o-{number}" title="{escaped(statement.quote)}">'
        f"{escaped(_value(statement))}</a></span></li>\n"
    )


def _property(statement: PageStatement) -> str:
    if statement.property:
        return statement.property
    if statement.quantity is not None:
        return "数字"
    return "位次" if statement.ranking else "日期"


def _particulars(statement: PageStatement) -> Iterator[str]:
    if statement.subject:
        yield statement.subject
    if statement.period and statement.quantity is not None:
        yield format_period(statement.period)
    if statement.scope:
        yield statement.scope
    if statement.share_of:
        yield f"占{statement.share_of}"
    if statement.other_scope:
        yield f"另一读法：{statement.other_scope}"
    if statement.origin != "grammar":
        yield statement.origin.replace("model:", "模型", 1)


def _value(statement: PageStatement) -> str:
    return format_statement(statement)


def _is_unknown(statement: PageStatement) -> bool:
    return statement.quantity is not None and statement.quantity.status is not Status.KNOWN


def _dated_by(published_from: str | None) -> str:
    """Where the page's date comes from, in Chinese."""
    known = {"given": "由读者给定", "metadata": "文件自带", None: "来历未记"}
    return known.get(published_from) or (published_from or "").replace("inferred:", "推断自", 1)


def _fix_title(fix: Correction) -> str:
    return f"所印“{fix.seen}”，读作“{fix.read}”：{fix.reason}（把握 {fix.confidence:.0%}）"


def _heading(article: Article) -> str:
    return f"<h2>{escaped(article.title or '（无题）')}</h2>"


def _article_words(place: int, article: Article) -> str:
    return escaped(f"第 {place} 篇 · {ARTICLE_KINDS[article.kind]}")


def _lamp(answer: Answer) -> str:
    return f'<span class="lamp {answer.value}">{LAMPS[answer]}</span>'


def _given(number: int, check: Check) -> str:
    reasons = f" {escaped('；'.join(check.reasons))}" if check.reasons else ""
    links = "、".join(
        f'<a href="#ok-{number}-{part}">{escaped(given.quote)}</a>' for part, given in enumerate(check.inputs, 1)
    )
    return f'<br><span class="src">{reasons}{"　据 " + links if links else ""}</span>'


def _mentions(mentions: Sequence[tuple[int, Name]]) -> str:
    first, name = mentions[0]
    roles = dict.fromkeys(mention.role for _, mention in mentions if mention.role)
    shorter = dict.fromkeys(mention.text for _, mention in mentions if mention.text != (name.same_as or name.text))
    notes = "，".join([*roles, *(f"又作{text}" for text in shorter)])
    times = f' <span class="src">×{len(mentions)}</span>' if len(mentions) > 1 else ""
    words = escaped(name.same_as or name.text) + (f"（{escaped(notes)}）" if notes else "")
    return f'<a href="#on-{first}">{words}</a>{times}'


def _part(target: str, title: str, body: str) -> str:
    return f'<section class="part" id="{target}"><h2>{title}</h2>{body}</section>\n'


def _list(entries: Iterable[str]) -> str:
    joined = "".join(entries)
    return f'<ul class="plain">{joined}</ul>' if joined else '<p class="src">没有</p>'
