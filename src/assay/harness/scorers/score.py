"""What a scorer says."""

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Score(NamedTuple):
    """A score, and why."""

    value: float | None
    """0 (wrong) to 1 (right); None where it cannot be told."""
    why: str
    """What was compared, for a person."""


Scorer = Callable[[str, Sequence[str]], Score]
"""The output and its targets; the best of several counts."""


def best(scores: Sequence[Score]) -> Score:
    """The highest score; None only where no target gives one."""
    known = [each for each in scores if each.value is not None]
    if not known:
        return scores[0] if scores else Score(None, "there is no target")
    return max(known, key=lambda each: -1.0 if each.value is None else each.value)
