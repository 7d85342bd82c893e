"""The decision table row by row, what the recommendation says, and exit codes."""

from itertools import product

import pytest

from assay.core.errors import InputError, PlanError
from assay.core.plan import GateRole
from assay.core.verdict import Advice, Outcome
from assay.gates.decision_table import DEFAULT_TABLE, Standing, advice_for, table_rows
from assay.gates.recommend import exit_code, recommend

CORE, GUARDRAIL, SLICE = GateRole.CORE, GateRole.GUARDRAIL, GateRole.SLICE
PASS, FAIL, WAIVED, OPEN = Standing.PASS, Standing.FAIL, Standing.WAIVED, Standing.INCONCLUSIVE


def standing_verdict(make, role, standing, **fields):
    outcome = Outcome.FAIL if standing is WAIVED else Outcome(standing.value)
    waiver = "w1" if standing is WAIVED else None
    return make.verdict(outcome, role, gate=role.value, waiver=waiver, **fields)


def of_design(core, guardrail, slice_):
    """Section 6 of the design, word by word."""
    if core in (FAIL, WAIVED) or FAIL in (guardrail, slice_):
        return Advice.HOLD
    if OPEN in (core, guardrail):
        return Advice.NOT_YET
    if WAIVED in (guardrail, slice_) or slice_ is OPEN:
        return Advice.SHIP_WITH_GUARDRAILS
    return Advice.SHIP


@pytest.mark.parametrize(("core", "guardrail", "slice_"), list(product(Standing, repeat=3)))
def test_every_combination_is_advised_as_the_design_says(make, core, guardrail, slice_):
    verdicts = [
        standing_verdict(make, role, standing)
        for role, standing in ((CORE, core), (GUARDRAIL, guardrail), (SLICE, slice_))
    ]
    advised = recommend(verdicts, plan_state="locked")
    assert advised.advice is of_design(core, guardrail, slice_)
    named = [] if advised.advice is Advice.SHIP else [v.gate for v in verdicts if advice_for(v) is advised.advice]
    assert list(advised.gates) == named


@pytest.mark.parametrize(
    ("role", "standing", "advice"),
    [
        (CORE, PASS, "ship"),
        (CORE, FAIL, "hold"),
        (CORE, WAIVED, "hold"),
        (CORE, OPEN, "not yet"),
        (GUARDRAIL, PASS, "ship"),
        (GUARDRAIL, FAIL, "hold"),
        (GUARDRAIL, WAIVED, "ship with guardrails"),
        (GUARDRAIL, OPEN, "not yet"),
        (SLICE, PASS, "ship"),
        (SLICE, FAIL, "hold"),
        (SLICE, WAIVED, "ship with guardrails"),
        (SLICE, OPEN, "ship with guardrails"),
    ],
)
def test_table_printed_is_the_table_used(role, standing, advice):
    assert len(DEFAULT_TABLE) == 12
    heading, *rows = table_rows()
    row = next(row for row in rows if row[0] == role.value)
    assert row[heading.index(standing.value)] == advice == DEFAULT_TABLE[role, standing].value.replace("_", " ")


def test_one_failing_slice_fails_its_gate(make):
    verdicts = [
        make.verdict(gate="main"),
        *(make.verdict(role=SLICE, gate="floor", slice=(("c", name),)) for name in "ab"),
        make.verdict(Outcome.FAIL, SLICE, "floor", slice=(("c", "d"),), why="Recall on c=d is 0.7, below 0.8."),
    ]
    advised = recommend(verdicts, plan_state="locked")
    assert (advised.advice, advised.gates) == (Advice.HOLD, ("floor",))
    assert advised.why == "Hold: recall on c=d is 0.7, below 0.8."


def test_hold_names_the_core_gate_first_and_then_the_others(make):
    verdicts = [
        make.verdict(Outcome.FAIL, GUARDRAIL, "guard"),
        make.verdict(Outcome.FAIL, CORE, "main", why="AUROC is 0.6, below 0.8."),
        make.verdict(Outcome.FAIL, SLICE, "floor", slice=(("sex", "F"),)),
        make.verdict(Outcome.INCONCLUSIVE, SLICE, "other"),
    ]
    why = recommend(verdicts, plan_state="locked").why
    assert why == "Hold: AUROC is 0.6, below 0.8. Also failing: 'guard', 'floor' on sex=F."


