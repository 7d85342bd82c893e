"""Consensus of answers that are numbers: a number with its interval for each item, bias and error of each judge.

A judge is measured as any system is, by the estimates of this room: its answers against a reference, or without one
against what the other judges say. The weighted model knows more of its judges, for it takes the others' errors out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError
from assay.core.estimate import Estimate, MethodCard, Rule, Spread
from assay.core.slices import SliceSpec
from assay.metrics.consensus import too_little
from assay.metrics.definitions.numbers import NUMBERS, number_metrics
from assay.metrics.encoding import reading_order
from assay.metrics.estimate import check_level, estimate
from assay.metrics.facts import facts_from_table
from assay.metrics.limits import Spreads, limits, many_limits
from assay.metrics.long_facts import LongFacts
from assay.metrics.reasons import Reason
from assay.stats.truth.named import NUMBER_METHODS, Asked, infer_numbers, told
from assay.stats.truth.numbers import JudgeNumbers, NumberConsensus

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.integer]

USUAL_METRICS = ("mae", "rmse", "bias", "correlation")
"""Of a consensus against a reference, where none is asked for."""
OF_JUDGES = ("bias", "error_sd")
ITEM, LABEL, ANSWER, JUDGE = "item", "label", "answer", "judge"
LEAST_VOTES = 3
"""Votes of a judge from which on its bias and error have an interval."""


@dataclass(frozen=True, eq=False)
class NumbersFound:
    """A consensus of numbers with the facts it rests on."""

    facts: LongFacts
    """The judgments."""
    said: Floats
    """The number of each vote."""
    consensus: NumberConsensus
    """A number of each item."""
    method: str
    """Name of the method."""
    options: tuple[tuple[str, str], ...]
    """All that changes the result."""
    level: float
    """Coverage of the intervals."""
    warnings: tuple[str, ...]
    """What makes it doubtful, a sentence each."""


def find_numbers(
    facts: LongFacts, method: str, asked: Asked, *, repeats: str = "last", level: float = 0.95
) -> NumbersFound:
    """The number of each item by a method of `assay.stats.truth.named.NUMBER_METHODS`.

    Raises
    ------
    InputError
        ``stats.method``, ``stats.option``, ``metric.level``; ``input.not_a_number`` with the value and its row.
    """
    check_level(level)
    values = _values(facts)
    found, options = infer_numbers(method, facts.votes, values, asked, level=level)
    shown = (("method", method), *told(NUMBER_METHODS[method], options), ("repeats", repeats))
    warnings = _warnings(facts, found, method, exact=options.tolerance is None)
    return NumbersFound(facts, values[facts.votes.answers], found, method, shown, level, warnings)


def numbers_table(found: NumbersFound) -> pa.Table:
    """One row an item: item, answer, standard_error, low, high, reason (why there is no interval), n_votes."""
    consensus, times = found.consensus, np.diff(found.facts.votes.starts)
    low, high = _ends(consensus, found.level)
    open_ended = np.isnan(low)
    return pa.table(
        {
            ITEM: pa.array(found.facts.items, pa.string()),
            ANSWER: _known(consensus.value),
            "standard_error": _known(np.where(open_ended, np.nan, consensus.error)),
            "low": _known(low),
            "high": _known(high),
            "reason": pa.array(_reasons(consensus, times, open_ended), pa.string()),
            "n_votes": pa.array(times),
        }
    )


def numbers_scored(
    found: NumbersFound, reference: Mapping[str, float], metrics: Sequence[str], *, seed: int
) -> tuple[Estimate, ...]:
    """The consensus against a reference of numbers, as any system is.

    Raises
    ------
    InputError
        ``metric.unknown``.
    """
    known = [place for place, name in enumerate(found.facts.items) if name in reference]
    value = found.consensus.value[known]
    names = [found.facts.items[place] for place in known]
    table = pa.table({ITEM: names, LABEL: [reference[name] for name in names], ANSWER: _known(value)})
    facts = facts_from_table(
        table.filter(table[ANSWER].is_valid()), label=LABEL, systems={found.method: (None, ANSWER)}, item=ITEM
    )
    return tuple(estimate(number_metrics(metrics), facts, level=found.level, seed=seed))


def number_judges(found: NumbersFound, reference: Mapping[str, float] | None, *, seed: int) -> tuple[Estimate, ...]:
    """Bias and spread of each judge's errors: against the reference, by the model, or against the other judges."""
    if reference is None and found.consensus.judges is not None:
        return _of_model(found, found.consensus.judges)
    votes, spec = found.facts.votes, SliceSpec((JUDGE,))
    by_item = np.asarray([np.nan if reference is None else reference.get(name, np.nan) for name in found.facts.items])
    right = found.consensus.others if reference is None else by_item[votes.items]
    table = pa.table(
        {
            ITEM: pa.array(votes.items, pa.int64()),
            JUDGE: pa.array(found.facts.judges, pa.string()).take(pa.array(votes.judges, pa.int64())),
            ANSWER: pa.array(found.said),
            LABEL: _known(right),
        }
    )
    facts = facts_from_table(table, label=LABEL, systems={"judge": (None, ANSWER)}, cluster=ITEM, by=(spec,))
    metrics = [NUMBERS[name] for name in OF_JUDGES]
    made = estimate(metrics, facts, by=(spec,), level=found.level, seed=seed)
    return tuple(each for each in made if each.slice)


