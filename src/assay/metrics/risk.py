"""Risk: may it be claimed that at most eps is wrong, and how much of a pool may a machine then label?

A claim is held to an exact or a conservative bound at one-sided confidence, never to a normal approximation: where no
error was seen, that one would claim certainty.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assay.core.errors import InputError, Problem
from assay.metrics.reasons import Reason
from assay.stats.risk.bounds import error_bound, hoeffding_bentkus_upper
from assay.stats.risk.first_crossing import largest_threshold
from assay.stats.risk.weighted import frame_weights, weighted_bound

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

STREAM = "Clopper-Pearson, one side: items still to come from the same source"
POOL = "Hypergeometric, one side: a fixed pool of which the checked items are a simple random sample"
BOUNDED = "Hoeffding and Bentkus: losses between 0 and 1"
WEIGHTED = "Hoeffding and Bentkus over the weights of a stratified sample (Clopper-Pearson where all are equal)"
MOST_NEEDED = 10_000_000
TOO_FEW_CHECKED = "too_few_checked"
FIRST_ITEMS_WRONG = "surest_items_wrong"


@dataclass(frozen=True, slots=True)
class RiskBound:
    """What checked items say of the share that is wrong."""

    at_most: float
    """The share that is to be held."""
    confidence: float
    """One-sided: how often, at least, the bound is right."""
    holds: bool
    """Whether the bound is at most that share."""
    upper: float | None
    """The bound: no more than this share is wrong; None when no probability is known, and ``reason`` says why."""
    rate: float
    """Share that was wrong among the checked items, by weight where they were drawn unequally."""
    wrong: float
    """How many were wrong (the sum of the losses)."""
    n: int
    """Checked items."""
    pool: int | None
    """Items of the fixed pool; None for a stream."""
    needed: int | None
    """Further items, none of them wrong, after which it would hold; None where it holds, or where that is no way."""
    reason: str | None
    """Why there is no bound."""
    how: str
    """How the bound was made."""
    notes: tuple[str, ...] = ()
    """What was left out or assumed."""


@dataclass(frozen=True, slots=True)
class MachineShare:
    """How much of a pool a machine may label while at most a given share of all is wrong."""

    at_most: float
    """The share of the whole pool that may be wrong; what people label counts as right."""
    confidence: float
    """One-sided: how often, at least, that holds."""
    share: float
    """Of the pool that the machine may label."""
    n_machine: int
    """Items that it may label."""
    n_pool: int
    """Items of the pool; for a stream, those that were checked."""
    n_spared: int
    """Of those that it may label, the ones that nobody checked."""
    below: float | None
    """It labels items whose uncertainty is below this; None where it labels all or none."""
    upper: float | None
    """Bound of what is wrong among all because the machine labels these; None when no probability is known."""
    checked: int
    """Items that people checked."""
    checked_below: int
    """Of those, the ones that the machine may label."""
    wrong_below: float
    """Of those, the ones that it had wrong."""
    wrong: float
    """All checked items that it had wrong."""
    needed: int | None
    """Where too few were checked: how many, none of them wrong, make a claim possible."""
    reason: str | None
    """Why it may label none."""
    how: str
    """How the bound was made."""
    notes: tuple[str, ...] = ()
    """What was left out or assumed."""


class Checked(NamedTuple):
    """Losses of checked items, and how the items came to be checked."""

    loss: Floats
    """0 to 1 each."""
    pool: int | None = None
    """Items of the fixed pool; None for a stream."""
    probability: Floats | None = None
    """Of having been drawn, equal within each stratum; None where all are alike."""
    withheld: Reason = Reason.NONE
    """Why nothing can be claimed."""
    notes: tuple[str, ...] = ()
    """What was left out or assumed."""


def risk_bound(checked: Checked, *, at_most: float, confidence: float) -> RiskBound:
    """Whether "at most ``at_most`` is wrong" may be claimed at one-sided ``confidence``.

    Raises
    ------
    InputError
        ``risk.at_most``, ``risk.confidence``, ``risk.no_items``, ``risk.pool``, ``risk.loss``.
    """
    check_claim(checked, at_most=at_most, confidence=confidence)
    rule = _rule(checked, 1.0 - confidence)
    total = float(rule.parts.sum())
    upper = None if checked.withheld else rule.upper(total)
    rate = total if checked.probability is not None else total / checked.loss.size
    holds = upper is not None and upper <= at_most
    return RiskBound(
        at_most,
        confidence,
        holds,
        upper,
        rate,
        float(checked.loss.sum()),
        checked.loss.size,
        checked.pool,
        None if holds or checked.withheld or rate > at_most else _needed(checked, total, at_most, 1.0 - confidence),
        checked.withheld.word,
        rule.how,
        checked.notes,
    )


def machine_share(
    checked: Checked, uncertainty: Floats, is_checked: Flags, *, at_most: float, confidence: float
) -> MachineShare:
    """The largest share of a pool that a machine may label, its surest answers first.

    Parameters
    ----------
    checked : losses of the machine's answers on the checked items, in the order of the pool
    uncertainty : float array of shape (n_pool,)
    is_checked : bool array of shape (n_pool,)

    Raises
    ------
    InputError
        As `risk_bound`.
    """
    check_claim(checked, at_most=at_most, confidence=confidence)
    rule = _rule(checked, 1.0 - confidence)
    own = uncertainty[is_checked]
    limit = -math.inf if checked.withheld else largest_threshold(own, rule.parts, lambda x: rule.upper(x) <= at_most)
    machine, below = uncertainty < limit, own < limit
    nothing = rule.upper(0.0) > at_most
    reason = checked.withheld.word or (TOO_FEW_CHECKED if nothing else None if machine.any() else FIRST_ITEMS_WRONG)
    return MachineShare(
        at_most,
        confidence,
        float(machine.mean()),
        int(machine.sum()),
        uncertainty.size,
        int((machine & ~is_checked).sum()),
        limit if math.isfinite(limit) else None,
        None if checked.withheld else rule.upper(float(rule.parts[below].sum())) if machine.any() else 0.0,
        own.size,
        int(below.sum()),
        float(checked.loss[below].sum()),
        float(checked.loss.sum()),
        _needed(checked, 0.0, at_most, 1.0 - confidence, whole=True) if reason == TOO_FEW_CHECKED else None,
        reason,
        rule.how,
        checked.notes,
    )


class _Rule(NamedTuple):
    """How a sum of losses is bounded."""

    parts: Floats
    upper: Callable[[float], float]
    how: str


def _rule(checked: Checked, alpha: float) -> _Rule:
    loss, n = checked.loss, checked.loss.size
    whole = bool(np.isin(loss, (0.0, 1.0)).all())
    if checked.probability is not None:
        weights = frame_weights(checked.probability)
        return _Rule(weights * loss, lambda total: weighted_bound(total, weights, alpha, whole=whole), WEIGHTED)
    if not whole:
        return _Rule(loss, lambda total: hoeffding_bentkus_upper(total, n, alpha), BOUNDED)
    how = STREAM if checked.pool is None else POOL
    return _Rule(loss, lambda total: error_bound(round(total), n, alpha, pool=checked.pool), how)


def _needed(checked: Checked, total: float, at_most: float, alpha: float, *, whole: bool = False) -> int | None:
    """Fewest items, those wrong so far among them, that would make the claim: beyond those checked, or in all."""
    most = MOST_NEEDED if checked.pool is None else checked.pool
    n = checked.loss.size
    if checked.probability is not None or not bool(np.isin(checked.loss, (0.0, 1.0)).all()):
        return None

    def holds(size: int) -> bool:
        return error_bound(round(total), size, alpha, pool=checked.pool) <= at_most

    if n >= most or not holds(most):
        return None
    low, high = n, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high if whole else high - n


def check_claim(checked: Checked, *, at_most: float, confidence: float) -> None:
    """Refuse a claim that cannot be checked, with all that is wrong."""
    problems = []
    if not 0.0 < at_most < 1.0:
        what = f"At most {at_most:g} cannot be claimed."
        problems.append(Problem("risk.at_most", what, "Say a share above 0 and below 1: --at-most 0.05."))
    if not 0.0 < confidence < 1.0:
        what = f"{confidence:g} is no confidence."
        problems.append(Problem("risk.confidence", what, "Choose one above 0 and below 1: --confidence 0.95."))
    n = checked.loss.size
    if n < 1:
        problems.append(Problem("risk.no_items", "No item was checked.", "Give items of which it is known."))
    if checked.pool is not None and checked.pool < n:
        what = f"The pool has {checked.pool} items, and {n} were checked."
        problems.append(Problem("risk.pool", what, "The pool holds the checked items too: give all of them."))
    outside = (checked.loss < 0.0) | (checked.loss > 1.0)
    if outside.any():
        what = f"{int(outside.sum())} losses are outside 0 to 1; one is {checked.loss[outside][0]:g}."
        problems.append(Problem("risk.loss", what, "Give 1 for wrong and 0 for right, or a loss between."))
    if problems:
        raise InputError.gather(problems)
