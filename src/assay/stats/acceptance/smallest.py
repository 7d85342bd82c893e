"""The smallest single plan that keeps the risks of both sides.

References
----------
Guenther (1969), Use of the binomial, hypergeometric and Poisson tables to obtain sampling plans,
doi:10.1080/00224065.1969.11980358.
"""

from collections.abc import Callable

from assay.core.errors import InputError
from assay.stats.acceptance.inspector import PERFECT, Inspector
from assay.stats.acceptance.plan import SinglePlan
from assay.stats.arrays import between, within

MOST_ITEMS = 10**9
MOST_MISJUDGED = 20_000
"""Items of a lot up to which the errors of a judge and the size of the lot are both counted out."""
_LOOKED_BACK = 64  # plans with fewer bad items accepted that are tried again below the first that was found


def smallest_plan(
    good: float,
    bad: float,
    *,
    alpha: float = 0.05,
    beta: float = 0.10,
    lot: int | None = None,
    inspector: Inspector = PERFECT,
) -> SinglePlan:
    """The plan with fewest items that accepts good lots and refuses bad ones often enough.

    The least c for which some n has ``Pa(good) >= 1 - alpha`` and ``Pa(bad) <= beta``, with the least such n. Where a
    judge errs and the lot is larger than `MOST_MISJUDGED`, draws count as independent, which keeps both risks.

    Parameters
    ----------
    good : float in [0, bad)
        Rate of bad items in lots that should be accepted (p1, acceptable quality).
    bad : float
        Rate in lots that should be refused (p2, limiting quality).
    alpha : float
        Largest chance to refuse a good lot (the maker's risk).
    beta : float
        Largest chance to accept a bad lot (the buyer's risk).
    lot : int, optional
        Items of the lot; draws are then without replacement, and n is smaller for a small lot.
    inspector : Inspector
        Who judges, and how often that is wrong.

    Raises
    ------
    InputError
        ``stats.out_of_range``; ``acceptance.rates`` when good is not below bad; ``acceptance.out_of_reach`` when no
        plan of at most a thousand million items, or of the whole lot, does it.

    Examples
    --------
    >>> plan = smallest_plan(0.01, 0.06)
    >>> plan.n, plan.accept
    (110, 3)
    """
    low, high = float(within("good", good, 0.0, 1.0)), float(within("bad", bad, 0.0, 1.0))
    between("alpha", alpha, 0.0, 1.0)
    between("beta", beta, 0.0, 1.0)
    if low >= high:
        what = f"The rate of good lots is {low:g} and that of bad lots {high:g}."
        raise InputError("acceptance.rates", what, "Give a rate of good lots below that of bad lots.")
    inspector.checked()

    size = None if lot is not None and lot > MOST_MISJUDGED and not inspector.is_perfect else lot
    most = lot if lot is not None else MOST_ITEMS

    def plan_with(c: int) -> SinglePlan | None:
        far = _least_n(lambda n: _chance(n, c, None, inspector, high) <= beta, c + 1, c + 1, MOST_ITEMS)
        near = min(far or most, most)
        n = _least_n(lambda n: _chance(n, c, size, inspector, high) <= beta, c + 1, near, most)
        kept = n is not None and _chance(n, c, size, inspector, low) >= 1.0 - alpha
        return SinglePlan(n, c, lot, inspector) if n is not None and kept else None

    return _first(plan_with, lot, f"good lots at {low:.12g} from bad ones at {high:.12g}")


def _chance(n: int, c: int, lot: int | None, inspector: Inspector, rate: float) -> float:
    return float(SinglePlan(n, c, lot, inspector).accepted(rate))


def _least_n(holds: Callable[[int], bool], start: int, near: int, most: int) -> int | None:
    """The least n from ``start`` to ``most`` for which it holds, looked for around ``near``; it keeps holding."""
    if start > most:
        return None
    high, step = max(near, start), max(1, near // 64)
    while not holds(high):
        if high >= most:
            return None
        start, high, step = high + 1, min(high + step, most), 2 * step
    low = high
    while low > start and holds(low):
        high, low, step = low, max(low - step, start), 2 * step
    if holds(low):
        return low
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _first(plan_with: Callable[[int], SinglePlan | None], lot: int | None, words: str) -> SinglePlan:
    """The plan with the least c: found by doubling and halving, then looked for once more a little below."""
    most = (lot if lot is not None else MOST_ITEMS) - 1
    low, high = -1, 0
    while (found := plan_with(high)) is None:
        if high >= most:
            where = f"the whole lot of {lot:,} items" if lot is not None else f"{MOST_ITEMS:,} items"
            what = f"No plan of at most {where} tells {words} with these risks."
            raise InputError("acceptance.out_of_reach", what, "Move the two rates apart, or accept larger risks.")
        low, high = high, min(max(2 * high, 1), most)
    while high - low > 1:
        middle = (low + high) // 2
        tried = plan_with(middle)
        low, high, found = (low, middle, tried) if tried is not None else (middle, high, found)
    for c in range(max(low - _LOOKED_BACK, 0), low):
        tried = plan_with(c)
        if tried is not None:
            return tried
    return found
