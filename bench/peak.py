"""How much memory a program of a bench has held at most."""

from __future__ import annotations

import resource
from pathlib import Path


def own_kib() -> float:
    """KiB at the peak of this program. ``ru_maxrss`` would count the parent that it was forked from; it is the answer only where /proc is missing."""
    status = Path("/proc/self/status")
    if status.exists():
        return high_water_kib(status)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def high_water_kib(status: Path) -> float:
    """KiB at the peak of the process whose ``/proc/…/status`` this is."""
    return int(status.read_text(encoding="utf-8").partition("VmHWM:")[2].split()[0])
