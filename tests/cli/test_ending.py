"""A command ends with its exit code, and with all that it wrote, however Python would end."""

import subprocess
import sys

ENDS = """
import atexit, sys, threading, time
from concurrent.futures import ThreadPoolExecutor
from assay.cli.ending import leave

class Kept:
    def __del__(self):
        print("torn down")

sys.kept = Kept()
atexit.register(print, "at exit")
pool = ThreadPoolExecutor(1)  # never shut down
pool.submit(int)
threading.Thread(target=lambda: (time.sleep(0.1), print("thread"))).start()
print("written")
leave({code})
"""


def said(script: str) -> tuple[int, list[str]]:
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout.split("\n")


def test_what_was_written_and_what_was_to_be_done_at_exit_is_done_and_python_is_not_torn_down() -> None:
    assert said(ENDS.replace("{code}", "3")) == (3, ["written", "thread", "at exit", ""])


def test_the_command_ends_so() -> None:
    assert said("from assay.cli.main import run\nrun(['no-such-command'])")[0] == 3
    code, lines = said("from assay.cli.main import run\nrun(['--version'])\nprint('not reached')")
    assert (code, len(lines)) == (0, 2)


def test_a_reader_that_went_away_does_no_harm() -> None:
    script = "import sys, os\nfrom assay.cli.ending import leave\nprint('x')\nos.close(1)\nleave(1)"
    assert said(script)[0] == 1
