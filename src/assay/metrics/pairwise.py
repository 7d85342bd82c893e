"""Pairwise verdicts as estimates: right in each order, consistent over both, biased to what is shown first; win rates.

Verdicts are codes: 0 for the left output of an item, 1 for the right one, 2 for a tie, -1 where a verdict could not
be read. An unread verdict is a status: under ``report`` it is never right, it agrees with another unread one alone,
and its share is an estimate of its own.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Estimate, Interval, MethodCard, Rule, Spread
from assay.core.slices import SliceKey
from assay.metrics.limits import limits
from assay.stats.agreement.named import coefficient
from assay.stats.preference.length import at_equal_length
from assay.stats.votes import votes

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LEFT, RIGHT, TIE, UNREAD = 0, 1, 2, -1
EMPTY = ("report", "tie", "second")
"""How an unread verdict counts: as such, as a tie, or as the second (right) output."""
NO_ITEMS, NO_VARIATION, TOO_FEW = "no_items", "no_variation", "too_few_items"


class Verdicts(NamedTuple):
    """Verdicts of one judge on the same items."""

    first: Codes
    """With the left output shown first."""
    second: Codes | None
    """With the right output shown first; None when there is one order."""
    reference: Codes | None
    """Which output is better; None when it is not known."""


def settled(codes: Codes, empty: str) -> Codes:
    """Verdicts with unread ones counted by the rule."""
    stands_for = {"report": UNREAD, "tie": TIE, "second": RIGHT}[empty]
    return np.where(codes == UNREAD, stands_for, codes)


def judge_pairs(verdicts: Verdicts, key: SliceKey, *, empty: str = "report", level: float = 0.95) -> list[Estimate]:
    """Everything that can be said of one judge on some pairs."""
    first = settled(verdicts.first, empty)
    second = None if verdicts.second is None else settled(verdicts.second, empty)
    made = [_share("unread", _unread(verdicts), key, level, "Share of verdicts that could not be read.")]
    if verdicts.reference is not None:
        made += _accuracies(first, second, verdicts.reference, key, level)
    if second is not None:
        made += _orders(first, second, key, level)
    if verdicts.reference is None:
        made.append(_win_rate(first, second, key, level))
    return made


def win_rate(preference: Floats, key: SliceKey, *, clusters: Codes | None = None, level: float = 0.95) -> Estimate:
    """Mean of preferences in [0, 1] for the candidate, a tie as half; items of one cluster together.

    Raises
    ------
    InputError
        ``stats.out_of_range`` outside [0, 1].
    """
    sentence = "Mean preference for the candidate: 1 always wins, 0.5 is a draw, 0 never wins; a tie counts half."
    return _share("win_rate", preference, key, level, sentence, clusters)


def win_rate_at_equal_length(preference: Floats, difference: Floats, key: SliceKey, *, level: float) -> Estimate:
    """The win rate that a logistic model gives at equal length."""
    sentence = "Win rate at equal length by a logistic model on tanh of the standardised difference of lengths."
    found = at_equal_length(preference, difference)
    if found is None:
        return _absent("win_rate_equal_length", key, level, preference.size, "no_variation", sentence)
    spread = Spread(Rule.STUDENT, found.intercept_error, float(preference.size), None, -50.0, 50.0)
    ends = limits(found.intercept, spread, (1.0 - level) / 2.0)
    bounds = None if ends is None else Interval(*(float(1.0 / (1.0 + np.exp(-end))) for end in ends))
    card = MethodCard(
        "win_rate_equal_length",
        sentence,
        "Normal on the logit scale, sandwich standard error.",
        "Independent items.",
        (("slope of length", f"{found.slope:.3f}"), ("its standard error", f"{found.slope_error:.3f}")),
    )
    none = Spread(Rule.NONE)
    return Estimate(
        "win_rate_equal_length", key, None, found.win_rate, bounds, level, preference.size, None, None, none, card
    )


def shares_of(codes: Codes) -> Floats:
    """Preference for the right output: 1, 0, and 0.5 for a tie; unread ones must be gone."""
    return np.where(codes == RIGHT, 1.0, np.where(codes == LEFT, 0.0, 0.5))


def _accuracies(first: Codes, second: Codes | None, reference: Codes, key: SliceKey, level: float) -> list[Estimate]:
    right = [_rightness(codes, reference) for codes in (first, second) if codes is not None]
    said = "Share of pairs in which the verdict names the better output; a tie is half right, an unread one is wrong"
    if len(right) == 1:
        return [_share("accuracy", right[0], key, level, f"{said}.")]
    both = ((first == reference) & (second == reference)).astype(np.float64)
    return [
        _share("accuracy_order1", right[0], key, level, f"{said}, left output shown first."),
        _share("accuracy_order2", right[1], key, level, f"{said}, right output shown first."),
        _share("accuracy", (right[0] + right[1]) / 2.0, key, level, f"{said}, mean of both orders."),
        _share("both_right", both, key, level, "Share of pairs in which both orders name the better output."),
    ]


def _orders(first: Codes, second: Codes, key: SliceKey, level: float) -> list[Estimate]:
    same = (first == second).astype(np.float64)
    to_first = ((first == LEFT) & (second == RIGHT)).astype(np.float64)
    to_second = ((first == RIGHT) & (second == LEFT)).astype(np.float64)
    return [
        _share("consistency", same, key, level, "Share of pairs with the same verdict in both orders."),
        _share("first_bias", to_first, key, level, "Share of pairs in which whatever is shown first wins twice."),
        _share("second_bias", to_second, key, level, "Share of pairs in which whatever is shown second wins twice."),
        _order_kappa(first, second, key, level),
    ]


def _order_kappa(first: Codes, second: Codes, key: SliceKey, level: float) -> Estimate:
    sentence = "Cohen's kappa of the verdicts in the two orders. 1 is full consistency, 0 is what chance would give."
    n = first.size
    if n < 2:
        return _absent("order_kappa", key, level, n, TOO_FEW, sentence)
    answers = np.r_[first, second] + 1
    given = votes(np.tile(np.arange(n), 2), np.repeat([0, 1], n), answers, n_classes=4)
    found = coefficient("cohen", given, level=level)
    bounds = Interval(found.low, found.high) if found.low is not None and found.high is not None else None
    card = MethodCard("order_kappa", sentence, found.how, "Independent pairs.")
    return Estimate(
        "order_kappa", key, None, found.value, bounds, level, n, None, found.reason, Spread(Rule.NONE), card
    )


def _win_rate(first: Codes, second: Codes | None, key: SliceKey, level: float) -> Estimate:
    orders = [codes for codes in (first, second) if codes is not None]
    read = np.logical_and.reduce([codes != UNREAD for codes in orders])
    shares = np.mean([shares_of(codes[read]) for codes in orders], axis=0) if read.any() else np.zeros(0)
    return win_rate(shares, key, level=level)


def _rightness(codes: Codes, reference: Codes) -> Floats:
    return np.where(codes == TIE, 0.5, (codes == reference).astype(np.float64))


def _unread(verdicts: Verdicts) -> Floats:
    orders: Sequence[Codes] = [each for each in (verdicts.first, verdicts.second) if each is not None]
    return np.asarray(np.mean([(codes == UNREAD).astype(np.float64) for codes in orders], axis=0))


def _share(
    name: str, values: Floats, key: SliceKey, level: float, sentence: str, clusters: Codes | None = None
) -> Estimate:
    """A mean of shares with Wilson's interval by effective n."""
    n = values.size
    if n < 2:
        return _absent(name, key, level, n, NO_ITEMS if n == 0 else TOO_FEW, sentence)
    value = float(values.mean())
    parts = values - value
    sums = parts if clusters is None else np.bincount(clusters, parts)
    units = n if clusters is None else int(np.unique(clusters).size)
    if units < 2:
        return _absent(name, key, level, n, "one_cluster", sentence)
    variance = max(float(sums @ sums) * units / (units - 1), float(parts @ parts) * n / (n - 1)) / n**2
    inside = value * (1.0 - value)
    effective = inside / variance + 1.0 if variance > 0 and inside > 0 else float(units)
    binary = bool(np.isin(values, (0.0, 1.0)).all()) and clusters is None
    spread = Spread(Rule.WILSON, float(np.sqrt(variance)), effective, None if binary else float(units - 1))
    bounds = limits(value, spread, (1.0 - level) / 2.0)
    card = MethodCard(
        name,
        sentence,
        "Wilson score with effective n.",
        "Independent items." if clusters is None else "Comparisons of one item may depend on each other.",
        (("standard error", f"{np.sqrt(variance):.6g}"),),
    )
    return Estimate(name, key, None, value, bounds, level, n, min(effective, n), None, spread, card)


def _absent(name: str, key: SliceKey, level: float, n: int, reason: str, sentence: str) -> Estimate:
    card = MethodCard(name, sentence, "None: see the reason.", "None.")
    return Estimate(name, key, None, None, None, level, n, None, reason, Spread(Rule.NONE), card)
