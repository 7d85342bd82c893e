"""Pairwise verdicts as estimates: right in each order, consistent over both, biased to what is shown first; win rates.

Verdicts are codes: 0 for the left output of an item, 1 for the right one, 2 for a tie, -1 where a verdict could not
be read. An unread verdict is a status: under ``report`` it is never right, it agrees with another unread one alone,
and its share is an estimate of its own. Verdicts on one item may depend on each other.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Estimate, Interval, MethodCard, Rule, Spread
from assay.core.slices import SliceKey
from assay.metrics.limits import limits
from assay.metrics.shares import absent, counted, mean_share
from assay.stats.agreement.orders import order_kappa
from assay.stats.preference.length import at_equal_length
from assay.stats.preference.repeats import same_again

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEFT, RIGHT, TIE, UNREAD = 0, 1, 2, -1
EMPTY = ("report", "tie", "second")
"""How an unread verdict counts: as such, as a tie, or as the second (right) output."""
NO_VARIATION = "no_variation"
KAPPA = "Cohen's kappa of the verdicts in the two orders. 1 is full consistency, 0 is what chance would give."


class Verdicts(NamedTuple):
    """Verdicts on pairs, one row a judge and a pair (several where it was asked again)."""

    first: Codes
    """With the left output shown first; with ``shown``, in the order that it says."""
    second: Codes | None
    """With the right output shown first; None when there is one order."""
    reference: Codes | None
    """Which output is better; None when it is not known."""
    items: Codes
    """The pair of each row."""
    judges: Codes
    """The judge of each row."""
    shown: Codes | None = None
    """Which output was shown first, where each row is one verdict; None where the columns say it."""
    clusters: Codes | None = None
    """What may make rows depend on each other beyond their pair, such as the prompt of several; None for the pair."""

    @property
    def units(self) -> Codes:
        """What rows are clustered by."""
        return self.items if self.clusters is None else self.clusters

    def where(self, rows: Codes) -> "Verdicts":
        """Some of the rows."""
        second, reference, shown, clusters = (
            None if each is None else each[rows] for each in (self.second, self.reference, self.shown, self.clusters)
        )
        return Verdicts(self.first[rows], second, reference, self.items[rows], self.judges[rows], shown, clusters)

    def settled(self, empty: str) -> "Verdicts":
        """With unread ones counted by the rule."""
        second = None if self.second is None else settled(self.second, empty)
        return self._replace(first=settled(self.first, empty), second=second)

    @property
    def orders(self) -> list[Codes]:
        """The verdicts of each order that was asked."""
        return [codes for codes in (self.first, self.second) if codes is not None]


def settled(codes: Codes, empty: str) -> Codes:
    """Verdicts with unread ones counted by the rule."""
    stands_for = {"report": UNREAD, "tie": TIE, "second": RIGHT}[empty]
    return np.where(codes == UNREAD, stands_for, codes)


def judge_pairs(
    verdicts: Verdicts,
    key: SliceKey,
    *,
    sides: tuple[str, str] = ("left", "right"),
    ties: bool = True,
    empty: str = "report",
    level: float = 0.95,
) -> list[Estimate]:
    """Everything that can be said of some verdicts.

    Parameters
    ----------
    sides : names of the left and the right output
    ties : whether the share of ties is told
    empty : one of `EMPTY`
    """
    given = verdicts.settled(empty)
    made = [_mean("unread", verdicts, [codes == UNREAD for codes in verdicts.orders], key, level)]
    if ties:
        made.append(_mean("ties", given, [codes == TIE for codes in given.orders], key, level))
    if given.reference is not None:
        made += _accuracies(given, given.reference, key, level)
    if given.shown is not None:
        made.append(_shown_first(given, given.shown, key, level))
    pairs = given if given.shown is None else in_both_orders(given, given.shown)
    if pairs.second is not None and (given.shown is None or pairs.second.size):
        made += _orders(pairs, pairs.second, key, level)
    made += _again(given, key, level)
    if given.reference is None:
        made.append(_win_rate(given, key, sides, level))
    return made


def in_both_orders(given: Verdicts, shown: Codes) -> Verdicts:
    """The pairs that a judge saw in both orders, one row each: the last verdict in either."""
    cells = np.stack([given.judges, given.items])
    _, cell = np.unique(cells, axis=1, return_inverse=True)
    last = np.full((2, int(cell.max(initial=-1)) + 1), -1, np.int64)
    for side in (LEFT, RIGHT):
        rows = np.flatnonzero(shown == side)
        last[side, cell[rows]] = rows
    left, right = last[:, (last >= 0).all(axis=0)]
    seen = given.where(left)
    return seen._replace(second=given.first[right], shown=None)


def win_rate(
    preference: Floats,
    key: SliceKey,
    *,
    items: Codes | None = None,
    over: tuple[str, str] = ("the baseline", "the candidate"),
    system: str | None = None,
    level: float = 0.95,
) -> Estimate:
    """Mean of preferences in [0, 1] for the candidate, a tie as half; rows of one item together."""
    sentence = f"Mean preference for {over[1]} over {over[0]}: 1 always wins, 0.5 is a draw; a tie counts half."
    return mean_share("win_rate", sentence, preference, key, clusters=items, system=system, level=level)


def wins(preference: Floats, key: SliceKey, *, items: Codes, level: float) -> list[Estimate]:
    """How often the candidate is preferred at all, however weakly, and the counts behind it."""
    won, lost, tied = preference > 0.5, preference < 0.5, preference == 0.5
    sentence = "Share of pairs in which the candidate is preferred, however weakly; a draw counts half."
    counts = {
        "wins": (won, "Pairs in which the candidate is preferred."),
        "losses": (lost, "Pairs in which the baseline is preferred."),
        "draws": (tied, "Pairs in which neither is preferred."),
    }
    return [
        mean_share("discrete_win_rate", sentence, won + tied / 2.0, key, clusters=items, level=level),
        *(
            counted(name, said, int(rows.sum()), rows.size, key, system=None, level=level)
            for name, (rows, said) in counts.items()
        ),
    ]


def win_rate_at_equal_length(
    preference: Floats, lengths: tuple[Floats, Floats], key: SliceKey, *, items: Codes, level: float
) -> Estimate:
    """The win rate that a logistic model gives at equal length, of the candidate's and the baseline's lengths."""
    name = "win_rate_equal_length"
    sentence = "Win rate at equal length by a logistic model on tanh of the standardised difference of lengths."
    n = preference.size
    found = at_equal_length(preference, lengths[0] - lengths[1], clusters=items)
    if found is None:
        return absent(name, sentence, key, n, NO_VARIATION, level=level)
    spread = Spread(Rule.STUDENT, found.intercept_error, float(n), found.degrees, -50.0, 50.0)
    ends = limits(found.intercept, spread, (1.0 - level) / 2.0)
    bounds = None if ends is None else Interval(*(float(1.0 / (1.0 + np.exp(-end))) for end in ends))
    card = MethodCard(
        name,
        sentence,
        "Student's t on the logit scale, sandwich standard error.",
        "Rows of one item may depend on each other.",
        (
            ("slope of length", f"{found.slope:.6g}"),
            ("its standard error", f"{found.slope_error:.6g}"),
            ("mean length of the candidate", f"{float(lengths[0].mean()):.6g}"),
            ("mean length of the baseline", f"{float(lengths[1].mean()):.6g}"),
        ),
    )
    return Estimate(name, key, None, found.win_rate, bounds, level, n, None, None, Spread(Rule.NONE), card)


def shares_of(codes: Codes) -> Floats:
    """Preference for the right output: 1, 0, and 0.5 for a tie; unread ones must be gone."""
    return np.where(codes == RIGHT, 1.0, np.where(codes == LEFT, 0.0, 0.5))


SENTENCES = {
    "unread": "Share of verdicts that could not be read.",
    "ties": "Share of verdicts that name no winner.",
    "accuracy": "Share of verdicts that name the better output; a tie is half right, an unread one is wrong",
    "both_right": "Share of pairs in which both orders name the better output.",
    "consistency": "Share of pairs with the same verdict in both orders.",
    "first_bias": "Share of pairs in which whatever is shown first wins twice.",
    "second_bias": "Share of pairs in which whatever is shown second wins twice.",
    "shown_first": "Share of verdicts for whatever is shown first; a tie counts half. Without bias it is 0.5, where "
    "the order is drawn.",
    "repeat_consistency": "Share of a judge's pairs of verdicts on one item in one order that are the same: what is "
    "below 1 is noise, not bias.",
}


def _accuracies(given: Verdicts, reference: Codes, key: SliceKey, level: float) -> list[Estimate]:
    """On the pairs whose better output is known."""
    known = given.where(np.flatnonzero(reference != UNREAD))
    better = reference[reference != UNREAD]
    right = [np.where((codes == TIE) & (better != TIE), 0.5, codes == better) for codes in known.orders]
    if len(right) == 1:
        return [_mean("accuracy", known, right, key, level)]
    both = np.logical_and.reduce([codes == better for codes in known.orders])
    return [
        _mean("accuracy_order1", known, right[:1], key, level),
        _mean("accuracy_order2", known, right[1:], key, level),
        _mean("accuracy", known, right, key, level),
        _mean("both_right", known, [both], key, level),
    ]


def _orders(given: Verdicts, second: Codes, key: SliceKey, level: float) -> list[Estimate]:
    first = given.first
    return [
        _mean("consistency", given, [first == second], key, level),
        _mean("first_bias", given, [(first == LEFT) & (second == RIGHT)], key, level),
        _mean("second_bias", given, [(first == RIGHT) & (second == LEFT)], key, level),
        _order_kappa(first, second, given.items, key, level),
    ]


def _again(given: Verdicts, key: SliceKey, level: float) -> list[Estimate]:
    """Consistency of repetitions, where a judge was asked again on an item in the same order."""
    order = 0 if given.shown is None else given.shown
    found = [same_again(codes, given.judges, 2 * given.items + order) for codes in given.orders]
    share, items = (np.concatenate(each) for each in zip(*found, strict=True))
    if not share.size:
        return []
    name = "repeat_consistency"
    return [mean_share(name, SENTENCES[name], share, key, clusters=items // 2, level=level)]


def _shown_first(given: Verdicts, shown: Codes, key: SliceKey, level: float) -> Estimate:
    read = given.first != UNREAD
    codes, name = given.first[read], "shown_first"
    values = np.where(codes == TIE, 0.5, codes == shown[read])
    return mean_share(name, SENTENCES[name], values, key, clusters=given.units[read], level=level)


def _mean(
    name: str, given: Verdicts, orders: Sequence[npt.NDArray[np.generic]], key: SliceKey, level: float
) -> Estimate:
    values = np.mean([each.astype(np.float64) for each in orders], axis=0)
    base, _, order = name.partition("_order")
    shown = {"1": ", left output shown first.", "2": ", right output shown first."}.get(order, ".")
    sentence = SENTENCES[base] if SENTENCES[base].endswith(".") else f"{SENTENCES[base]}{shown}"
    return mean_share(name, sentence, values, key, clusters=given.units, level=level)


def _order_kappa(first: Codes, second: Codes, items: Codes, key: SliceKey, level: float) -> Estimate:
    found = order_kappa(first + 1, second + 1, items, level=level)
    if found.value is None:
        return absent("order_kappa", KAPPA, key, first.size, found.reason or NO_VARIATION, level=level)
    bounds = Interval(found.low, found.high) if found.low is not None and found.high is not None else None
    card = MethodCard("order_kappa", KAPPA, found.how, "Rows of one item may depend on each other.")
    spread = Spread(Rule.NONE, standard_error=found.standard_error, low=-1.0)
    return Estimate("order_kappa", key, None, found.value, bounds, level, first.size, None, found.reason, spread, card)


def _win_rate(given: Verdicts, key: SliceKey, sides: tuple[str, str], level: float) -> Estimate:
    read = np.logical_and.reduce([codes != UNREAD for codes in given.orders])
    shares = np.mean([shares_of(codes[read]) for codes in given.orders], axis=0)
    return win_rate(shares, key, items=given.units[read], over=sides, system=sides[1], level=level)
