"""The story of signs of fraud: same wrong answers as another judge, and a pace as even as a script's.

A sign is a reason to look, never a proof. Both are tested so that, over all judges of a queue who work on their own
and like people, somebody is named no more often than the level says.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from assay.core.errors import InputError
from assay.labeling.kept import find_queue
from assay.labeling.quality_evidence import series_of, shared_errors
from assay.labeling.quality_rule import Collects, Does, QualityRule
from assay.stats.multiplicity import holm
from assay.stats.pace import evenness_p, spread_interval

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

LEAST_SPREAD = 0.3
"""Spread of the logarithms of seconds that people have at the least."""
FEWEST = 20
"""Answers from which on a pace is looked at."""
MOST_PAIRS = 20
"""Pairs that are told."""


class Pair(NamedTuple):
    """Two judges and the wrong answers that they share."""

    first: str
    """Pseudonym."""
    second: str
    """Pseudonym."""
    n_items: int
    """Items with a known answer that both judged."""
    n_wrong: tuple[int, int]
    """On how many of them each was wrong."""
    n_same: int
    """On how many both gave the same wrong answer."""
    expected: float
    """Shared errors expected of judges who work on their own, beside the difficulty of items."""
    p: float
    """Adjusted for all pairs."""
    is_sign: bool
    """Whether that is at or below the level."""
    items: tuple[str, ...]
    """Items with the same wrong answer."""


class EvenPace(NamedTuple):
    """How evenly a judge works."""

    judge: str
    """Pseudonym."""
    n: int
    """Answers."""
    seconds: float
    """Their usual seconds (the geometric mean)."""
    spread: float
    """Standard deviation of the logarithms of their seconds."""
    low: float
    """Lower end of its 95 % interval."""
    high: float
    """Upper end."""
    p: float
    """How probable as even a pace is of somebody who spreads by the least, adjusted for all judges."""
    is_sign: bool
    """Whether that is at or below the level."""


class Signs(NamedTuple):
    """Signs of fraud in a queue."""

    queue: str
    """Name of the queue."""
    level: float
    """How often at most somebody is named when there is nothing, for each of both."""
    least_spread: float
    """Spread that people have at the least."""
    pairs: tuple[Pair, ...]
    """Pairs of judges who share wrong answers, the least probable first."""
    n_pairs: int
    """Pairs that were compared."""
    paces: tuple[EvenPace, ...]
    """Judges with answers enough, the most even first."""


def signs_of_fraud(
    workspace: "Workspace", queue: str, *, level: float = 0.01, least_spread: float = LEAST_SPREAD
) -> Signs:
    """Who shares wrong answers with whom beyond chance, and who works as evenly as a script; for those who lead.

    Raises
    ------
    InputError
        ``stats.out_of_range``.
    WorkspaceError
        ``queue.unknown``.
    """
    if not 0.0 < level <= 0.2:
        raise InputError("stats.out_of_range", f"The level is {level:g}.", "Give one above 0, up to 0.2, such as 0.01.")
    if not 0.0 < least_spread <= 2.0:
        what = f"People are said to spread by {least_spread:g} at the least."
        raise InputError("stats.out_of_range", what, "Give a number above 0, up to 2, such as 0.3.")
    pairs, n_pairs = _pairs(workspace, queue, level)
    return Signs(queue, level, least_spread, pairs, n_pairs, _paces(workspace, queue, level, least_spread))


def _pairs(workspace: "Workspace", queue: str, level: float) -> tuple[tuple[Pair, ...], int]:
    store = workspace.store
    shared = shared_errors(store, find_queue(store, queue), position=store.ledger.size(), since={})
    found = shared.found
    told = []
    for place in range(min(MOST_PAIRS, found.first.size)):
        one, two = int(found.first[place]), int(found.second[place])
        both = np.flatnonzero((shared.codes[one] == shared.codes[two]) & (shared.codes[one] >= 0))
        wrong, p = (int(found.n_wrong_first[place]), int(found.n_wrong_second[place])), float(found.adjusted[place])
        counts = int(found.n_items[place]), wrong, int(found.n_same[place]), float(found.expected[place])
        items = tuple(shared.items[each] for each in both.tolist())
        told.append(Pair(shared.judges[one], shared.judges[two], *counts, p, p <= level, items))
    return tuple(told), int(found.first.size)


def _paces(workspace: "Workspace", queue: str, level: float, least: float) -> tuple[EvenPace, ...]:
    store = workspace.store
    asked = QualityRule("pace", queue, Collects.STEADY_PACE, least, Does.AUDIT)
    every = series_of(store, find_queue(store, queue), asked, position=store.ledger.size())
    series = [each for each in every if each.scores.size >= FEWEST]
    if not series:
        return ()
    n = np.asarray([each.scores.size for each in series], np.float64)
    spread = np.asarray([each.scores.std(ddof=1) for each in series])
    p, ends = holm(evenness_p(spread, n, least)), spread_interval(spread, n, 0.025)
    found = [
        EvenPace(
            each.judge, each.scores.size, float(np.exp(each.scores.mean())), float(spread[at]),
            float(ends.low[at]), float(ends.high[at]), float(p[at]), bool(p[at] <= level),
        )
        for at, each in enumerate(series)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.p, each.spread, each.judge)))
