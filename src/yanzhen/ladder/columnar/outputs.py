"""Columns of a result from what a book's trees became: an answer's code, an exact number over its scale; and what is too wide for any engine."""

from __future__ import annotations

from yanzhen.errors import RefusalError
from yanzhen.ladder.columnar import nodes, spans
from yanzhen.ladder.columnar.program import ANSWERS, Output, ends_of, ordered
from yanzhen.ladder.columnar.spans import End, Span
from yanzhen.ladder.columnar.verdicts import Verdict

WIDEST = 10**38
"""Integers at or above this are beyond the 128 bits and 38 digits that the engines share."""
EXACT_IN_DOUBLE = 2**53


def answer_output(name: str, verdict: Verdict) -> Output:
    """The answer's code, its place in ANSWERS."""
    terms = [(-2, nodes.as_integer(verdict.met)), (-1, nodes.as_integer(verdict.unmet))]
    return Output(name=name, words=ANSWERS, value=nodes.total(terms, 2))


def range_outputs(name: str, span: Span) -> list[Output]:
    """The lowest and the highest; raises RefusalError for a quotient that no double holds."""
    return [_number(end_name, end) for end_name, end in zip(ends_of(name), (span.low, span.high), strict=True)]


def _number(name: str, end: End) -> Output:
    """The number over the smallest power of ten that makes it whole, or over its own denominator."""
    scale = next(
        (10**places for places in range(19) if (end.factor * 10**places).denominator == 1), end.factor.denominator
    )
    value = nodes.scaled(end.top, int(end.factor * scale))
    divisor = None if end.bottom is spans.ONE else end.bottom
    if divisor is not None and max(-value.low, value.high, divisor.high * scale) > EXACT_IN_DOUBLE:
        raise RefusalError(
            f"points {name}",
            seen="a quotient beyond 2^53",
            expected="points whose quotient a double holds to the last digit",
        )
    return Output(name=name, value=value, there=end.finite, scale=scale, divisor=divisor)


def refuse_width(book: str, criterion: str, output: Output) -> None:
    """Raise RefusalError where the output's arithmetic needs more than 38 digits."""
    for node in ordered(iter([output.value, output.there, *([output.divisor] if output.divisor else [])])):
        if node.is_integer and max(-node.low, node.high) >= WIDEST:
            raise RefusalError(
                f"rulebook {book}, {criterion}",
                seen=f"amounts in {', '.join(sorted(node.columns))} whose product may have {len(str(max(-node.low, node.high)))} digits",
                expected="at most 38 digits, so that every engine is exact",
                todo="check the largest figures of these columns; or judge these firms without --engine",
            )
