"""A rule's test in words, without any firm: what a page of the book says beside the wording of the text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from yanzhen.desk.ladder.words import said
from yanzhen.ladder import tree
from yanzhen.ladder.book import Book, Criterion
from yanzhen.ladder.catalogue import FIGURES, LISTS, Words
from yanzhen.ladder.numbers import shown
from yanzhen.ladder.telling import APPLICANTS, OPERATORS, SIGNS, UNITS_EN
from yanzhen.ladder.tree import Amount, Node, Test

YEARS = {
    0: Words("上年", "last year"),
    1: Words("当年", "the running year"),
    -1: Words("上上年", "the year before last"),
}
UNTIL = {
    "t": Words("上年末", "the end of last year"), "t-1": Words("上上年末", "the end of the year before last"),
    "t-2": Words("三年前年末", "the end of three years ago"), "on": Words("判定日", "the day"), "eve": Words("判定日前一日", "the day before"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A band or step of an item: its condition, and what it gives."""

    condition: str
    points: str


def rule_words(book: Book, criterion: Criterion) -> str:
    """The criterion's test in one sentence; nothing for an item, whose steps are told one by one."""
    if criterion.test is not None:
        return said(_Teller(book).test(criterion.test))
    if criterion.shows is not None:
        return said(_Teller(book).amount(criterion.shows))
    if criterion.points is not None and not isinstance(criterion.points, tree.Choice):
        return said(_Teller(book).amount(criterion.points))
    return ""


def steps_words(book: Book, criterion: Criterion) -> tuple[Step, ...]:
    """The bands of an item or the classes of a criterion, the best first."""
    teller = _Teller(book)
    if isinstance(criterion.points, tree.Choice):
        steps = [
            Step(said(teller.test(test)), said(teller.amount(points))) for test, points in criterion.points.branches
        ]
        return (*steps, Step(said(Words("其他", "otherwise")), said(teller.amount(criterion.points.otherwise))))
    classes = [Step(said(teller.test(test)), label) for label, test in criterion.classes]
    return (*classes, Step(said(Words("其他", "otherwise")), criterion.other_class)) if classes else ()


def definition_words(book: Book, formula: Node) -> str:
    """A named formula in words."""
    teller = _Teller(book)
    return said(teller.amount(formula) if isinstance(formula, tree.AMOUNTS) else teller.test(formula))


