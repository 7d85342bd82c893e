"""What a quality rule would have done in the past, and how often it would act on nothing: if judges were all alike.

Alike means that scores are exchangeable: each score of a share, and each deviation of the logarithm of seconds from
the judge's own mean, could have been any judge's; for a change of pace, any of the judge's own answers could have come
at any time. So the scores are shuffled and the rule runs over each shuffled history. For pairs of judges the level of
all pairs together is the bound by itself.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assay.labeling.quality_evidence import Met, Series, looked_at
from assay.labeling.quality_rule import QualityRule
from assay.metrics.windows import Measure
from assay.stats.proportion import wilson_interval

Floats = npt.NDArray[np.float64]
HISTORIES = 400
"""Shuffled histories."""
MOST_SCORES = 20_000_000
"""Scores that are shuffled in all; longer histories are shuffled fewer times, but `FEWEST` at least."""
FEWEST = 50


class FalseAlarms(NamedTuple):
    """How often a rule acts if judges are all alike."""

    judges: float
    """Judges on whom it acts in one history, on average."""
    any: float
    """Share of the histories in which it acts on somebody."""
    low: float
    """Lower end of its 95 % interval, of the simulation alone."""
    high: float
    """Upper end."""
    n_histories: int
    """Shuffled histories; 0 where it is not simulated and ``any`` is the level by itself."""


class DryRun(NamedTuple):
    """A rule held against history."""

    rule: QualityRule
    """The rule."""
    met: tuple[Met, ...]
    """Whom it would have acted on, in order of time."""
    n_judges: int
    """Judges who worked."""
    n_looked_at: int
    """Judges with as many answers as it asks for."""
    false_alarms: FalseAlarms
    """How often it acts if judges are all alike."""


def alike(rule: QualityRule, series: Sequence[Series], *, seed: int) -> FalseAlarms:
    """How often a rule that looks at judges one by one acts if they are all alike, by shuffled histories."""
    total = sum(each.scores.size for each in series)
    n = max(FEWEST, min(HISTORIES, MOST_SCORES // max(total, 1)))
    if not total:
        return FalseAlarms(0.0, 0.0, 0.0, 0.0, 0)
    rng = np.random.default_rng(seed)
    acted = np.zeros(n, np.int64)
    shuffled = _shuffled(rule.collector.measure, series, n, rng)
    for scores in shuffled:
        acted += looked_at(rule, scores)[1].any(axis=1)
    share = float((acted > 0).mean())
    low, high = wilson_interval(share, n, 0.025)
    return FalseAlarms(float(acted.mean()), share, float(low), float(high), n)


def of_pairs(rule: QualityRule, n_judges: int) -> FalseAlarms:
    """How often a rule about pairs acts: at most at its level, on two judges then."""
    return FalseAlarms(2.0 * rule.bound if n_judges else 0.0, rule.bound, 0.0, rule.bound, 0)


def _shuffled(measure: Measure | None, series: Sequence[Series], n: int, rng: np.random.Generator) -> list[Floats]:
    """For each judge ``n`` histories of as many scores as he has."""
    if measure is Measure.FASTER:
        return [rng.permuted(np.tile(each.scores, (n, 1)), axis=1) for each in series]
    centred = [each.scores - (each.scores.mean() if measure is Measure.SPREAD else 0.0) for each in series]
    drawn = rng.permuted(np.tile(np.concatenate(centred), (n, 1)), axis=1)
    ends = np.cumsum([each.size for each in centred])[:-1]
    return list(np.split(drawn, ends, axis=1))
