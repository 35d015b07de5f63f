"""The quick way through a network file that is plain: three words a line, one space between them, nothing else.

It answers only what the careful way (:func:`~yanzhen.formation.network.network_of`) answers too, and the same; whatever is not plain, or wrong, it
leaves to that, which names the line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy
    import polars
    from numpy.typing import NDArray

PLAIN = bytes(set(range(33, 127)) - {ord("#"), ord('"')}) + b" \n"


@dataclass(frozen=True, slots=True)
class Table:
    """The arcs of a plain file: ``nodes`` in their order, and where the ends of each arc stand among them."""

    nodes: tuple[int, ...] | tuple[str, ...]
    source: NDArray[numpy.int64]
    target: NDArray[numpy.int64]
    probability: NDArray[numpy.float64]


def read_plain(raw: bytes) -> Table | None:
    """The table in these bytes; ``None`` where they are not plain or anything in them needs a word of explanation."""
    if b"\r\n" in raw:
        raw = raw.replace(b"\r\n", b"\n")
    if not raw or raw[:1] in b" \n" or raw.translate(None, PLAIN):
        return None
    head, _, body = raw.partition(b"\n")
    declared = None
    if head.count(b" ") == 1:
        words = head.split(b" ")
        if not all(word.isdigit() for word in words):
            return None
        declared = int(words[0]), int(words[1])
        raw = body
    frame = _frame(raw)
    if frame is None or (declared and declared[1] != frame.height):
        return None
    return _table(frame, declared[0] if declared else None)


def _frame(raw: bytes) -> polars.DataFrame | None:
    """The three columns of text; ``None`` where a line has fewer or more words."""
    import polars

    if not raw.strip():
        return None
    try:
        frame = polars.read_csv(
            raw,
            separator=" ",
            has_header=False,
            quote_char=None,
            schema={"source": polars.String, "target": polars.String, "probability": polars.String},
        )
    except polars.exceptions.PolarsError:
        return None
    lines = raw.count(b"\n") + (not raw.endswith(b"\n"))
    return frame if frame.height == lines and not sum(frame.null_count().row(0)) else None


def _table(frame: polars.DataFrame, declared: int | None) -> Table | None:
    import numpy
    import polars

    chance = frame.get_column("probability").cast(polars.Float64, strict=False)
    if chance.null_count() or not ((chance > 0) & (chance <= 1)).all():
        return None
    ends = _numbers(frame)
    found = _by_name(frame) if ends is None else _by_number(ends, declared)
    if declared is not None and len(found.nodes) != declared:
        return None
    arcs = numpy.sort(found.source * len(found.nodes) + found.target)
    return None if (arcs[1:] == arcs[:-1]).any() else replace(found, probability=chance.to_numpy())


def _numbers(frame: polars.DataFrame) -> list[NDArray[numpy.int64]] | None:
    """Both ends as whole numbers; ``None`` where one is written otherwise (007 is a name)."""
    import polars

    ends = []
    for name in ("source", "target"):
        words = frame.get_column(name)
        numbers = words.cast(polars.Int64, strict=False)
        if numbers.null_count() or (numbers < 0).any() or (numbers.cast(polars.String) != words).any():
            return None
        ends.append(numbers.to_numpy())
    return ends


def _by_number(ends: list[NDArray[numpy.int64]], declared: int | None) -> Table:
    import numpy

    source, target = ends
    nothing = numpy.empty(0)
    if declared is not None and max(source.max(), target.max()) < declared:
        return Table(tuple(range(declared)), source, target, nothing)
    ids = numpy.unique(numpy.concatenate(ends))
    return Table(tuple(ids.tolist()), numpy.searchsorted(ids, source), numpy.searchsorted(ids, target), nothing)


def _by_name(frame: polars.DataFrame) -> Table:
    import numpy
    import polars

    both = frame.select(polars.concat_list("source", "target").alias("node")).get_column("node").explode()
    named = both.unique(maintain_order=True)
    places = polars.DataFrame({"node": named, "place": range(len(named))})
    ends = [
        frame.join(places, left_on=end, right_on="node", how="left", maintain_order="left").get_column("place")
        for end in ("source", "target")
    ]
    return Table(tuple(named.to_list()), ends[0].to_numpy(), ends[1].to_numpy(), numpy.empty(0))
