"""The words of ``yanzhen lead pull|timing|leaving|effect``; what they ask is imported when they are asked."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

Writer = Callable[[str], None]


def add_questions(questions: Any, *, out: Writer, say: Writer) -> None:
    """Add the questions to the parser of ``lead``; each answers through ``run``."""
    _add_choose(questions, out, say)
    pull = _question(questions, "pull", "what each lead firm pulls, and through whom")
    pull.add_argument("firm", nargs="?", metavar="FIRM", help="one firm; without it, all leads by their pull")
    _add_chances(pull)
    pull.add_argument(
        "--model", choices=("cascade", "threshold"), default="cascade", help="how a move spreads (cascade)"
    )
    pull.add_argument("--draws", type=int, default=2000, help="drawn cascades (2000)")
    pull.set_defaults(run=lambda told: _pull(told, out))
    timing = _question(questions, "timing", "do followers move after their leads more often than chance")
    timing.add_argument("--titles", type=Path, metavar="F", help="the first title of a kind as the move")
    timing.add_argument("--patents", type=Path, metavar="F", help="the first patent filing as the move")
    timing.add_argument("--investments", action="store_true", help="the first ownership link as the move of the owner")
    timing.add_argument("--window", type=int, default=365, metavar="DAYS", help="how soon after (365)")
    timing.set_defaults(run=lambda told: _timing(told, out))
    leaving = _question(questions, "leaving", "what is at stake when a firm leaves")
    leaving.add_argument("firm", metavar="FIRM")
    leaving.add_argument("--firm-years", type=Path, metavar="F", help="firm-years, for revenues")
    leaving.set_defaults(run=lambda told: _leaving(told, out))
    effect = _question(questions, "effect", "did firms linked to a lead grow more than firms like them")
    effect.add_argument("--firm-years", type=Path, required=True, metavar="F", help="firm-years: revenue and staff")
    effect.add_argument("--lead", action="append", required=True, metavar="FIRM", help="a lead; may be repeated")
    effect.add_argument("--year", type=int, required=True, help="linked from this year on")
    effect.add_argument("--years", type=int, default=2, help="years from before to after (2)")
    effect.set_defaults(run=lambda told: _effect(told, out))

    network = _question(questions, "network", "the network of the links, as choose reads it")
    _add_chances(network)
    network.set_defaults(run=lambda told: _network(told, out))


def _add_chances(question: argparse.ArgumentParser) -> None:
    question.add_argument(
        "--chance", action="append", default=[], metavar="KIND=P", help="the chance along a kind of link"
    )
    question.add_argument("--by-weight", action="store_true", help="scale the chance by the weight of the link")


def _add_choose(questions: Any, out: Writer, say: Writer) -> None:
    choose = questions.add_parser("choose", help="the firms whose move spreads widest, with a certificate")
    choose.add_argument("edges", type=Path, metavar="EDGES", help="text: source target probability")
    choose.add_argument("-k", type=int, required=True, help="how many firms at most")
    choose.add_argument("--epsilon", type=float, help="certify 1 - 1/e - E and stop")
    choose.add_argument("--seed", type=int, default=0)
    choose.add_argument("--budget", type=float, help="what the chosen may cost together")
    choose.add_argument("--costs", type=Path, metavar="FILE", help="node cost, one a line")
    choose.add_argument("--groups", type=Path, metavar="FILE", help="node group (a chain, a township), one a line")
    choose.add_argument("--least", action="append", default=[], metavar="GROUP=N", help="at least N of the group")
    choose.add_argument("--targets", type=Path, metavar="FILE", help="the nodes that count, one a line (all)")
    choose.add_argument("--json", action="store_true")
    choose.set_defaults(run=lambda told: _choose(told, out, say))


def _question(questions: Any, name: str, meaning: str) -> argparse.ArgumentParser:
    question: argparse.ArgumentParser = questions.add_parser(name, help=meaning)
    question.add_argument("--links", type=Path, required=True, metavar="F", help="links: xlsx, csv or parquet")
    question.add_argument("--on", type=_day, metavar="DATE", help="the links that hold on that day")
    question.add_argument("--seed", type=int, default=0)
    question.add_argument("--json", action="store_true")
    return question


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; expected: YYYY-MM-DD") from error


def _pull(told: argparse.Namespace, out: Writer) -> int:
    from yanzhen.formation.questions_command import chances_of, pull_in_file

    return pull_in_file(
        told.links,
        told.firm,
        on=told.on,
        chances=chances_of(told.chance),
        by_weight=told.by_weight,
        model=told.model,
        draws=told.draws,
        seed=told.seed,
        today=date.today(),
        as_json=told.json,
        out=out,
    )


def _network(told: argparse.Namespace, out: Writer) -> int:
    from yanzhen.formation.questions_command import chances_of, network_in_file

    return network_in_file(
        told.links,
        on=told.on,
        chances=chances_of(told.chance),
        by_weight=told.by_weight,
        today=date.today(),
        as_json=told.json,
        out=out,
    )


def _timing(told: argparse.Namespace, out: Writer) -> int:
    from yanzhen.formation.questions_command import timing_in_files

    return timing_in_files(
        told.links,
        told.titles,
        told.patents,
        investments=told.investments,
        on=told.on,
        window=told.window,
        seed=told.seed,
        today=date.today(),
        as_json=told.json,
        out=out,
    )


def _leaving(told: argparse.Namespace, out: Writer) -> int:
    from yanzhen.formation.questions_command import leaving_in_files

    return leaving_in_files(
        told.links, told.firm, told.firm_years, on=told.on, today=date.today(), as_json=told.json, out=out
    )


def _effect(told: argparse.Namespace, out: Writer) -> int:
    from yanzhen.formation.questions_command import effect_in_files

    return effect_in_files(
        told.links,
        told.firm_years,
        told.lead,
        year=told.year,
        years=told.years,
        seed=told.seed,
        today=date.today(),
        as_json=told.json,
        out=out,
    )


def _choose(arguments: argparse.Namespace, out: Writer, say: Writer) -> int:
    from yanzhen.formation.command import choose_in_file

    return choose_in_file(
        arguments.edges,
        k=arguments.k,
        epsilon=arguments.epsilon,
        seed=arguments.seed,
        budget=arguments.budget,
        costs=arguments.costs,
        groups=arguments.groups,
        least=tuple(arguments.least),
        targets=arguments.targets,
        as_json=arguments.json,
        out=out,
        say=say,
    )
