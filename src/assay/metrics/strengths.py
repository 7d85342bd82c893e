"""Strengths of systems from who won, as estimates beside the first system, which is held at 0."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Estimate, Interval, MethodCard, Rule, Spread
from assay.metrics.shares import TOO_FEW, mean_share
from assay.stats.preference.bradley_terry import Strengths, bradley_terry
from assay.stats.student import student_interval

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NOT_COMPARABLE = "never_lost_or_never_met"
SENTENCE = "Log strength beside '{}' at 0: by how much the logit of winning against the same opponent is higher."
HOW = "Student's t, sandwich standard error over items."
APART = "Comparisons of one item may depend on each other."
TIES = (("ties", "half a win each"),)
MOST_NAMED = 5
"""Systems named in a card."""


def strengths(pairs: Sequence[tuple[str, str, str | None]], items: Codes, *, level: float) -> tuple[Estimate, ...]:
    """Log strength of each system, by Bradley and Terry; comparisons of one item may depend on each other.

    Parameters
    ----------
    pairs : (left, right, winner)
        A winner that is neither is a tie; None is no verdict, and left out.
    items : int array, the item of each pair
    """
    names = sorted({name for a, b, _ in pairs for name in (a, b)})
    kept = [(row, a, b, w) for row, (a, b, w) in enumerate(pairs) if w is not None and a != b]
    place = {name: code for code, name in enumerate(names)}
    share = np.asarray([1.0 if w == a else 0.0 if w == b else 0.5 for _, a, b, w in kept])
    units = np.unique(items[[row for row, *_ in kept]], return_inverse=True)[1]
    left = np.asarray([place[a] for _, a, _, _ in kept], np.int64)
    right = np.asarray([place[b] for _, _, b, _ in kept], np.int64)
    found = bradley_terry(left, right, share, n_systems=len(names), clusters=units) if kept else None
    times = np.bincount(np.r_[left, right], minlength=len(names))
    unread = np.asarray([w is None for _, _, w in pairs], dtype=np.float64)
    made = [mean_share("unread", "Share of verdicts that could not be read.", unread, (), clusters=items, level=level)]
    spare = int(units.max(initial=-1)) + 1 - len(names)
    options = _options(found) if found else (*TIES, *_one_sided(names, left, right, share))
    card = MethodCard("strength", SENTENCE.format(names[0]), HOW, APART, options)
    for name, code in place.items():
        value, bounds, reason = _told(found, code, spare, level)
        spread, n = Spread(Rule.NONE), int(times[code])
        made.append(Estimate("strength", (), name, value, bounds, level, n, None, reason, spread, card))
    return tuple(made)


def _told(
    found: Strengths | None, code: int, spare: int, level: float
) -> tuple[float | None, Interval | None, str | None]:
    """Value, interval and reason; ``spare``: items more than systems, without which their spread says too little."""
    if found is None:
        return None, None, NOT_COMPARABLE
    value, error = float(found.value[code]), float(found.sandwich_error[code])
    if code == 0:
        return value, None, "reference_system"
    if spare < 1 or error <= 0.0:
        return value, None, TOO_FEW
    ends = student_interval(value, error, (1.0 - level) / 2.0, float(spare))
    return value, Interval(float(ends.low), float(ends.high)), None


def _one_sided(names: Sequence[str], left: Codes, right: Codes, share: Floats) -> tuple[tuple[str, str], ...]:
    """Systems that never lost, never won or never met another, which leaves strengths undefined."""
    won = np.bincount(left, share, len(names)) + np.bincount(right, 1.0 - share, len(names))
    lost = np.bincount(left, 1.0 - share, len(names)) + np.bincount(right, share, len(names))
    found = {
        "never lost": [name for name, w, x in zip(names, won, lost, strict=True) if x == 0 < w],
        "never won": [name for name, w, x in zip(names, won, lost, strict=True) if w == 0 < x],
        "never met another": [name for name, w, x in zip(names, won, lost, strict=True) if w == x == 0],
    }
    return tuple((said, ", ".join(each[:MOST_NAMED])) for said, each in found.items() if each)


def _options(found: Strengths) -> tuple[tuple[str, str], ...]:
    return (*TIES, ("residual deviance", f"{found.deviance:.4f}"), ("degrees", str(found.degrees)))
