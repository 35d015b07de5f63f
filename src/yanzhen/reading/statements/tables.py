"""Tables: a number cell states the column head of its row head, in the unit that the head or the table prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from yanzhen.reading.statements.dates import DateContext, find_dates
from yanzhen.reading.statements.folding import fold
from yanzhen.reading.statements.found import FoundQuantity, Paragraph, Reading
from yanzhen.reading.statements.quantities import find_quantities
from yanzhen.values import Period, Quantity, Relation

_UNIT_LINE = re.compile(r"(?:计量|金额)?单位 ?: ?(?P<unit>[^\s,;:()]{1,12})")
_IN_BRACKETS = re.compile(r"[(\[](?P<unit>[^()\[\]]{1,12})[)\]]")
_NUMBER = re.compile(r"[<>≤≥≈±]? ?-?\d[\d, ]*(?:\.\d+)?(?: ?[-~至—] ?\d[\d,]*(?:\.\d+)?)? ?[%‰]?[^\d\s,.;:-]{0,6}")
_NO_FIGURES = re.compile(
    r"序号|编号|代码|编码|代号|CAS|文号|证号|号码|邮编|电话|传真|手机|网址|年份|年度$|日期|时间|名次|排名|位次|标准号|批号|型号|规格|等级|级别|学号|No\.?$|地址|备注"
)
_COUNTED = re.compile(
    r"(?P<noun>人|户|家|项|件|[\u4e00-\u9fff]{0,4}(?P<head>企业|学校|人员|项目|单位|专利|医院))(?:数量?|总数|个数)$"
)
_CLASSIFIERS = {"企业": "家", "学校": "所", "人员": "人", "项目": "个", "单位": "家", "专利": "件", "医院": "家"}
_CHANGE = re.compile(r"增速|增长|增幅|同比|环比|涨幅|升降|增减|变动")
_WHOLE = ("合计", "总计", "小计", "总 计", "合 计", "全部")
_YEAR = re.compile(r"(?:19|20)\d{2}年?(?:度)?")
_MOST_HEADS = 3
_BOUND = {"<": Relation.BELOW, "≤": Relation.AT_MOST, ">": Relation.ABOVE, "≥": Relation.AT_LEAST}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at ``[start, end)`` of the table's text, white space around it left out."""

    start: int
    end: int
    text: str

    @property
    def is_number(self) -> bool:
        """Whether the cell holds a number and at most its unit."""
        return bool(_NUMBER.fullmatch(self.text))


@dataclass(frozen=True, slots=True)
class Column:
    """What the head of a column says: the property, its unit and, where it names a year, the period."""

    property: str | None
    unit: str
    period: Period | None
    silent: bool
    changes: bool


def read_table(
    paragraph: Paragraph, index: int, context: DateContext, *, above: str = ""
) -> tuple[list[Reading], list[Cell]]:
    """The statements of a table's number cells, and the cells that hold words with figures in them.

    The text of ``paragraph`` holds rows parted by line ends and cells parted by tabs. ``above`` is the text in
    front of the table, which may print the unit of all its figures (单位：万元). Without a head row, and where no
    unit is printed, a number is no figure: nothing says what it counts.
    """
    rows = _rows(fold(paragraph.text))
    heads = _head_rows(rows)
    if not heads:
        return [], [cell for row in rows for cell in row if _is_prose(cell)]
    common = _unit_line(above) or next(
        (_unit_line(cell.text) for row in rows for cell in row if _unit_line(cell.text)), ""
    )
    columns = _columns(rows, heads, common, context)
    readings: list[Reading] = []
    prose: list[Cell] = []
    for row in rows[heads:]:
        readings += _row_readings(row, columns, paragraph, index, context)
        prose += [cell for cell in row if _is_prose(cell)]
    return readings, prose


def _rows(text: str) -> list[list[Cell]]:
    rows, at = [], 0
    for line in text.split("\n"):
        row, start = [], at
        for piece in line.split("\t"):
            lead = len(piece) - len(piece.lstrip())
            stripped = piece.strip()
            row.append(Cell(start + lead, start + lead + len(stripped), stripped))
            start += len(piece) + 1
        rows.append(row)
        at += len(line) + 1
    return [row for row in rows if any(cell.text for cell in row)]


