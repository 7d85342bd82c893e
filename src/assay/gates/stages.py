"""Looks at labels that come in stages: what each declared stage may err, so that all of them err as often as the plan.

Asking people for more labels until a gate passes is optional stopping, so a plan declares beforehand after how many
labels it looks. The error of the plan is spent in proportion to the labels that are new at a stage:

    alpha_k = alpha (n_k - n_(k-1)) / n_K

The chance of any wrong PASS at any stage is at most the sum of these (Bonferroni), which is alpha, whatever the stages
have in common. A group-sequential boundary (Pocock, O'Brien and Fleming) would be a little wider awake; it takes
increments to be independent, which numbers of people and machine on one pool are only nearly.

References
----------
Lan and DeMets (1983), Discrete sequential boundaries for clinical trials, doi:10.1093/biomet/70.3.659 (spending; the
spending here is linear in the labels, their ``alpha t``).
"""

from collections.abc import Sequence

from assay.core.plan import Scoring


def stages_of(scoring: Scoring) -> tuple[int, ...]:
    """Outputs that people judge up to each stage; none where the plan asks no people."""
    last = (scoring.people,) if scoring.people > (scoring.stages[-1] if scoring.stages else 0) else ()
    return (*scoring.stages, *last)


def stage_alpha(side_alpha: float, stages: Sequence[int], stage: int) -> float:
    """What the stage (counted from 1) may err on each side; all of it where there are no stages.

    Examples
    --------
    >>> [round(stage_alpha(0.025, (60, 240), stage), 5) for stage in (1, 2)]
    [0.00625, 0.01875]
    """
    if not stages:
        return side_alpha
    place = max(stage, 1) - 1
    before = stages[place - 1] if place else 0
    return side_alpha * (stages[place] - before) / stages[-1]
