"""All that is wrong with one file, gathered, capped and raised together."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from itertools import islice
from typing import Any

from assay.core.errors import AssayError, InputError, Problem
from assay.core.safe_text import neutral

SHOWN_AT_MOST = 100
VALUE_LENGTH = 60


def shown(value: Any) -> str:
    """A cell's value as a message may quote it: in one line, unseen characters written out, at most 60 long."""
    return f"'{neutral(str(value), most=VALUE_LENGTH)}'"


def row_place(row: int, lines: Any | None) -> tuple[str, int | None]:
    """Words and line for row ``row`` (from 0): the line where it is known, else ``Row 7: `` (from 1)."""
    if lines is None:
        return f"Row {row + 1}: ", None
    return "", int(lines[row])


class Problems:
    """A growing list of problems of one file.

    At most 100 are kept of each code; all are counted. Values of ``hidden`` columns are told by place only.
    """

    def __init__(self, file: str | None, *, hidden: Collection[str] = ()) -> None:
        self.file = file
        self.hidden = frozenset(hidden)
        self._kept: dict[str, list[Problem]] = {}
        self._count: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._count.total()

    def value(self, column: str, value: Any) -> str:
        """A cell as a message may tell it."""
        return "a value that is not shown" if column in self.hidden else shown(value)

    def passage(self, text: str) -> str:
        """Text that may hold any column, as a message may tell it."""
        return "(not shown, since columns are sensitive)" if self.hidden else shown(text)

    def add(self, code: str, what: str, fix: str, *, line: int | None = None, item: str | None = None) -> None:
        """One more problem."""
        self._count[code] += 1
        kept = self._kept.setdefault(code, [])
        if len(kept) < SHOWN_AT_MOST:
            short = neutral(item, most=VALUE_LENGTH) if item is not None else None
            kept.append(Problem(code, what, fix, self.file, line, short))

    def add_rows(self, code: str, rows: Iterable[int], count: int, describe: Callable[[int], dict[str, Any]]) -> None:
        """``count`` problems of one code; ``describe(row)`` gives the arguments of `add` for those that are shown."""
        shown_rows = list(islice(rows, SHOWN_AT_MOST))
        for row in shown_rows:
            self.add(code, **describe(int(row)))
        if count > len(shown_rows):
            self._count[code] += count - len(shown_rows)

    def raise_any(self, kind: type[AssayError] = InputError) -> None:
        """Raise one error of class ``kind`` with all that was gathered, by line; nothing happens when nothing was.

        When there are more than 100, each code gets its share of the places and a last problem counts the rest.
        """
        if not len(self):
            return
        chosen = sorted(self._chosen(), key=lambda problem: problem.line or 0)
        hidden = len(self) - len(chosen)
        if hidden:
            told = ", ".join(f"{count:,} x {code}" for code, count in self._count.most_common())
            chosen.append(
                Problem(
                    "input.more_problems",
                    f"{hidden:,} more problems are not listed ({told} in all).",
                    "Mend these first: the rest often have the same cause.",
                    self.file,
                )
            )
        raise kind.gather(chosen)

    def _chosen(self) -> list[Problem]:
        total = sum(map(len, self._kept.values()))
        if total <= SHOWN_AT_MOST:
            return [problem for kept in self._kept.values() for problem in kept]
        share = max(1, SHOWN_AT_MOST // len(self._kept))
        first = [problem for kept in self._kept.values() for problem in kept[:share]]
        rest = [problem for kept in self._kept.values() for problem in kept[share:]]
        return (first + rest)[:SHOWN_AT_MOST]
