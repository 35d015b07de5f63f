"""Where the time of a reading goes: the seven stages of the reader, each under a clock.

The clock is the process's own time on the core, so that neighbours on the machine count for little.
"""

from __future__ import annotations

import functools
import importlib
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STAGES = {
    "open": ("yanzhen.reading.reader", "open_bytes"),
    "layout": ("yanzhen.reading.layout", "arrange"),
    "language": ("yanzhen.reading.reader", "mended"),
    "names": ("yanzhen.reading.reader", "find_names"),
    "statements": ("yanzhen.reading.reader", "read_statements"),
    "facts": ("yanzhen.reading.reader", "find_facts"),
    "checks": ("yanzhen.reading.reader", "check_page"),
}
"""Each stage and the function that the reader calls for it."""


@contextmanager
def clocked() -> Iterator[dict[str, float]]:
    """Seconds a stage, added up over all that is read meanwhile.

    A stage whose function the reader no longer has raises AttributeError: the table above must follow the reader.
    """
    spent = dict.fromkeys(STAGES, 0.0)
    with ExitStack() as patches:
        for stage, (module, name) in STAGES.items():
            room = importlib.import_module(module)
            patches.enter_context(patch.object(room, name, _clocked(getattr(room, name), stage, spent)))
        yield spent


def _clocked(work: Callable[..., Any], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    @functools.wraps(work)
    def timed(*arguments: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return work(*arguments, **named)
        finally:
            spent[stage] += time.process_time() - start

    return timed
