"""The words of ``yanzhen chains complexity|around|standing|gaps|work|industries|propose``; what they ask is imported when they are asked."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

Writer = Callable[[str], None]
QUESTIONS = {
    "around": "the products within some steps up and down the chain",
    "standing": "where the region is strong, weak or missing",
    "gaps": "what is missing between strong products, and what hangs on one firm",
    "work": "what to strengthen, mend and extend, with reasons",
}

INNOVATION = {
    "patents": "patents and other rights",
    "institutions": "R&D institutions",
    "projects": "links of firms, for joint projects",
    "people": "people, those with a product",
    "technologies": "key technologies",
}


def add_questions(questions: Any, *, out: Writer) -> None:
    """Add the questions to the parser of ``chains``; each answers through ``run``."""
    _add_complexity(questions, out)
    for name, meaning in QUESTIONS.items():
        question = questions.add_parser(name, help=meaning)
        _chain(question, of_one=name == "around")
        question.set_defaults(run=lambda arguments, name=name: _answer(name, arguments, out))
    _add_matrix(questions, out)
    industries = questions.add_parser("industries", help="the evidence for choosing industries, and their order")
    industries.add_argument(
        "table", type=Path, metavar="TABLE", help="CSV, xlsx or Parquet: region, activity, value (period)"
    )
    industries.add_argument("--region", required=True, metavar="ID", help="a region of the table")
    industries.add_argument("--threshold", default="1", help="quotient from which a region has an industry (1)")
    industries.add_argument("--period", help="one period of the table (the last)")
    industries.add_argument("--before", help="an earlier period to tell the change from")
    industries.add_argument(
        "--weight", action="append", default=[], metavar="NAME=W", help="quotient, density, pci, gain, change or value"
    )
    industries.add_argument("--seed", type=int, default=0)
    industries.add_argument("--json", action="store_true")
    industries.set_defaults(run=lambda arguments: _industries(arguments, out))
    _add_propose(questions, out)


def _add_propose(questions: Any, out: Writer) -> None:
    propose = questions.add_parser(
        "propose", help="edges of the chain that texts and firms' descriptions propose, for a person to confirm"
    )
    propose.add_argument(
        "texts", nargs="*", type=Path, metavar="TEXT", help="a file of text (UTF-8, UTF-16 or GB18030)"
    )
    propose.add_argument(
        "--products",
        action="append",
        default=[],
        type=Path,
        metavar="F",
        help="known products: product-links, firm-products, or a text with one name a line, other names behind ；",
    )
    propose.add_argument(
        "--firms", type=Path, metavar="F", help="firms: their names, and main_business and main_product to be read"
    )
    propose.add_argument("--date", type=day, metavar="DATE", help="the day of the texts")
    propose.add_argument(
        "--save", type=Path, metavar="FOLDER", help="write product-links.csv, firm-products.csv, links.csv"
    )
    propose.add_argument("--json", action="store_true")
    propose.set_defaults(run=lambda told: _propose(told, out))


def _add_matrix(questions: Any, out: Writer) -> None:
    matrix = questions.add_parser(
        "matrix", help="products against patents, institutions, titles, projects, people, key technologies"
    )
    _chain(matrix, of_one=False)
    for name, meaning in INNOVATION.items():
        matrix.add_argument(f"--{name}", type=Path, metavar="F", help=meaning)
    matrix.add_argument(
        "--concordance", type=Path, metavar="F", help="patent classes and products, with whose table it is"
    )
    matrix.set_defaults(run=lambda told: _matrix(told, out))


def _add_complexity(questions: Any, out: Writer) -> None:
    complexity = questions.add_parser(
        "complexity", help="economic complexity of regions and activities, with rank intervals"
    )
    complexity.add_argument(
        "table", type=Path, metavar="TABLE", help="CSV, xlsx or Parquet: region, activity, value (period)"
    )
    complexity.add_argument(
        "--method",
        choices=("rca", "correlation"),
        default="rca",
        help="what regions have at a threshold, or how their shares of counts go together (a missing pair is then unknown)",
    )
    complexity.add_argument("--threshold", default="1", help="RCA from which a region has an activity (1)")
    complexity.add_argument("--period", help="one period of the table (the last)")
    complexity.add_argument(
        "--draws", type=int, default=200, help="draws behind each rank's interval (200; 0 for none)"
    )
    complexity.add_argument(
        "--noise", type=float, default=0.2, help="error of figures that are no counts, of the log (0.2)"
    )
    complexity.add_argument("--seed", type=int, default=0)
    complexity.add_argument("--json", action="store_true")
    complexity.set_defaults(run=lambda told: _complexity(told, out))


def day(text: str) -> date:
    """A day as ``YYYY-MM-DD``."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; expected: YYYY-MM-DD") from error


