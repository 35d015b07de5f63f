"""What an engine wrote, as a file, as JSON, or counted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zlib import crc32

import polars as pl

from yanzhen.errors import InputError
from yanzhen.ladder.book import Book
from yanzhen.ladder.columnar.program import ANSWER, SCORE, Program, ends_of
from yanzhen.ladder.encode import SCHEMA_VERSION, encode_book
from yanzhen.ladder.numbers import json_number

ENDINGS = (".parquet", ".csv", ".json")
AT_ONCE = 10_000
"""Rows that are turned into JSON at a time."""


def refuse_target(target: Path, files: Sequence[Path]) -> None:
    """Raise InputError where no result can be written: an ending that is none of ours, no such folder, one of the files that are judged."""
    if target.suffix not in ENDINGS:
        expected = "a name that ends with " + ", ".join(ENDINGS)
    elif not target.resolve().parent.is_dir():
        expected = "a folder that is there"
    elif target.is_dir() or target.resolve() in {path.resolve() for path in files}:
        expected = "a file of its own"
    else:
        return
    raise InputError("--out", seen=str(target), expected=expected, todo="give another name")


def save(written: Path, target: Path, book: Book, program: Program, language: str) -> None:
    """The Parquet file that the engine wrote, under the name and in the form that was asked for."""
    if target.suffix == ".parquet":
        written.replace(target)
        return
    draft = target.with_name(f".{target.name}.part")
    if target.suffix == ".csv":
        pl.scan_parquet(written).sink_csv(draft, include_bom=True)
    else:
        with draft.open("w", encoding="utf-8") as out:
            out.writelines(json_parts(written, book, program, language))
    draft.replace(target)


def json_parts(written: Path, book: Book, program: Program, language: str) -> Iterator[str]:
    """The result as one JSON object, a piece at a time: the keys of ``yanzhen score --json`` without reasons and climbs."""
    head = {
        "schema_version": SCHEMA_VERSION,
        "book": encode_book(book, language),
        "on": program.on.isoformat(),
        "applicant": program.applicant,
        "year": program.year,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "firms": ['
    comma = ""
    for rows in pl.read_parquet(written).iter_slices(AT_ONCE):
        for row in rows.iter_rows(named=True):
            yield comma + "\n" + json.dumps(_firm(row, book), ensure_ascii=False)
            comma = ","
    yield "\n]}\n"


def _firm(row: dict[str, Any], book: Book) -> dict[str, Any]:
    rule = book.score
    low, high = ends_of(SCORE)
    return {
        "uscc": str(row.get("uscc") or ""),
        "name": str(row.get("name") or ""),
        "answer": row[ANSWER],
        "score": None
        if rule is None
        else {
            "low": _number(row[low]),
            "high": _number(row[high]),
            "max": json_number(rule.most),
            "pass": json_number(rule.passing),
        },
        "criteria": [_criterion(row, name) for name in book.criteria],
    }


def _criterion(row: dict[str, Any], name: str) -> dict[str, Any]:
    low, high = ends_of(name)
    return {
        "id": name,
        "answer": row.get(f"{name}.class", row.get(name)),
        "points": [_number(row[low]), _number(row[high])] if low in row else None,
    }


def _number(value: int | float | Decimal | None) -> Any:
    return value if value is None or isinstance(value, float) else json_number(Fraction(value))


def summary(written: Path, program: Program) -> str:
    """How many firms each answer has, the book's first, then criterion by criterion; and the scores."""
    counted = [output for output in program.outputs if output.words]
    frame = pl.scan_parquet(written).select(
        pl.len().alias("firms"),
        *((pl.col(o.name) == word).sum().alias(f"{o.name}\n{word}") for o in counted for word in o.words),
    )
    row = frame.collect(engine="streaming").row(0, named=True)
    lines = [f"{program.book}  {program.on}  {program.applicant}  firms {row['firms']}"]
    for output in counted:
        told = "  ".join(f"{word} {row[f'{output.name}' + chr(10) + word]}" for word in output.words)
        lines.append(f"{output.name}  {told}")
    return "\n".join(lines) + "\n"


def crc_of(coded: pl.DataFrame) -> int:
    """One number for all answers, scores and criteria of all firms, the same for every engine that computed them alike.

    ``coded`` is what an engine gives before words are put in: codes and scaled numbers. Doubles (points that divide) count bit by bit.
    """
    crc = 0
    for series in coded:
        there = series.is_not_null().cast(pl.UInt8)
        whole = series if series.dtype == pl.Float64 else series.cast(pl.Int64)
        for part in (there, whole.fill_null(0)):
            crc = crc32(part.to_numpy().tobytes(), crc)
    return crc
