"""The columns of a flat table that a book reads: one row a firm, one column a figure, a count, a title, a person's answer.

A count's column is named by its list and its conditions in their order, ``ip.I.valid.main_product``; a sum names the attribute
first, ``equity.amount.qualified.recent(2)``. The name depends on the formula alone, so two books that count alike read one column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from yanzhen.errors import RefusalError
from yanzhen.ladder import tree
from yanzhen.ladder.book import Book, Criterion
from yanzhen.ladder.catalogue import FIGURES, LISTS, Words

Kind = Literal["number", "flag", "day", "text"]
LOW, HIGH = ".low", ".high"
"""Endings of the two columns that bound a count, or hold what experts awarded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name, kind, unit and meaning; ``source`` is the list and filter in a rule's own words, or the path in a firm's JSON.

    ``node`` is the count that fills it. An ``optional`` column need not stand in a table: it only says more.
    """

    name: str
    kind: Kind
    unit: str
    meaning: Words
    source: str
    node: tree.Tally | None = None
    optional: bool = False


def columns_of(book: Book) -> tuple[Column, ...]:
    """The columns that the book and the books it refers to read, each once, figures first."""
    found = {column.name: column for column in _columns(book)}
    ordered = sorted(found.values(), key=lambda column: (_RANK[column.source.partition(" ")[0]], column.optional))
    return tuple(replace(column, source=column.source.partition(" ")[2]) for column in ordered)


_RANK = {"figure": 0, "list": 1, "titles": 2, "person": 3, "experts": 4}


def figure_column(name: str, offset: int | None) -> str:
    """``revenue@t-1``, or the bare name of a figure that has no year."""
    return name if offset is None else f"{name}@t" + (f"{offset:+d}" if offset else "")


def title_column(title: str) -> str:
    """The column that says whether one of these titles is valid on the day."""
    return f"title.{title}"


def manual_column(criterion: str) -> str:
    """The column of a person's answer to the criterion."""
    return f"manual.{criterion}"


def experts_columns(criterion: str) -> tuple[str, str]:
    """The columns of the lowest and the highest points that experts may award."""
    return f"experts.{criterion}{LOW}", f"experts.{criterion}{HIGH}"


def tally_column(node: tree.Tally) -> str:
    """The column of a count or sum."""
    parts = [node.name, *([node.attribute] if node.attribute else [])]
    return ".".join([*parts, *_conditions(node.where)])


def _columns(book: Book) -> Iterator[Column]:
    for criterion in book.criteria.values():
        for top in criterion.trees():
            if top is not criterion.shows:
                yield from _of_trees(book, top)
        if criterion.points is not None:
            yield from _experts(book, criterion)
    if book.score is not None:
        yield from _of_trees(book, book.score.of)
    for other in book.others.values():
        yield from _columns(other)


def _of_trees(book: Book, top: tree.Node) -> Iterator[Column]:
    for node in _outside_lists(book, top):
        match node:
            case tree.Figure(name=name, offset=offset):
                yield _figure(name, offset)
            case tree.OverYears(name=name, offsets=offsets, existing=existing):
                yield from (_figure(name, offset) for offset in offsets)
                if existing:
                    yield _figure("registered_on", None)
            case tree.Flag(name=name):
                yield _figure(name, None)
            case tree.Within(figure=figure):
                yield _figure(figure, None)
            case tree.Tally():
                yield from _tally(node)
            case tree.Holds(titles=titles):
                yield from map(_title, titles)
            case tree.Manual(criterion=criterion):
                yield _manual(book, criterion)


def _outside_lists(book: Book, top: tree.Node) -> Iterator[tree.Node]:
    """All nodes but those inside the filter of a list."""
    yield top
    if isinstance(top, tree.Tally):
        return
    if isinstance(top, (tree.Named, tree.NamedTest)):
        defined = book.definitions.get(top.name)
        if defined is not None and defined.formula is not None:
            yield from _outside_lists(book, defined.formula)
    for child in tree.children(top):
        yield from _outside_lists(book, child)


def _figure(name: str, offset: int | None) -> Column:
    row = FIGURES[name]
    year = "t" + (f"{offset:+d}" if offset else "")
    label = row.label if offset is None else Words(f"{row.label.zh}（{year} 年）", f"{row.label.en}, year {year}")
    kind: Kind = "number" if row.kind == "yearly" else row.kind
    return Column(
        name=figure_column(name, offset),
        kind=kind,
        unit=row.unit,
        meaning=label,
        source="figure " + row.path.replace("{year}", "{" + year + "}"),
    )


def _tally(node: tree.Tally) -> Iterator[Column]:
    row = LISTS[node.name]
    unit = row.attributes[node.attribute].unit if node.attribute else row.unit
    name, filtered = tally_column(node), "，".join(_conditions(node.where))
    of = row.attributes[node.attribute].label if node.attribute else Words("数量", "number")
    meaning = Words(
        f"{row.label.zh}{of.zh}" + (f"，其中 {filtered}" if filtered else ""),
        f"{row.label.en}: {of.en}" + (f" where {' and '.join(_conditions(node.where))}" if filtered else ""),
    )
    source = "list " + node.name + (f" where {' and '.join(_conditions(node.where))}" if filtered else "")
    yield Column(name=name, kind="number", unit=unit, meaning=meaning, source=source, node=node)
    for ending, word in ((LOW, Words("下限", "at least")), (HIGH, Words("上限", "at most"))):
        yield Column(
            name=name + ending,
            kind="number",
            unit=unit,
            meaning=Words(f"{meaning.zh}：数量不能确定时的{word.zh}", f"{meaning.en}: {word.en}, where it is a range"),
            source=source,
            node=node,
            optional=True,
        )


