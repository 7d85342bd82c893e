"""The content of a plan: layout does not count, everything else does, and each difference has a sentence."""

import dataclasses
from dataclasses import replace
from typing import Any

import pytest

from assay.core.errors import PlanError
from assay.core.plan import Gate, GateKind, GateRole, Plan
from assay.core.slices import Cut, SliceSpec
from assay.plans.content import as_versioned, changes, plan_content, with_dataset
from assay.plans.parse import parse_plan

VERSION = "3f2a9c1d" + "0" * 56


@pytest.fixture
def plan(example: str) -> Plan:
    return parse_plan(example, "plan.yaml")


def test_the_content_of_layout_1_is_pinned(plan: Plan) -> None:
    """Old locks must keep their hash in every later version; if this fails, old workspaces look altered."""
    assert plan_content(plan) == "d810bc9b183d5a45a2abcf88db31da66879aec199235aa7e8b14fb9d64741a58"


def test_layout_comments_and_the_order_of_settings_do_not_count(example: str, plan: Plan) -> None:
    lines = example.split("\n")
    moved = "\n".join(["# a comment", *lines[3:6], "", *lines[:3], *lines[6:]])
    spread = moved.replace(
        "  - {name: recall gap, kind: gap, role: slice, metric: recall, by: sex, accept: 0.1}",
        "  - accept: 0.10\n    by: [sex]\n    name: 'recall gap'\n    metric: recall\n    role: slice\n    kind: gap",
    )
    respelled = spread.replace('sex == "Female" and age < 30', "sex = 'Female'   and (age < 30.0)")
    assert respelled.count("\n") > example.count("\n")
    other = parse_plan(respelled, "elsewhere.yaml")
    assert plan_content(other) == plan_content(plan)
    assert changes(plan, other) == ()


def other_value(value: Any) -> Any:
    match value:
        case None:
            return "something"
        case str():
            return f"{value}x"
        case float() | int():
            return value + 0.01 if isinstance(value, float) else value + 1
        case tuple():
            return value[1:]
    return replace(value, name="another")


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Plan) if field.name != "budget"])
def test_each_field_of_a_plan_counts_and_its_change_is_told(plan: Plan, field: str) -> None:
    after = replace(plan, **{field: other_value(getattr(plan, field))})
    assert plan_content(after) != plan_content(plan)
    assert changes(plan, after)
    assert changes(after, plan)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Gate) if field.name != "line"])
def test_each_field_of_a_gate_counts_and_its_change_is_told(plan: Plan, field: str) -> None:
    gate = plan.gates[2]
    values: dict[str, Any] = {
        "kind": GateKind.GAP, "role": GateRole.CORE, "by": SliceSpec(("race",)), "only": (("sex", "Female"),),
        "fail": 0.4, "accept": 0.45, "margin": 0.1, "check": "missing", "min_items": 3,
    }  # fmt: skip
    after = replace(plan, gates=(replace(gate, **{field: values.get(field, "other")}),))
    before = replace(plan, gates=(gate,))
    assert plan_content(after) != plan_content(before)
    assert changes(before, after)


def test_a_changed_threshold_is_told_with_both_values(example: str, plan: Plan) -> None:
    after = parse_plan(example.replace("accept: 0.60, fail: 0.55", "accept: 0.55, fail: 0.5"), "plan.yaml")
    assert changes(plan, after) == ("gate recall floor: accept 0.6 -> 0.55", "gate recall floor: fail 0.55 -> 0.5")


def test_added_removed_and_reordered_parts_are_told(plan: Plan) -> None:
    extra = Gate("brier cap", GateKind.THRESHOLD, GateRole.GUARDRAIL, "brier", accept=0.2, fail=0.2)
    after = replace(
        plan,
        gates=(*plan.gates[1:], extra),
        slices=(SliceSpec(("race",)), *plan.slices[:2], SliceSpec((Cut("age", quantiles=4),))),
        metrics=tuple(reversed(plan.metrics)),
        candidate=replace(plan.candidate, predictions="new.parquet"),
        level=0.9,
        weight="w",
        reviewers=(),
    )
    assert changes(plan, after) == (
        "candidate: predictions boosted.parquet -> new.parquet",
        "order of metrics: accuracy, recall, auroc, ece, brier -> brier, ece, auroc, recall, accuracy",
        "gate no worse overall removed",
        "gate brier cap added (kind threshold, role guardrail, metric brier, accept 0.2, fail 0.2, min_items 30)",
        "slice young women removed",
        "slice race added",
        "slice age: age at 25, 45, 65 -> age in 4 quantiles",
        "weight: none -> w",
        "level: 0.95 -> 0.9",
        "reviewer lead@example.org removed",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [("ab", "ba"), ("ab", "cab"), ("ab", "acb"), ("abc", "acd"), ("abc", "cb"), ("", "a"), ("a", "b"), ("abc", "bca")],
)
def test_any_change_of_a_list_is_told(plan: Plan, before: str, after: str) -> None:
    assert changes(replace(plan, reviewers=tuple(before)), replace(plan, reviewers=tuple(after)))


def test_the_full_dataset_version_is_filled_in(plan: Plan) -> None:
    assert with_dataset(plan, VERSION).dataset == f"adult@{VERSION}"
    assert with_dataset(replace(plan, dataset="adult"), VERSION).dataset == f"adult@{VERSION}"
    with pytest.raises(PlanError) as caught:
        with_dataset(plan, "ab" * 32)
    assert caught.value.code == "plan.other_dataset"


@pytest.mark.parametrize(
    ("dataset", "same"), [("adult", True), ("adult@3f2a9c1d", True), ("adult@ffffffff", False), ("compas", False)]
)
def test_a_short_dataset_is_the_full_one_when_it_may_be(plan: Plan, dataset: str, same: bool) -> None:
    found = as_versioned(replace(plan, dataset=dataset), f"adult@{VERSION}").dataset
    assert found == (f"adult@{VERSION}" if same else dataset)
