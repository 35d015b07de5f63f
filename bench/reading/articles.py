"""Clean articles with labels: how ``articles/*.txt`` are read (``articles/README.md`` says how they are written)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from bench.reading.truth import Day, Figure, Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

ARTICLES = Path(__file__).parent / "articles"
PUBLISHED = "2026-09-18"

_LABEL = re.compile(r"\{([QqDdPpOoLlR]):([^{}|]*)(?:\|([^{}]*))?\}")
_SPEC = re.compile(r"(>=|<=|=|≈|>|<|)\s*(-?\d+(?:\.\d+)?)(?:\.\.(-?\d+(?:\.\d+)?))?\s+(\S+)")
_NAMES = {"P": "person", "O": "organisation", "L": "place"}
_SMALL_COUNT = re.compile(r"(?:[两三四五六七八九十数几]|十[一二三四五六七八九])(?:多|余)?[^成百千万亿十\W]{1,4}")
_SMALL_COUNT_FREE = re.compile(r"(?<![一二三四五六七八九十百千万第])[两三四五六七八九十数几]+[多余]?[一-龥]")
_VAGUE_DAY = re.compile(r"[今去明前]年|[今明昨]天|(?:近|过去|最近)[一二三四五六七八九十\d]+年")
_FREE_NAMES = re.compile(r"《[^》]*》|本报")
_BLOCK = re.compile(r"(## |\[(?:caption|credit|dateline)\] )?(.*)", re.S)
_KINDS = {
    "## ": "subhead",
    "[caption] ": "caption",
    "[credit] ": "credit",
    "[dateline] ": "dateline",
    None: "paragraph",
}

Label = tuple[int, int, Figure | Day | Mention]


@dataclass(frozen=True, slots=True)
class Clean:
    """A block as its author wrote it. ``breaks`` are the forced line ends of titles and subheads."""

    kind: str
    text: str
    labels: tuple[Label, ...] = ()
    breaks: tuple[int, ...] = ()
    bylines: tuple[tuple[tuple[int, int], tuple[int, int] | None], ...] = ()
    """Name and role, as spans of ``text``."""


@dataclass(frozen=True, slots=True)
class Article:
    name: str
    kind: str
    title: Clean
    kicker: Clean | None
    byline: Clean | None
    pull: Clean | None
    body: tuple[Clean, ...]


def read_articles(folder: Path = ARTICLES) -> tuple[Article, ...]:
    """All articles of the folder, by name."""
    return tuple(read_article(path) for path in sorted(folder.glob("*.txt")))


def read_article(path: Path) -> Article:
    """One article."""
    head, body = path.read_text(encoding="utf-8").split("\n====\n")
    fields = dict(line.split(": ", 1) for line in head.strip().splitlines())
    blocks = tuple(_block(part.strip()) for part in re.split(r"\n\s*\n", body.strip()))
    return Article(
        path.stem,
        fields["kind"],
        parse("title", fields["title"]),
        parse("kicker", fields["kicker"]) if "kicker" in fields else None,
        parse("byline", fields["byline"]) if "byline" in fields else None,
        _pull(fields["pull"], blocks, path) if "pull" in fields else None,
        blocks,
    )


def _block(part: str) -> Clean:
    mark, text = _BLOCK.fullmatch(part).groups()  # type: ignore[union-attr]
    return parse(_KINDS[mark], text)


def parse(kind: str, marked: str) -> Clean:
    """The block without its marks, and what they say."""
    text, labels, roles = "", [], []
    at = 0
    for mark in _LABEL.finditer(marked):
        text += marked[at : mark.start()]
        letter, words, spec = mark.groups()
        span = (len(text), len(text) + len(words))
        text, at = text + words, mark.end()
        if letter == "R":
            roles.append(span)
        else:
            labels.append((*span, _label(letter, words, spec)))
    text += marked[at:]
    if "{" in text or "}" in text:
        raise ValueError(f"a mark that does not parse: {text}")
    labels += list(_optional_by_rule(text, labels))
    text, labels, breaks = _without_breaks(text, labels)
    bylines = _bylines(text, labels, roles) if kind in ("byline", "dateline") else ()
    return Clean(kind, text, tuple(labels), breaks, bylines)


def _label(letter: str, words: str, spec: str | None) -> Figure | Day | Mention:
    optional = letter.islower()
    if letter.upper() in _NAMES:
        return Mention(_NAMES[letter.upper()], (), optional)
    if letter.upper() == "D":
        start, _, end = (spec or "").partition("..")
        end = end if ".." in (spec or "") else start
        return Day((), start or None, end or None, optional or not (start and end))
    first, *others = [figure(one.strip()) for one in (spec or "").split("||")]
    small = bool(_SMALL_COUNT.fullmatch(words))
    return Figure((), *first, "known", optional or small, tuple(others))


def figure(spec: str) -> tuple[Decimal | None, Decimal | None, str, str]:
    """Low, high, unit and relation.

    >>> figure(">640 场次")
    (Decimal('640'), None, '场次', '>')
    """
    match = _SPEC.fullmatch(spec)
    if not match:
        raise ValueError(f"a figure is written like '>=0.8 1', not {spec!r}")
    relation, low, high, unit = match.groups()
    if high:
        return Decimal(low), Decimal(high), unit, "range"
    value = Decimal(low)
    return (None if relation.startswith("<") else value, None if relation.startswith(">") else value, unit, relation)


def _optional_by_rule(text: str, labels: list[Label]) -> Iterator[Label]:
    for match in _SMALL_COUNT_FREE.finditer(text):
        if not any(a < match.end() and match.start() < b for a, b, _ in labels):
            yield *match.span(), Figure((), None, None, "", "=", "known", True)
    for match in _VAGUE_DAY.finditer(text):
        yield *match.span(), Day((), None, None, True)
    for match in _FREE_NAMES.finditer(text):
        yield *match.span(), Figure((), None, None, "", "=", "known", True)
        yield *match.span(), Day((), None, None, True)
        for kind in _NAMES.values():
            yield *match.span(), Mention(kind, (), True)


def _without_breaks(text: str, labels: list[Label]) -> tuple[str, list[Label], tuple[int, ...]]:
    breaks: list[int] = []
    while (at := text.find(" / ")) >= 0:
        text = text[:at] + text[at + 3 :]
        labels = [(a - 3 * (a > at), b - 3 * (b > at), what) for a, b, what in labels]
        breaks.append(at)
    return text, labels, tuple(breaks)


def _bylines(
    text: str, labels: list[Label], roles: list[tuple[int, int]]
) -> tuple[tuple[tuple[int, int], tuple[int, int] | None], ...]:
    """Each person (or the office that signs) with the role printed right before."""
    names = [(a, b, what.kind) for a, b, what in labels if isinstance(what, Mention) and not what.optional]
    persons = [(a, b) for a, b, kind in names if kind == "person"] or [(a, b) for a, b, _ in names]
    return tuple(
        (name, next((r for r in roles if r[1] <= name[0] and not text[r[1] : name[0]].strip()), None))
        for name in persons
    )


def _pull(text: str, blocks: tuple[Clean, ...], path: Path) -> Clean:
    """A sentence of the article, with the labels that it has there."""
    for block in blocks:
        at = block.text.find(text)
        if block.kind == "paragraph" and at >= 0:
            end = at + len(text)
            labels = tuple((a - at, b - at, what) for a, b, what in block.labels if at <= a and b <= end)
            return Clean("pull_quote", text, labels)
    raise ValueError(f"{path.name}: the pull quote is no sentence of the article")
