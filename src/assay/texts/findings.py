"""All that is wrong with one reviewed text, gathered and raised together."""

from assay.core.errors import AssayError, PlanError, Problem

SHOWN_AT_MOST = 100


class Findings:
    """The problems of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def note(self, code: str, what: str, fix: str, line: int | None, *, item: str | None = None) -> None:
        """One more problem."""
        self.problems.append(Problem(code, what, fix, self.file, line, item))

    def note_error(self, error: AssayError, line: int | None, *, item: str | None = None) -> None:
        """The problems of an error that a lower floor raised, at a line of this file."""
        for problem in error.problems:
            self.note(problem.code, problem.what, problem.fix, line, item=item)

    def error(self) -> AssayError:
        """All that was noted as one `PlanError`, by line and each once: the first 100 and a count of the rest."""
        found = list(dict.fromkeys(sorted(self.problems, key=lambda problem: problem.line or 0)))
        shown, hidden = found[:SHOWN_AT_MOST], len(found) - SHOWN_AT_MOST
        if hidden > 0:
            fix = "Mend these first: the rest often have the same cause."
            shown.append(Problem("yaml.more_problems", f"{hidden:,} more problems are not listed.", fix, self.file))
        return PlanError.gather(shown)
