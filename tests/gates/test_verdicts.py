"""Verdicts by the rules of the design, kind by kind."""

import pytest

from assay.core.check import CheckResult
from assay.core.errors import InputError, PlanError
from assay.core.estimate import Rule, Spread
from assay.core.plan import GateKind, GateRole
from assay.core.verdict import Outcome
from assay.gates.verdicts import check_gates

PASS, FAIL, INCONCLUSIVE = Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    ("value", "accept", "fail", "outcome"),
    [
        pytest.param(1.0, 0.80, 0.80, PASS, id="low end 0.804 is above"),
        pytest.param(0.9, 0.704, 0.704, PASS, id="just above"),
        pytest.param(1.0, 0.805, 0.805, INCONCLUSIVE, id="low end 0.804 is below"),
        pytest.param(1.0, 1.2, 1.2, FAIL, id="high end 1.196 is below"),
        pytest.param(1.0, 1.19, 1.19, INCONCLUSIVE, id="high end 1.196 is above"),
        pytest.param(1.0, 1.3, 1.0, INCONCLUSIVE, id="between two thresholds"),
        pytest.param(1.0, 1.3, 1.2, FAIL, id="below both thresholds"),
        pytest.param(1.0, 0.8, 0.1, PASS, id="above both thresholds"),
    ],
)
def test_threshold_gate_compares_both_ends_with_its_thresholds(make, value, accept, fail, outcome):
    gate = make.gate(accept=accept, fail=fail)
    (verdict,) = check_gates(make.plan(gate), [make.normal(value, 0.1)], [], [])
    assert verdict.outcome is outcome
    assert (verdict.reason is None) == (outcome is not INCONCLUSIVE)


@pytest.mark.parametrize(
    ("value", "accept", "outcome"),
    [(0.02, 0.22, PASS), (0.02, 0.2, INCONCLUSIVE), (0.5, 0.3, FAIL), (0.5, 0.31, INCONCLUSIVE)],
)
def test_threshold_gate_is_mirrored_where_lower_is_better(make, value, accept, outcome):
    gate = make.gate(kind=GateKind.CALIBRATION, metric="ece", accept=accept)
    (verdict,) = check_gates(make.plan(gate), [make.normal(value, 0.1, metric="ece")], [], [])
    assert verdict.outcome is outcome


@pytest.mark.parametrize(
    ("difference", "margin", "outcome"),
    [
        (0.0, 0.02, PASS),
        (-0.01, 0.0296, PASS),
        (-0.01, 0.0295, INCONCLUSIVE),
        (-0.05, 0.03, FAIL),
        (-0.05, 0.031, INCONCLUSIVE),
        (0.02, 0.0, PASS),
        (-0.02, 0.0, FAIL),
        (0.0, 0.0, INCONCLUSIVE),
    ],
)
@pytest.mark.parametrize("higher_is_better", [True, False])
def test_non_inferiority_holds_the_difference_against_the_margin(make, difference, margin, outcome, higher_is_better):
    value = difference if higher_is_better else -difference
    metric = "accuracy" if higher_is_better else "brier"
    gate = make.gate(kind=GateKind.NON_INFERIORITY, metric=metric, margin=margin)
    compared = make.difference(value, 0.01, metric=metric, higher_is_better=higher_is_better)
    (verdict,) = check_gates(make.plan(gate), [], [compared], [])
    assert verdict.outcome is outcome
    assert verdict.accept == verdict.fail == (-margin if higher_is_better else margin)


def test_a_margin_that_is_only_touched_does_not_pass(make):
    spread = Spread(Rule.REPLICATES, 0.1, 100.0, None, -1.0, 1.0, (-0.5, -0.5, 0.0, 0.5, 0.5))
    gate = make.gate(kind=GateKind.NON_INFERIORITY, margin=0.5)
    (verdict,) = check_gates(make.plan(gate), [], [make.difference(0.0, 0.1, spread=spread)], [])
    assert verdict.interval is not None
    assert verdict.interval.low == -0.5
    assert verdict.outcome is INCONCLUSIVE


