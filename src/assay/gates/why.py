"""The sentence of a verdict: what was seen, how sure we are, and what it was held against.

    Recall on sex=Female is 0.71 (0.66 to 0.76), below 0.80.

Two significant digits of the interval's width decide the decimals, and more are shown only where rounding would hide
on which side of its threshold an end lies.
"""

from assay.core.check import CheckResult
from assay.core.estimate import Interval
from assay.core.figures import count, decimals_of, fixed, number
from assay.core.plan import Gate, GateKind
from assay.core.safe_text import neutral
from assay.core.slices import SliceKey, slice_text
from assay.core.verdict import Outcome
from assay.gates import claims
from assay.gates.claims import Claim
from assay.gates.gap import Gap

MORE_DECIMALS = 4
"""At most so many beyond those that the width asks for."""
ACRONYMS = frozenset({"auroc", "ece", "mcc"})
"""Metrics that are spoken by their letters."""
SETTLES_NOTHING = 10_000_000
"""Items beyond which nobody waits for more."""
LABELS_FIRST = "At this value certain labels would decide it: adjudicate the items named for this gate first."
LONGEST_SLICE = 120
"""Characters of a slice's name in a sentence."""


def why(
    claim: Claim,
    outcome: Outcome,
    interval: Interval | None,
    *,
    needed: int | None = None,
    is_needed_known: bool = True,
    hangs_on_labels: bool = False,
) -> str:
    """The sentence of a claim that was judged, or could not be; what is undecided also says what would settle it."""
    if claim.measured is None or interval is None or claim.value is None:
        return _not_judged(claim)
    shown = f"{_subject(claim)} {_value(claim, interval)}, {_finding(claim, outcome, interval)}."
    if outcome is not Outcome.INCONCLUSIVE or not is_needed_known:
        return shown
    labels = f"{LABELS_FIRST} " if hangs_on_labels else ""
    return f"{shown} {labels}{_outlook(claim, needed)}"


def why_check(gate: Gate, found: CheckResult | None) -> str:
    """The sentence of a data check."""
    if found is None:
        return f"The check '{neutral(gate.check or '')}' was not run on these data."
    return found.what if found.passed else f"{found.what} {found.fix}".strip()


def items(n: int) -> str:
    """``1 item``, ``1 963 items``."""
    return plural(n, "item")


def plural(n: int, noun: str) -> str:
    """``1 label``, ``1 963 labels``."""
    return f"{count(n)} {noun}{'' if n == 1 else 's'}"


def metric_words(metric: str) -> str:
    """A metric as a sentence names it: ``balanced accuracy``, ``AUROC``, ``f beta (beta=2)``."""
    name, _, options = metric.partition(":")
    words = name.upper() if name in ACRONYMS else name.replace("_", " ")
    return f"{words} ({options})" if options else words


def capitalised(text: str) -> str:
    """With its first letter as a sentence begins."""
    return text[:1].upper() + text[1:]


def on_slice(key: SliceKey) -> str:
    """`` on sex=Female``; empty for all items."""
    return f" on {neutral(slice_text(key), most=LONGEST_SLICE)}" if key else ""


def _subject(claim: Claim) -> str:
    metric = metric_words(claim.gate.metric or "")
    if isinstance(claim.measured, Gap):
        top, bottom = (neutral(slice_text(key), most=LONGEST_SLICE) for key in claim.measured.between)
        return f"The gap of {metric} between {top} and {bottom} is"
    return f"{capitalised(metric)}{on_slice(claim.slice)} is"


def _value(claim: Claim, interval: Interval) -> str:
    """``0.71 (0.66 to 0.76)``; a difference as ``better by 0.012 (0.004 to 0.020)``."""
    value, shown, word = claim.value or 0.0, interval, ""
    if claim.gate.kind is GateKind.NON_INFERIORITY:
        is_loss = value < 0 if claim.higher_is_better else value > 0
        word = "worse by " if is_loss else "better by "
        shown = interval if is_loss != claim.higher_is_better else Interval(-interval.high, -interval.low)
        value = abs(value)
    decimals = _decimals(claim, interval)
    low, high = fixed(shown.low, decimals), fixed(shown.high, decimals)
    written = fixed(value, decimals)
    if word and not written.strip("0."):
        word = "no different: "
    return f"{word}{written} ({low} to {high})"