def test_not_yet_asks_for_the_most_items_that_an_undecided_gate_needs(make):
    verdicts = [
        make.verdict(Outcome.INCONCLUSIVE, CORE, "main", items_needed=1200),
        make.verdict(Outcome.INCONCLUSIVE, GUARDRAIL, "guard", items_needed=3400),
        make.verdict(Outcome.INCONCLUSIVE, SLICE, "slice", items_needed=99000),
    ]
    advised = recommend(verdicts, plan_state="locked")
    assert (advised.advice, advised.items_needed) == (Advice.NOT_YET, 3400)
    assert advised.why.endswith("Also undecided: 'guard'. With 3\u2009400 items in all it would likely be settled.")


def test_the_items_that_the_one_undecided_gate_names_are_not_named_twice(make):
    why = "Accuracy is 0.81 (0.78 to 0.84). At this value 3\u2009400 items in all would likely settle it."
    alone = make.verdict(Outcome.INCONCLUSIVE, CORE, gate="core", why=why, items_needed=3_400)
    assert recommend([alone], plan_state="locked").why.count("settle") == 1


def test_a_value_that_no_number_of_items_would_settle_names_none(make):
    near = make.verdict(Outcome.INCONCLUSIVE, CORE, gate="core", why="It is near.", items_needed=54_631_549)
    assert "54" not in recommend([near], plan_state="locked").why


def test_not_yet_promises_nothing_when_more_items_would_not_settle_one_gate(make):
    verdicts = [
        make.verdict(Outcome.INCONCLUSIVE, CORE, "main", items_needed=1200),
        make.verdict(Outcome.INCONCLUSIVE, GUARDRAIL, "guard"),
    ]
    advised = recommend(verdicts, plan_state="locked")
    assert advised.items_needed is None
    assert "items in all" not in advised.why


def test_ship_with_guardrails_names_what_to_watch(make):
    verdicts = [
        make.verdict(),
        make.verdict(Outcome.FAIL, GUARDRAIL, "latency", waiver="w1"),
        *(make.verdict(Outcome.INCONCLUSIVE, SLICE, "floor", slice=(("c", str(index)),)) for index in range(7)),
    ]
    advised = recommend(verdicts, plan_state="amended")
    assert advised.gates == ("latency", "floor")
    assert advised.why == (
        "Ship with guardrails: watch 'latency' (FAIL, waived), 'floor' on c=0 (INCONCLUSIVE), "
        "'floor' on c=1 (INCONCLUSIVE), 'floor' on c=2 (INCONCLUSIVE), 'floor' on c=3 (INCONCLUSIVE) and 3 more."
    )


def test_ship_says_how_many_verdicts_passed(make):
    assert recommend([make.verdict()], plan_state="locked").why == "Ship: the one verdict is PASS."
    assert recommend([make.verdict()] * 3, plan_state="locked").why == "Ship: all 3 verdicts are PASS."


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("locked", ""),
        ("amended", ""),
        ("unlocked", " This is exploratory: the plan was not locked before the results."),
        ("edited", " This is exploratory: the plan was edited after it was locked."),
    ],
)
def test_a_plan_that_was_not_locked_makes_the_recommendation_exploratory(make, state, says):
    advised = recommend([make.verdict()], plan_state=state)
    assert advised.advice is Advice.SHIP
    assert advised.why == f"Ship: the one verdict is PASS.{says}"


def test_without_a_core_gate_there_is_no_recommendation(make):
    with pytest.raises(PlanError) as caught:
        recommend([make.verdict(role=GUARDRAIL)], plan_state="locked")
    assert caught.value.code == "gate.no_core"


def test_an_unknown_plan_state_is_refused_with_the_known_ones(make):
    with pytest.raises(InputError, match="Did you mean 'locked'") as caught:
        recommend([make.verdict()], plan_state="lock")
    assert caught.value.code == "gate.plan_state"


def test_another_table_may_be_given(make):
    strict = {**DEFAULT_TABLE, (SLICE, OPEN): Advice.NOT_YET}
    verdicts = [make.verdict(), make.verdict(Outcome.INCONCLUSIVE, SLICE, "floor")]
    assert recommend(verdicts, plan_state="locked", table=strict).advice is Advice.NOT_YET


@pytest.mark.parametrize(
    ("advice", "code"),
    [(Advice.SHIP, 0), (Advice.SHIP_WITH_GUARDRAILS, 0), (Advice.HOLD, 1), (Advice.NOT_YET, 2)],
)
def test_exit_codes_are_those_of_the_design(advice, code):
    assert exit_code(advice) == code
