"""A single plan: judge n items, accept the lot when at most c of them are called bad.

References
----------
NIST/SEMATECH e-Handbook of Statistical Methods, section 6.2, doi:10.18434/M32189.
Schilling and Neubauer (2017), Acceptance sampling in quality control, 3rd edition, doi:10.1201/9781315120744.
Case, Bennett and Schmidt (1975), The effect of inspection error on average outgoing quality,
doi:10.1080/00224065.1975.11980657.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from assay.core.errors import InputError
from assay.stats.acceptance.inspector import PERFECT, Inspector
from assay.stats.arrays import FloatArray, between, counts, within

_TAIL = 7.5  # standard deviations of a count that are looked at; beyond is less than 1e-12


@dataclass(frozen=True, slots=True)
class SinglePlan:
    """How many items of a lot are judged, and how many of them may be called bad."""

    n: int
    """Items judged, drawn at random."""
    accept: int
    """c: most items called bad at which the lot is accepted."""
    lot: int | None = None
    """Items of the lot; None where it is so large (or endless) that draws do not change it."""
    inspector: Inspector = PERFECT
    """Who judges."""

    def checked(self) -> "SinglePlan":
        """The plan itself, when it can be carried out and can refuse a lot.

        Raises
        ------
        InputError
            ``acceptance.plan`` when n is below 1, c is not in [0, n), or n is more than the lot; ``acceptance.blind``.
        """
        if self.n < 1 or not 0 <= self.accept < self.n:
            raise InputError(
                "acceptance.plan",
                f"A plan of {self.n:,} items that accepts {self.accept:,} bad ones refuses no lot.",
                "Judge at least one item, and accept 0 or more bad ones, but fewer than are judged.",
            )
        if self.lot is not None and self.n > self.lot:
            what = f"A plan of {self.n:,} items needs a larger lot than {self.lot:,}."
            raise InputError("acceptance.plan", what, "Judge at most the whole lot.")
        self.inspector.checked()
        return self

    def accepted(self, rate: ArrayLike) -> FloatArray:
        """Chance to accept a lot with this rate of bad items (the operating curve).

        ``P(X <= c)``, X binomial with n and the observed rate; for a lot of given size hypergeometric, with the rate
        rounded to whole bad items. 1 at rate 0 with a perfect inspector; falls with the rate.

        Raises
        ------
        InputError
            ``acceptance.plan``, ``stats.out_of_range`` for a rate outside [0, 1].

        Examples
        --------
        >>> SinglePlan(80, 2).accepted([0.01, 0.02, 0.05]).round(4).tolist()
        [0.9534, 0.7844, 0.2306]
        """
        p = within("rate", rate, 0.0, 1.0)
        self.checked()
        if self.lot is not None:
            bad = np.rint(p * self.lot)
            return np.asarray([self.accepted_with(int(each)) for each in np.atleast_1d(bad)]).reshape(p.shape)
        return _at_most(np.float64(self.accept), np.float64(self.n), self.inspector.observed(p))

    def accepted_with(self, bad: int) -> float:
        """Chance to accept the lot when it holds so many bad items.

        Raises
        ------
        InputError
            ``stats.out_of_range`` when the lot has no size or the bad items are not in it.
        """
        lot = int(within("lot", self.lot or 0, 1, None))
        within("bad", bad, 0, lot)
        drawn = _likely_bad(self.n, lot, bad)
        chance = _hypergeometric(drawn, self.n, lot, bad)
        if self.inspector.is_perfect:
            return min(float(chance[drawn <= self.accept].sum()), 1.0)
        return min(float(chance @ self._accepted_of(drawn)), 1.0)

    def rate_at(self, chance: float) -> float | None:
        """The rate of bad items at which a lot is accepted with this chance; for a lot of given size the largest one.

        None where false alarms refuse even a lot without a bad item more often than that.

        Raises
        ------
        InputError
            ``stats.out_of_range`` when the chance is not between 0 and 1.

        Examples
        --------
        >>> [round(SinglePlan(80, 2).rate_at(chance), 4) for chance in (0.95, 0.5, 0.1)]
        [0.0103, 0.0333, 0.0652]
        """
        wanted = float(between("chance", chance, 0.0, 1.0))
        if float(self.accepted(0.0)) < wanted:
            return None
        if self.lot is not None:
            return self._most_bad(wanted) / self.lot
        good = special.betaincinv(self.n - self.accept, self.accept + 1.0, wanted)
        return float(self.inspector.true(1.0 - float(good)))

    def _most_bad(self, chance: float) -> int:
        """The most bad items in the lot with which it is accepted with at least this chance."""
        low, high = 0, int(self.lot or 0) + 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.accepted_with(middle) >= chance else (low, middle)
        return low

    def _accepted_of(self, drawn: FloatArray) -> FloatArray:
        """Chance that at most c are called bad when so many of the n are bad."""
        seen = 1.0 - self.inspector.miss
        reach = np.ceil(_TAIL * np.sqrt(drawn.max(initial=0.0) * seen * self.inspector.miss) + _TAIL)
        bad = drawn[:, None]
        called = np.rint(bad * seen) + np.arange(-reach, reach + 1.0)[None, :]
        possible = (called >= 0.0) & (called <= self.accept)
        called = np.where(possible, called, 0.0)
        others = _at_most(self.accept - called, self.n - bad, np.float64(self.inspector.false_alarm))
        return np.asarray((np.where(possible, _binomial(called, bad, seen), 0.0) * others).sum(axis=1))


def average_outgoing(plan: SinglePlan, rate: ArrayLike, lot: int) -> FloatArray:
    """Rate of bad items that leave when refused lots are judged whole and every item called bad is replaced (AOQ).

    ``Pa p (N - n) / N`` over many lots of N items from a process with rate p; with an inspector that misses a share m,
    ``p (Pa (N - n) + m (n + (1 - Pa) (N - n))) / N``. Never above the rate.

    Raises
    ------
    InputError
        ``acceptance.plan``, ``stats.out_of_range``.

    Examples
    --------
    >>> round(float(average_outgoing(SinglePlan(52, 3), 0.03, 10_000)), 4)
    0.0277
    """
    n, rest = _parts(plan, lot)
    p = within("rate", rate, 0.0, 1.0)
    passed = _of_process(plan).accepted(p)
    missed = plan.inspector.miss
    return np.asarray(p * (passed * rest + missed * (n + (1.0 - passed) * rest)) / lot)


def average_inspected(plan: SinglePlan, rate: ArrayLike, lot: int) -> FloatArray:
    """Items judged a lot, on average, when refused lots are judged whole (ATI): ``n + (1 - Pa) (N - n)``.

    Raises
    ------
    InputError
        ``acceptance.plan``, ``stats.out_of_range``.

    Examples
    --------
    >>> round(float(average_inspected(SinglePlan(52, 3), 0.03, 10_000)))
    753
    """
    n, rest = _parts(plan, lot)
    return np.asarray(n + (1.0 - _of_process(plan).accepted(rate)) * rest)


def outgoing_limit(plan: SinglePlan, lot: int) -> tuple[float, float]:
    """The worst rate that leaves, whatever comes in (AOQL), and the incoming rate at which it does.

    With an inspector that misses bad items it is the rate at which everything is judged, when that is worse.

    Raises
    ------
    InputError
        ``acceptance.plan``.

    Examples
    --------
    >>> [round(each, 4) for each in outgoing_limit(SinglePlan(52, 3), 10_000)]
    [0.0372, 0.0559]
    """
    grid = np.concatenate([np.geomspace(1e-9, 1.0, 2_001), np.linspace(0.0, 1.0, 2_001)])
    grid.sort()
    for _ in range(3):
        place = int(np.argmax(average_outgoing(plan, grid, lot)))
        grid = np.linspace(grid[max(place - 1, 0)], grid[min(place + 1, grid.size - 1)], 401)
    place = int(np.argmax(average_outgoing(plan, grid, lot)))
    return float(average_outgoing(plan, grid[place], lot)), float(grid[place])


def _parts(plan: SinglePlan, lot: int) -> tuple[int, int]:
    size = int(within("lot", counts("lot", lot), 1, None))
    SinglePlan(plan.n, plan.accept, size, plan.inspector).checked()
    return plan.n, size - plan.n


def _of_process(plan: SinglePlan) -> SinglePlan:
    """The plan on lots from a process: over lots whose bad items vary as a process makes them, draws are binomial."""
    return SinglePlan(plan.n, plan.accept, None, plan.inspector)


def _likely_bad(n: int, lot: int, bad: int) -> FloatArray:
    """Counts of bad items among n drawn that can be seen."""
    mean, spread = n * bad / lot, np.sqrt(n * bad / lot * (1.0 - bad / lot))
    least, most = max(0, n - (lot - bad)), min(n, bad)
    low = max(least, int(np.floor(mean - _TAIL * spread - _TAIL)))
    high = min(most, int(np.ceil(mean + _TAIL * spread + _TAIL)))
    return np.arange(low, high + 1.0)


def _hypergeometric(drawn: FloatArray, n: int, lot: int, bad: int) -> FloatArray:
    ways = _ways(bad, drawn) + _ways(lot - bad, n - drawn) - _ways(lot, np.float64(n))
    return np.asarray(np.exp(ways))


def _ways(whole: float, part: FloatArray | np.float64) -> FloatArray:
    return np.asarray(special.gammaln(whole + 1.0) - special.gammaln(part + 1.0) - special.gammaln(whole - part + 1.0))


def _binomial(k: FloatArray, n: FloatArray, share: float) -> FloatArray:
    """Chance of just k of n; 0 where k is more than n."""
    possible = np.maximum(n - k, 0.0)
    ways = special.gammaln(n + 1.0) - special.gammaln(k + 1.0) - special.gammaln(possible + 1.0)
    chance = np.exp(ways + special.xlogy(k, share) + special.xlog1py(possible, -share))
    return np.asarray(np.where(k > n, 0.0, chance))


def _at_most(k: FloatArray | np.float64, n: FloatArray | np.float64, share: FloatArray | np.float64) -> FloatArray:
    """Chance of at most k of n, k from 0; 1 where k is n or more."""
    inside = special.betainc(np.maximum(n - k, 1.0), k + 1.0, 1.0 - np.asarray(share))
    return np.asarray(np.where(np.asarray(k) >= n, 1.0, inside))
