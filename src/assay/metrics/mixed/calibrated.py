"""A share that a judge says, corrected by error rates that were measured on other items (Rogan and Gladen)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assay.core.errors import InputError
from assay.core.estimate import Estimate, Interval, MethodCard, Rule, Spread
from assay.metrics.mixed.pieces import NOT_CHECKED, RAW, Piece
from assay.stats.mixed.transported import LEAST_YOUDEN, best_positive_share, rogan_gladen

Flags = npt.NDArray[np.bool_]

CALIBRATED = "judge calibrated elsewhere"
DO_NOT_FIT = "error_rates_do_not_fit"
LEAST_CALIBRATION = 5
"""Truly positive, and truly negative, calibration items below which a rate is no rate."""


class Rate(NamedTuple):
    """A share of calibration items that the judge got right."""

    share: float
    """0 to 1."""
    n: int
    """Calibration items."""


class Rates(NamedTuple):
    """How right a judge is, measured elsewhere."""

    sensitivity: Rate
    """Of truly positive items."""
    specificity: Rate
    """Of truly negative items."""


def read_rate(text: str, option: str) -> Rate:
    """``0.9/200``: right on 90 % of 200 items.

    Raises
    ------
    InputError
        ``mixed.rate``.
    """
    share, _, n = text.partition("/")
    try:
        found = Rate(float(share), int(n))
    except ValueError:
        found = Rate(-1.0, 0)
    if not 0.0 <= found.share <= 1.0 or found.n < 1:
        what = f"{option} is '{text[:40]}'."
        raise InputError(
            "mixed.rate", what, f"Give a share and the number of items it was measured on: {option} 0.9/200."
        )
    return found


def rates_of(said: Flags, true: Flags) -> Rates:
    """Rates of a judge on calibration items.

    Raises
    ------
    InputError
        ``mixed.calibration`` for fewer than five items of either kind.
    """
    n_positive, n_negative = int(true.sum()), int((~true).sum())
    if min(n_positive, n_negative) < LEAST_CALIBRATION:
        what = f"The calibration has {n_positive} truly positive and {n_negative} truly negative items."
        raise InputError("mixed.calibration", what, f"Give at least {LEAST_CALIBRATION} of each; 100 tell something.")
    return Rates(Rate(float(said[true].mean()), n_positive), Rate(float((~said[~true]).mean()), n_negative))


def calibrated(
    said: Flags, rates: Rates, *, metric: str, sentence: str, system: str, level: float, notes: tuple[str, ...] = ()
) -> tuple[Piece, ...]:
    """The corrected share, and the raw one.

    Parameters
    ----------
    said : bool array of shape (n_items,)
        What the judge says of each item.

    Raises
    ------
    InputError
        ``mixed.carries_too_little`` when sensitivity + specificity - 1 is below 0.2.
    """
    share, n = float(said.mean()), int(said.size)
    (q1, m1), (q0, m0) = rates
    if q1 + q0 - 1.0 < LEAST_YOUDEN:
        what = (
            f"The judge carries too little: sensitivity {q1:.3g} + specificity {q0:.3g} - 1 = {q1 + q0 - 1.0:.3g}, "
            f"and below {LEAST_YOUDEN:g} its answers say next to nothing of the truth."
        )
        fix = "Have people label some of these items (--people), or take a better judge."
        raise InputError("mixed.carries_too_little", what, fix)
    alpha = (1.0 - level) / 2.0
    found = rogan_gladen(share, n, sensitivity=q1, n_positive=m1, specificity=q0, n_negative=m0, side_alpha=alpha)
    value = float(found.value if found.value is not None else 0.0)
    bounds = _held(value, found.low, found.high)
    plain = (share + q0 - 1.0) / (q1 + q0 - 1.0)
    told = [*notes, f"right on {q1:.3g} of {m1} truly positive and {q0:.3g} of {m0} truly negative items elsewhere"]
    if not 0.0 <= plain <= 1.0:
        told.append(f"the corrected share is {plain:.3f} before it is cut off: the rates hardly hold on these items")
    elif 0.0 < plain < 1.0 and 0.0 < q1 < 1.0 and 0.0 < q0 < 1.0:
        best = best_positive_share(plain, sensitivity=q1, specificity=q0)
        told.append(f"a calibration of which {best:.0%} is truly positive would be the surest")
    options = (("sensitivity", f"{q1:.4g}/{m1}"), ("specificity", f"{q0:.4g}/{m0}"))
    card = MethodCard(
        metric,
        sentence,
        "Rogan and Gladen (1978), interval of Lang and Reiczigel (2014): pseudo-counts and a bias term.",
        "Binomial, of the judge's share and of both error rates. The rates are taken to hold here as they did there.",
        options,
        tuple(told),
    )
    naive = MethodCard(metric, sentence, "None: nothing says how wrong the machine is.", "None.")
    reason = None if bounds else DO_NOT_FIT
    none = Spread(Rule.NONE)
    return (
        Piece(CALIBRATED, Estimate(metric, (), system, value, bounds, level, n, None, reason, none, card), n),
        Piece(RAW, Estimate(metric, (), system, share, None, level, n, None, NOT_CHECKED, none, naive), n),
    )


def _held(value: float, low: float | None, high: float | None) -> Interval | None:
    """Ends that hold the value; None where both were cut off at one place."""
    if low is None or high is None:
        return None
    found = Interval(min(low, value), max(high, value))
    return found if found.low < found.high else None
