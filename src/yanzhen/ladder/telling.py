"""A tree in words, with the firm's figures in it: ``研发费用(2025) 300 ÷ 销售收入(2025) 4200 = 7.14% ≥ 6%``."""

from __future__ import annotations

from fractions import Fraction

from yanzhen.ladder import tree
from yanzhen.ladder.catalogue import FIGURES, LISTS, Words
from yanzhen.ladder.numbers import shown, shown_range
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.sight import Sight
from yanzhen.ladder.tree import Amount, Node, Test
from yanzhen.values import Answer

SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "=", "!=": "≠"}
OPERATORS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
ANSWERS = {
    Answer.MET: Words("满足", "met"),
    Answer.UNMET: Words("不满足", "unmet"),
    Answer.UNKNOWN: Words("未知", "unknown"),
}
APPLICANTS = {"new": Words("新申报", "a new applicant"), "review": Words("复核", "a review")}


class Teller:
    """Puts trees in words for one firm."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight

    def test(self, node: Test) -> Words:
        """What the test says of the firm."""
        match node:
            case tree.Compare():
                return self.comparison(node)
            case tree.Flag(name=name):
                return _joined(FIGURES[name].label, _colon(), _truth(self.sight.firm.figures.get(name)))
            case tree.OneOf(term=term, choices=choices) if isinstance(term, tree.Figure):
                known = self.sight.firm.figures.get(term.name)
                told = Words(
                    f"{known or '未知'}（须为 {'、'.join(choices)}）", f"{known or 'unknown'} (of {', '.join(choices)})"
                )
                return _joined(FIGURES[term.name].label, _colon(), told)
            case tree.Within(group=group, figure=figure):
                known = self.sight.firm.figures.get(figure) or "?"
                return _joined(FIGURES[figure].label, Words(f" {known} 属{group}", f" {known} within {group}"))
            case tree.Holds(titles=titles):
                return self.titles(titles)
            case tree.Manual(criterion=criterion):
                told = _truth(self.sight.firm.manual.get(criterion))
                return _joined(Words("人工认定", "a person's answer"), _colon(), told)
            case tree.Answered(criterion=criterion):
                return _joined(_same(criterion), _colon(), ANSWERS[self.sight.answered(criterion)])
            case tree.OtherBook(book=book):
                title = self.sight.book.others[book].title
                return _joined(title, _colon(), ANSWERS[self.sight.other(book).answer()])
            case tree.Applicant(kind=kind):
                return APPLICANTS[kind]
            case tree.Constant(value=value):
                return Words("条文未明确", "the text leaves it open") if value is None else _truth(value)
            case _:
                return ANSWERS[self.sight.test(node)]

    def comparison(self, node: tree.Compare) -> Words:
        """``left = value ≥ right``, exact."""
        percent = is_share(node.left, self.sight) or is_share(node.right, self.sight)
        bound = self.sight.amount(node.right)
        sign = _same(f" {SIGNS[node.relation]} ")
        left = self.valued(node.left, percent, bound.exact)
        if isinstance(node.right, tree.Number):
            right = _joined(
                _same(shown(node.right.value, percent=percent)), _unit(unit_of(node.left, self.sight, percent))
            )
        else:
            right = self.valued(node.right, percent, None)
        return _joined(left, sign, right)

    def valued(self, node: Amount, percent: bool, beside: Fraction | None) -> Words:
        """The amount's arithmetic and what it comes to."""
        if node == tree.Named("score") and self.sight.book.score is not None:
            told = self.amount(self.sight.book.score.of)
            return _joined(Words("总分 ", "score "), told, _same(" = "), self.known(node, beside))
        told = self.amount(node, beside)
        if not isinstance(node, (tree.Arithmetic, tree.Choice, tree.Extreme)):
            return told
        return _joined(told, _same(" = "), self.value(self.sight.amount(node), percent, beside))

    def value(self, values: Range, percent: bool, beside: Fraction | None = None) -> Words:
        """A range as people read it."""
        return Words(*shown_range(values, percent=percent, beside=beside))

    def amount(self, node: Amount, beside: Fraction | None = None) -> Words:
        """The amount with its figures; what is one value is never rounded onto the line ``beside`` it."""
        match node:
            case tree.Number(value=value, percent=percent):
                return _same(shown(value, percent=percent))
            case tree.Figure(name=name, offset=offset):
                return _joined(self.label(name, offset), _same(" "), self.known(node, beside))
            case tree.Arithmetic(operator=operator, left=left, right=right):
                return _joined(
                    self.inside(left, operator), _same(f" {OPERATORS[operator]} "), self.inside(right, operator)
                )
            case tree.OverYears():
                return self.over_years(node, beside)
            case tree.Tally(name=name, attribute=attribute):
                row = LISTS[name]
                label = row.attributes[attribute].label if attribute else Words("", "")
                return _joined(Words("符合条件的", "passing "), row.label, label, _same(" "), self.known(node, beside))
            case tree.Extreme(operation=operation, parts=parts):
                word = Words("取高者", "the better of") if operation == "max" else Words("取低者", "the lower of")
                return _joined(word, _same("("), _listed([self.amount(part) for part in parts]), _same(")"))
            case tree.Points(criterion=criterion):
                return _joined(
                    _same(f"{criterion} "), self.value(self.sight.points(criterion), False), Words("分", " points")
                )
            case tree.Elapsed(since=since):
                label = FIGURES[since.name].label if isinstance(since, tree.Figure) else _same(since.name)
                return _joined(Words("自", "since "), label, Words("起 ", " "), self.known(node, beside))
            case tree.Named(name="score"):
                return _joined(Words("总分 ", "score "), self.known(node, beside))
            case tree.Named(name=name):
                return _joined(self.sight.book.definitions[name].meaning, _same(" "), self.known(node, beside))
            case tree.Choice():
                return self.chosen(node, beside)
            case _:
                return self.known(node, beside)

    def inside(self, node: Amount, operator: str) -> Words:
        loose = isinstance(node, tree.Arithmetic) and (operator in "*/" or operator == "-") and node.operator in "+-*/"
        told = self.amount(node)
        return _joined(_same("("), told, _same(")")) if loose else told

    def known(self, node: Amount, beside: Fraction | None = None) -> Words:
        """The amount's value with its unit."""
        percent = is_share(node, self.sight)
        values = self.sight.amount(node)
        if _nothing_known(node, values):
            return Words("未知", "unknown")
        told, unit = self.value(values, percent, beside), unit_words(node, self.sight, percent)
        if values.high is None and values.low is not None:
            return Words(told.zh.replace(" 以上", f"{unit.zh}以上"), told.en.replace(" or more", f"{unit.en} or more"))
        return _joined(told, unit)

    def label(self, name: str, offset: int | None) -> Words:
        """A figure's label with its year."""
        label = FIGURES[name].label
        return (
            label
            if offset is None
            else Words(f"{label.zh}({self.sight.year + offset})", f"{label.en} ({self.sight.year + offset})")
        )

    def over_years(self, node: tree.OverYears, beside: Fraction | None = None) -> Words:
        first, last = self.sight.year + node.offsets[0], self.sight.year + node.offsets[-1]
        word = Words("合计", "in all") if node.operation == "sum" else Words("平均", "on average")
        label = FIGURES[node.name].label
        return _joined(
            Words(f"{label.zh} {first}–{last} {word.zh} ", f"{label.en} {first}–{last} {word.en} "),
            self.known(node, beside),
        )

    def chosen(self, node: tree.Choice, beside: Fraction | None = None) -> Words:
        """The branch that holds, or the value alone where it is open."""
        for test, amount in node.branches:
            answer = self.sight.test(test)
            if answer is Answer.MET:
                return self.amount(amount, beside)
            if answer is Answer.UNKNOWN:
                return self.known(node, beside)
        return self.amount(node.otherwise, beside)

    def titles(self, titles: tuple[str, ...]) -> Words:
        names = "、".join(titles)
        answer = self.sight.test(tree.Holds(titles))
        held = {
            Answer.MET: Words("当日有效", "valid on the day"),
            Answer.UNMET: Words("当日无有效称号", "no valid title on the day"),
            Answer.UNKNOWN: Words("是否有效未知", "validity unknown"),
        }
        return _joined(_same(names), _colon(), held[answer])


