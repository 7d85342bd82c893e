"""Strengths of systems from who won, as estimates beside the first system, which is held at 0."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Estimate, Interval, MethodCard, Rule, Spread
from assay.stats.preference.bradley_terry import Strengths, bradley_terry
from assay.stats.student import student_interval

NOT_COMPARABLE = "never_lost_or_never_met"


def strengths(
    pairs: Sequence[tuple[str, str, str | None]], items: npt.NDArray[np.int64], *, level: float
) -> tuple[Estimate, ...]:
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
    share = [1.0 if w == a else 0.0 if w == b else 0.5 for _, a, b, w in kept]
    rows = [row for row, *_ in kept]
    left, right = [place[a] for _, a, _, _ in kept], [place[b] for _, _, b, _ in kept]
    found = bradley_terry(left, right, share, n_systems=len(names), clusters=items[rows]) if kept else None
    times = np.bincount([*left, *right], minlength=len(names))
    return tuple(_estimate(name, code, int(times[code]), found, names[0], level) for name, code in place.items())


def _estimate(name: str, code: int, n: int, found: Strengths | None, base: str, level: float) -> Estimate:
    card = MethodCard(
        "strength",
        f"Log strength beside '{base}' at 0: by how much the logit of winning against the same opponent is higher.",
        "Normal, sandwich standard error over items.",
        "Comparisons of one item may depend on each other.",
        _options(found),
    )
    none, key = Spread(Rule.NONE), (("system", name),)
    if found is None:
        return Estimate("strength", key, name, None, None, level, n, None, NOT_COMPARABLE, none, card)
    value, error = float(found.value[code]), float(found.sandwich_error[code])
    if error <= 0.0:
        return Estimate("strength", key, name, value, None, level, n, None, "reference_system", none, card)
    ends = student_interval(value, error, (1.0 - level) / 2.0)
    return Estimate(
        "strength", key, name, value, Interval(float(ends.low), float(ends.high)), level, n, None, None, none, card
    )


def _options(found: Strengths | None) -> tuple[tuple[str, str], ...]:
    ties = (("ties", "half a win each"),)
    if found is None:
        return ties
    return (*ties, ("residual deviance", f"{found.deviance:.4f}"), ("degrees", str(found.degrees)))
