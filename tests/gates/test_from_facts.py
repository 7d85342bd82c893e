"""From facts to verdicts: what metrics give is what gates take."""

import numpy as np
import pyarrow as pa
import pytest

from assay.core.plan import GateKind, GateRole
from assay.core.slices import SliceSpec
from assay.core.verdict import Outcome
from assay.gates.recommend import recommend
from assay.gates.self_test import self_test
from assay.gates.verdicts import check_gates
from assay.metrics.compare import compare
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table
from assay.metrics.null import swap_within_clusters

BY = (SliceSpec(("country",)), SliceSpec(("device",)))
METRICS = ("accuracy", "recall", "brier", "ece")


@pytest.fixture(scope="module")
def facts():
    """2,000 items: the new system is better, but not on the few items of country C."""
    rng = np.random.default_rng(2)
    n = 2000
    label = rng.random(n) < 0.5
    country = rng.choice(["A", "B", "C", "D"], n, p=[0.5, 0.35, 0.14, 0.01])
    right = np.where(country == "C", 0.6, 0.92)
    columns = {"label": np.where(label, "yes", "no"), "country": country, "device": rng.choice(["phone", "desk"], n)}
    for name, rate in (("old", np.full(n, 0.85)), ("new", right)):
        is_right = rng.random(n) < rate
        said = np.where(is_right, label, ~label)
        columns[name] = np.where(said, "yes", "no")
        columns[f"{name}_score"] = np.clip(np.where(said, 0.8, 0.2) + rng.normal(0, 0.1, n), 0, 1)
    table = pa.table({name: pa.array(values.tolist()) for name, values in columns.items()})
    systems = {name: (name, f"{name}_score") for name in ("old", "new")}
    return facts_from_table(
        table, item=None, label="label", systems=systems, by=BY, cluster=None, weight=None, positive="yes"
    )


@pytest.fixture(scope="module")
def plan(make):
    return make.plan(
        make.gate("not worse", GateKind.NON_INFERIORITY, margin=0.02),
        make.gate("by country", GateKind.NON_INFERIORITY, role=GateRole.SLICE, by=BY[0], margin=0.05),
        make.gate("floor", GateKind.WORST_SLICE, role=GateRole.SLICE, metric="recall", by=BY[0], accept=0.8),
        make.gate("gap", GateKind.GAP, role=GateRole.SLICE, by=BY[1], accept=0.1),
        make.gate("brier", role=GateRole.GUARDRAIL, metric="brier", accept=0.3),
        make.gate("calibration", GateKind.CALIBRATION, role=GateRole.GUARDRAIL, metric="ece", accept=0.2),
    )


@pytest.fixture(scope="module")
def verdicts(plan, facts):
    estimates = estimate(METRICS, facts, by=BY)
    comparisons = compare(METRICS, facts, baseline="old", candidate="new", by=BY)
    columnar = check_gates(plan, estimates, comparisons, [])
    assert columnar == check_gates(plan, tuple(estimates), tuple(comparisons), [])
    return {(each.gate, each.slice): each for each in columnar}


def test_better_overall_and_worse_on_a_slice_that_matters(verdicts):
    outcomes = {(gate, dict(key).get("country")): each.outcome for (gate, key), each in verdicts.items()}
    assert outcomes["not worse", None] is Outcome.PASS
    assert outcomes["by country", "C"] is Outcome.FAIL
    assert outcomes["floor", "A"] is Outcome.PASS
    assert outcomes["floor", "C"] is Outcome.FAIL
    assert outcomes["floor", "D"] is Outcome.INCONCLUSIVE
    assert outcomes["gap", None] is Outcome.PASS
    assert outcomes["brier", None] is Outcome.PASS
    assert outcomes["calibration", None] is Outcome.PASS


def test_the_recommendation_is_to_hold_for_that_slice(verdicts):
    advised = recommend(list(verdicts.values()), plan_state="locked")
    assert advised.advice.value == "hold"
    assert advised.gates == ("by country", "floor")
    assert advised.why.startswith("Hold: accuracy on country=C is worse by 0.2")


def test_every_verdict_has_an_interval_or_a_reason(verdicts):
    for verdict in verdicts.values():
        assert (verdict.interval is not None and verdict.interval.low < verdict.interval.high) or verdict.reason


def test_gates_tested_on_themselves_keep_their_promise(plan, facts):
    def draws():
        for seed in range(60):
            swapped = swap_within_clusters(facts, "old", "new", seed)
            found = compare(("accuracy",), swapped, baseline="old", candidate="new", by=BY)
            only = [gate for gate in plan.gates if gate.kind is GateKind.NON_INFERIORITY]
            yield check_gates(type(plan)(**{**fields(plan), "gates": tuple(only)}), (), found, (), needed=False)

    found = self_test(draws(), level=plan.level)
    assert found.is_within_alpha
    assert [each.gate for each in found.gates] == ["not worse", "by country"]


def fields(plan):
    return {name: getattr(plan, name) for name in plan.__slots__}
