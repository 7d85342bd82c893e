"""The sentences of verdicts."""

import pytest

from assay.core.figures import count
from assay.core.plan import GateKind
from assay.gates.verdicts import check_gates

FEMALE = (("sex", "Female"),)


def test_failing_threshold_reads_as_the_style_guide_writes_it(make):
    gate = make.gate(kind=GateKind.WORST_SLICE, metric="recall", by="sex", accept=0.8)
    (verdict,) = check_gates(make.plan(gate), [make.normal(0.71, 0.0255, key=FEMALE, metric="recall")], [], [])
    assert verdict.why == "Recall on sex=Female is 0.71 (0.66 to 0.76), below 0.80."


@pytest.mark.parametrize(
    ("metric", "value", "accept", "why"),
    [
        ("accuracy", 0.874, 0.8, "Accuracy is 0.874 (0.854 to 0.894), at least 0.800."),
        ("balanced_accuracy", 0.874, 0.8, "Balanced accuracy is 0.874 (0.854 to 0.894), at least 0.800."),
        ("brier", 0.12, 0.2, "Brier is 0.120 (0.100 to 0.140), at most 0.200."),
        ("ece", 0.12, 0.05, "ECE is 0.120 (0.100 to 0.140), above 0.050."),
        ("accuracy", 0.874, 0.80125, "Accuracy is 0.874 (0.854 to 0.894), at least 0.8013."),
    ],
)
def test_settled_thresholds_say_which_side(make, metric, value, accept, why):
    gate = make.gate(metric=metric, accept=accept)
    (verdict,) = check_gates(make.plan(gate), [make.normal(value, 0.0102, metric=metric)], [], [])
    assert verdict.why == why


def test_undecided_threshold_says_what_would_settle_it(make):
    (verdict,) = check_gates(make.plan(make.gate(accept=0.87)), [make.normal(0.874, 0.0102)], [], [])
    assert verdict.why == (
        "Accuracy is 0.874 (0.854 to 0.894), which leaves open whether it is at least 0.870. "
        f"At this value {count(verdict.items_needed)} items in all would likely settle it; there are 1\u2009000."
    )


def test_undecided_between_two_thresholds_names_both(make):
    (verdict,) = check_gates(make.plan(make.gate(accept=0.9, fail=0.8)), [make.normal(0.85, 0.0102)], [], [])
    assert verdict.why == (
        "Accuracy is 0.850 (0.830 to 0.870), which leaves open whether it is at least 0.900 or below 0.800. "
        "More items of the same kind would not make this value pass."
    )


@pytest.mark.parametrize(
    ("value", "higher", "margin", "why"),
    [
        (0.012, True, 0.01, "Accuracy is better by 0.012 (0.004 to 0.020), within the margin of 0.010."),
        (-0.03, True, 0.01, "Accuracy is worse by 0.030 (0.022 to 0.038), beyond the margin of 0.010."),
        (0.03, False, 0.01, "Brier is worse by 0.030 (0.022 to 0.038), beyond the margin of 0.010."),
        (-0.012, False, 0.01, "Brier is better by 0.012 (0.004 to 0.020), within the margin of 0.010."),
        (-0.03, True, 0.0, "Accuracy is worse by 0.030 (0.022 to 0.038), so worse than the baseline."),
        (0.03, True, 0.0, "Accuracy is better by 0.030 (0.022 to 0.038), so not worse than the baseline."),
    ],
)
def test_differences_say_their_direction_in_words(make, value, higher, margin, why):
    metric = "accuracy" if higher else "brier"
    gate = make.gate(kind=GateKind.NON_INFERIORITY, metric=metric, margin=margin)
    compared = make.difference(value, 0.00403, metric=metric, higher_is_better=higher)
    (verdict,) = check_gates(make.plan(gate), [], [compared], [])
    assert verdict.why == why


def test_a_difference_that_may_go_either_way_keeps_the_sign_of_its_ends(make):
    gate = make.gate(kind=GateKind.NON_INFERIORITY, margin=0.01)
    (verdict,) = check_gates(make.plan(gate), [], [make.difference(-0.002, 0.00612)], [])
    assert verdict.why.startswith(
        "Accuracy is worse by 0.002 (\u22120.010 to 0.014), "
        "which leaves open whether it is within the margin of 0.010. At this value "
    )


def test_decimals_grow_where_rounding_would_hide_the_side_of_the_threshold(make):
    (verdict,) = check_gates(make.plan(make.gate(accept=0.8)), [make.normal(0.8496, 0.0255)], [], [])
    assert verdict.interval.low < 0.8 < verdict.interval.low + 0.0005
    assert verdict.why.startswith("Accuracy is 0.8496 (0.7996 to 0.8996), which leaves open")


def test_hostile_slice_names_are_made_visible(make):
    key = (("sex", "F\u202e\n" + "x" * 400),)
    gate = make.gate(kind=GateKind.WORST_SLICE, by="sex", accept=0.8)
    (verdict,) = check_gates(make.plan(gate), [make.share(0.9, key=key)], [], [])
    assert "F\\u202e\\n" in verdict.why
    assert len(verdict.why) < 300
