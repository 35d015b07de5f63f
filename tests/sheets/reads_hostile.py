"""A child that reads files under a bound of memory: ``python reads_hostile.py MIB FILE …`` prints one JSON line a file."""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from datetime import date
from pathlib import Path

from yanzhen.errors import InputError
from yanzhen.sheets.checking import read_table
from yanzhen.tables import register_table


def own_peak() -> int:
    """The most memory of this program in MiB; ``ru_maxrss`` would begin with that of the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.findall(r"VmHWM:\s+(\d+)", status.read_text())[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(arguments: list[str]) -> int:
    """The most memory is the first argument; what a file says is its error, or ``read``."""
    most = int(arguments[0]) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    firms = register_table("firms")
    for name in arguments[1:]:
        start = time.monotonic()
        try:
            read_table(Path(name), firms, today=date(2026, 6, 30))
            said = "read"
        except InputError as fault:
            said = str(fault)
        peak = own_peak()
        line = {"file": Path(name).name, "said": said, "seconds": time.monotonic() - start, "peak_mib": peak}
        sys.stdout.write(json.dumps(line) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
