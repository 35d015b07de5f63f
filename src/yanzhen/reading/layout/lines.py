"""Printed lines: how a file marks them, and which of them make a paragraph."""

from __future__ import annotations

import re
from statistics import median

from yanzhen.reading.layout.glyphs import SPACES, cells, ends_closed, is_cjk, is_ideograph
from yanzhen.reading.layout.heads import bylines_of, is_credit, kicker_mark
from yanzhen.reading.original import Chunk, Tracked

INDENT = re.compile(r"^(?:[\u3000\u2003]|[ \t\u00a0]{2,})")
_OWN_LINE = re.compile(
    r"^[(（]?(?:[一二三四五六七八九十]{1,3}[、.．)）]|\d{1,2}[.．、)）](?!\d)|第[一二三四五六七八九十百零〇]+[章节条])|^(?:附件|附)[\d一二三]{0,2}[：:]|^[①-⑳•●▪]"
    r"|^[\d〇○零一二三四五六七八九十]{4}\s*[年/-]\s*[\d一二三四五六七八九十]{1,3}\s*[月/-]\s*[\d一二三四五六七八九十]{1,3}\s*日?"
)
"""What begins a line of its own: an item, a day, an annex."""
LONG = 36.0
"""Cells; what is longer is taken for several printed lines if spaces part it."""
WIDEST_PRINTED = 60.0
"""Cells; a longer line is a paragraph of its own, not a printed line."""
RAGGED = 4.0
"""Cells that a line may leave for the next line's first word; a shorter line ends its paragraph."""
NARROWEST = 12.0
"""Cells; what is set narrower is a head or a pull quote, not a column of body text."""

Group = tuple[list[Tracked], bool]
"""The lines of a paragraph, and whether they are printed lines whose width means something."""


def spaces_mark_lines(chunks: tuple[Chunk, ...]) -> bool:
    """Whether single spaces between Chinese characters stand at the even distances of printed lines.

    Only lines too long to be printed lines themselves can hold printed lines.
    """
    long = [text for c in chunks for line in c.lines if cells(text := line.text.strip()) > LONG]
    gaps = [text[m.start() - 1] + text[m.end()] for text in long for m in re.finditer(r"(?<=[^>\s]) (?=\S)", text)]
    between = sum(is_cjk(gap[0]) and is_cjk(gap[1]) for gap in gaps)
    return bool(gaps) and sum(map(len, long)) < 60 * len(gaps) and between > 0.3 * len(gaps)


