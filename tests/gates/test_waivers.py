"""Accepted failures: who may grant them, and until when they count."""

import pytest

from assay.core.errors import InputError, NotPermitted
from assay.core.plan import GateKind, GateRole
from assay.core.verdict import Outcome, Waiver
from assay.gates.waivers import apply_waivers, grant

NOW = "2026-11-22T14:05:00.000000Z"
PLAN = "a" * 64
FEMALE, MALE = (("sex", "F"),), (("sex", "M"),)
SLICE = GateRole.SLICE


@pytest.fixture
def plan(make):
    return make.plan(
        make.gate("main", accept=0.8),
        make.gate("latency", accept=0.8, role=GateRole.GUARDRAIL),
        make.gate("floor", GateKind.WORST_SLICE, accept=0.8, by="sex", role=SLICE),
    )


def granted(plan, gate="floor", **fields):
    fields = {"by": "Mina", "approver": "Lead", "reason": "Fixed in December.", "expires_at": "2026-12-31", **fields}
    return grant(plan, gate, plan_content=PLAN, now=NOW, id="w1", **fields)


def waiver(**fields):
    given = {"id": "w1", "plan": PLAN, "gate": "floor", "reason": "Known.", "by": "Mina", "approver": "Lead"}
    times = {"granted_at": "2026-11-01T00:00:00.000000Z", "expires_at": "2026-12-31T00:00:00.000000Z"}
    return Waiver(**{**given, **times, **fields})


def test_a_waiver_keeps_who_asked_who_approved_and_when_it_ends(plan):
    assert granted(plan, slice=FEMALE, by=" Mina ") == Waiver(
        id="w1",
        plan=PLAN,
        gate="floor",
        reason="Fixed in December.",
        by="Mina",
        approver="Lead",
        granted_at=NOW,
        expires_at="2026-12-31T00:00:00.000000Z",
        slice=FEMALE,
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-12-31", "2026-12-31T00:00:00.000000Z"),
        ("2026-12-31T18:00", "2026-12-31T18:00:00.000000Z"),
        ("2026-12-31T18:00:00+02:00", "2026-12-31T16:00:00.000000Z"),
        ("2026-11-22T14:05:00.000001Z", "2026-11-22T14:05:00.000001Z"),
    ],
)
def test_the_end_may_be_a_day_or_a_time_in_any_zone(plan, text, kept):
    assert granted(plan, expires_at=text).expires_at == kept


@pytest.mark.parametrize(
    ("fields", "error", "code"),
    [
        ({"gate": "main"}, NotPermitted, "waiver.core_gate"),
        ({"approver": "Mina"}, NotPermitted, "waiver.own_approval"),
        ({"approver": " mina"}, NotPermitted, "waiver.own_approval"),
        ({"gate": "flor"}, InputError, "waiver.unknown_gate"),
        ({"reason": "  "}, InputError, "waiver.blank"),
        ({"by": ""}, InputError, "waiver.blank"),
        ({"approver": ""}, InputError, "waiver.blank"),
        ({"expires_at": "2026-11-22"}, InputError, "waiver.expired"),
        ({"expires_at": NOW}, InputError, "waiver.expired"),
        ({"expires_at": "soon"}, InputError, "gate.time"),
        ({"slice": (("age", "30"),)}, InputError, "waiver.slice"),
        ({"gate": "latency", "slice": FEMALE}, InputError, "waiver.slice"),
    ],
)
def test_what_cannot_be_waived_is_refused(plan, fields, error, code):
    with pytest.raises(error) as caught:
        granted(plan, **fields)
    assert caught.value.code == code
    assert caught.value.problems[0].fix


def applied(make, *waivers, outcome=Outcome.FAIL, role=SLICE, now=NOW, key=FEMALE):
    verdict = make.verdict(outcome, role, "floor", slice=key, why="Recall is low.")
    (found,) = apply_waivers([verdict], waivers, plan_content=PLAN, now=now)
    return found


def test_a_valid_waiver_stands_on_the_failure(make):
    found = applied(make, waiver())
    assert found.outcome is Outcome.FAIL
    assert found.waiver == "w1"
    assert found.why == "Recall is low. Waived until 2026-12-31 00:00 UTC, approved by Lead: Known."


@pytest.mark.parametrize(
    ("now", "counts"),
    [
        ("2026-12-30T23:59:59.999999Z", True),
        ("2026-12-31T00:00:00.000000Z", False),
        ("2027-01-01T00:00:00.000000Z", False),
    ],
)
def test_a_waiver_counts_until_its_end_and_not_at_it(make, now, counts):
    found = applied(make, waiver(), now=now)
    assert (found.waiver is not None) == counts
    if not counts:
        assert found.why == "Recall is low. Its waiver expired on 2026-12-31 00:00 UTC and does not count."


@pytest.mark.parametrize(
    "fields",
    [
        {"plan": "b" * 64},
        {"gate": "other"},
        {"slice": MALE},
        {"granted_at": "2026-11-23T00:00:00.000000Z"},
    ],
    ids=["another plan content", "another gate", "another slice", "granted later"],
)
def test_a_waiver_of_something_else_changes_nothing(make, fields):
    found = applied(make, waiver(**fields))
    assert (found.waiver, found.why) == (None, "Recall is low.")


@pytest.mark.parametrize(
    ("outcome", "role"),
    [(Outcome.PASS, SLICE), (Outcome.INCONCLUSIVE, SLICE), (Outcome.FAIL, GateRole.CORE)],
)
def test_only_failures_of_guardrail_and_slice_gates_are_waived(make, outcome, role):
    found = applied(make, waiver(), outcome=outcome, role=role)
    assert (found.waiver, found.why) == (None, "Recall is low.")


def test_of_several_waivers_the_one_that_ends_last_counts(make):
    ended = waiver(id="old", expires_at="2026-11-05T00:00:00.000000Z")
    later = waiver(id="new", expires_at="2027-03-01T00:00:00.000000Z", slice=FEMALE)
    assert applied(make, later, ended, waiver()).waiver == "new"


@pytest.mark.parametrize("then", ["2026-12-01T00:00:00.000000Z", "2027-12-01T00:00:00.000000Z"])
def test_applying_waivers_again_later_is_applying_them_then(make, then):
    waivers = [waiver(), waiver(id="w2", reason="Also known.", expires_at="2026-12-15T00:00:00.000000Z")]
    once = applied(make, *waivers)
    again = apply_waivers([once], waivers, plan_content=PLAN, now=then)
    assert again == (applied(make, *waivers, now=then),)
