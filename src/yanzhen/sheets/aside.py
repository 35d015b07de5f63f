"""Rows that are no record: blank ones, totals, footnotes, the header again, the template's sample."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yanzhen.sheets.headers import Heading
from yanzhen.sheets.names import plain
from yanzhen.sheets.rows import RawCell
from yanzhen.sheets.trouble import CellFault, shown

BLANK = "blank"
SAMPLE_WORDS = {"zh": "示例", "en": "Sample"}
"""What the key of the template's sample row begins with."""

_SAMPLE = re.compile(r"\s*[（(\[【]?(?:示例|样例|sample\b)", re.IGNORECASE)
_TOTAL = re.compile(
    r"\s*(?:本页|全[市县区省]|各?企业)?(?:合\s*计|总\s*计|小\s*计|总\s*和|累\s*计|totals?|sub-?total|sum)\s*[:：]?\s*(?:[（(].*[)）])?\s*",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"\s*(?:注|备注|说明|附注|填表|制表|填报|审核|复核|数据来源|资料来源|来源|单位负责人|负责人|联系人|联系电话|note|source)[^:：]{0,12}[:：]",
    re.IGNORECASE,
)
_FIRST_COLUMNS = 4
_FOOTNOTE_CELLS = 4


class Asides:
    """Tells records from what stands between and below them."""

    def __init__(self, heading: Heading, key: int) -> None:
        self.key = key
        self.headers = {column.position: plain(column.header) for column in heading.columns if column.key}

    def why(self, cells: Sequence[RawCell | CellFault]) -> str:
        """``""`` for a record, else ``blank`` or the code of the note that tells of it."""
        first = cells[self.key]
        if type(first) is str and first:
            if _SAMPLE.match(first):
                return "sample-row"
            if _TOTAL.fullmatch(first):
                return "total-row"
            if first[0].isalnum() and not _FOOTNOTE.match(first):
                return (
                    "header-repeated" if plain(first) == self.headers.get(self.key) and self._is_header(cells) else ""
                )
        elif first is not None and first != "":
            return ""
        return self._without_key(cells)

    def _without_key(self, cells: Sequence[RawCell | CellFault]) -> str:
        filled = [shown(cell) for cell in cells if cell is not None and cell != ""]
        filled = [text for text in filled if text.strip()]
        if not filled:
            return BLANK
        if any(_TOTAL.fullmatch(text) for text in filled[:_FIRST_COLUMNS]):
            return "total-row"
        if _FOOTNOTE.match(filled[0]) and len(filled) <= _FOOTNOTE_CELLS:
            return "footnote-row"
        return ""

    def _is_header(self, cells: Sequence[RawCell | CellFault]) -> bool:
        same = sum(1 for position, header in self.headers.items() if plain(shown(cells[position])) == header)
        return same * 2 > len(self.headers)
