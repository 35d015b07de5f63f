"""A bureau's own weights, filled into a frame: a book whose published text names indicators but whose weights are not at hand.

::

    weights: points                              # the frame's id
    source: the notice that the weights come from, and who read it when
    status: gazette
    pass: 60
    stages:                                      # the first that fits counts; the last one has no `if`
      - name: {zh: 初创期, en: start-up}
        if: years(registered_on, on) < 3
        weights:
          points.rd_amount: {weight: 40, full_at: 500}      # 40 points at 500万元 and above, fewer in proportion
          points.other: {weight: 60}                        # no figure: experts award 0 to 60

An indicator gives ``weight × min(1, max(0, amount ÷ full_at))``; the weights of a stage add up to 100. Other ways to count need
a book of one's own that extends the frame.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from yanzhen.ladder.book import STATUSES
from yanzhen.ladder.loading import Sections
from yanzhen.ladder.marked import Marked, parse_marked

ENDING = ".weights.yaml"
"""The ending of a file of weights; it lies in a bureau's folder of rulebooks."""

FULL = 100
KEYS = ("weights", "source", "status", "pass", "stages")


@dataclass(frozen=True, slots=True)
class _Stage:
    name: Mapping[str, str]
    condition: str
    weights: Mapping[str, tuple[Fraction, str]]


def filled(top: Marked, frame: Sections) -> Marked:
    """The frame with these weights, as a book's file; a fault in the weights is raised with its place in their file."""
    top.only(KEYS)
    stages = [_stage(entry, frame) for entry in top.required("stages", "the stages with their weights").items()]
    _refuse_conditions(top, stages)
    book = {
        "rulebook": {
            "id": top.required("weights", "the id of the frame").text(),
            "extends": top.required("weights", "the id of the frame").text(),
            "status": top.required("status", "how well the weights were verified").choice(STATUSES),
        },
        "sources": {"weights": top.required("source", "where the weights come from").text()},
        "definitions": dict(_definitions(stages)),
        "score": _score(top, stages),
        "criteria": [*(_criterion(name, frame, stages) for name in _weighted(stages)), _gate(top)],
    }
    return parse_marked(json.dumps(book, ensure_ascii=False, indent=1), f"{top.file} (as filled in)")


def _stage(entry: Marked, frame: Sections) -> _Stage:
    entry.only(("name", "if", "weights"))
    name, condition = entry.required("name", "the stage's name, zh and en"), entry.optional("if")
    listed = entry.required("weights", "the weights of the stage")
    weights = {key.text(): _weight(key, value, frame) for key, value in listed.entries()}
    total = sum((weight for weight, _ in weights.values()), Fraction(0))
    if total != FULL:
        raise listed.fault(
            seen=f"weights that add up to {float(total):g}", expected=f"{FULL}", todo="correct the weights"
        )
    words = {language: name.required(language, "the stage's name").text() for language in ("zh", "en")}
    return _Stage(words, condition.text() if condition else "", weights)


def _weight(key: Marked, value: Marked, frame: Sections) -> tuple[Fraction, str]:
    if key.text() not in frame.criteria:
        raise key.fault(
            seen=key.text(), expected="one of " + ", ".join(frame.criteria), todo="correct the indicator's id"
        )
    value.only(("weight", "full_at"))
    weight, full_at = value.required("weight", "the points of the indicator"), value.optional("full_at")
    if weight.number() <= 0:
        raise weight.fault(
            seen=weight.text(), expected="a number above 0", todo="leave out an indicator that has no weight"
        )
    has_figure = frame.criteria[key.text()].optional("shows") is not None
    if has_figure is not (full_at is not None):
        expected = "the amount that earns all points" if has_figure else "no full_at: experts award this indicator"
        raise value.fault(
            seen="no full_at" if has_figure else "full_at",
            expected=expected,
            todo="add it" if has_figure else "remove it",
            below="full_at",
        )
    if full_at is not None and full_at.number() <= 0:
        raise full_at.fault(seen=full_at.text(), expected="a number above 0", todo="correct it")
    return weight.number(), full_at.text() if full_at else ""


def _refuse_conditions(top: Marked, stages: list[_Stage]) -> None:
    last = top.required("stages", "the stages").items()[-1:] or [top]
    if not stages or stages[-1].condition or not all(stage.condition for stage in stages[:-1]):
        raise last[0].fault(
            seen="stages", expected="`if` in every stage but the last", todo="add or remove `if`", below="if"
        )


def _definitions(stages: list[_Stage]) -> Iterator[tuple[str, dict[str, object]]]:
    for number, stage in enumerate(stages[:-1], start=1):
        yield f"stage_{number}", {**stage.name, "formula": stage.condition, "evidence": ["weights"]}


def _score(top: Marked, stages: list[_Stage]) -> dict[str, str]:
    """``min`` never bites for a firm whose stage is known: the weights of a stage add up to the full score."""
    parts = " + ".join(f"points({name})" for name in _weighted(stages))
    passing = top.required("pass", "the score that passes")
    return {"of": f"min({FULL}, {parts})", "max": str(FULL), "pass": _plain(passing.number())}


def _gate(top: Marked) -> dict[str, object]:
    passing = _plain(top.required("pass", "the score that passes").number())
    return {
        "id": top.required("weights", "the id of the frame").text() + ".score",
        "clause": "及格线",
        "wording": {"zh": f"总分 {passing} 分以上", "en": f"{passing} points or more"},
        "evidence": ["weights"],
        "test": f"score >= {passing}",
    }


def _weighted(stages: list[_Stage]) -> list[str]:
    return list(dict.fromkeys(name for stage in stages for name in stage.weights))


def _criterion(name: str, frame: Sections, stages: list[_Stage]) -> dict[str, object]:
    """The frame's criterion with points, a choice by stage, in place of what it only shows."""
    entry = frame.criteria[name]
    kept = {
        key.text(): value.plain() for key, value in entry.entries() if key.text() in ("id", "clause", "wording", "note")
    }
    shows = entry.optional("shows")
    parts = [_points(stage, name, shows.text() if shows else "") for stage in stages]
    choice = (
        "".join(f"if stage_{number} then {part} else " for number, part in enumerate(parts[:-1], start=1)) + parts[-1]
    )
    most = max(stage.weights[name][0] for stage in stages if name in stage.weights)
    return {**kept, "evidence": ["weights"], "max": _plain(most), "points": choice}


def _points(stage: _Stage, name: str, amount: str) -> str:
    if name not in stage.weights:
        return "0"
    weight, full_at = stage.weights[name]
    if not amount:
        return f"experts(0..{_plain(weight)})"
    return f"{_plain(weight)} * min(1, max(0, ({amount}) / {full_at}))"


def _plain(number: Fraction) -> str:
    """A decimal without rounding; weights are written as decimals."""
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.10g}"
