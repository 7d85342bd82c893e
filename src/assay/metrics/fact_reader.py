"""Answers, scores, weights and columns of a table in the order of the facts, with all that is wrong collected."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError, Problem
from assay.core.facts import REFERENCE
from assay.metrics.encoding import ArrowArray, one_array
from assay.metrics.fact_table import Menu, bad_rows, read_numbers

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


MOST_RATIO = 1e60
"""Of the largest weight to the smallest; the fourth power of it is still a number."""
PLAIN_EXPONENT = 100
"""Weights below 2 to this power, and above 2 to its negative, are taken as they are."""


class Read(NamedTuple):
    """Answers of one system as `assay.metrics.facts.Answers` keeps them."""

    label: Int32s | None
    """Class of each row, -1 where not answered."""
    score: Floats | None
    """Score of each row, 0 where not answered."""
    answered: Flags | None
    """Rows with an answer; None when all have one."""


class FactReader:
    """Puts columns of a table into the order of the facts, and collects what is wrong with them."""

    def __init__(
        self, table: pa.Table, menu: Menu, labelled: Flags, rows: Int64s | None, *, leave_out: bool = False
    ) -> None:
        self._table, self._menu, self._labelled, self._rows = table, menu, labelled, rows
        self._leave_out = leave_out
        self._problems: list[Problem] = []
        self._notes: list[str] = []

    def placed(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Values in the order of the facts."""
        return values if self._rows is None else values[self._rows]

    def column(self, name: str) -> ArrowArray:
        """A column in the order of the facts."""
        array = one_array(self._table[name])
        return array if self._rows is None else array.take(pa.array(self._rows, pa.int64()))

    def answers(self, system: str, answer: str | None, score: str | None) -> Read:
        """What a system said on the labelled items."""
        if answer is None and score is None:
            fix = "Name the column that holds its answers or its scores."
            what = f"System '{system}' has neither answers nor scores."
            self._problems.append(Problem("input.no_answers", what, fix))
        codes = None if answer is None else self._menu.codes[answer]
        scores = None if score is None else self._scores(score)
        answered = np.ones(self._labelled.size, np.bool_)
        if codes is not None:
            answered &= codes >= 0
        if scores is not None:
            answered &= ~np.isnan(scores)
        kept = self._kept(system, answered)
        label = None if codes is None else self.placed(codes)
        return Read(label, None if scores is None else np.nan_to_num(self.placed(scores), nan=0.0), kept)

    def weights(self, name: str) -> Floats:
        """Weights in the order of the facts."""
        found, problems = read_numbers(one_array(self._table[name]), name, "weight above 0")
        bad = self._labelled & ~(found > 0) & ~np.isinf(found)
        what, fix = f"Weight '{name}' is missing, 0 or negative", "Give each item a weight above 0."
        wrong = problems or bad_rows(bad, "input.weight", what, fix)
        self._problems += wrong
        return self.placed(found if wrong else self._scaled(found, name))

    def _scaled(self, weights: Floats, name: str) -> Floats:
        """Weights that squares of their sums can hold: only their ratios count, so a power of two is taken out."""
        used = weights[self._labelled]
        if not used.size:
            return weights
        least, most = float(used.min()), float(used.max())
        if most > least * MOST_RATIO:
            what = f"The weights '{name}' go from {least:g} to {most:g}: next to the largest, the smallest are nothing."
            fix = f"Give weights whose ratio is at most {MOST_RATIO:g}."
            self._problems.append(Problem("input.weight", what, fix))
        exponent = int(np.frexp(most)[1])
        return weights if abs(exponent) < PLAIN_EXPONENT else np.ldexp(weights, -exponent)

    def stop_at_problems(self) -> None:
        """Raise all that was found, if anything was."""
        if self._problems:
            raise InputError.gather(self._problems)

    def left_out(self, label: str) -> tuple[str, ...]:
        """Which items were left out, and why."""
        unlabelled = int(self._labelled.size - np.count_nonzero(self._labelled))
        what = "an answer in the reference" if label == REFERENCE else f"a label (column '{label}')"
        first = [f"{items_text(unlabelled)} without {what}"] if unlabelled else []
        return (*first, *self._notes)

    def _scores(self, name: str) -> Floats:
        found, problems = read_numbers(one_array(self._table[name]), name, "score")
        self._problems += problems
        return found

    def _kept(self, system: str, answered: Flags) -> Flags | None:
        absent = self._labelled & ~answered
        if not absent.any():
            return None
        if self._leave_out:
            self._notes.append(
                f"{items_text(int(np.count_nonzero(absent)))} that {system or 'the system'} did not answer"
            )
        else:
            fix = "Give every answer, or say that these items may be left out (missing='leave_out')."
            self._problems += bad_rows(absent, "input.missing_answer", f"System '{system}' gave no answer", fix)
        return np.asarray(self.placed(answered))


def items_text(n: int) -> str:
    """``1 item``, ``12 items``."""
    return "1 item" if n == 1 else f"{n} items"
