"""The process ends with the code of its command, all that was said and left to do done before."""

import os
import subprocess
import sys
from typing import Any

ENDS = """\
import atexit, concurrent.futures, sys
from assay.cli.main import leave
pool = concurrent.futures.ThreadPoolExecutor(1)
pool.submit(lambda: print("work that was begun"))
atexit.register(lambda: print("left to do", flush=True))
print("said")
leave(3)
"""


def test_what_was_said_begun_and_left_to_do_is_done_and_the_code_is_that_of_the_command() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDS], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (3, "")
    assert sorted(ended.stdout.splitlines()) == ["left to do", "said", "work that was begun"]


def test_a_reader_that_went_away_changes_no_code() -> None:
    waits = "import sys; from assay.cli.main import leave; sys.stdin.read(); print('said'); leave(3)"
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    buffered = {**os.environ, "PYTHONUNBUFFERED": ""}
    with subprocess.Popen([sys.executable, "-c", waits], env=buffered, **pipes) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.close()
        process.stdin.close()
        assert process.wait() == 3
