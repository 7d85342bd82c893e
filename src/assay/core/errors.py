"""What can go wrong, for whom, and what to do next.

    AssayError            base: a stable code, what is wrong, what would mend it, and where
    ├── InputError        a data file, a column or an argument cannot be used
    ├── PlanError         a plan (or another reviewed text file) has mistakes
    ├── WorkspaceError    a workspace is absent, busy, of another schema, or the name asked for is not in it
    ├── LedgerAltered     kept records do not match their proofs
    ├── NotPermitted      a trust boundary: code, a folder, a host, or no right to decide
    └── ShapeMismatch     arrays that must be aligned are not (a programming error of a Python caller)

User mistakes print a message, never a traceback.
Code branches on the class or on ``code``, never on the text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, said so that someone who has never seen the code can act on it."""

    code: str
    """Stable, documented, dotted: ``room.what``, for example ``input.duplicate_id``."""
    what: str
    """What is wrong, with the value (or its place only, where it is sensitive)."""
    fix: str
    """What would be right, and the next step."""
    file: str | None = None
    """The file as the user named it."""
    line: int | None = None
    """Line in that file, counted from 1 (the header is line 1)."""
    item: str | None = None
    """Id of the item, judge, gate or record concerned."""

    def place(self) -> str:
        """``file:line, item`` as far as known; empty when nothing is."""
        head = f"{self.file}:{self.line}" if self.file and self.line is not None else (self.file or "")
        return ", ".join(part for part in (head, f"item {self.item}" if self.item else "") if part)

    def __str__(self) -> str:
        place = self.place()
        return f"{place}: {self.what} {self.fix}" if place else f"{self.what} {self.fix}"


class AssayError(Exception):
    """A mistake that its maker can mend. Holds one or more problems."""

    def __init__(
        self,
        code: str,
        what: str,
        fix: str,
        *,
        file: str | None = None,
        line: int | None = None,
        item: str | None = None,
    ) -> None:
        self.problems: tuple[Problem, ...] = (Problem(code, what, fix, file, line, item),)
        super().__init__(str(self))

    @classmethod
    def gather(cls, problems: Iterable[Problem]) -> "AssayError":
        """One error for all problems of a file, in the order given."""
        found = tuple(problems)
        if not found:
            raise ValueError("gather needs at least one problem")
        error = cls(found[0].code, found[0].what, found[0].fix)
        error.problems = found
        error.args = (str(error),)
        return error

    @property
    def code(self) -> str:
        """Code of the first problem."""
        return self.problems[0].code

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class InputError(AssayError):
    """A data file, a column or an argument cannot be used."""


class PlanError(AssayError):
    """A plan, or another reviewed text file, has mistakes; each carries its line."""


class WorkspaceError(AssayError):
    """A workspace is absent, busy, of another schema, or has nothing under the name asked for."""


class LedgerAltered(AssayError):
    """Kept records do not match their proofs."""


class NotPermitted(AssayError):
    """A trust boundary says no."""


class ShapeMismatch(AssayError):
    """Arrays that must be aligned are not."""


LONGEST_NAME = 200
"""A longer name is cut before it is compared or shown."""


def did_you_mean(name: str, known: Iterable[str], *, most: int = 8) -> str:
    """``Did you mean 'country'? Known: ...`` for an unknown name; says when nothing is known."""
    names = sorted({each if len(each) <= LONGEST_NAME else f"{each[:LONGEST_NAME]}…" for each in known})
    if not names:
        return "None are known here."
    near = get_close_matches(name[:LONGEST_NAME], names, n=1, cutoff=0.6)
    shown = ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
    return (f"Did you mean '{near[0]}'? " if near else "") + f"Known: {shown}."
