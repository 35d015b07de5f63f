"""Why a criterion came out as it did: the comparisons that decide it, what is missing, which figures were read."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from yanzhen.ladder import tree
from yanzhen.ladder.book import Criterion
from yanzhen.ladder.catalogue import FIGURES, LISTS, Words
from yanzhen.ladder.entry_words import entry_words
from yanzhen.ladder.firm import Entry
from yanzhen.ladder.judgement import Check, Missing, Used
from yanzhen.ladder.sight import Sight
from yanzhen.ladder.telling import SIGNS, Teller, is_share, unit_of, unit_words
from yanzhen.ladder.tree import Node, Test
from yanzhen.values import Answer


def checks_of(sight: Sight, criterion: Criterion) -> Iterator[Check]:
    """The comparisons and facts that decide the criterion's answer."""
    tests = [criterion.test] if criterion.test is not None else [test for _, test in criterion.classes]
    for test in tests:
        for leaf, inverted in deciding(sight, test):
            yield _check(sight, leaf, inverted)


def steps_of(sight: Sight, criterion: Criterion) -> Iterator[Words]:
    """For an item: what the band or the step that was reached says."""
    teller = Teller(sight)
    points = criterion.points
    if not isinstance(points, tree.Choice):
        return
    for test, _ in points.branches:
        answer = sight.test(test)
        if answer is not Answer.UNMET or test is points.branches[-1][0]:
            for leaf, _inverted in deciding(sight, test):
                yield _amount_told(sight, leaf) if isinstance(leaf, tree.Compare) else teller.test(leaf)
            return


def shown_of(sight: Sight, criterion: Criterion) -> Iterator[Words]:
    """What the firm shows, and the published figure beside it."""
    if criterion.shows is not None:
        percent = is_share(criterion.shows, sight)
        told = Teller(sight).valued(criterion.shows, percent, None)
        yield told
    if criterion.benchmark is not None:
        yield Words(f"参照值：{criterion.benchmark.zh}", f"benchmark: {criterion.benchmark.en}")


def deciding(sight: Sight, test: Test, inverted: bool = False) -> Iterator[tuple[Test, bool]]:
    """The leaves that make the test what it is: of an `and` that fails, those that fail; of one that holds, all."""
    match test:
        case tree.All(parts=parts) | tree.AnyOf(parts=parts):
            own = sight.test(test)
            same = [part for part in parts if sight.test(part) is own]
            for part in same:
                yield from deciding(sight, part, inverted)
        case tree.AtLeast(parts=parts):
            for part in parts:
                yield from deciding(sight, part, inverted)
        case tree.Not(part=part):
            yield from deciding(sight, part, not inverted)
        case tree.Decision():
            yield from _deciding_branch(sight, test, inverted)
        case tree.NamedTest(name=name):
            formula = sight.book.definitions[name].formula
            if formula is not None:
                yield from deciding(sight, formula, inverted)  # type: ignore[arg-type]
        case _:
            yield test, inverted


def missing_of(sight: Sight, criterion: Criterion) -> Iterator[Missing]:
    """The figures without which the criterion stays open, each once."""
    seen: set[str] = set()
    for node in _open_nodes(sight, criterion):
        for one in _missing(sight, node):
            if one.path not in seen:
                seen.add(one.path)
                yield one
    if _awaits_experts(sight, criterion):
        yield _experts(criterion)


def used_by(sight: Sight, criterion: Criterion) -> Iterator[Used]:
    """The figures that the criterion reads, known or not, each once."""
    seen: set[str] = set()
    for top in criterion.trees():
        for node in sight.book.below(top):
            for used in _used(sight, node):
                if used.path not in seen:
                    seen.add(used.path)
                    yield used


def _deciding_branch(sight: Sight, test: tree.Decision, inverted: bool) -> Iterator[tuple[Test, bool]]:
    for condition, then in test.branches:
        answer = sight.test(condition)
        if answer is Answer.UNKNOWN:
            yield from deciding(sight, condition)
        if answer is not Answer.UNMET:
            yield from deciding(sight, then, inverted)
        if answer is Answer.MET:
            return
    yield from deciding(sight, test.otherwise, inverted)


