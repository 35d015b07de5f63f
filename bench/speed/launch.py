"""``python -I -S launch.py ANSWER COMMAND…``: runs a command and writes its time and its memory to the file ANSWER.

A process begins with the memory of the one that started it in its books (``ru_maxrss`` is not set back by ``exec``), so
what is timed is started by something small.
"""

import os
import sys
import time

start = time.perf_counter()
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(process, 0)
seconds = time.perf_counter() - start
answer = f"{seconds} {used.ru_maxrss / 1000} {os.waitstatus_to_exitcode(status)}"
os.write(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT), answer.encode())
