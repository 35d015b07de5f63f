"""What every reader of files must keep: asserted on whatever the tests open."""

from __future__ import annotations

from yanzhen.reading.inputs.cover import coverage
from yanzhen.reading.original import Original


def assert_faithful(original: Original) -> None:
    """Each character that is not white space lies in one chunk or in the markup, and in only one."""
    counts = coverage(original)
    wrong = [(i, c, counts[i]) for i, c in enumerate(original.text) if not c.isspace() and counts[i] != 1]
    # An HTML reference of two characters is counted twice for one place.
    assert not [w for w in wrong if w[2] == 0], wrong[:10]
    assert not [w for w in wrong if w[2] > 1 and original.kind != "html"], wrong[:10]


def texts(original: Original) -> list[str]:
    """The chunks' texts, lines joined by a stroke, cells by a bar."""
    return [
        " / ".join(line.text for line in chunk.lines) or " | ".join(c.text for row in chunk.rows for c in row)
        for chunk in original.chunks
    ]


def hints(original: Original) -> list[str | None]:
    """The chunks' hints."""
    return [chunk.hint for chunk in original.chunks]