def printed_lines(line: Tracked) -> list[Tracked]:
    """Cut at the spaces that end a printed line; a space well inside a line is only a space."""
    parts = _split_spaces(line.strip())
    widths = [cells(p.text) for p in parts]
    if len(parts) < 3:
        return parts
    column = median(sorted(widths)[len(widths) // 2 :])
    merged: list[Tracked] = []
    for part in parts:
        room = column + 1.5 - cells(part.text)
        if merged and cells(merged[-1].text) < column - 3.5 and cells(merged[-1].text) <= room:
            gap = (merged[-1].ends[-1], part.starts[0])
            merged[-1] = Tracked.join([merged[-1], Tracked(" ", (gap[0],), (gap[1],)), part])
        else:
            merged.append(part)
    return merged


def _split_spaces(line: Tracked) -> list[Tracked]:
    return [line[m.start() : m.end()] for m in re.finditer(r"[^ ]+", line.text)]


def is_wrapped_text(chunks: tuple[Chunk, ...]) -> bool:
    """Whether the runs of lines between blank lines are paragraphs broken at one width."""
    runs = [[cells(line.text.strip()) for line in c.lines] for c in chunks if len(c.lines) >= 4 and not _is_set_in(c)]
    return len(runs) > 2 and sum(map(_wrapped, runs)) > 0.6 * len(runs)


def _is_set_in(chunk: Chunk) -> bool:
    return any(INDENT.match(line.text) for line in chunk.lines)


def paragraphs_of(lines: list[Tracked], chunk: Chunk, wrapped: bool) -> list[Group]:
    """Group the lines of a chunk into paragraphs; the flag says whether they are printed lines."""
    if len(lines) <= 1:
        return [(lines, wrapped or chunk.line_boxes != ())] if lines else []
    if chunk.line_boxes:
        return [(lines, True)]
    widths = [cells(line.text.strip()) for line in lines]
    if any(INDENT.match(line.text) for line in lines):
        return _by_indent(lines, widths)
    if wrapped:
        return [(lines, True)]
    if _wrapped(widths):
        return [(group, True) for group in _by_width(lines, widths)]
    return [([line], False) for line in lines]


def _wrapped(widths: list[float]) -> bool:
    """Whether the lines break at one width, as a typesetter or an editor breaks them."""
    inner = sorted(widths[:-1])
    top = inner[(len(inner) * 3) // 4]
    near = sum(abs(w - top) <= 2.5 for w in inner)
    return len(inner) >= 1 and top <= 60 and near >= 0.6 * len(inner)


def _by_indent(lines: list[Tracked], widths: list[float]) -> list[Group]:
    """A line that is set in starts a paragraph; one that is not goes on where the line before it is full."""
    column = max(widths)
    if column > WIDEST_PRINTED:
        return [([line], False) for line in lines]
    groups: list[list[Tracked]] = []
    for i, line in enumerate(lines):
        goes_on = groups and not INDENT.match(line.text) and not _is_head_between(i, lines, widths, column)
        goes_on = goes_on and not any(is_credit(part.text.strip()) for part in lines[i - 1 : i + 1])
        if goes_on and (_is_full(lines[i - 1], column) or _is_narrow(groups[-1], line)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [(group, True) for group in groups]


def _by_width(lines: list[Tracked], widths: list[float]) -> list[list[Tracked]]:
    """A line goes on in the next where it fills the column and neither of the two stands for itself."""
    column = max(widths)
    even = len(lines) >= 4
    groups: list[list[Tracked]] = [[lines[0]]]
    for i in range(1, len(lines)):
        before, text = lines[i - 1].text.strip(), lines[i].text.strip()
        full = widths[i - 1] >= column - (1.0 if ends_closed(before) else RAGGED) and (even or not ends_closed(before))
        if full and not _OWN_LINE.match(text) and not _stands_alone(before) and not _stands_alone(text):
            groups[-1].append(lines[i])
        else:
            groups.append([lines[i]])
    return groups


def _stands_alone(text: str) -> bool:
    """A byline, a kicker, a line that is nothing but a day."""
    day = _OWN_LINE.match(text)
    return bool(bylines_of(text)) or bool(kicker_mark(text)) or (day is not None and len(text) - day.end() <= 3)


def _is_head_between(at: int, lines: list[Tracked], widths: list[float], column: float) -> bool:
    """A short line without a stop, behind a sentence that ends and before a paragraph that is set in."""
    short = widths[at] < column - RAGGED and not ends_closed(lines[at].text)
    return (
        short
        and ends_closed(lines[at - 1].text)
        and bool(lines[at + 1 : at + 2])
        and bool(INDENT.match(lines[at + 1].text))
    )


def _is_full(line: Tracked, column: float) -> bool:
    """Whether the line left no room for more; after a full stop less room is proof enough."""
    width = cells(line.text.strip()) + (2.0 if INDENT.match(line.text) else 0.0)
    return width >= column - (RAGGED / 2 if ends_closed(line.text) else RAGGED)


def _is_narrow(group: list[Tracked], line: Tracked) -> bool:
    """Whether the line goes on in a narrower column: all lines before it are of one width, and it is not wider."""
    widths = [cells(part.text.strip()) + (2.0 if INDENT.match(part.text) else 0.0) for part in group]
    if bylines_of(line.text) or kicker_mark(line.text.strip()):
        return False
    if max(widths) - min(widths) > 2.0 or max(widths) < NARROWEST / 2 or ends_closed(group[-1].text):
        return False
    width = cells(line.text.strip())
    return abs(width - max(widths)) <= 2.0 if len(group) == 1 else width <= max(widths) + 1.5


def join_lines(lines: tuple[Tracked, ...] | list[Tracked]) -> Tracked:
    """The lines as one text: nothing between Chinese characters, a space between Latin words."""
    parts: list[Tracked] = []
    for line in lines:
        line = _tightened(line.strip())
        if not line.text:
            continue
        if parts and _needs_space(parts[-1].text[-1], line.text[0]):
            at = (parts[-1].ends[-1], line.starts[0])
            parts.append(Tracked(" ", (min(at),), (max(at),)))
        parts.append(line)
    return Tracked.join(parts)


def spaced_lines(lines: tuple[Tracked, ...] | list[Tracked]) -> Tracked:
    """The lines with one space between them, which stands for the line end of the original."""
    parts: list[Tracked] = []
    for line in lines:
        line = _tightened(line.strip())
        if not line.text:
            continue
        if parts:
            at = (parts[-1].ends[-1], line.starts[0])
            parts.append(Tracked(" ", (min(at),), (min(at),)))
        parts.append(line)
    return Tracked.join(parts)


def _needs_space(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum() and (left + right).isalpha()


def _tightened(line: Tracked) -> Tracked:
    """Runs of white space as one character, and none beside a wide character unless it parts names."""
    keep = []
    for i, char in enumerate(line.text):
        if char in SPACES and line.text[i - 1 : i] and line.text[i - 1] in SPACES:
            continue
        keep.append(i)
    return line.keep(keep) if len(keep) < len(line) else line


def without_inner_spaces(text: Tracked) -> Tracked:
    """Drop the spaces beside Chinese characters that a printed line or a justified one left behind."""
    keep = []
    for i, char in enumerate(text.text):
        if char in SPACES:
            left, right = text.text[i - 1 : i], text.text[i + 1 : i + 2]
            if not left or not right or is_ideograph(left) or is_ideograph(right) or is_cjk(left) or is_cjk(right):
                continue
            if not (left.isalnum() and right.isalnum()):
                continue
        keep.append(i)
    return text.keep(keep)
