"""A plan changed in a pull request needs an approver who did not write it."""

import pytest

from assay.core.plan import Approval
from assay.core.verdict import Waiver
from assay.plans.content import with_dataset
from assay.plans.lock import lock_plan
from assay.plans.parse import parse_plan
from assay.plans.pull_request import Review, compare_with_base, review_subject
from assay.plans.tiers import DEFAULT_TIERS

VERSION = "3f2a9c1d" + "0" * 56
NOW = "2026-11-22T14:05:00.000000Z"
WAIVER = Waiver("w1", "c" * 64, "recall gap", "Known, mended in May.", "mina", "lead", NOW, "2027-01-01T00:00:00Z")


def reviewed(base: str, head: str, *by: str, author: str | None = "eve@example.org") -> Review:
    before, after = parse_plan(base, "base.yaml"), parse_plan(head, "plan.yaml")
    subject = review_subject(after)
    return compare_with_base(before, after, [Approval(subject, name, NOW) for name in by], author=author, file="p.yaml")


def test_comments_alone_change_nothing(example: str) -> None:
    review = reviewed(example, "# reviewed\n" + example)
    assert (review.state, review.changes, review.problems) == ("same", (), ())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("fail: 0.55", "fail: 0.5", "fail 0.55 -> 0.5"),
        ("margin: 0.01", "margin: 0.02", "margin 0.01 -> 0.02"),
        ("edges: [25, 45, 65]", "edges: [25]", "age at 25, 45, 65 -> age at 25"),
        ("reviewers: [lead@example.org]", "reviewers: []", "reviewer lead@example.org removed"),
        ("adult@3f2a9c1d", "adult@00000000", "dataset: adult@3f2a9c1d -> adult@00000000"),
    ],
)
def test_a_change_is_refused_until_someone_else_approves_it(example: str, old: str, new: str, says: str) -> None:
    head = example.replace(old, new)
    refused = reviewed(example, head)
    assert refused.state == "refused"
    assert says in refused.problems[0].what
    assert refused.problems[0].code == "plan.changed_without_approval"
    assert reviewed(example, head, "lead@example.org").state == "amended"


@pytest.mark.parametrize("name", ["mina@example.org", "eve@example.org", "EVE@example.org"])
def test_its_author_and_the_author_of_the_change_do_not_count(example: str, name: str) -> None:
    assert reviewed(example, example.replace("0.60", "0.61"), name).state == "refused"


def test_taking_the_authorship_does_not_help(example: str) -> None:
    head = example.replace("0.60", "0.61").replace("author: mina@example.org", "author: zoe@example.org")
    assert reviewed(example, head, "mina@example.org", author=None).state == "refused"


def test_without_any_author_nobody_can_be_told_from_the_author(example: str) -> None:
    anonymous = example.replace("author: mina@example.org\n", "")
    review = reviewed(anonymous, anonymous.replace("0.60", "0.61"), "lead@example.org", author=None)
    assert [each.code for each in review.problems] == ["plan.no_author"]


def test_an_approval_of_an_earlier_change_does_not_count(example: str) -> None:
    head = parse_plan(example.replace("0.60", "0.61"), "p")
    earlier = Approval(review_subject(parse_plan(example.replace("0.60", "0.62"), "p")), "lead@example.org", NOW)
    assert compare_with_base(parse_plan(example, "p"), head, [earlier]).state == "refused"


def test_the_locked_plan_is_the_base_and_its_dataset_version_holds(example: str) -> None:
    plan = parse_plan(example.replace("reviewers: [lead@example.org]", "").replace("standard", "low"), "p")
    lock = lock_plan(
        plan,
        example,
        dataset_version=VERSION,
        now=NOW,
        by="mina",
        approvals=(),
        tier=DEFAULT_TIERS["low"],
        n_items=1000,
        has_card=False,
    )
    review = compare_with_base(lock, plan, [])
    assert (review.state, review.subject) == ("same", review_subject(with_dataset(plan, VERSION)))


def test_a_waiver_in_a_pull_request_is_an_amendment(example: str) -> None:
    plan = parse_plan(example, "p")
    refused = compare_with_base(plan, plan, [], author="eve", head_waivers=[WAIVER])
    assert refused.state == "refused"
    assert refused.changes == ("waiver of gate recall gap added, until 2027-01-01T00:00:00Z: Known, mended in May.",)
    approval = Approval(refused.subject, "lead@example.org", NOW)
    assert compare_with_base(plan, plan, [approval], author="eve", head_waivers=[WAIVER]).state == "amended"
    assert compare_with_base(plan, plan, [], base_waivers=[WAIVER], head_waivers=[WAIVER]).state == "same"
    assert compare_with_base(plan, plan, [], base_waivers=[WAIVER]).changes == ("waiver of gate recall gap removed",)