def test_a_threshold_that_is_touched_passes(make):
    spread = Spread(Rule.REPLICATES, 0.1, 100.0, None, 0.0, 1.0, (0.5, 0.5, 0.6, 0.7, 0.7))
    estimate = make.estimate(0.6, spread, 100)
    assert estimate.interval is not None
    (verdict,) = check_gates(make.plan(make.gate(accept=estimate.interval.low)), [estimate], [], [])
    assert verdict.outcome is PASS


def test_worst_slice_gate_gives_a_verdict_for_each_slice(make):
    gate = make.gate("floor", GateKind.WORST_SLICE, role=GateRole.SLICE, by="sex", accept=0.8)
    estimates = [
        make.share(0.7),
        make.share(0.9, key=(("sex", "M"),)),
        make.share(0.7, key=(("sex", "F"),)),
        make.share(0.7, key=(("sex", "M"), ("age", "30"))),
        make.share(0.1, key=(("sex", "M"),), system="old"),
    ]
    found = check_gates(make.plan(gate), estimates, [], [])
    assert [(each.slice, each.outcome) for each in found] == [((("sex", "M"),), PASS), ((("sex", "F"),), FAIL)]
    assert {each.gate for each in found} == {"floor"}


def test_non_inferiority_by_slice_compares_each_slice(make):
    gate = make.gate(kind=GateKind.NON_INFERIORITY, by="sex", margin=0.03)
    compared = [
        make.difference(v, 0.01, key=k) for v, k in ((-0.5, ()), (0.0, (("sex", "M"),)), (-0.1, (("sex", "F"),)))
    ]
    assert [each.outcome for each in check_gates(make.plan(gate), [], compared, [])] == [PASS, FAIL]


def test_slices_with_too_few_items_stay_inconclusive_and_do_not_count_in_the_family(make):
    gate = make.gate("floor", GateKind.WORST_SLICE, by="c", accept=0.5, min_items=100)
    large = [make.share(0.6, 400, (("c", name),)) for name in "ab"]
    small = [make.share(0.6, 99, (("c", f"small{index}"),)) for index in range(50)]
    alone = check_gates(make.plan(gate), large, [], [])
    among = check_gates(make.plan(gate), [*large, *small], [], [])
    assert [each.side_alpha for each in among[:2]] == [each.side_alpha for each in alone] == [(1 - 0.95) / 4] * 2
    assert {(each.outcome, each.reason, each.interval) for each in among[2:]} == {(INCONCLUSIVE, "too_few_items", None)}
    assert "rests on 99 items; the gate asks for at least 100" in among[2].why


def test_a_value_without_interval_is_inconclusive_with_its_reason(make):
    bare = make.share(0.9, 50, bare=True, reason="one_cluster")
    (verdict,) = check_gates(make.plan(make.gate(accept=0.8)), [bare], [], [])
    assert (verdict.outcome, verdict.reason) == (INCONCLUSIVE, "one_cluster")
    assert verdict.why == "Accuracy has the value 0.9 without an interval: one cluster."


def test_an_undefined_value_is_inconclusive_with_its_reason(make):
    undefined = make.estimate(None, Spread(Rule.NONE), 50, metric="auroc", reason="single_class")
    (verdict,) = check_gates(make.plan(make.gate(metric="auroc", accept=0.8)), [undefined], [], [])
    assert (verdict.outcome, verdict.reason, verdict.value) == (INCONCLUSIVE, "single_class", None)
    assert verdict.why == "AUROC has no value: single class."


def test_a_cut_without_slices_is_inconclusive(make):
    gate = make.gate(kind=GateKind.WORST_SLICE, by="sex", accept=0.8)
    (verdict,) = check_gates(make.plan(gate), [make.share(0.9)], [], [])
    assert (verdict.outcome, verdict.reason) == (INCONCLUSIVE, "no_slices")


