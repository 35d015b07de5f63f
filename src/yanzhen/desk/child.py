"""What every process does that a worker starts for one piece of work: it ends with its worker, and takes no more memory than it may."""

from __future__ import annotations

import os
import sys
import threading

FAILED, TOO_LARGE = 3, 4
"""Exit codes: ended with the worker; ended for want of memory."""
MIB = 1024 * 1024


def bounded(mib: int) -> None:
    """Called first. ``mib`` bounds the address space (0 is no bound), where the system can do so (not on Windows).

    When the worker is gone, even by ``kill -9``, our standard input ends, and so does this process.
    """
    threading.Thread(target=_wait_for_end_of_input, name="end-with-worker", daemon=True).start()
    if sys.platform == "win32" or not mib:
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (mib * MIB, mib * MIB))


def _wait_for_end_of_input() -> None:
    while os.read(0, 4096):
        continue
    os._exit(FAILED)
