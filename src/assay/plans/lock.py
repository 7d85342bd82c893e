"""Plans frozen before the first result, amended in the open after it, and told apart from edited ones."""

from collections.abc import Sequence

from assay.core.errors import LedgerAltered, NotPermitted, PlanError, Problem
from assay.core.item import Column
from assay.core.people import same_person
from assay.core.plan import Approval, Lock, Plan, Tier
from assay.plans.content import as_versioned, changes, plan_content, with_dataset
from assay.plans.requirements import Requirement, open_requirements, plan_requirements

__all__ = [
    "amend",
    "approve",
    "changes",
    "current_chain",
    "lock_in_force",
    "lock_plan",
    "plan_content",
    "plan_state",
    "requirement_problem",
]


def lock_plan(
    plan: Plan,
    text: str,
    *,
    dataset_version: str,
    now: str,
    by: str,
    approvals: Sequence[Approval],
    tier: Tier,
    n_items: int,
    has_card: bool,
    columns: Sequence[Column] | None = None,
) -> Lock:
    """The plan frozen, with the full version of its dataset (64 hexadecimal digits) filled in.

    Raises
    ------
    PlanError
        ``plan.other_dataset``, or one problem for each requirement of the tier that is still open.
    """
    versioned = with_dataset(plan, dataset_version)
    still_open = open_requirements(
        versioned, tier, n_items=n_items, has_card=has_card, approvals=approvals, columns=columns
    )
    if still_open:
        raise PlanError.gather(requirement_problem(each, file=None) for each in still_open)
    content = plan_content(versioned)
    counted = tuple(each for each in approvals if each.subject == content)
    return Lock(versioned, text, content, locked_at=now, locked_by=by, approvals=counted)


def requirement_problem(requirement: Requirement, *, file: str | None) -> Problem:
    """A requirement as a problem of the plan file."""
    return Problem(requirement.code, requirement.what, requirement.fix, file, requirement.line)


def amend(
    previous: Lock,
    plan: Plan,
    text: str,
    *,
    now: str,
    by: str,
    approver: str,
    reason: str,
    tier: Tier | None = None,
) -> Lock:
    """An open amendment of a lock after the first result: who, why, what changed, and who approved it.

    Raises
    ------
    NotPermitted
        ``plan.own_approval`` when the approver amended it, or wrote the plan before or after.
    PlanError
        ``plan.no_reason``, ``plan.other_plan``, ``plan.nothing_to_amend``, or what ``tier``, where it is given,
        requires of the amended text.
    """
    head = as_versioned(plan, previous.plan.dataset)
    _refuse_own(approver, (by, plan.author, previous.plan.author))
    if not reason.strip():
        raise PlanError("plan.no_reason", "The amendment has no reason.", "Say why the plan must change: --reason.")
    if plan.name != previous.plan.name:
        what = f"The lock is of plan '{previous.plan.name}', the text of '{plan.name}'."
        raise PlanError("plan.other_plan", what, "Keep the name, or lock a plan of its own.")
    said = changes(previous.plan, head)
    if not said:
        what = "The text says the same as the plan in force."
        raise PlanError("plan.nothing_to_amend", what, "Comments and layout need no amendment; run: assay evaluate.")
    if tier is not None and (still_open := plan_requirements(head, tier)):
        raise PlanError.gather(requirement_problem(each, file=None) for each in still_open)
    content = plan_content(head)
    return Lock(
        head,
        text,
        content,
        locked_at=now,
        locked_by=by,
        amends=previous.content,
        reason=reason.strip(),
        changes=said,
        approvals=(Approval(content, approver, now),),
    )


def approve(plan: Plan, *, dataset_version: str, by: str, now: str) -> Approval:
    """A named person's approval of the plan with its dataset version filled in.

    Raises
    ------
    NotPermitted
        ``plan.own_approval`` when the author approves.
    """
    _refuse_own(by, (plan.author,))
    return Approval(plan_content(with_dataset(plan, dataset_version)), by, now)


def _refuse_own(approver: str, authors: Sequence[str | None]) -> None:
    if not approver.strip():
        raise NotPermitted("plan.no_approver", "Nobody is named as the approver.", "Name one: --approver.")
    if any(same_person(approver, author) for author in authors):
        raise NotPermitted(
            "plan.own_approval",
            f"{approver} wrote or amended this plan and cannot approve it.",
            "Ask someone else: nobody approves own plan.",
        )


def current_chain(locks: Sequence[Lock]) -> tuple[Lock | None, tuple[Lock, ...]]:
    """The last lock proper and the amendments after it, from all locks of a plan, oldest first."""
    starts = [place for place, lock in enumerate(locks) if lock.amends is None]
    return (locks[starts[-1]], tuple(locks[starts[-1] + 1 :])) if starts else (None, ())


def lock_in_force(lock: Lock, amendments: Sequence[Lock] = ()) -> Lock:
    """The last of a lock and its amendments (oldest first).

    Raises
    ------
    LedgerAltered
        ``lock.altered`` when a lock does not have the content it is kept under, ``lock.chain`` when an amendment
        does not amend the one before it.
    """
    previous: str | None = None
    for each in (lock, *amendments):
        if plan_content(each.plan) != each.content:
            what = f"The lock of plan '{each.plan.name}' made {each.locked_at} does not have the content it names."
            raise LedgerAltered("lock.altered", what, "Run: assay verify.", item=each.content)
        if each.amends != previous:
            what = f"The amendment made {each.locked_at} amends {each.amends}, not the plan in force ({previous})."
            raise LedgerAltered("lock.chain", what, "Run: assay verify.", item=each.content)
        previous = each.content
    return amendments[-1] if amendments else lock


def plan_state(plan: Plan, lock: Lock | None, amendments: Sequence[Lock] = ()) -> str:
    """``unlocked`` without a lock; ``edited`` when it says something else than the plan in force; else ``locked``,
    or ``amended`` when an amendment is in force.

    Raises
    ------
    LedgerAltered
        As `lock_in_force`.
    """
    if lock is None:
        return "unlocked"
    now = lock_in_force(lock, amendments)
    if plan_content(as_versioned(plan, now.plan.dataset)) != now.content:
        return "edited"
    return "amended" if amendments else "locked"
