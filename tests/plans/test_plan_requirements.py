"""What a tier requires, row by row."""

from dataclasses import replace
from typing import Any

import pytest

from assay.core.errors import PlanError
from assay.core.item import Column, Role
from assay.core.people import same_person
from assay.core.plan import Approval, GateRole, Plan
from assay.plans.approvals import approvers
from assay.plans.content import plan_content
from assay.plans.parse import parse_plan
from assay.plans.requirements import open_requirements
from assay.plans.tiers import DEFAULT_TIERS, parse_tier

NOW = "2026-11-22T14:05:00.000000Z"
COLUMNS = tuple(Column(name, "text", Role.SLICE) for name in ("sex", "race", "age", "household"))


@pytest.fixture
def plan(example: str) -> Plan:
    return parse_plan(example, "plan.yaml")


def approval(plan: Plan, by: str) -> Approval:
    return Approval(plan_content(plan), by, NOW)


def codes(plan: Plan, tier: str = "standard", **options: Any) -> list[str]:
    given: dict[str, Any] = {
        "n_items": 10_000,
        "has_card": True,
        "approvals": [approval(plan, "lead@example.org")],
        "columns": COLUMNS,
    }
    return [each.code for each in open_requirements(plan, DEFAULT_TIERS[tier], **{**given, **options})]


def test_the_example_satisfies_its_tier(plan: Plan) -> None:
    assert codes(plan) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"tier": "high"}, "tier.name"),
        ({"level": 0.9}, "tier.level"),
        ({"power": 0.7}, "tier.power"),
        ({"multiplicity": "none"}, "tier.multiplicity"),
        ({"cluster": "hosehold"}, "plan.unknown_column"),
        ({"weight": "w"}, "plan.unknown_column"),
        ({"reviewers": ("lead@example.org", "lena")}, "tier.reviewer"),
        ({"author": None}, "tier.author"),
    ],
)
def test_each_demand_on_the_plan_is_told(plan: Plan, changed: dict[str, Any], code: str) -> None:
    assert codes(replace(plan, **changed)) == [code]


@pytest.mark.parametrize(("role", "code"), [(GateRole.GUARDRAIL, "tier.guardrail"), (GateRole.SLICE, "tier.slice")])
def test_gates_of_each_role_are_demanded(plan: Plan, role: GateRole, code: str) -> None:
    assert codes(replace(plan, gates=tuple(gate for gate in plan.gates if gate.role is not role))) == [code]


@pytest.mark.parametrize(
    ("options", "code"),
    [({"n_items": 499}, "tier.items"), ({"approvals": []}, "tier.reviewer")],
)
def test_each_demand_on_data_and_people_is_told(plan: Plan, options: dict[str, Any], code: str) -> None:
    assert code in codes(plan, **options)


def test_the_high_tier_wants_a_card_more_power_and_two_people(plan: Plan) -> None:
    high = replace(plan, tier="high")
    assert codes(high, "high", has_card=False) == ["tier.power", "tier.card", "tier.approvals"]
    both = [approval(high, "lead@example.org"), approval(high, "lena")]
    assert codes(replace(high, power=0.9), "high", approvals=both)[0] == "tier.reviewer"
    strong = replace(high, power=0.9)
    assert codes(strong, "high", approvals=[approval(strong, "lead@example.org"), approval(strong, "lena")]) == []


def test_the_low_tier_wants_hardly_anything(plan: Plan) -> None:
    bare = replace(plan, tier="low", author=None, reviewers=(), multiplicity="none", gates=plan.gates[:1])
    assert codes(bare, "low", approvals=[], has_card=False, n_items=100) == []


def test_the_same_person_twice_is_one_approval(plan: Plan) -> None:
    high = replace(plan, tier="high", power=0.9)
    twice = [approval(high, "lead@example.org"), approval(high, "LEAD@example.org ")]
    assert codes(high, "high", approvals=twice) == ["tier.approvals"]


def test_a_sensitive_column_cannot_be_cut_by(plan: Plan) -> None:
    sealed = tuple(replace(each, role=Role.SENSITIVE) if each.name == "race" else each for each in COLUMNS)
    assert codes(plan, columns=sealed) == ["plan.sensitive_column"]


def test_a_column_of_a_condition_or_of_ranges_must_exist_too(plan: Plan) -> None:
    found = open_requirements(
        plan, DEFAULT_TIERS["standard"], n_items=10_000, has_card=True, approvals=[], columns=COLUMNS[:2]
    )
    assert [each.what for each in found if each.code == "plan.unknown_column"] == [
        "The dataset has no column 'household'.",
        "The dataset has no column 'age'.",
    ]


def test_people_are_told_apart_by_name_whatever_its_case() -> None:
    assert same_person("Mina@Example.org", " mina@example.org")
    assert not same_person("mina", "lena")
    assert not same_person(None, None)
    found = approvers([Approval("c", "b", NOW), Approval("c", "a", NOW), Approval("d", "e", NOW)], "c", not_by=["A"])
    assert found == ("b",)


TIER = """\
assay: 1
name: medical
min_items: 5000
min_level: 0.99
min_power: 0.9
min_approvals: 3
needs_guardrail: true
needs_slice: true
needs_card: true
needs_multiplicity: false
"""


def test_a_tier_is_read_as_written() -> None:
    tier = parse_tier(TIER, "tier.yaml")
    assert (tier.name, tier.min_items, tier.min_level, tier.min_approvals) == ("medical", 5000, 0.99, 3)
    assert (tier.needs_slice, tier.needs_multiplicity) == (True, False)


def test_all_mistakes_of_a_tier_are_told_at_once() -> None:
    text = TIER.replace("min_level: 0.99", "min_level: 2").replace("true", "yes", 1).replace("min_items: 5000\n", "")
    with pytest.raises(PlanError) as caught:
        parse_tier(text + "sql: x\n", "tier.yaml")
    assert [(each.code, each.line) for each in caught.value.problems] == [
        ("plan.missing", 1),
        ("plan.range", 3),
        ("plan.type", 6),
        ("plan.code_not_permitted", 10),
    ]


def test_the_default_tiers_ask_for_more_as_the_risk_grows() -> None:
    low, standard, high = (DEFAULT_TIERS[name] for name in ("low", "standard", "high"))
    assert low.min_items < standard.min_items < high.min_items
    assert low.min_approvals < standard.min_approvals < high.min_approvals
    assert low.min_power <= standard.min_power < high.min_power
