"""Whose figure it is and what it measures, against paragraphs of our own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from yanzhen.reading.names import BlockText, find_names
from yanzhen.reading.names.tagger import tag
from yanzhen.reading.statements import NameMention, Paragraph, Reading, read_statements

_ON = date(2026, 3, 2)
_SETS = ("seen", "kept")


@dataclass(frozen=True)
class Told:
    """One labelled figure: ``None`` among the answers says that unknown is right."""

    figure: str
    subjects: tuple[str | None, ...]
    properties: tuple[str | None, ...]


@dataclass
class Tally:
    right: int = 0
    unknown: int = 0
    wrong: int = 0

    def add(self, answer: str | None, allowed: tuple[str | None, ...]) -> bool:
        """Count one answer; ``True`` where it is wrong."""
        if answer in allowed:
            self.right += 1
        elif answer is None:
            self.unknown += 1
        else:
            self.wrong += 1
            return True
        return False

    @property
    def share_right(self) -> float:
        """Right answers of those given or rightly withheld."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def share_answered(self) -> float:
        """Right answers of all asked."""
        return self.right / max(1, self.right + self.unknown + self.wrong)


def _answers(words: str) -> tuple[str | None, ...]:
    return tuple(None if word == "-" else word for word in words.split("|"))


@cache
def _labels() -> dict[str, list[tuple[str, list[Told]]]]:
    labels: dict[str, list[tuple[str, list[Told]]]] = {}
    part = ""
    for line in Path(__file__).with_name("about.tsv").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if line.startswith("#") or not line:
            continue
        if cells[0] == "set":
            part = cells[1]
        elif len(cells) == 1:
            labels.setdefault(part, []).append((line, []))
        else:
            labels[part][-1][1].append(Told(cells[0], _answers(cells[1]), _answers(cells[2])))
    return labels


def _read(text: str, *, tagged: bool) -> list[Reading]:
    if not tagged:
        return read_statements([Paragraph(1, text)], published=_ON)
    names = tuple(
        NameMention(n.start, n.end, n.text, n.kind, n.same_as) for n in find_names([BlockText(1, "paragraph", text)])
    )
    return read_statements([Paragraph(1, text, names=names, words=tuple(tag(text).words))], published=_ON)


def _scored(part: str, *, tagged: bool = True) -> tuple[Tally, Tally, list[str]]:
    subjects, properties, wrong = Tally(), Tally(), []
    for text, told in _labels()[part]:
        found = {text[r.start : r.end]: r for r in reversed(_read(text, tagged=tagged)) if r.quantity}
        for one in told:
            reading = next((r for words, r in found.items() if words in one.figure or one.figure in words), None)
            assert reading is not None, (text, one.figure)
            if subjects.add(reading.subject, one.subjects):
                wrong.append(f"{one.figure} subject {reading.subject} / {one.subjects}: {text}")
            if properties.add(reading.property, one.properties):
                wrong.append(f"{one.figure} property {reading.property} / {one.properties}: {text}")
    return subjects, properties, wrong


def test_the_labels_are_many_enough_to_mean_something() -> None:
    assert sum(len(told) for part in _SETS for _, told in _labels()[part]) >= 150


@pytest.mark.parametrize(
    ("part", "tagged", "subject_right", "property_right", "property_answered"),
    [
        ("seen", True, 0.97, 0.95, 0.94),
        ("kept", True, 0.92, 0.91, 0.89),
        ("seen", False, 0.90, 0.85, 0.85),
        ("kept", False, 0.90, 0.75, 0.75),
    ],
)
def test_subjects_and_properties_are_mostly_right_and_seldom_wrong(
    part: str, tagged: bool, subject_right: float, property_right: float, property_answered: float
) -> None:
    subjects, properties, wrong = _scored(part, tagged=tagged)
    assert subjects.share_right >= subject_right, wrong
    assert properties.share_right >= property_right, wrong
    assert properties.share_answered >= property_answered, wrong


@pytest.mark.parametrize("part", _SETS)
def test_no_property_ends_in_a_verb_an_adverb_or_a_particle(part: str) -> None:
    properties = [r.property for text, _ in _labels()[part] for r in _read(text, tagged=True) if r.property]
    assert [p for p in properties if p.endswith(tuple("却又已达把将了着的得就也还从由较"))] == []