def _check(sight: Sight, leaf: Test, inverted: bool) -> Check:
    answer = ~sight.test(leaf) if inverted else sight.test(leaf)
    teller = Teller(sight)
    if not isinstance(leaf, tree.Compare):
        expected = Words("否", "no") if inverted else Words("是", "yes")
        return Check(answer, teller.test(leaf), teller.test(leaf), expected, None, "")
    percent = is_share(leaf.left, sight) or is_share(leaf.right, sight)
    left, right = sight.amount(leaf.left), sight.amount(leaf.right)
    unit = unit_of(leaf.left, sight, percent)
    expected, sign, after = teller.value(right, percent), SIGNS[leaf.relation], unit_words(leaf.left, sight, percent)
    return Check(
        answer=answer,
        text=teller.test(leaf),
        seen=teller.value(left, percent, right.exact),
        expected=Words(f"{sign} {expected.zh}{after.zh}", f"{sign} {expected.en}{after.en}"),
        margin=_margin(leaf.relation, left.exact, right.exact),
        unit=unit or "1",
    )


def _margin(relation: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return None
    return left - right if relation in (">=", ">") else right - left


def _amount_told(sight: Sight, leaf: tree.Compare) -> Words:
    """An item's amount without the bound of its band."""
    percent = is_share(leaf.left, sight) or is_share(leaf.right, sight)
    return Teller(sight).valued(leaf.left, percent, sight.amount(leaf.right).exact)


def _open_nodes(sight: Sight, criterion: Criterion) -> Iterator[Node]:
    """The nodes that leave an answer or the points open."""
    if criterion.test is not None and sight.answered(criterion.id) is Answer.UNKNOWN:
        yield from (leaf for leaf, _ in deciding(sight, criterion.test))
    for _, test in criterion.classes:
        if sight.test(test) is Answer.UNKNOWN:
            yield from (leaf for leaf, _ in deciding(sight, test))
    if criterion.shows is not None and sight.amount(criterion.shows).exact is None:
        yield criterion.shows
    if criterion.points is not None and sight.points(criterion.id).exact is None:
        yield from _open_points(sight, criterion.points)


def _open_points(sight: Sight, points: tree.Amount) -> Iterator[Node]:
    """The tests that leave open which branch is reached, and the amounts of those that can be, where they are not known."""
    if not isinstance(points, tree.Choice):
        if sight.amount(points).exact is None:
            yield points
        return
    for test, amount in points.branches:
        answer = sight.test(test)
        if answer is Answer.UNKNOWN:
            yield from (leaf for leaf, _ in deciding(sight, test))
        if answer is not Answer.UNMET:
            yield from _open_points(sight, amount)
        if answer is Answer.MET:
            return
    yield from _open_points(sight, points.otherwise)


def _awaits_experts(sight: Sight, criterion: Criterion) -> bool:
    """Whether points are open that experts award, as far as the figures let them."""
    if criterion.points is None or sight.points(criterion.id).exact is not None:
        return False
    return any(isinstance(node, tree.Awarded) for node in _open_points(sight, criterion.points))


def _missing(sight: Sight, top: Node) -> Iterator[Missing]:
    for node in sight.book.below(top):
        match node:
            case tree.Figure(name=name, offset=int(offset)):
                yield from _missing_year(sight, name, offset)
            case tree.Figure(name=name) | tree.Flag(name=name):
                yield from _missing_figure(sight, name)
            case tree.Within(figure=figure):
                yield from _missing_figure(sight, figure)
            case tree.OverYears(name=name, offsets=offsets, existing=existing):
                for offset in offsets:
                    if not (existing and sight.existed(name, offset) is Answer.UNMET):
                        yield from _missing_year(sight, name, offset)
            case tree.Tally():
                yield from _missing_in_list(sight, node)
            case tree.Holds():
                yield from _missing_titles(sight)
            case tree.Manual(criterion=criterion):
                yield _manual(criterion)
            case tree.OtherBook(book=book):
                yield from _missing_elsewhere(sight.other(book))
            case tree.Answered(criterion=criterion):
                yield from missing_of(sight, sight.book.criteria[criterion])
            case tree.Points(criterion=criterion):
                yield from missing_of(sight, sight.book.criteria[criterion])
            case tree.Named(name="score") if sight.book.score is not None:
                yield from _missing(sight, sight.book.score.of)


def _missing_elsewhere(sight: Sight) -> Iterator[Missing]:
    for gate in sight.book.gates:
        yield from missing_of(sight, gate)


def _missing_year(sight: Sight, name: str, offset: int) -> Iterator[Missing]:
    year, row = sight.year + offset, FIGURES[name]
    if name not in sight.firm.years.get(year, {}):
        yield Missing(
            row.path.format(year=year), Words(f"{year} 年{row.label.zh}", f"{row.label.en} of {year}"), row.origin
        )


def _missing_figure(sight: Sight, name: str) -> Iterator[Missing]:
    if name not in sight.firm.figures:
        yield Missing(FIGURES[name].path, FIGURES[name].label, FIGURES[name].origin)


def _missing_in_list(sight: Sight, node: tree.Tally) -> Iterator[Missing]:
    row = LISTS[node.name]
    origin = Words("企业清单及证明", "the firm's list with proof")
    if node.name not in sight.firm.lists:
        yield Missing(node.name, row.label, origin)
        return
    wanted = [] if node.where is None else _attributes(sight, node.where)
    for number, entry in enumerate(sight.firm.lists[node.name]):
        if node.where is not None and sight.test(node.where, entry) is Answer.UNKNOWN:
            yield from (
                Missing(f"{node.name}[{number}].{name}", _entry_label(node.name, number, name), origin)
                for name in wanted
                if name not in entry
            )


def _attributes(sight: Sight, where: Test) -> list[str]:
    names: list[str] = []
    for node in sight.book.below(where):
        if isinstance(node, (tree.Attribute, tree.EntryFlag)) and node.name not in names:
            names.append(node.name)
    return names


def _entry_label(name: str, number: int, attribute: str) -> Words:
    row = LISTS[name]
    label = row.attributes[attribute].label
    return Words(
        f"第 {number + 1} {row.unit}{row.label.zh}的{label.zh}", f"{label.en} of entry {number + 1} of {row.label.en}"
    )


def _missing_titles(sight: Sight) -> Iterator[Missing]:
    origin = Words("证书或公告", "the certificate or the public notice")
    if "titles" not in sight.firm.lists:
        yield Missing("titles", LISTS["titles"].label, origin)
        return
    for number, entry in enumerate(sight.firm.lists["titles"]):
        for name in ("valid_from", "valid_to"):
            if name not in entry:
                yield Missing(f"titles[{number}].{name}", _entry_label("titles", number, name), origin)


def _manual(criterion: str) -> Missing:
    return Missing(
        f"manual.{criterion}",
        Words(f"{criterion} 的人工认定", f"a person's answer to {criterion}"),
        Words("审核人员", "the reviewer"),
    )


def _experts(criterion: Criterion) -> Missing:
    """The points of an item that experts award, or narrow: ``experts.gx.ip1``."""
    return Missing(
        f"experts.{criterion.id}",
        Words(
            f"{criterion.id} {criterion.wording.zh}的专家评分",
            f"the experts' points for {criterion.id}, {criterion.wording.en}",
        ),
        Words("评审专家", "the experts"),
    )


def _used(sight: Sight, node: Node) -> Iterator[Used]:
    match node:
        case tree.Figure(name=name, offset=int(offset)):
            yield _used_year(sight, name, offset)
        case tree.OverYears(name=name, offsets=offsets):
            yield from (_used_year(sight, name, offset) for offset in offsets)
        case tree.Figure(name=name) | tree.Flag(name=name):
            yield _used_figure(sight, name)
        case tree.Within(figure=figure):
            yield _used_figure(sight, figure)
        case tree.Tally(name=name):
            yield from _used_entries(sight, node)
        case tree.Holds():
            yield from _used_list(sight, "titles", sight.firm.lists.get("titles"))
        case tree.Manual(criterion=criterion):
            path = f"manual.{criterion}"
            yield Used(
                path,
                Words("人工认定", "a person's answer"),
                sight.firm.manual.get(criterion),
                "",
                sight.firm.sources.get(path),
            )


def _used_year(sight: Sight, name: str, offset: int) -> Used:
    year, row = sight.year + offset, FIGURES[name]
    path = row.path.format(year=year)
    value = sight.firm.years.get(year, {}).get(name)
    return Used(
        path,
        Words(f"{row.label.zh}({year})", f"{row.label.en} ({year})"),
        value,
        row.unit,
        sight.firm.sources.get(path),
    )


def _used_figure(sight: Sight, name: str) -> Used:
    row = FIGURES[name]
    return Used(row.path, row.label, sight.firm.figures.get(name), row.unit, sight.firm.sources.get(row.path))


def _used_entries(sight: Sight, node: tree.Tally) -> Iterator[Used]:
    passing = sight.entries_passing(node)
    counted = None if passing is None else tuple(entry for entry, answer in passing if answer is not Answer.UNMET)
    yield from _used_list(sight, node.name, counted)


def _used_list(sight: Sight, name: str, entries: tuple[Entry, ...] | None) -> Iterator[Used]:
    """The list with how many of its entries count, and each of them that has a source."""
    row = LISTS[name]
    size = None if entries is None else len(entries)
    yield Used(name, row.label, None if size is None else Fraction(size), row.unit, sight.firm.sources.get(name))
    for number, entry in enumerate(sight.firm.lists.get(name, ())):
        path = f"{name}[{number}]"
        if entries is not None and entry in entries and path in sight.firm.sources:
            yield Used(path, entry_words(name, entry), None, "", sight.firm.sources[path])
