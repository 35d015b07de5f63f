"""The memory of a line of the ladder's bench, the same for ours and for the others."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from bench.peak import high_water_kib


def megabytes() -> float:
    """The most that this process held, and Spark's Java beside it."""
    own: float = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    if "pyspark" not in sys.modules:
        return own
    from pyspark import SparkContext

    return own + high_water_kib(Path(f"/proc/{SparkContext._gateway.proc.pid}/status")) / 1000
