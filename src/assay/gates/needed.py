"""How many items in all would make a present value PASS.

The smallest n at which a repetition of the evaluation, were the present value the truth, would PASS with the power of
the plan. The value of that repetition falls short of the truth by at most ``z(power)`` of its standard errors with
that probability, so n is the smallest at which a value so much worse still reaches the threshold, its ends made by the
same rule and at the same error as now. For a difference with a normal quantile that is the closed form

    n = (z(1 - side_alpha) + z(power))^2 sd^2 / (value - threshold)^2

(Julious 2004, doi:10.1002/sim.1783, section on non-inferiority), from which the search starts. More items are taken to
come as the present ones did: the same spread of one item, the same clusters' worth, every slice growing alike.
"""

from collections.abc import Callable
from dataclasses import replace
from math import ceil
from statistics import NormalDist

from assay.gates.claims import Claim
from assay.stats.power.normal import errors_apart

MOST_ITEMS = 1_000_000_000
"""Beyond this nobody will collect them: the value counts as one that does not pass."""


def items_needed(claim: Claim, side_alpha: float, power: float) -> int | None:
    """Items in all with which the present value of a claim would PASS with ``power``, at this error on the side.

    None when the value itself does not pass, when nothing tells how it varies, or beyond a thousand million items.
    """
    measured = claim.measured
    if measured is None or claim.n_left_out or not value_passes(claim):
        return None
    error = measured.standard_error
    if error is None or claim.n <= 0:
        return None
    drift = NormalDist().inv_cdf(power) * (-1 if claim.higher_is_better else 1)

    def would_pass(n: int) -> bool:
        return replace(claim, measured=measured.grown(n / claim.n, drift)).passes(side_alpha)

    room = abs((claim.value or 0.0) - claim.accept)
    return smallest(would_pass, start=claim.n * closed_form_factor(error, room, side_alpha, power))


def closed_form_factor(standard_error: float, room: float, side_alpha: float, power: float) -> float:
    """How many times the present items a normal interval needs, with ``room`` above 0 between value and threshold."""
    root = errors_apart(side_alpha, power) * standard_error / room
    return root * root  # not **, which raises where the square is beyond floats


def value_passes(claim: Claim) -> bool:
    """Whether the value itself is on the good side of ``accept``."""
    if claim.value is None:
        return False
    return claim.value > claim.accept if claim.higher_is_better else claim.value < claim.accept


def smallest(holds: Callable[[int], bool], *, start: float) -> int | None:
    """Smallest n from 1 to `MOST_ITEMS` for which ``holds(n)``, which stays true once it is."""
    near = ceil(min(max(start, 1.0), MOST_ITEMS))
    step = max(1, near // 64)
    if holds(near):
        low, high = _downwards(holds, near, step)
    else:
        found = _upwards(holds, near, step)
        if found is None:
            return None
        low, high = found
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _downwards(holds: Callable[[int], bool], high: int, step: int) -> tuple[int, int]:
    """The last n below that does not hold (0 when all do) and one above it that does."""
    low = high - step
    while low > 0 and holds(low):
        high, step = low, step * 2
        low = high - step
    return max(low, 0), high


def _upwards(holds: Callable[[int], bool], low: int, step: int) -> tuple[int, int] | None:
    """The last n above that does not hold and one that does; None when none up to the most does."""
    while low < MOST_ITEMS:
        high = min(low + step, MOST_ITEMS)
        if holds(high):
            return low, high
        low, step = high, step * 2
    return None
