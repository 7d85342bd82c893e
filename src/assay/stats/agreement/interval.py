"""From a coefficient to its interval, or to the reason why there is none.

The published standard error is carried to Fisher's scale ``atanh``, on which the distribution of a coefficient that
ends at 1 is far less skewed; Student's quantile has the number of items that tell less one as degrees of freedom.
Items tell that are not unanimously the commonest answer: with few of them chance agreement is not known, and no
interval of a chance-corrected coefficient holds (coverage falls to 40 % at 30 items with answers of 9 to 1).

Where all judges agree on every item nothing varies, and the interval comes from how many items there were: the share
of items with any disagreement is at most ``1 - side_alpha^(1/n)`` (exact), and each such item counts as wholly
disagreeing.
"""

import math
from typing import NamedTuple

from assay.stats.agreement.chance import Parts
from assay.stats.quantile import side_quantile

LEAST_TELLING = 10
"""Items that are not unanimously the commonest answer, below which chance agreement is not known."""
AT_ONE = 1.0 - 1e-12
MOST_SKEWED = 1.0 - 1e-9


class Ends(NamedTuple):
    """An interval, or the reason why there is none."""

    low: float | None
    """Lower end."""
    high: float | None
    """Upper end."""
    reason: str | None
    """``few_varied_items``, ``too_few_items``; None where there is an interval."""


def ends_of(parts: Parts, *, n_telling: int, needs_telling: bool, side_alpha: float) -> Ends:
    """The interval of a coefficient with an analytic standard error.

    Parameters
    ----------
    n_telling : int
        Items that are not unanimously the commonest answer.
    needs_telling : bool
        Whether chance agreement is taken from the answers.
    """
    n = parts.n_items
    if n < 3:
        return Ends(None, None, "too_few_items")
    if parts.value >= AT_ONE:
        return _all_agree(parts, n, side_alpha)
    if needs_telling and n_telling < LEAST_TELLING:
        return Ends(None, None, "few_varied_items")
    error = parts.standard_error
    if error <= 0.0:
        return Ends(None, None, "no_variation")
    degrees = (min(n_telling, n) if needs_telling else n) - 1
    return on_fisher_scale(parts.value, error, degrees, side_alpha)


def on_fisher_scale(value: float, error: float, degrees: float, side_alpha: float) -> Ends:
    """``tanh(atanh(value) -+ t error / (1 - value^2))``."""
    inside = max(-MOST_SKEWED, min(MOST_SKEWED, value))
    half = float(side_quantile(side_alpha, max(degrees, 1.0))) * error / (1.0 - inside**2)
    centre = math.atanh(inside)
    return Ends(min(math.tanh(centre - half), value), max(math.tanh(centre + half), value), None)


def _all_agree(parts: Parts, n: int, side_alpha: float) -> Ends:
    share = 1.0 - side_alpha ** (1.0 / n)
    return Ends(max(1.0 - share / (1.0 - parts.chance), -1.0), 1.0, None)