def _finding(claim: Claim, outcome: Outcome, interval: Interval) -> str:
    if claim.gate.kind is GateKind.NON_INFERIORITY:
        return _margin_finding(abs(claim.accept), outcome, _decimals(claim, interval))
    decimals = _decimals(claim, interval)
    accept, fail = _threshold(claim.accept, decimals), _threshold(claim.fail, decimals)
    reached, missed = ("at least", "below") if claim.higher_is_better else ("at most", "above")
    if outcome is Outcome.PASS:
        return f"{reached} {accept}"
    if outcome is Outcome.FAIL:
        return f"{missed} {fail}"
    if claim.accept == claim.fail:
        return f"which leaves open whether it is {reached} {accept}"
    return f"which leaves open whether it is {reached} {accept} or {missed} {fail}"


def _margin_finding(margin: float, outcome: Outcome, decimals: int) -> str:
    words = {
        Outcome.PASS: "within the margin of {}",
        Outcome.FAIL: "beyond the margin of {}",
        Outcome.INCONCLUSIVE: "which leaves open whether it is within the margin of {}",
    }
    if margin == 0:
        words = {
            Outcome.PASS: "so not worse than the baseline",
            Outcome.FAIL: "so worse than the baseline",
            Outcome.INCONCLUSIVE: "which leaves open whether it is worse than the baseline",
        }
    return words[outcome].format(_threshold(margin, decimals))


def _outlook(claim: Claim, needed: int | None) -> str:
    if claim.n_left_out:
        left_out = f"{claim.n_left_out} more slice{'' if claim.n_left_out == 1 else 's'}"
        return f"It says nothing of {left_out} with too few items (under {claim.gate.min_items}) or without a value."
    if needed is None:
        return "More items of the same kind would not make this value pass."
    if needed > SETTLES_NOTHING:
        return f"The value lies so near the threshold that even {items(SETTLES_NOTHING)} would likely not settle it."
    return f"At this value {items(needed)} in all would likely settle it; there are {count(claim.n)}."


def _not_judged(claim: Claim) -> str:
    metric, where = metric_words(claim.gate.metric or ""), on_slice(claim.slice)
    match claim.reason:
        case claims.TOO_FEW_ITEMS:
            return (
                f"{capitalised(metric)}{where} rests on {items(claim.n)}; "
                f"the gate asks for at least {count(claim.gate.min_items)}."
            )
        case claims.NO_SLICES:
            return f"There are no slices of {_cut(claim)} to judge {metric} on."
        case claims.SLICES_TOO_SMALL:
            return (
                f"The gap of {metric} between slices of {_cut(claim)} cannot be judged: "
                f"fewer than two have {items(claim.gate.min_items)} and a value."
            )
    words = (claim.reason or "no interval").replace("_", " ")
    if claim.value is None:
        return f"{capitalised(metric)}{where} has no value: {words}."
    kind = "difference" if claim.gate.kind is GateKind.NON_INFERIORITY else "value"
    return f"{capitalised(metric)}{where} has the {kind} {number(claim.value)} without an interval: {words}."


def _cut(claim: Claim) -> str:
    return neutral(claim.gate.by.name, most=LONGEST_SLICE) if claim.gate.by else "the items"


def _threshold(value: float, decimals: int) -> str:
    """A threshold with the decimals of the value beside it, or as many more as it was written with."""
    return fixed(value, decimals) if round(value, decimals) == value else number(value)


def _decimals(claim: Claim, interval: Interval) -> int:
    """Enough that no rounded end crosses a threshold, or falls on one that it does not touch."""
    first = decimals_of(interval)
    for decimals in range(first, first + MORE_DECIMALS):
        if all(
            _side(round(end, decimals), threshold) == _side(end, threshold)
            for end in interval
            for threshold in (claim.accept, claim.fail)
        ):
            return decimals
    return first + MORE_DECIMALS


def _side(end: float, threshold: float) -> int:
    return (end > threshold) - (end < threshold)