def test_data_checks_are_exact_and_outside_the_family(make):
    gates = [
        make.gate("clean", GateKind.CHECK, metric=None, check="duplicates", role=GateRole.GUARDRAIL),
        make.gate("floor", accept=0.5),
        make.gate("leak", GateKind.CHECK, metric=None, check="label_copy", role=GateRole.GUARDRAIL),
        make.gate("schema", GateKind.CHECK, metric=None, check="schema_change", role=GateRole.GUARDRAIL),
    ]
    checks = [
        CheckResult("duplicates", True, "No item is there twice.", "", 0),
        CheckResult("label_copy", False, "1 column copies the label.", "Drop it.", 1),
    ]
    found = check_gates(make.plan(*gates), [make.share(0.6)], [], checks)
    assert [each.gate for each in found] == ["clean", "floor", "leak", "schema"]
    assert [each.outcome for each in found] == [PASS, PASS, FAIL, INCONCLUSIVE]
    assert [each.why for each in found][0::2] == ["No item is there twice.", "1 column copies the label. Drop it."]
    assert found[1].side_alpha == pytest.approx(0.025)
    assert found[3].reason == "check_not_run"


def test_multiplicity_none_gives_every_claim_the_whole_error(make):
    gates = [make.gate(f"g{index}", accept=0.5) for index in range(4)]
    found = check_gates(make.plan(*gates, multiplicity="none"), [make.share(0.51)], [], [])
    assert {each.side_alpha for each in found} == {(1 - 0.95) / 2}


def test_level_decides_the_error(make):
    (verdict,) = check_gates(make.plan(make.gate(accept=0.5), level=0.9), [make.share(0.6)], [], [])
    assert verdict.side_alpha == pytest.approx(0.05)


def test_metric_options_are_found_as_the_registry_names_them(make):
    gate = make.gate(metric="f_beta: beta=2", accept=0.5)
    (verdict,) = check_gates(make.plan(gate), [make.share(0.6, metric="f_beta:beta=2")], [], [])
    assert verdict.outcome is PASS


def test_a_metric_that_was_not_estimated_is_named(make):
    with pytest.raises(InputError, match="Gate 'gate' asks for accuracy, and nothing was estimated") as caught:
        check_gates(make.plan(make.gate(accept=0.5)), [make.share(0.6, system="other")], [], [])
    assert caught.value.code == "gate.no_estimate"


def test_gates_that_cannot_be_judged_as_written_are_reported_together(make):
    gates = [
        make.gate("a", accept=0.5, fail=0.6),
        make.gate("b"),
        make.gate("c", GateKind.NON_INFERIORITY),
        make.gate("d", GateKind.GAP, by="sex", accept=0.1, fail=0.05),
        make.gate("e", GateKind.CALIBRATION, metric="ece", accept=0.1, fail=0.2),
    ]
    with pytest.raises(PlanError) as caught:
        check_gates(make.plan(*gates), [], [], [])
    assert [(problem.item, problem.code) for problem in caught.value.problems] == [
        ("a", "gate.thresholds_reversed"),
        ("b", "gate.no_threshold"),
        ("c", "gate.no_threshold"),
        ("d", "gate.thresholds_reversed"),
    ]


def test_only_the_plans_own_pair_is_compared_when_others_are_there(make):
    gate = make.gate(kind=GateKind.NON_INFERIORITY, margin=0.02)
    other = make.difference(-0.5, 0.01)
    swapped = type(other)(**{name: getattr(other, name) for name in other.__slots__} | {"baseline": other.candidate})
    (verdict,) = check_gates(make.plan(gate), [], [swapped, make.difference(0.0, 0.001)], [])
    assert verdict.outcome is PASS


def test_items_needed_can_be_left_out(make):
    (verdict,) = check_gates(make.plan(make.gate(accept=0.5)), [make.share(0.51)], [], [], needed=False)
    assert verdict.outcome is INCONCLUSIVE
    assert verdict.items_needed is None
    assert verdict.why.endswith("which leaves open whether it is at least 0.500.")
