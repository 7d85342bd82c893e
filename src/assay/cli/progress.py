"""How far long work has come, on one line of standard error that is gone when the work is done."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from assay.cli.faults import printable
from assay.core.ports import Progress


@contextmanager
def progress_line(stream: TextIO | None = None) -> Iterator[Progress | None]:
    """A progress that rewrites one line of a terminal; None, so that nothing is written, where there is none.

    ``stream`` is standard error unless given. A terminal that cannot go back in a line (``TERM=dumb``) counts as none.
    """
    chosen = sys.stderr if stream is None else stream
    if not chosen.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    line = _Line(chosen, shutil.get_terminal_size().columns - 1)
    try:
        yield line.show
    finally:
        line.clear()


def told(done: int, total: int | None, what: str) -> str:
    """``100,000 of 150,000 items``, or ``100,000 items`` while the total is unknown."""
    of = "" if total is None else f" of {total:,}"
    return printable(f"{done:,}{of} {what}").replace("\n", " ")


class _Line:
    """The last line of a terminal."""

    def __init__(self, stream: TextIO, width: int) -> None:
        self._stream, self._width, self._shown = stream, width, 0

    def show(self, done: int, total: int | None, what: str) -> None:
        """Write over what the line said before."""
        self._write(told(done, total, what)[: self._width])

    def clear(self) -> None:
        """Leave the line empty and the cursor at its start."""
        if self._shown:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(self._shown))
        self._stream.flush()
        self._shown = len(text)
