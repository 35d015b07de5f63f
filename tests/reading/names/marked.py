"""Reads texts with names marked inline, ``<P 何守拙>说``, and counts what was found."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from yanzhen.reading.names import BlockText, FoundName, find_names

KINDS = {"P": "person", "O": "organisation", "L": "place", "D": "document", "E": "event", "G": "programme"}
_MARK = re.compile(r"<([POLDEG]) ([^<>]+)>")

Key = tuple[int, int, int, str]


@dataclass(frozen=True)
class Marked:
    blocks: tuple[BlockText, ...]
    names: frozenset[Key]


@dataclass(frozen=True)
class Score:
    found: int
    right: int
    marked: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.found + self.marked)

    def __str__(self) -> str:
        return (
            f"P {self.precision:.3f}  R {self.recall:.3f}  F {self.f1:.3f}  ({self.right}/{self.found}/{self.marked})"
        )


def read(path: Path) -> list[Marked]:
    """The documents of a file; ``#`` starts a comment line."""
    text = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return [_document(part) for part in re.split(r"\n\s*\n", text) if part.strip()]


def score(documents: list[Marked], kinds: tuple[str, ...]) -> Score:
    """Exact spans and kinds, summed over the documents."""
    counts: Counter[str] = Counter()
    for document in documents:
        wanted = {key for key in document.names if key[3] in kinds}
        found = {key for key in map(key_of, find_names(document.blocks)) if key[3] in kinds}
        counts.update(found=len(found), right=len(found & wanted), marked=len(wanted))
    return Score(counts["found"], counts["right"], counts["marked"])


def key_of(name: FoundName) -> Key:
    return name.block, name.start, name.end, name.kind


def _document(text: str) -> Marked:
    blocks, names = [], set()
    for index, line in enumerate(filter(str.strip, text.splitlines())):
        kind, bar, rest = line.partition("|")
        plain, marks = _plain(rest if bar else line)
        blocks.append(BlockText(1, kind if bar else "paragraph", plain))
        names |= {(index, *mark) for mark in marks}
    return Marked(tuple(blocks), frozenset(names))


def _plain(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    plain, marks, last = "", [], 0
    for mark in _MARK.finditer(line):
        plain += line[last : mark.start()]
        marks.append((len(plain), len(plain) + len(mark[2]), KINDS[mark[1]]))
        plain += mark[2]
        last = mark.end()
    return plain + line[last:], marks
