"""Lines that a person types at a terminal, or that a script gives."""

import contextlib
import sys
from typing import TextIO

from assay.core.errors import InputError


class Keyboard:
    """Standard input, line by line."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stdin if stream is None else stream
        self.is_terminal = self._stream is not None and self._stream.isatty()
        self.n_read = 0
        """Number of the line that was read last, from 1."""

    def line(self, prompt: str = "> ") -> str | None:
        """The next line without its end; None when there is none any more.

        Raises
        ------
        InputError
            ``input.not_text`` for bytes that are no text.
        """
        if self._stream is None:
            return None
        self.n_read += 1
        try:
            line = self._typed(prompt) if self.is_terminal else self._stream.readline()
            line.encode()
        except EOFError:
            return None
        except UnicodeError:
            what = "This line is not UTF-8."
            raise InputError("input.not_text", what, "Give the answers as UTF-8.") from None
        return line.rstrip("\r\n") if line else None

    def _typed(self, prompt: str) -> str:
        """A line with a newline at its end; the arrow keys work where the system has readline."""
        if self._stream is not sys.stdin or not sys.stdout.isatty():
            return self._stream.readline() if self._stream else ""
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - its import makes input() edit lines
        return f"{input(prompt)}\n"