def is_share(node: Node, sight: Sight) -> bool:
    """Whether the amount is a share, shown in per cent: a ratio of two amounts of one unit, or a constant in per cent."""
    match node:
        case tree.Number(percent=percent):
            return percent
        case tree.Arithmetic(operator="/", left=left, right=tree.Number()) if is_share(left, sight):
            return True
        case tree.Arithmetic(operator="/", left=left, right=right):
            return unit_of(left, sight, False) == unit_of(right, sight, False) != ""
        case tree.Arithmetic(left=left, right=right):
            return is_share(left, sight) or is_share(right, sight)
        case tree.Named(name=name):
            formula = sight.book.definitions[name].formula if name in sight.book.definitions else None
            return formula is not None and is_share(formula, sight)
        case tree.Choice(otherwise=otherwise):
            return is_share(otherwise, sight)
    return False


def unit_of(node: Node, sight: Sight, percent: bool = False) -> str:
    """The unit that an amount is in; empty for a share or a bare number."""
    if percent:
        return ""
    match node:
        case tree.Figure(name=name) | tree.OverYears(name=name):
            return FIGURES[name].unit
        case tree.Tally(name=name, attribute=attribute):
            return LISTS[name].attributes[attribute].unit if attribute else LISTS[name].unit
        case tree.Elapsed(unit=unit):
            return "年" if unit == "years" else "天"
        case tree.Points() | tree.Awarded() | tree.Named(name="score"):
            return "分"
        case tree.Named(name=name):
            formula = sight.book.definitions[name].formula
            return "" if formula is None else unit_of(formula, sight)
        case tree.Arithmetic(operator="+" | "-", left=left):
            return unit_of(left, sight)
        case tree.Extreme(parts=parts):
            return unit_of(parts[0], sight)
        case tree.Choice(otherwise=otherwise):
            return unit_of(otherwise, sight)
    return ""


