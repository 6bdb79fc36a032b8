"""Run a command and print what it used: ``python -ISE launch.py OUTPUT COMMAND...``.

A program of its own because the kernel counts the memory of whoever forks as the child's peak: the one
that forks must be small. Prints ``exit-code cpu-seconds wall-seconds peak-bytes`` on one line; the
command's standard output goes to the file OUTPUT, its standard error is left alone. CPU is user + system
of the process and of every child it waited for.
"""

import os
import sys
from time import perf_counter

output = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
begin = perf_counter()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ, file_actions=((os.POSIX_SPAWN_DUP2, output, 1),))
_, status, used = os.wait4(pid, 0)
wall = perf_counter() - begin
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024)  # noqa: T201