def _head_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows stand above the first with a number; 0 where the table has no head."""
    for place, row in enumerate(rows[: _MOST_HEADS + 2]):
        if any(cell.is_number and not _YEAR.fullmatch(cell.text) for cell in row):
            return place
    return 0


def _unit_line(text: str) -> str:
    match = _UNIT_LINE.search(fold(text))
    return match["unit"] if match else ""


def _columns(rows: Sequence[Sequence[Cell]], heads: int, common: str, context: DateContext) -> list[Column]:
    width = max(len(row) for row in rows)
    titles = [row for row in rows[:heads] if len({cell.text for cell in row if cell.text}) > 1]
    caption = [row[0].text for row in rows[:heads] if row not in titles]
    dated = next((period for text in caption if (period := _period(text, context))), None)
    return [
        _column(_head(titles, place), common, dated, context, _is_serial(rows[heads:], place)) for place in range(width)
    ]


def _head(titles: Sequence[Sequence[Cell]], place: int) -> str:
    """The words above a column, those of a head over several columns first, each once."""
    words = [row[place].text for row in titles if place < len(row) and row[place].text]
    return "".join(dict.fromkeys(words))


def _column(head: str, common: str, dated: Period | None, context: DateContext, serial: bool) -> Column:
    bracket = next((match for match in _IN_BRACKETS.finditer(head) if _is_unit(match["unit"])), None)
    words = head if bracket is None else head[: bracket.start()] + head[bracket.end() :]
    counted = _COUNTED.search(words)
    unit = bracket["unit"] if bracket else common
    if not bracket and counted:
        unit = _CLASSIFIERS.get(counted["head"] or "", counted["noun"])
    period = _period(words, context)
    name = _YEAR.sub("", words).strip() if period else words
    silent = serial or not head or bool(_NO_FIGURES.search(words))
    return Column(name or None, unit, period or dated, silent, bool(_CHANGE.search(words)))


def _is_unit(words: str) -> bool:
    """Whether words in brackets are a unit (亿元, %, 万人) and no remark."""
    found = find_quantities(f"2.5{words}") or find_quantities(f"25{words}")
    return len(found) == 1 and found[0].start == 0 and found[0].kind != "bare"


def _period(text: str, context: DateContext) -> Period | None:
    return next((found.period for found in find_dates(text, context) if found.period), None)


def _is_serial(rows: Sequence[Sequence[Cell]], place: int) -> bool:
    """Whether a column counts its rows (1, 2, 3 …)."""
    figures = [row[place].text for row in rows if place < len(row) and row[place].text]
    if len(figures) < 2 or not all(figure.isdecimal() for figure in figures):
        return False
    return [int(figure) for figure in figures] == list(range(int(figures[0]), int(figures[0]) + len(figures)))


def _row_readings(
    row: Sequence[Cell], columns: Sequence[Column], paragraph: Paragraph, index: int, context: DateContext
) -> Iterator[Reading]:
    subject, dated = _row_head(row, columns, paragraph, context)
    for cell, column in zip(row, columns, strict=False):
        if column.silent or not cell.is_number or (_YEAR.fullmatch(cell.text) and column.unit == ""):
            continue
        found = _figure(cell.text, column)
        if found is None:
            continue
        quantity, direction = _directed(found.quantity, column)
        whole = subject in _WHOLE
        named = column.property or (None if whole else subject)
        yield Reading(
            paragraph=index,
            article=paragraph.article,
            start=cell.start,
            end=cell.end,
            sentence_start=row[0].start,
            sentence_end=row[-1].end,
            subject=None if whole or column.property is None else subject,
            property=named,
            quantity=quantity,
            period=column.period or dated,
            scope=subject if whole else None,
            direction=direction,
        )


def _row_head(
    row: Sequence[Cell], columns: Sequence[Column], paragraph: Paragraph, context: DateContext
) -> tuple[str | None, Period | None]:
    """The first words of a row, or the year that heads it."""
    for cell, column in zip(row, columns, strict=False):
        year = _YEAR.fullmatch(cell.text)
        if year:
            return None, _period(cell.text if cell.text.endswith(("年", "度")) else cell.text + "年", context)
        if cell.text and not cell.is_number and not _NO_FIGURES.search(column.property or ""):
            name = next((name for name in paragraph.names if (name.start, name.end) == (cell.start, cell.end)), None)
            return (name.same_as if name and name.same_as else cell.text), None
    return None, None


def _figure(text: str, column: Column) -> FoundQuantity | None:
    """The figure of a number cell in its own unit, else in that of its column."""
    sign = text[0] if text[0] in _BOUND else ""
    bare = text.removeprefix(sign).replace(" ", "")
    for written in (bare, bare + column.unit) if column.unit else (bare,):
        found = [item for item in find_quantities(written) if item.kind != "bare"]
        if len(found) == 1 and found[0].end == len(written) and found[0].figure <= 1:
            return _bounded(found[0], sign)
    return None


def _bounded(found: FoundQuantity, sign: str) -> FoundQuantity:
    quantity = found.quantity
    if not sign or quantity.relation is not Relation.EQUAL:
        return found
    relation = _BOUND[sign]
    low = None if relation in (Relation.BELOW, Relation.AT_MOST) else quantity.low
    high = None if relation in (Relation.ABOVE, Relation.AT_LEAST) else quantity.high
    return replace(found, quantity=Quantity(low, high, quantity.unit, relation, stated_to=quantity.stated_to))


def _directed(quantity: Quantity, column: Column) -> tuple[Quantity, Literal["up", "down"] | None]:
    """A rise or fall under a head that says so: the sign is its direction."""
    if not column.changes or quantity.unit not in ("1", "百分点") or quantity.low is None:
        return quantity, None
    if quantity.low >= 0:
        return quantity, "up" if quantity.low > 0 else None
    low, high = sorted(abs(bound) for bound in (quantity.low, quantity.high or Decimal(quantity.low)))
    return replace(quantity, low=low, high=high), "down"


def _is_prose(cell: Cell) -> bool:
    """Whether a cell holds words whose figures the grammar of sentences reads."""
    return not cell.is_number and len(cell.text) > 6 and bool(re.search(r"\d|百分之", cell.text))
