"""May a machine stand in for a person: the alternative annotator test.

Each person is left out in turn. On every item the person and the machine are scored by how well each agrees with the
people who remain; the machine may replace that person if it is as close at least as often, less ``epsilon``, the price
of a person. Over all people the winning rate omega is the share whom it may replace, at a false discovery rate.

References
----------
Calderon, Reichart and Dror (2025), The alternative annotator test for LLM-as-a-judge, arXiv:2501.10970.
Benjamini and Yekutieli (2001), doi:10.1214/aos/1013699998.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, between, within
from assay.stats.multiplicity import benjamini_yekutieli

LEAST_ITEMS = 30
"""Items that a person shares with others and the machine, below which that person is not tested."""
LEAST_WON = 0.5
"""Winning rate from which on the machine may stand in."""


class PersonTest(NamedTuple):
    """One person left out."""

    person: int
    """Column of the answers."""
    n: int
    """Items that the person, another person and the machine answered."""
    machine: float
    """Share of them on which the machine was at least as close to the others as the person."""
    own: float
    """Share on which the person was at least as close as the machine."""
    p_value: float | None
    """Of "the machine is worse by epsilon or more", corrected for the number of people; None with too few items."""
    replaced: bool
    """Whether that is refused."""


class Replacing(NamedTuple):
    """The test over all people."""

    people: tuple[PersonTest, ...]
    """Each one."""
    omega: float | None
    """Share of the tested people whom the machine may replace; None where nobody could be tested."""
    rho: float | None
    """Mean over the tested people of the machine's share: its average advantage."""
    rho_error: float | None
    """Standard error of it, items as clusters."""
    n_items: int
    """Items of the tested people."""

    @property
    def passed(self) -> bool:
        """Whether the machine may stand in."""
        return self.omega is not None and self.omega >= LEAST_WON


def alternative_test(
    people: NDArray[np.float64],
    machine: NDArray[np.float64],
    *,
    epsilon: float = 0.1,
    false_discovery: float = 0.05,
    numbers: bool = False,
    least: int = LEAST_ITEMS,
    unanswered: NDArray[np.bool_] | None = None,
) -> Replacing:
    """The alternative annotator test.

    Person j wins an item from the machine when ``S(h_j) >= S(f)``, the machine when ``S(f) >= S(h_j)``: both on a tie.
    S is the share of the other people with the same answer; for numbers, minus the root mean squared distance to them.
    With d the person's wins less the machine's, ``t = (mean d - epsilon) / (s / sqrt n)`` with n - 1 degrees, refused
    when small. A sample of d without variation counts as if one item differed by 1.

    Parameters
    ----------
    people : float array of shape (n_items, n_people)
        Codes of answers, or numbers; NaN where a person did not answer.
    machine : float array of shape (n_items,), NaN where it did not answer
    epsilon : float in [0, 1)
        0.2 where people are experts, 0.15 where skilled, 0.1 for crowds, as the paper advises.
    false_discovery : float above 0 and below 1
    least : items below which a person is not tested
    unanswered : bool array of shape (n_items,), optional
        Items that the machine was asked and did not answer: the person wins each of them. The paper has no such items.

    Raises
    ------
    InputError
        ``stats.too_few_judges`` for fewer than three people, ``stats.out_of_range``.

    Examples
    --------
    >>> truth = np.tile([0.0, 1.0], 30)
    >>> people = np.stack([np.where(np.arange(60) % k == 0, 1 - truth, truth) for k in (5, 6, 7)], axis=1)
    >>> found = alternative_test(people, truth)
    >>> found.omega, [each.replaced for each in found.people], round(found.rho, 2)
    (1.0, [True, True, True], 0.98)
    """
    if people.ndim != 2 or people.shape[1] < 3:
        what = f"There are {people.shape[-1]} people."
        raise InputError("stats.too_few_judges", what, "The test leaves out each person in turn: give three or more.")
    within("epsilon", epsilon, 0.0, 1.0)
    between("false_discovery", false_discovery, 0.0, 1.0)
    lost = np.zeros(people.shape[0], np.bool_) if unanswered is None else unanswered & np.isnan(machine)
    wins = [_wins(people, machine, lost, person, numbers=numbers) for person in range(people.shape[1])]
    counted = [person for person, each in enumerate(wins) if each.items.size >= least]
    raw = [_p_value(wins[person], epsilon) for person in counted]
    adjusted = dict(zip(counted, benjamini_yekutieli(raw).tolist() if raw else [], strict=True))
    tests = tuple(_test(person, each, adjusted.get(person), false_discovery) for person, each in enumerate(wins))
    return _together(tests, [wins[person] for person in counted], people.shape[0])


class _Wins(NamedTuple):
    """Items that count for one person, with who was as close to the others."""

    items: NDArray[np.int64]
    own: FloatArray
    machine: FloatArray


def _wins(people: FloatArray, machine: FloatArray, lost: NDArray[np.bool_], person: int, *, numbers: bool) -> _Wins:
    others = np.delete(people, person, axis=1)
    known = ~np.isnan(others)
    items = np.flatnonzero(~np.isnan(people[:, person]) & (~np.isnan(machine) | lost) & known.any(axis=1))
    own, its = (_closeness(each[items], others[items], known[items], numbers) for each in (people[:, person], machine))
    slack, gone = 1e-12, lost[items]
    return _Wins(
        items,
        ((own >= its - slack) | gone).astype(np.float64),
        ((its >= own - slack) & ~gone).astype(np.float64),
    )


def _closeness(said: FloatArray, others: FloatArray, known: NDArray[np.bool_], numbers: bool) -> FloatArray:
    """To the people who remain."""
    n = known.sum(axis=1)
    apart = np.where(known, said[:, None] - np.where(known, others, 0.0), 0.0)
    if numbers:
        return np.asarray(-np.sqrt((apart**2).sum(axis=1) / n))
    return np.asarray(((apart == 0.0) & known).sum(axis=1) / n)


def _p_value(wins: _Wins, epsilon: float) -> float:
    d, n = wins.own - wins.machine, wins.items.size
    spread = max(float(d.std(ddof=1)), math.sqrt(1.0 / n))
    return float(special.stdtr(n - 1, (float(d.mean()) - epsilon) / (spread / math.sqrt(n))))


def _test(person: int, wins: _Wins, p_value: float | None, false_discovery: float) -> PersonTest:
    n = int(wins.items.size)
    machine, own = (float(each.mean()) if n else 0.0 for each in (wins.machine, wins.own))
    return PersonTest(person, n, machine, own, p_value, p_value is not None and p_value <= false_discovery)


def _together(tests: tuple[PersonTest, ...], counted: list[_Wins], n_items: int) -> Replacing:
    if not counted:
        return Replacing(tests, None, None, None, 0)
    kept = [each for each in tests if each.p_value is not None]
    omega = sum(each.replaced for each in kept) / len(kept)
    rho = sum(each.machine for each in kept) / len(kept)
    parts = np.zeros(n_items)
    for each in counted:
        np.add.at(parts, each.items, (each.machine - each.machine.mean()) / each.items.size / len(counted))
    used = np.unique(np.concatenate([each.items for each in counted]))
    error = math.sqrt(float(parts[used] @ parts[used]) * used.size / max(used.size - 1, 1))
    return Replacing(tests, omega, rho, error, int(used.size))
