"""``yanzhen chains propose``: texts and firms' descriptions in, proposed edges out, as a table that can be imported once a person agrees."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yanzhen.chains.proposing.descriptions import propose_described
from yanzhen.chains.proposing.engine import propose
from yanzhen.chains.proposing.files import Reading, known_of_files, text_of
from yanzhen.chains.proposing.proposal import Known, Mood, Proposal, Relation
from yanzhen.errors import InputError
from yanzhen.files import write_whole

Writer = Callable[[str], None]
SHOWN = 60
WHERE = ("mood", "sureness", "new_names", "words", "text", "characters")
"""Columns that the import leaves aside: how the text says it, and where."""
COLUMNS = {
    "product-links": ("product", "relation", "other"),
    "firm-products": ("uscc", "product", "year"),
    "links": ("source", "target", "kind", "note", "from"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of ``yanzhen chains propose``."""

    texts: tuple[Path, ...]
    products: tuple[Path, ...]
    firms: Path | None
    on: date | None
    today: date
    save: Path | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A proposal and the text in which it stands."""

    place: str
    proposal: Proposal


def propose_files(asked: Asked, *, out: Writer) -> int:
    """Print the proposals of the texts and of the firms' descriptions; with ``save`` write them as sheets too. Returns the exit code.

    Raises:
        InputError: nothing to read, or a file that cannot be read.
    """
    known, readings = known_of_files(asked.products, asked.firms, asked.today)
    readings = [*(text_of(path) for path in asked.texts), *readings]
    if not readings:
        raise InputError("TEXT", seen="none", expected="a file of text, or --firms with main_business or main_product")
    found = [Found(one.place, proposal) for one in readings for proposal in _proposed(one, known, asked.on)]
    if asked.save is not None:
        save(found, asked.save)
    out(as_json(found, asked.on) if asked.as_json else as_text(found))
    return 0


def _proposed(one: Reading, known: Known, on: date | None) -> tuple[Proposal, ...]:
    if one.subject is not None:
        return propose_described(one.text, known, one.subject, on=on)
    return propose(one.text, known, on=on)


def save(found: Sequence[Found], folder: Path) -> list[Path]:
    """Write one CSV a table into the folder, with the words and the place beside each row; plans, memories and denials are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table, columns in COLUMNS.items():
        rows = [one for one in found if one.proposal.relation.table == table and one.proposal.mood is Mood.STATED]
        if not rows:
            continue
        path = folder / f"{table}.csv"
        write_whole(path, sheet([*columns, *WHERE], ([*cells(one.proposal), *_where(one)] for one in rows)))
        written.append(path)
    return written


def sheet(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV that Excel opens as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_no_formula(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def cells(proposal: Proposal) -> list[str]:
    """The row of the proposal's table (:data:`COLUMNS`).

    A firm's product is told for the year of the text; without a date the year stays empty, and the import asks for it.
    """
    source = proposal.source.code or proposal.source.name
    target = proposal.target.code or proposal.target.name
    if proposal.relation is Relation.MAKES:
        return [source, target, str(proposal.on.year) if proposal.on else ""]
    if proposal.relation is Relation.SUPPLIES:
        return [source, target, "supplies", proposal.product, ""]
    return [source, proposal.relation.value, target]


def as_json(found: Sequence[Found], on: date | None) -> str:
    """The object of ``--json``."""
    told = {"schema_version": 1, "on": on.isoformat() if on else None, "proposals": [_told(one) for one in found]}
    return json.dumps(told, ensure_ascii=False) + "\n"


def as_text(found: Sequence[Found]) -> str:
    """One line a proposal, for people."""
    lines = [_line(one) for one in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(f"… and {len(found) - SHOWN} more (all with --json or --save)")
    return "".join(f"{line}\n" for line in lines or ["no edge is proposed"])


def _told(one: Found) -> dict[str, Any]:
    proposal = one.proposal
    ends = {
        name: {"name": end.name, "code": end.code, "new": end.is_new, "like": end.like}
        for name, end in (("source", proposal.source), ("target", proposal.target))
    }
    return {
        "table": proposal.relation.table,
        "relation": proposal.relation.value,
        **ends,
        "product": proposal.product,
        "mood": proposal.mood.value,
        "sureness": proposal.sureness.value,
        "words": proposal.words,
        "text": one.place,
        "span": list(proposal.span),
        "sentence": list(proposal.sentence),
        "pattern": proposal.pattern,
    }


def _where(one: Found) -> list[str]:
    proposal = one.proposal
    new = "；".join(end.name for end in (proposal.source, proposal.target) if end.is_new)
    place = f"{proposal.span[0]}-{proposal.span[1]}"
    return [proposal.mood.value, proposal.sureness.value, new, _one_line(proposal.words), one.place, place]


def _line(one: Found) -> str:
    proposal = one.proposal
    ends = f"{_end(proposal.source)} {proposal.relation.value} {_end(proposal.target)}"
    start, end = proposal.span
    return f"{proposal.mood.value:<8} {proposal.sureness.value:<9} {ends}  〔{_one_line(proposal.words)}〕 {one.place}:{start}-{end}"


def _end(end: Any) -> str:
    return f"{end.name}*" if end.is_new else str(end.name)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _no_formula(cell: str) -> str:
    """No cell begins a formula in a spreadsheet."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
