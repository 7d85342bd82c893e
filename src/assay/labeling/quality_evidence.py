"""What a quality rule looks at: the scores of each judge in order of time, and where the condition is met."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute

from assay.labeling.kept import QueuePlan
from assay.labeling.known import known_answers, known_gold
from assay.labeling.quality_rule import Collects, QualityRule
from assay.labeling.work_done import agreeing, given_only, right_of, work_done
from assay.metrics.windows import Looks, Measure, looks
from assay.stats.pace import log_seconds
from assay.stats.same_errors import NOT_JUDGED, RIGHT, SharedErrors, same_errors
from assay.store.open import Store

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Series(NamedTuple):
    """The scores of one judge, in order of time."""

    judge: str
    """Pseudonym."""
    scores: Floats
    """Zeros and ones, or logarithms of seconds."""
    items: tuple[str, ...]
    """The item of each."""
    at: tuple[str, ...]
    """When each was given, UTC."""

    def since(self, at: str) -> "Series":
        """What came after a time."""
        first = sum(1 for each in self.at if each <= at)
        return Series(self.judge, self.scores[first:], self.items[first:], self.at[first:])


class Met(NamedTuple):
    """A judge for whom the condition is met, and by what."""

    judge: str
    """Pseudonym."""
    value: float
    """The value of the window; of a pair of judges the adjusted p."""
    low: float | None
    """Lower end; None for a pair."""
    high: float | None
    """Upper end; None for a pair."""
    n: int
    """Answers in the window; of a pair the items that both judged."""
    at: str
    """When the last of these answers was given, UTC."""
    items: tuple[str, ...]
    """Items of the window; of a pair those with the same wrong answer."""
    other: str | None = None
    """The other judge of a pair."""


class Shared(NamedTuple):
    """Wrong answers that pairs of judges share."""

    judges: tuple[str, ...]
    """Pseudonyms, by code."""
    items: tuple[str, ...]
    """Items whose answer is known, by code."""
    codes: npt.NDArray[np.int64]
    """Which wrong answer each judge gave to each item; see `assay.stats.same_errors`."""
    found: SharedErrors
    """The pairs, the least probable first."""


def series_of(store: Store, plan: QueuePlan, rule: QualityRule, *, position: int) -> tuple[Series, ...]:
    """The scores of each judge of a queue, by pseudonym; none for what is told of pairs."""
    collect = _COLLECT.get(rule.collects)
    if collect is None:
        return ()
    rows, scores = collect(store, plan, rule, work_done(store, plan, position=position))
    return _by_judge(rows, scores)


def looked_at(rule: QualityRule, scores: Floats) -> tuple[Looks, Flags]:
    """Every look at judges (rows of scores), and where the whole interval lies beyond the bound."""
    found = looks(rule.collector.measure or Measure.SHARE, scores, rule.window)
    return found, found.high < rule.bound if rule.collector.side == "below" else found.low > rule.bound


def met_by(rule: QualityRule, series: Series) -> Met | None:
    """The first look at a judge at which the condition is met; None when there is none."""
    found, beyond = looked_at(rule, series.scores[None, :])
    if not beyond.any():
        return None
    place = int(np.argmax(beyond[0]))
    end = int(found.after[place])
    start = end - int(found.n[place])
    value, low, high = (float(each[0, place]) for each in (found.value, found.low, found.high))
    return Met(series.judge, value, low, high, end - start, series.at[end - 1], series.items[start:end])


def shared_errors(store: Store, plan: QueuePlan, *, position: int, since: Mapping[str, str]) -> Shared:
    """Pairs of judges and their wrong answers on gold and ruled items; of ``since`` only what a judge gave later."""
    known = known_answers(store, plan)
    given, right = right_of(work_done(store, plan, position=position), known)
    columns = (given[name].to_pylist() for name in ("judge", "item", "answer", "at"))
    rows: Any = zip(*columns, right.tolist(), strict=True)
    kept = [(judge, item, answer, is_right) for judge, item, answer, at, is_right in rows if at > since.get(judge, "")]
    judges, items = sorted({row[0] for row in kept}), sorted({row[1] for row in kept})
    wrong = sorted({row[2] for row in kept if not row[3]})
    places = [{name: place for place, name in enumerate(each)} for each in (judges, items, wrong)]
    codes = np.full((len(judges), len(items)), NOT_JUDGED, np.int64)
    for judge, item, answer, is_right in kept:
        codes[places[0][judge], places[1][item]] = RIGHT if is_right else places[2][answer]
    return Shared(tuple(judges), tuple(items), codes, same_errors(codes))


def met_by_pairs(rule: QualityRule, shared: Shared, *, at: str) -> tuple[Met, ...]:
    """Each judge of the pairs whose adjusted p is at most the bound, with the other one of his least probable pair."""
    found, met = shared.found, dict[str, Met]()
    for place in np.flatnonzero(found.adjusted <= rule.bound).tolist():
        pair = int(found.first[place]), int(found.second[place])
        both = (shared.codes[pair[0]] == shared.codes[pair[1]]) & (shared.codes[pair[0]] >= 0)
        items = tuple(shared.items[each] for each in np.flatnonzero(both).tolist())
        p, n = float(found.adjusted[place]), int(found.n_items[place])
        for one, other in (pair, pair[::-1]):
            judge = shared.judges[one]
            met.setdefault(judge, Met(judge, p, None, None, n, at, items, shared.judges[other]))
    return tuple(met[judge] for judge in sorted(met))


def _by_judge(rows: pa.Table, scores: Floats) -> tuple[Series, ...]:
    judges = np.asarray(rows["judge"].to_pylist(), object)
    items, at = rows["item"].to_pylist(), rows["at"].to_pylist()
    found = []
    for judge in sorted(set(judges.tolist())):
        mine = np.flatnonzero(judges == judge)
        theirs = (tuple(str(each[place]) for place in mine.tolist()) for each in (items, at))
        found.append(Series(str(judge), scores[mine], *theirs))
    return tuple(found)


Collected = tuple[pa.Table, Floats]


def _gold(store: Store, plan: QueuePlan, rule: QualityRule, done: pa.Table) -> Collected:
    return right_of(done, known_gold(store, plan))


def _agreement(store: Store, plan: QueuePlan, rule: QualityRule, done: pa.Table) -> Collected:
    return agreeing(done)


def _too_fast(store: Store, plan: QueuePlan, rule: QualityRule, done: pa.Table) -> Collected:
    given = _timed(done)
    return given, (given["seconds"].to_numpy() < (rule.seconds or 0.0)).astype(np.float64)


def _skips(store: Store, plan: QueuePlan, rule: QualityRule, done: pa.Table) -> Collected:
    return done, np.asarray(pc.is_null(done["answer"]), np.float64)


def _pace(store: Store, plan: QueuePlan, rule: QualityRule, done: pa.Table) -> Collected:
    given = _timed(done)
    return given, log_seconds(given["seconds"].to_numpy())


def _timed(done: pa.Table) -> pa.Table:
    given = given_only(done)
    return given.filter(pc.is_valid(given["seconds"]))


_COLLECT: Mapping[Collects, Callable[[Store, QueuePlan, QualityRule, pa.Table], Collected]] = {
    Collects.GOLD_ACCURACY: _gold,
    Collects.AGREEMENT: _agreement,
    Collects.TOO_FAST: _too_fast,
    Collects.SKIPS: _skips,
    Collects.PACE: _pace,
    Collects.STEADY_PACE: _pace,
}