def _title(title: str) -> Column:
    meaning = Words(f"判定日持有有效的“{title}”称号", f"holds a valid {title} title on the day of judging")
    return Column(
        name=title_column(title), kind="flag", unit="", meaning=meaning, source=f"titles titles where title = {title}"
    )


def _manual(book: Book, criterion: str) -> Column:
    wording = book.criteria[criterion].wording
    meaning = Words(f"人工认定：{wording.zh}", f"a person's answer: {wording.en}")
    return Column(
        name=manual_column(criterion), kind="flag", unit="", meaning=meaning, source=f"person manual.{criterion}"
    )


def _experts(book: Book, criterion: Criterion) -> Iterator[Column]:
    awarded = any(isinstance(node, tree.Awarded) for top in criterion.trees() for node in book.below(top))
    if not awarded:
        return
    for name, word in zip(
        experts_columns(criterion.id), (Words("最低", "lowest"), Words("最高", "highest")), strict=True
    ):
        meaning = Words(
            f"专家评分{word.zh}：{criterion.wording.zh}", f"{word.en} points by experts: {criterion.wording.en}"
        )
        yield Column(
            name=name,
            kind="number",
            unit="分",
            meaning=meaning,
            source=f"experts experts.{criterion.id}",
            optional=True,
        )


# Conditions of a list's entries, as they stand in a name.


def _conditions(where: tree.Test | None) -> list[str]:
    if where is None:
        return []
    parts = where.parts if isinstance(where, tree.All) else (where,)
    return [_condition(part) for part in _without_recent(parts)]


def _without_recent(parts: tuple[tree.Test, ...]) -> Iterator[tree.Test]:
    for part in parts:
        if isinstance(part, tree.All) and _recent(part) is None:
            yield from _without_recent(part.parts)
        else:
            yield part


def _recent(test: tree.Test) -> int | None:
    """n of ``recent(n)``, which is parsed into two comparisons of the year."""
    match test:
        case tree.All(
            parts=(
                tree.Compare(relation=">=", left=tree.Attribute(name="year"), right=tree.YearNumber(offset=first)),
                tree.Compare(relation="<=", left=tree.Attribute(name="year"), right=tree.YearNumber(offset=1)),
            )
        ):
            return 1 - first
    return None


def _condition(test: tree.Test) -> str:
    recent = _recent(test)
    if recent is not None:
        return f"recent({recent})"
    match test:
        case tree.EntryFlag(name=name) | tree.Flag(name=name):
            return name
        case tree.OneOf(term=term, choices=choices):
            return ("" if term.name in _PLAIN else f"{term.name}=") + "/".join(choices)
        case tree.Not(part=tree.OneOf(term=term, choices=choices)):
            return f"{term.name}!=" + "/".join(choices)
        case tree.Not(part=part):
            return f"not({_condition(part)})"
        case tree.All(parts=parts):
            return "(" + "&".join(_condition(part) for part in parts) + ")"
        case tree.AnyOf(parts=parts):
            return "(" + "|".join(_condition(part) for part in parts) + ")"
        case tree.AtLeast(count=count, parts=parts):
            return f"{count}of(" + ",".join(_condition(part) for part in parts) + ")"
        case tree.Compare(relation=relation, left=left, right=right):
            return f"{_amount(left)}{relation}{_amount(right)}"
        case tree.Constant(value=value):
            return {True: "true", False: "false", None: "unknown"}[value]
    return _spelled(test)


_PLAIN = ("class", "level", "title")
"""Attributes whose words say what they are of: ``ip.I`` rather than ``ip.class=I``."""


def _amount(node: tree.Amount) -> str:
    match node:
        case tree.Number(value=value, percent=percent):
            return f"{value * 100}%" if percent else str(value)
        case tree.Attribute(name=name):
            return name
        case tree.YearNumber(offset=offset):
            return figure_column("", offset).removeprefix("@")
        case tree.Elapsed(unit=unit, since=since, until=until):
            return f"{unit}({since.name},{until})"
        case tree.Figure(name=name, offset=offset):
            return figure_column(name, offset)
        case tree.Arithmetic(operator=operator, left=left, right=right):
            return f"({_amount(left)}{operator}{_amount(right)})"
    return _spelled(node)


def _spelled(node: tree.Node) -> str:
    """Any other node by its parts; long, but its own."""
    if isinstance(node, (tree.Named, tree.NamedTest)):
        raise RefusalError(
            f"definition {node.name} inside the filter of a list",
            expected="a filter that stands by itself, since another book may define the name otherwise",
            todo="write the definition's formula into the filter",
        )
    own = [
        str(getattr(node, name)) for name in ("name", "operation", "criterion", "value", "kind") if hasattr(node, name)
    ]
    inside = [_amount(child) if isinstance(child, tree.AMOUNTS) else _condition(child) for child in tree.children(node)]
    return f"{type(node).__name__}({','.join([*own, *inside])})"