class _Teller:
    def __init__(self, book: Book, within: str = "") -> None:
        self.book, self.within = book, within

    def test(self, node: Test) -> Words:
        match node:
            case tree.Compare(relation=relation, left=left, right=right):
                return _joined(self.amount(left), _same(f" {SIGNS[relation]} "), self._bound(left, right))
            case tree.Flag(name=name):
                return FIGURES[name].label
            case tree.EntryFlag(name=name):
                return self._attribute(name)
            case tree.OneOf(term=term, choices=choices):
                told = [self._choice(term, one) for one in choices]
                return _joined(self.amount(term), Words("为", " is "), _list(told, Words("、", " or ")))
            case tree.Within(group=group, figure=figure):
                return _joined(FIGURES[figure].label, Words(f"属{group}", f" within {group}"))
            case tree.All(parts=parts):
                return _list([self._inside(part, node) for part in parts], Words("，且", " and "))
            case tree.AnyOf(parts=parts):
                return _list([self._inside(part, node) for part in parts], Words("；或", " or "))
            case tree.AtLeast(count=count, parts=parts):
                listed = _list([self.test(part) for part in parts], Words("；", "; "))
                return _joined(Words(f"至少满足 {count} 项（", f"at least {count} of ("), listed, Words("）", ")"))
            case tree.Not(part=part):
                return _joined(Words("并非（", "not ("), self.test(part), Words("）", ")"))
            case tree.Answered(criterion=criterion):
                return Words(f"满足 {criterion}", f"{criterion} is met")
            case tree.Holds(titles=titles):
                return Words(f"当日持有有效的{'、'.join(titles)}", f"holds a valid {' or '.join(titles)} on the day")
            case tree.Manual():
                return Words("由人工认定", "a person decides")
            case tree.Constant(value=None):
                return Words("条文未明确，存疑", "the text leaves it open")
            case tree.Constant(value=value):
                return Words("成立", "holds") if value else Words("不成立", "does not hold")
            case tree.Applicant(kind=kind):
                return APPLICANTS[kind]
            case tree.OtherBook(book=book):
                return _joined(Words("符合《", "meets "), self.book.others[book].title, Words("》", ""))
            case tree.Decision(branches=branches, otherwise=otherwise):
                return self._decision(branches, otherwise)
            case tree.NamedTest(name=name):
                return self.book.definitions[name].meaning
        return _same("")

    def amount(self, node: Amount) -> Words:
        match node:
            case tree.Number(value=value, percent=percent):
                return _same(shown(value, percent=percent))
            case tree.Figure(name=name, offset=offset):
                return FIGURES[name].label if offset is None else _joined(_year(offset), FIGURES[name].label)
            case tree.OverYears(operation=operation, name=name, offsets=offsets):
                word = Words("合计", " in all") if operation == "sum" else Words("平均", " on average")
                span = Words(f"近{len(offsets)}年", f"of {len(offsets)} years ")
                return _joined(span, FIGURES[name].label, word)
            case tree.Tally():
                return self._tally(node)
            case tree.Arithmetic(operator=operator, left=left, right=right):
                return _joined(
                    self._term(left, operator), _same(f" {OPERATORS[operator]} "), self._term(right, operator)
                )
            case tree.Extreme(operation=operation, parts=parts):
                word = (
                    Words("取高者（", "the higher of (") if operation == "max" else Words("取低者（", "the lower of (")
                )
                return _joined(word, _list([self.amount(part) for part in parts], Words("，", ", ")), Words("）", ")"))
            case tree.Elapsed(unit=unit, since=since, until=until):
                what = Words("满年数", "full years") if unit == "years" else Words("天数", "days")
                start, end = self.amount(since), UNTIL[until]
                return Words(f"自{start.zh}至{end.zh}的{what.zh}", f"{what.en} from the {start.en} to {end.en}")
            case tree.Points(criterion=criterion):
                return Words(f"{criterion} 得分", f"points of {criterion}")
            case tree.Awarded(low=low, high=high):
                return Words(f"专家评 {shown(low)}～{shown(high)} 分", f"{shown(low)} to {shown(high)} by experts")
            case tree.Attribute(name=name):
                return self._attribute(name)
            case tree.YearNumber(offset=offset):
                return _year(offset)
            case tree.Choice(branches=branches, otherwise=otherwise):
                return self._decision(branches, otherwise)
            case tree.Named(name="score"):
                return Words("总分", "the score")
            case tree.Named(name=name):
                return self.book.definitions[name].meaning
        return _same("")

    def _bound(self, left: Amount, right: Amount) -> Words:
        told = self.amount(right)
        if not isinstance(right, tree.Number) or right.percent:
            return told
        unit = self._unit(left)
        english = UNITS_EN.get(unit, unit)
        return _joined(told, Words(f" {unit}" if unit else "", f" {english}" if english else ""))

    def _unit(self, node: Amount) -> str:
        match node:
            case tree.Figure(name=name) | tree.OverYears(name=name):
                return FIGURES[name].unit
            case tree.Tally(name=name, attribute=attribute):
                return LISTS[name].attributes[attribute].unit if attribute else LISTS[name].unit
            case tree.Elapsed(unit=unit):
                return "年" if unit == "years" else "天"
            case tree.Points() | tree.Awarded() | tree.Named(name="score"):
                return "分"
            case tree.Arithmetic(operator="+" | "-", left=left):
                return self._unit(left)
            case tree.Extreme(parts=parts):
                return self._unit(parts[0])
        return ""

    def _tally(self, node: tree.Tally) -> Words:
        row = LISTS[node.name]
        what = row.attributes[node.attribute].label if node.attribute else Words("数", "")
        if node.where is None:
            return Words(
                f"{row.label.zh}{what.zh}",
                f"number of {row.label.en}" if not node.attribute else f"{what.en} of {row.label.en}",
            )
        condition = _Teller(self.book, node.name).test(node.where)
        total = Words("合计" if node.attribute else "", "total " if node.attribute else "number of ")
        return Words(
            f"符合（{condition.zh}）的{row.label.zh}{what.zh}{total.zh}",
            f"{total.en}{what.en + ' of ' if node.attribute else ''}{row.label.en} with ({condition.en})",
        )

    def _attribute(self, name: str) -> Words:
        row = LISTS[self.within].attributes.get(name) if self.within else None
        return row.label if row else _same(name)

    def _choice(self, term: Node, value: str) -> Words:
        from yanzhen.desk.ladder.climbs import TABLES
        from yanzhen.desk.register.pages.kinds import table_of
        from yanzhen.desk.register.pages.wording import choice_name

        if self.within and isinstance(term, tree.Attribute):
            column = next((one for one in table_of(TABLES[self.within]).columns if one.name == term.name), None)
            if column is not None and value in column.choices:
                return _same(choice_name(column, value))
        return _same(value)

    def _decision(self, branches: tuple[tuple[Test, Node], ...], otherwise: Node) -> Words:
        parts = [
            _joined(Words("若", "if "), self.test(test), Words("，则", " then "), self._node(then))
            for test, then in branches
        ]
        return _joined(_list(parts, Words("；", "; ")), Words("；否则", "; otherwise "), self._node(otherwise))

    def _node(self, node: Node) -> Words:
        return self.amount(node) if isinstance(node, tree.AMOUNTS) else self.test(node)

    def _inside(self, part: Test, outer: Test) -> Words:
        told = self.test(part)
        loose = isinstance(part, (tree.All, tree.AnyOf, tree.Decision)) and type(part) is not type(outer)
        return _joined(Words("（", "("), told, Words("）", ")")) if loose else told

    def _term(self, node: Amount, operator: str) -> Words:
        told = self.amount(node)
        loose = isinstance(node, tree.Arithmetic) and operator in "*/-"
        return _joined(_same("("), told, _same(")")) if loose else told


def _year(offset: int) -> Words:
    if offset in YEARS:
        return _joined(YEARS[offset], Words("", " "))
    return Words(f"前第{1 - offset}年", f"year t{offset:+d} ")


def _same(text: str) -> Words:
    return Words(text, text)


def _joined(*parts: Words) -> Words:
    return Words("".join(part.zh for part in parts), "".join(part.en for part in parts))


def _list(parts: list[Words], joint: Words) -> Words:
    return reduce(lambda one, other: _joined(one, joint, other), parts) if parts else _same("")