def _values(facts: LongFacts) -> Floats:
    """The number of each answer."""
    wrong = [code for code, name in enumerate(facts.classes) if reading_order(name)[0] > 0]
    if not wrong:
        return np.asarray([float(name) for name in facts.classes])
    places = np.flatnonzero(np.isin(facts.votes.answers, wrong))
    first = int(places[np.argmin(facts.places[places])]) if places.size else None
    name = facts.classes[wrong[0] if first is None else facts.votes.answers[first]]
    where = "" if first is None else f" (row {int(facts.places[first]) + 1})"
    more = f"; {len(wrong)} different answers are none" if len(wrong) > 1 else ""
    raise InputError(
        "input.not_a_number",
        f"The answer '{name[:40]}' is no number{where}{more}.",
        "Methods mean, median and weighted take numbers; for texts use majority or dawid-skene.",
    )


def _ends(consensus: NumberConsensus, level: float) -> tuple[Floats, Floats]:
    """Ends of the intervals, NaN where there is none."""
    low, high = consensus.low.copy(), consensus.high.copy()
    usable = np.isfinite(consensus.error) & (consensus.error > 0) & (consensus.degrees > 0)
    if usable.any():
        error, degrees = consensus.error[usable], consensus.degrees[usable]
        spreads = Spreads(Rule.STUDENT, error, np.ones(error.size), degrees, -np.inf, np.inf)
        low[usable], high[usable] = many_limits(consensus.value[usable], spreads, (1.0 - level) / 2.0)
    still = ~(low < high)
    return np.where(still, np.nan, low), np.where(still, np.nan, high)


def _reasons(consensus: NumberConsensus, times: Codes, open_ended: npt.NDArray[np.bool_]) -> list[str | None]:
    """Why an item has no interval: by order statistics it takes some votes, by a standard error two that differ."""
    few = np.isnan(consensus.low) & bool(np.isnan(consensus.degrees).all())
    cases = [~open_ended, times == 0, times == 1, few]
    words = np.select(cases, ["", "no_votes", "one_vote", "few_votes"], "no_variation")
    return [word or None for word in words.tolist()]


def _of_model(found: NumbersFound, judges: JudgeNumbers) -> tuple[Estimate, ...]:
    times = np.bincount(found.facts.votes.judges, minlength=len(found.facts.judges))
    cards = {name: _card(name, found) for name in OF_JUDGES}
    made = []
    for name, values, errors in (
        ("bias", judges.bias, judges.bias_error),
        ("error_sd", judges.deviation, judges.deviation_error),
    ):
        for place in np.flatnonzero(times).tolist():
            key = ((JUDGE, found.facts.judges[place]),)
            numbers = (float(values[place]), float(errors[place]), int(times[place]))
            made.append(_estimate(name, key, numbers, cards[name], found))
    return tuple(made)


def _estimate(
    metric: str,
    key: tuple[tuple[str, str], ...],
    numbers: tuple[float, float, int],
    card: MethodCard,
    found: NumbersFound,
) -> Estimate:
    value, error, n = numbers
    reason = None if n >= LEAST_VOTES else Reason.TOO_FEW_ITEMS.word
    if reason is None and not error > 0:
        reason = Reason.NO_VARIATION.word
    definition = NUMBERS[metric]
    spread = Spread(Rule.STUDENT, error, float(n), max(n - 1.0, 1.0), definition.low, definition.high)
    bounds = None if reason else limits(value, spread, (1.0 - found.level) / 2.0)
    return Estimate(
        metric, key, "judge", value, bounds, found.level, n, None, reason, spread if bounds else Spread(Rule.NONE), card
    )


def _card(metric: str, found: NumbersFound) -> MethodCard:
    sentence = {
        "bias": "How far the judge's numbers lie above those of the average vote, in their unit.",
        "error_sd": "Standard deviation of the judge's errors around its bias, in their unit, by the model.",
    }
    return MethodCard(
        metric,
        sentence[metric],
        "Value plus and minus the t quantile times the standard error.",
        "Inverse of the information of the restricted likelihood of all judges (of each alone beyond 500 judges).",
        found.options,
        found.facts.notes,
    )


def _known(values: Floats) -> "pa.Array[pa.DoubleScalar]":
    """Numbers with null for NaN."""
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def _warnings(facts: LongFacts, found: NumberConsensus, method: str, *, exact: bool) -> tuple[str, ...]:
    said = too_little(facts.votes)
    if np.unique(facts.votes.judges).size == 2 and method == "weighted":
        said.append("With two judges nothing tells which of them errs more: they count nearly alike.")
    if not found.converged and not exact:
        said.append(f"It stopped after {found.iterations} iterations, before it converged.")
    return tuple(said)
