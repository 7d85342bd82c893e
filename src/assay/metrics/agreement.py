"""Agreement of judges as estimates: by slice and by pair of judges, each with its interval or the reason for none."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from assay.core.errors import InputError
from assay.core.estimate import Estimate, Interval, MethodCard, Rule, Spread
from assay.core.slices import SliceKey, SliceSpec
from assay.metrics.estimate import check_level, cuts_of
from assay.metrics.long_facts import LongFacts
from assay.metrics.slices import group
from assay.stats.agreement.named import COEFFICIENTS, Agreement, coefficient
from assay.stats.votes import Votes

MOST_PAIRED_JUDGES = 60
"""Judges of whom all pairs are estimated."""
NUMBERED = ("interval", "ratio")
WEIGHTED = ("linear", "quadratic", "ratio")


def agree(
    metrics: Sequence[str],
    facts: LongFacts,
    *,
    scale: str = "nominal",
    weights: str = "identity",
    by: Sequence[SliceSpec] = (),
    pairs: bool = False,
    level: float = 0.95,
    replicates: int = 0,
    seed: int = 7,
) -> tuple[Estimate, ...]:
    """Coefficients of agreement on all judgments, on the slices of each cut, and for each pair of judges.

    Parameters
    ----------
    metrics : names of `assay.stats.agreement.named.COEFFICIENTS`
    scale : for alpha: nominal, ordinal, interval, ratio
    weights : for kappas, AC and Brennan-Prediger: identity, linear, quadratic, ordinal, ratio
    pairs : whether each pair of judges is estimated too, on the items that both answered
    replicates : of a bootstrap over items; 0 takes the published standard error where there is one

    Raises
    ------
    InputError
        ``agree.no_metric``, ``stats.coefficient``, ``stats.scale``, ``stats.weights``, ``agree.not_numbers``,
        ``agree.too_many_judges``.
    """
    check_level(level)
    if not metrics:
        raise InputError("agree.no_metric", "No coefficient was asked for.", "Name some: --metric alpha,fleiss,ac1.")
    check_numbers(metrics, facts, scale, weights)
    cuts = [*_slices(facts, by), *(_pairs(facts) if pairs else ())]
    made = []
    for metric in metrics:
        card = _card(metric, facts, scale=scale, weights=weights, replicates=replicates, seed=seed)
        for key, chosen in cuts:
            found = coefficient(
                metric,
                chosen,
                scale=scale,
                weights=weights,
                values=facts.values,
                level=level,
                replicates=replicates,
                seed=seed,
            )
            made.append(_estimate(metric, key, found, card, level))
    return tuple(made)


def check_numbers(metrics: Sequence[str], facts: LongFacts, scale: str, weights: str) -> None:
    """Refuse a scale, weights or a coefficient that needs numbers where answers are none."""
    known = [COEFFICIENTS[name] for name in metrics if name in COEFFICIENTS]
    asked = [each.name for each in known if each.needs_numbers]
    if scale in NUMBERED and any(each.scales for each in known):
        asked.append(f"the scale {scale}")
    if weights in WEIGHTED:
        asked.append(f"{weights} weights")
    if asked and facts.values is None:
        code = next(code for code, name in enumerate(facts.classes) if not _is_number(name))
        given = facts.places[facts.votes.answers == code]
        where = f" (row {int(given.min()) + 1})" if given.size else ""
        need = "needs" if len(asked) == 1 and "weights" not in asked[0] else "need"
        raise InputError(
            "agree.not_numbers",
            f"{', '.join(asked)} {need} numbers; an answer is '{facts.classes[code][:40]}'{where}.",
            "Use the scale nominal or ordinal, or give answers as numbers.",
        )


def _slices(facts: LongFacts, by: Sequence[SliceSpec]) -> Iterator[tuple[SliceKey, Votes]]:
    for spec in cuts_of(by):
        grouping = group(facts.rows, spec)
        for place, key in enumerate(grouping.keys):
            yield key, facts.votes if spec is None else facts.where(grouping.codes == place)


def _pairs(facts: LongFacts) -> Iterator[tuple[SliceKey, Votes]]:
    present = np.unique(facts.votes.judges).tolist()
    if len(present) > MOST_PAIRED_JUDGES:
        raise InputError(
            "agree.too_many_judges",
            f"{len(present)} judges make {len(present) * (len(present) - 1) // 2} pairs.",
            f"Ask for pairs of at most {MOST_PAIRED_JUDGES} judges: keep fewer rows.",
        )
    for first, second in combinations(present, 2):
        chosen = (facts.votes.judges == first) | (facts.votes.judges == second)
        yield (("judge", facts.judges[first]), ("beside", facts.judges[second])), facts.where(chosen)


def _estimate(metric: str, key: SliceKey, found: Agreement, card: MethodCard, level: float) -> Estimate:
    bounded = found.low is not None and found.high is not None
    return Estimate(
        metric=metric,
        slice=key,
        system=None,
        value=found.value,
        interval=Interval(found.low, found.high) if found.low is not None and found.high is not None else None,
        level=level,
        n=found.n_items,
        n_effective=None,
        reason=found.reason,
        spread=Spread(Rule.NONE, standard_error=found.standard_error, low=-1.0),
        method=MethodCard(
            card.metric,
            card.definition,
            found.how if bounded else "None: see the reason.",
            card.variance,
            (*card.options, ("judges", str(found.n_judges)), ("judgments", str(found.n_votes))),
            card.notes,
        ),
    )


def _card(metric: str, facts: LongFacts, *, scale: str, weights: str, replicates: int, seed: int) -> MethodCard:
    known = COEFFICIENTS.get(metric)
    kind = ("scale", scale) if known and known.scales else ("weights", weights)
    drawn = (("replicates", str(replicates)), ("seed", str(seed))) if replicates else (("seed", str(seed)),)
    return MethodCard(
        metric,
        known.sentence if known else "",
        "",
        "Items are independent of each other; judges are those at hand.",
        (kind, *drawn),
        facts.notes,
    )


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