UNITS_EN = {
    "万元": "×10⁴ CNY", "人": "persons", "分": "points", "件": "rights", "项": "", "个": "", "笔": "", "年": "years", "天": "days",
    "名": "", "级": "", "%": "%",
}  # fmt: skip


def _nothing_known(node: Amount, values: Range) -> bool:
    """Whether the range is only what such a figure can be at all."""
    return (
        values.exact is None
        and values.high is None
        and (values.low is None or (values.low <= 1 and isinstance(node, _READ)))
    )


_READ = (tree.Figure, tree.OverYears, tree.Tally, tree.Elapsed)


def unit_words(node: Node, sight: Sight, percent: bool) -> Words:
    """The unit of an amount as it stands after the number."""
    return _unit(unit_of(node, sight, percent))


def _unit(unit: str) -> Words:
    english = UNITS_EN.get(unit, unit)
    return Words(unit, english if english in ("", "%") else " " + english)


def _same(text: str) -> Words:
    return Words(text, text)


def _colon() -> Words:
    return Words("：", ": ")


def _truth(value: object) -> Words:
    if not isinstance(value, bool):
        return Words("未知", "unknown")
    return Words("是", "yes") if value else Words("否", "no")


def _joined(*parts: Words) -> Words:
    return Words("".join(part.zh for part in parts), "".join(part.en for part in parts))


def _listed(parts: list[Words]) -> Words:
    return Words("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))
