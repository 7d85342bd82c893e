"""From a coefficient to its interval, or to the reason why there is none.

Two intervals are made from the standard error, published or of a bootstrap, and their outer ends are taken. One is
symmetric on Fisher's scale ``atanh``, on which a coefficient that ends at 1 is far less skewed; the other is Hall's,
which corrects Student's t for the skewness of the items' parts: a rare answer makes the error small exactly where the
coefficient is too low. Either alone falls to 90 % at 100 items with answers of 9 to 1. The degrees of freedom are those
of the error itself, ``2 n / (kurtosis - 1)`` of the items' parts, and at most the items that tell less one.
Items tell that are not unanimously the commonest answer: with few of them chance agreement is not known, and no
interval of a chance-corrected coefficient holds (coverage falls to 40 % at 30 items with answers of 9 to 1).

Where all judges agree on every item nothing varies, and the interval comes from how many items there were: the share
of items with any disagreement is at most ``1 - side_alpha^(1/n)`` (exact), and each such item counts as wholly
disagreeing.

References
----------
Hall (1992), On the removal of skewness by transformation, doi:10.1111/j.2517-6161.1992.tb01872.x.
"""

import math
from typing import NamedTuple

from assay.stats.agreement.chance import Parts
from assay.stats.quantile import side_quantile

LEAST_TELLING = 10
"""Items that are not unanimously the commonest answer, below which chance agreement is not known."""
OUTER = "outer ends of Student's t on Fisher's scale and of Hall's correction for skewness"
"""How an interval is made from a standard error, for the method card."""
AT_ONE = 1.0 - 1e-12
MOST_SKEWED = 1.0 - 1e-9
NO_LEAN = 1e-9
NOTHING = 1e-12
"""A standard error below this is rounding."""
LEAST_DEGREES = 2.0


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
    if parts.standard_error <= NOTHING:
        return Ends(None, None, "no_variation")
    most = (min(n_telling, n) if needs_telling else n) - 1.0
    lean = parts.skewness / math.sqrt(n)
    return outer_ends(parts.value, parts.standard_error, lean, min(most, parts.degrees), side_alpha)


def outer_ends(
    value: float, error: float, lean: float, degrees: float, side_alpha: float, *, lowest: float = -1.0
) -> Ends:
    """The lower of the lower ends and the higher of the higher ends of Fisher's and Hall's interval.

    Parameters
    ----------
    lean : float
        Skewness of the coefficient's own distribution over samples.
    lowest : float
        Smallest value the coefficient can take.
    """
    t = float(side_quantile(side_alpha, max(degrees, LEAST_DEGREES)))
    inside = max(-MOST_SKEWED, min(MOST_SKEWED, value))
    centre, half = math.atanh(inside), t * error / (1.0 - inside**2)
    low = min(math.tanh(centre - half), value - error * _less_skewed(t, lean), value)
    high = max(math.tanh(centre + half), value - error * _less_skewed(-t, lean), value)
    return Ends(max(low, lowest), min(high, 1.0), None)


def _less_skewed(t: float, lean: float) -> float:
    """Hall's monotone cubic, turned around: the quantile of a skewed t from that of a symmetric one."""
    if abs(lean) < NO_LEAN:
        return t
    return 3.0 / lean * (math.cbrt(1.0 + lean * (t - lean / 6.0)) - 1.0)


def _all_agree(parts: Parts, n: int, side_alpha: float) -> Ends:
    share = 1.0 - side_alpha ** (1.0 / n)
    return Ends(max(1.0 - share / (1.0 - parts.chance), -1.0), 1.0, None)
