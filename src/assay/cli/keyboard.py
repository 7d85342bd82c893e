"""Lines that a person types at a terminal, or that a script gives."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from typing import TextIO

from assay.core.errors import InputError


class Keyboard:
    """Standard input, line by line."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stdin if stream is None else stream
        self.is_terminal = self._stream is not None and self._stream.isatty()
        self.n_read = 0
        """Number of the line that was read last, from 1."""
        self.hung_up = False
        """Whether the window was closed, or the process told to end."""
        self._waits = False

    def line(self, prompt: str = "> ") -> str | None:
        """The next line without its end; None when there is none any more.

        Raises
        ------
        InputError
            ``input.not_text`` for bytes that are no text.
        """
        if self._stream is None or self.hung_up:
            return None
        self.n_read += 1
        self._waits = True
        try:
            line = self._typed(prompt) if self.is_terminal else self._stream.readline()
            line.encode()
        except EOFError:
            return None
        except UnicodeError:
            what = "This line is not UTF-8."
            raise InputError("input.not_text", what, "Give the answers as UTF-8.") from None
        finally:
            self._waits = False
        return line.rstrip("\r\n") if line else None

    def _typed(self, prompt: str) -> str:
        """A line with a newline at its end; the arrow keys work where the system has readline."""
        if self._stream is not sys.stdin or not sys.stdout.isatty():
            return self._stream.readline() if self._stream else ""
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - its import makes input() edit lines
        return f"{input(prompt)}\n"

    @contextlib.contextmanager
    def hang_ups(self) -> Iterator[None]:
        """Who closes the window, or ends the process kindly, ends the lines; what is being kept is not interrupted."""
        kinds = [kind for name in ("SIGHUP", "SIGTERM") if (kind := getattr(signal, name, None)) is not None]
        before = {kind: signal.signal(kind, self._hang_up) for kind in kinds}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)

    def _hang_up(self, _number: int, _frame: object) -> None:
        self.hung_up = True
        if self._waits:
            self._waits = False
            raise KeyboardInterrupt
