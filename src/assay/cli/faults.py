"""What went wrong, in words on standard error."""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence

from assay.core.encode import to_plain
from assay.core.errors import Problem

MOST_SHOWN = 100
LONGEST = 4_000


def say_problems(problems: Sequence[Problem], *, as_json: bool) -> None:
    """Print every problem with its place, its remedy and its code; with ``--json`` also as one document."""
    if as_json:
        sys.stdout.write(json.dumps({"problems": [to_plain(problem) for problem in problems]}) + "\n")
    for problem in problems[:MOST_SHOWN]:
        place = problem.place()
        sys.stderr.write(f"{cut(f'{place}: ' if place else '')}{cut(problem.what)}\n")
        sys.stderr.write(f"    {cut(problem.fix)}  [{problem.code}]\n")
    if len(problems) > MOST_SHOWN:
        sys.stderr.write(f"and {len(problems) - MOST_SHOWN} more problems of these kinds\n")


def cut(text: str) -> str:
    """A sentence as the terminal shows it; one that quotes a very long value is cut."""
    return printable(text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)")


def printable(text: str) -> str:
    """Control and direction characters made visible, so that a hostile cell cannot steer the terminal."""
    return "".join(
        mark if mark == "\n" or mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text
    )


def say_no_room(error: OSError) -> None:
    """Say that the disk is full, which standard output may be written to as well."""
    sys.stderr.write(f"Nothing more can be written: {error.strerror}.\n")
    sys.stderr.write("    Make room on the disk; the same command then goes on.\n")
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - what could not be written is not tried again at exit


def say_bug(error: Exception, arguments: Sequence[str]) -> None:
    """Write the traceback (without local values) to a file and print its path."""
    try:
        handle, path = tempfile.mkstemp(prefix="assay-bug-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"assay {arguments[0] if arguments else ''}\n")
            traceback.print_exception(error, file=file)
    except OSError:  # no room, or no folder for it
        traceback.print_exception(error)
        path = "the lines above"
    sys.stderr.write(
        f"This is a bug of Assay, not of your input: {type(error).__name__}. The workspace is safe.\n"
        f"The traceback is in {path}; please report it.\n"
    )