def _chain(question: argparse.ArgumentParser, *, of_one: bool) -> None:
    question.add_argument("product", nargs=None if of_one else "?", metavar="PRODUCT", help="the chain around it")
    question.add_argument("--links", type=Path, required=True, metavar="F", help="product-links: xlsx, csv or parquet")
    question.add_argument("--makers", type=Path, metavar="F", help="firm-products")
    question.add_argument("--firms", type=Path, metavar="F", help="firms, for their regions")
    question.add_argument("--titles", type=Path, metavar="F", help="titles, for champions")
    question.add_argument("--region", default="", metavar="CODE", help="the first digits of GB/T 2260 codes")
    question.add_argument("--up", type=int, default=2, metavar="N", help="steps up the chain (2)")
    question.add_argument("--down", type=int, default=2, metavar="N", help="steps down the chain (2)")
    question.add_argument("--on", type=day, metavar="DATE", help="what holds on that day")
    question.add_argument("--json", action="store_true")


def _matrix(told: argparse.Namespace, out: Writer) -> int:
    from yanzhen.chains import questions_command as command
    from yanzhen.chains.matrix_command import matrix_of_files

    given = {"titles": told.titles, **{name: getattr(told, name) for name in INNOVATION}}
    given["links"] = given.pop("projects")
    tables = command.Tables(told.links, told.makers, told.firms, told.titles, told.on, date.today())
    chain = command.Chain(told.product, told.up, told.down, told.region)
    files = {kind: path for kind, path in given.items() if path is not None}
    return matrix_of_files(tables, chain, files, told.concordance, as_json=told.json, out=out)


def _answer(name: str, told: argparse.Namespace, out: Writer) -> int:
    from yanzhen.chains import questions_command as command

    answers = {
        "around": command.around_product,
        "standing": command.standing_of,
        "gaps": command.gaps_of,
        "work": command.work_of,
    }
    tables = command.Tables(told.links, told.makers, told.firms, told.titles, told.on, date.today())
    chain = command.Chain(told.product, told.up, told.down, told.region)
    return answers[name](tables, chain, as_json=told.json, out=out)


def _propose(told: argparse.Namespace, out: Writer) -> int:
    from yanzhen.chains.proposing.command import Asked, propose_files

    asked = Asked(
        texts=tuple(told.texts),
        products=tuple(told.products),
        firms=told.firms,
        on=told.date,
        today=date.today(),
        save=told.save,
        as_json=told.json,
    )
    return propose_files(asked, out=out)


def _industries(told: argparse.Namespace, out: Writer) -> int:
    from yanzhen.chains.questions_command import industries_of_file, weights_of

    return industries_of_file(
        told.table,
        told.region,
        threshold=told.threshold,
        period=told.period,
        before=told.before,
        weights=weights_of(told.weight),
        seed=told.seed,
        as_json=told.json,
        out=out,
    )


def _complexity(arguments: argparse.Namespace, out: Writer) -> int:
    from yanzhen.chains.command import complexity_of_file, correlated_of_file

    if arguments.method == "correlation":
        return correlated_of_file(arguments.table, period=arguments.period, as_json=arguments.json, out=out)
    return complexity_of_file(
        arguments.table,
        threshold=arguments.threshold,
        period=arguments.period,
        draws=arguments.draws,
        spread=arguments.noise,
        seed=arguments.seed,
        as_json=arguments.json,
        out=out,
    )
