"""Plain text: blank lines part chunks, line ends part lines, and nothing more is guessed here."""

from __future__ import annotations

from yanzhen.reading.inputs.lines import filled_runs, line_spans
from yanzhen.reading.original import Chunk, Tracked


def text_chunks(text: str) -> tuple[Chunk, ...]:
    """One chunk for each run of lines between blank ones; its lines are the file's own.

    >>> [[line.text for line in chunk.lines] for chunk in text_chunks("一\\n二\\n\\u3000\\n三")]
    [['一', '二'], ['三']]
    """
    return tuple(
        Chunk(tuple(Tracked.of(text, start, end) for start, end in run)) for run in filled_runs(text, line_spans(text))
    )
