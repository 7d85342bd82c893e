"""A plan is locked when its tier is satisfied, amended in the open, and never approved by its author."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from assay.core.canonical import canonical_json
from assay.core.encode import from_plain, to_plain
from assay.core.errors import LedgerAltered, NotPermitted, PlanError
from assay.core.plan import Approval, Lock, Plan
from assay.plans.content import plan_content, with_dataset
from assay.plans.lock import amend, approve, current_chain, lock_in_force, lock_plan, plan_state
from assay.plans.parse import parse_plan
from assay.plans.tiers import DEFAULT_TIERS

VERSION = "3f2a9c1d" + "0" * 56
NOW, LATER = "2026-11-22T14:05:00.000000Z", "2026-11-23T09:00:00.000000Z"


def locked(text: str, **changed: Any) -> Lock:
    plan = parse_plan(text, "plan.yaml")
    approval = approve(plan, dataset_version=VERSION, by="lead@example.org", now=NOW)
    options: dict[str, Any] = {
        "dataset_version": VERSION,
        "now": NOW,
        "by": "mina@example.org",
        "approvals": (approval,),
        "tier": DEFAULT_TIERS["standard"],
        "n_items": 5_000,
        "has_card": True,
    }
    return lock_plan(plan, text, **{**options, **changed})


def amended(lock: Lock, text: str, **changed: Any) -> Lock:
    options: dict[str, Any] = {
        "now": LATER,
        "by": "mina@example.org",
        "approver": "lead@example.org",
        "reason": "The floor was a typing error.",
    }
    return amend(lock, parse_plan(text, "plan.yaml"), text, **{**options, **changed})


@pytest.fixture
def lower(example: str) -> str:
    return example.replace("accept: 0.60, fail: 0.55", "accept: 0.55")


def test_a_lock_keeps_text_full_version_and_approvals(example: str) -> None:
    lock = locked(example)
    assert lock.plan.dataset == f"adult@{VERSION}"
    assert lock.content == plan_content(lock.plan)
    assert (lock.text, lock.locked_at, lock.locked_by, lock.amends) == (example, NOW, "mina@example.org", None)
    assert [each.by for each in lock.approvals] == ["lead@example.org"]


def test_a_lock_reads_back_from_json_as_it_was(example: str, lower: str) -> None:
    for lock in (locked(example), amended(locked(example), lower)):
        assert from_plain(Lock, orjson.loads(canonical_json(to_plain(lock)))) == lock
        assert plan_content(from_plain(Lock, orjson.loads(canonical_json(to_plain(lock)))).plan) == lock.content


def test_the_same_inputs_give_the_same_lock(example: str) -> None:
    assert locked(example) == locked(example)


def test_a_lock_is_refused_with_every_open_requirement(example: str) -> None:
    with pytest.raises(PlanError) as caught:
        locked(example.replace("level: 0.95", "level: 0.9"), approvals=(), n_items=100)
    assert [each.code for each in caught.value.problems] == [
        "tier.level",
        "tier.items",
        "tier.reviewer",
        "tier.approvals",
    ]


def test_an_approval_of_another_content_does_not_count(example: str) -> None:
    other = approve(
        parse_plan(example.replace("0.60", "0.61"), "p"), dataset_version=VERSION, by="lead@example.org", now=NOW
    )
    with pytest.raises(PlanError, match="has not approved this content"):
        locked(example, approvals=(other,))


@pytest.mark.parametrize("name", ["mina@example.org", " MINA@example.org "])
def test_nobody_approves_own_plan(example: str, name: str) -> None:
    plan = parse_plan(example, "plan.yaml")
    with pytest.raises(NotPermitted) as caught:
        approve(plan, dataset_version=VERSION, by=name, now=NOW)
    assert caught.value.code == "plan.own_approval"
    forged = Approval(plan_content(with_dataset(plan, VERSION)), name, NOW)
    with pytest.raises(PlanError, match="approval by others"):
        locked(example.replace("[lead@example.org]", "[]"), approvals=(forged,))


def test_an_amendment_says_what_changed_why_and_who_approved(example: str, lower: str) -> None:
    lock = locked(example)
    amendment = amended(lock, lower)
    assert amendment.amends == lock.content
    assert amendment.reason == "The floor was a typing error."
    assert amendment.changes == ("gate recall floor: accept 0.6 -> 0.55",)
    assert amendment.plan.dataset == lock.plan.dataset
    assert amendment.approvals == (Approval(amendment.content, "lead@example.org", LATER),)


@pytest.mark.parametrize(
    ("options", "error", "code"),
    [
        ({"approver": "mina@example.org"}, NotPermitted, "plan.own_approval"),
        ({"by": "lead@example.org"}, NotPermitted, "plan.own_approval"),
        ({"by": "Lead@Example.org"}, NotPermitted, "plan.own_approval"),
        ({"approver": " "}, NotPermitted, "plan.no_approver"),
        ({"reason": " "}, PlanError, "plan.no_reason"),
    ],
)
def test_an_amendment_needs_a_reason_and_another_approver(
    example: str, lower: str, options: dict[str, str], error: type[Exception], code: str
) -> None:
    with pytest.raises(error) as caught:
        amended(locked(example), lower, **options)
    assert getattr(caught.value, "code", None) == code


def test_renaming_the_author_does_not_let_the_author_approve(example: str, lower: str) -> None:
    text = lower.replace("author: mina@example.org", "author: bob@example.org")
    with pytest.raises(NotPermitted, match="cannot approve"):
        amended(locked(example), text, by="carl@example.org", approver="mina@example.org")


def test_nothing_changed_is_no_amendment_and_another_name_is_another_plan(example: str) -> None:
    with pytest.raises(PlanError) as caught:
        amended(locked(example), example + "# a comment\n")
    assert caught.value.code == "plan.nothing_to_amend"
    with pytest.raises(PlanError) as caught:
        amended(locked(example), example.replace("name: income-release", "name: other"))
    assert caught.value.code == "plan.other_plan"


def test_an_amendment_cannot_fall_below_its_tier(example: str) -> None:
    text = example.replace("level: 0.95", "level: 0.8")
    with pytest.raises(PlanError) as caught:
        amended(locked(example), text, tier=DEFAULT_TIERS["standard"])
    assert caught.value.code == "tier.level"


def test_the_state_tells_locked_amended_edited_and_unlocked_apart(example: str, lower: str) -> None:
    lock = locked(example)
    amendment = amended(lock, lower)
    plan, other = parse_plan(example + "\n# more", "plan.yaml"), parse_plan(lower, "plan.yaml")
    assert plan_state(plan, None) == "unlocked"
    assert plan_state(plan, lock) == "locked"
    assert plan_state(other, lock) == "edited"
    assert plan_state(other, lock, [amendment]) == "amended"
    assert plan_state(plan, lock, [amendment]) == "edited"


@pytest.mark.parametrize(
    ("dataset", "state"), [("adult", "locked"), (f"adult@{VERSION}", "locked"), ("adult@ffffffff", "edited")]
)
def test_another_dataset_is_an_edit_and_a_shorter_name_of_it_is_not(example: str, dataset: str, state: str) -> None:
    plan = parse_plan(example.replace("adult@3f2a9c1d", dataset), "plan.yaml")
    assert plan_state(plan, locked(example)) == state


def test_an_altered_lock_and_a_broken_chain_are_found(example: str, lower: str) -> None:
    lock = locked(example)
    amendment = amended(lock, lower)
    for locks, code in (
        ((replace(lock, plan=replace(lock.plan, level=0.5)), ()), "lock.altered"),
        ((lock, (replace(amendment, amends="0" * 64),)), "lock.chain"),
        ((lock, (amendment, amendment)), "lock.chain"),
        ((amendment, ()), "lock.chain"),
    ):
        with pytest.raises(LedgerAltered) as caught:
            lock_in_force(*locks)
        assert caught.value.code == code
    assert lock_in_force(lock) == lock
    assert lock_in_force(lock, [amendment]) == amendment


def test_the_chain_in_force_begins_with_the_last_lock(example: str, lower: str) -> None:
    first = locked(example)
    second = locked(example.replace("seed: 7", "seed: 8"))
    amendment = amended(second, lower)
    assert current_chain([]) == (None, ())
    assert current_chain([first, second, amendment]) == (second, (amendment,))


def test_a_plan_of_every_kind_of_slice_reads_back(example: str) -> None:
    plan: Plan = parse_plan(
        example.replace('sex == "Female" and age < 30', "not (a in [1, 'b', true] or `c d` is missing)"), "plan.yaml"
    )
    assert from_plain(Plan, orjson.loads(canonical_json(to_plain(plan)))) == plan
