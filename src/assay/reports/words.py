"""The words of every rendering: outcomes with their mark, advice, roles, reasons, dates."""

from assay.core.named import named
from assay.core.plan import GateKind, GateRole
from assay.core.safe_text import neutral
from assay.core.verdict import Advice, Outcome, Recommendation, Verdict

DASH = "\u2014"
VERSION_DIGITS = 12
MARKS = {Outcome.PASS: "\u2713", Outcome.FAIL: "\u2717", Outcome.INCONCLUSIVE: "\u25d0"}
ADVICE = {
    Advice.SHIP: "Ship",
    Advice.SHIP_WITH_GUARDRAILS: "Ship with guardrails",
    Advice.NOT_YET: "Not yet",
    Advice.HOLD: "Hold",
}
ADVICE_MARKS = {
    Advice.SHIP: MARKS[Outcome.PASS],
    Advice.SHIP_WITH_GUARDRAILS: MARKS[Outcome.PASS],
    Advice.NOT_YET: MARKS[Outcome.INCONCLUSIVE],
    Advice.HOLD: MARKS[Outcome.FAIL],
}
KINDS = {
    GateKind.THRESHOLD: "threshold",
    GateKind.NON_INFERIORITY: "no worse than the baseline",
    GateKind.WORST_SLICE: "worst slice",
    GateKind.GAP: "gap between slices",
    GateKind.CALIBRATION: "calibration",
    GateKind.CHECK: "data check",
}
ROLES = {GateRole.CORE: "core", GateRole.GUARDRAIL: "guardrail", GateRole.SLICE: "slice"}
SEVERITY = (Outcome.FAIL, Outcome.INCONCLUSIVE, Outcome.PASS)
WEIGHT = (GateRole.CORE, GateRole.GUARDRAIL, GateRole.SLICE)
REASONS = {
    "no_items": "no items",
    "single_class": "only one class here",
    "no_positives": "no positive items",
    "no_negatives": "no negative items",
    "never_predicted": "the positive class was never predicted",
    "class_never_predicted": "a class was never predicted",
    "class_without_items": "a predicted class has no items",
    "single_prediction": "one and the same prediction throughout",
    "no_prediction": "no predictions",
    "no_score": "no scores",
    "needs_class_scores": "needs a score for each class",
    "one_cluster": "only one cluster",
    "too_few_items": "too few items",
    "no_variation": "the items do not vary",
    "picked_by_hand": "the items were picked by hand",
    "out_of_order": "the sample was answered out of its random order",
    "stratum_unanswered": "a stratum of the sample has no answer",
    "not_paired": "one of the two values is undefined",
    "not_two_judges": "more than two judges: --pairs gives each pair",
    "few_varied_items": "too few items have anything but the commonest answer",
    "not_complete": "fewer than 3 items were answered by every judge",
    "no_overlap": "no item has two answers",
    "single_label": "one and the same answer throughout",
    "never_lost_or_never_met": "some never lost to, or never met, the others",
    "reference_system": "the others are measured from here",
    "interval_spans_threshold": "the interval spans the threshold",
    "labels": "the labels are too uncertain",
    "missing_verdicts": "some outputs have no verdict: --missing leave_out",
    "missing_answers": "it hangs on answers that are missing",
    "no_interval": "no interval",
    "no_slices": "no slices",
    "slices_too_small": "the slices are too small",
    "check_not_run": "the check was not run",
    "not_judged": "the judge has not judged them yet",
    "waits_for_people": "waits for people's labels",
    "too_few_labelled": "people judged too few outputs here",
    "not_checked": "nobody checked the judge",
    "judge_uncorrected": "nobody checked the judge",
    "judge_no_card": "the judge has no card",
    "judge_expired": "the judge's card is over",
    "judge_other_version": "another version of the judge than its card's",
    "judge_several_versions": "several versions of the judge",
    "judge_tuned_here": "the judge was tuned on these items",
    "judge_says_nothing": "the judge's verdicts say nothing",
}


def reason_words(reason: str | None) -> str:
    """A stable reason word as people say it; an unknown word with its underscores as blanks."""
    if not reason:
        return "no reason was recorded"
    return REASONS.get(reason) or neutral(reason.replace("_", " "))


def moment(at: str) -> str:
    """``2026-11-22 14:05`` of a UTC time; the zone is told once a page. A text that is not a time stays as it is."""
    is_time = len(at) >= 16 and at[4:5] == "-" and at[10:11] == "T" and at[13:14] == ":"
    return f"{at[:10]} {at[11:16]}" if is_time else at


def short_version(dataset: str) -> str:
    """``loans@58b051449871`` of a dataset with its whole version."""
    name, version = named(dataset)
    return f"{name}@{version[:VERSION_DIGITS]}" if version else dataset


def recommendation_words(recommendation: Recommendation) -> str:
    """The one sentence why, without the advice where it begins with it: that stands above it already."""
    title = f"{ADVICE[recommendation.advice]}: "
    rest = recommendation.why.removeprefix(title)
    return rest[:1].upper() + rest[1:]


def severity(verdict: Verdict) -> tuple[int, int, int]:
    """Sort key: failures that are not waived first, then by role core, guardrail, slice."""
    return (SEVERITY.index(verdict.outcome), int(verdict.waiver is not None), WEIGHT.index(verdict.role))


def outcome_words(verdict: Verdict) -> str:
    """``✗ FAIL`` or ``✗ FAIL, waived``: the mark and its word."""
    waived = ", waived" if verdict.waiver is not None else ""
    return f"{MARKS[verdict.outcome]} {verdict.outcome.value}{waived}"


def plural(n: str, one: str, many: str | None = None) -> str:
    """``1 item``, ``640 items``; ``n`` is written already."""
    return f"{n} {one}" if n == "1" else f"{n} {many or one + 's'}"
