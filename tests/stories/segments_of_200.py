"""Runs command lines in processes of their own, in segments of 200 rows; run by stories, not a test itself.

Each line of standard input is a JSON object with ``words``, ``folder``, ``environment`` and ``out``, the file for what
the command says. The answer is a line with the process id when the command begins, and one with its exit code.
Everything is imported once and each command is a fork, so that a signal finds it at its work and not at its imports.
"""

import json
import os
import sys
from typing import Any

import assay.cli.catalog
import assay.cli.evaluate
import assay.cli.import_
import assay.cli.init
import assay.gates.assess
import assay.store.outputs
import assay.workflows.bring_in
import assay.workflows.evaluate.story
import assay.workflows.workspace
from assay.cli.main import outcome

ROWS = 200


def short_segments() -> None:
    """The same work in many more pieces, so that it can be stopped between any two of them."""
    assay.store.outputs.MOST_ROWS = assay.workflows.bring_in.MOST_ROWS = ROWS


def work(asked: dict[str, Any]) -> int:
    """The command, in its folder and with its output in a file."""
    os.chdir(asked["folder"])
    os.environ.update(asked["environment"])
    sys.stdout = sys.stderr = open(asked["out"], "w", encoding="utf-8")  # noqa: SIM115 - closed by the end of the fork
    code = outcome(asked["words"])
    sys.stdout.flush()
    return code


def serve() -> None:
    """Fork for each line of standard input."""
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            os._exit(work(json.loads(line)))
        os.write(1, f"{process}\n".encode())
        os.write(1, f"{os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}\n".encode())


if __name__ == "__main__":
    short_segments()
    serve()
