"""How a command ends: what it wrote is written, what was to be done at exit is done, and its exit code is what it said.

Python is not torn down, for a thread of Arrow that still lets go of the bytes of a file it read would then end the
process by "terminate called without an active exception" and exit code 134 (Arrow issue 34314).
"""

import atexit
import os
import sys
import threading
from typing import NoReturn

WAIT = "_shutdown"
"""What Python itself calls first at its end: pools are told to end, and threads are waited for."""


def leave(code: int) -> NoReturn:
    """End the process with this exit code, when every thread that is not a daemon has ended."""
    wait = getattr(threading, WAIT)
    wait()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue  # the reader went away
    os._exit(code)
