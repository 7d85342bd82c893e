"""A plan that comes from a pull request, held against the one locked on the base branch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.core.canonical import content_hash
from assay.core.encode import to_plain
from assay.core.errors import Problem
from assay.core.plan import Approval, Lock, Plan
from assay.core.slices import slice_text
from assay.core.verdict import Waiver
from assay.plans.approvals import approvers
from assay.plans.content import as_versioned, changes, plan_content


@dataclass(frozen=True, slots=True)
class Review:
    """What a pull request does to a plan."""

    state: str
    """``same``, ``amended`` (changed and approved) or ``refused`` (changed, and the problems say what is missing)."""
    subject: str
    """Content hash that an approver approves."""
    changes: tuple[str, ...]
    """What changed, a sentence each."""
    approved_by: tuple[str, ...]
    """Who approved it and may."""
    problems: tuple[Problem, ...]
    """Why it is refused."""


def compare_with_base(
    base: Lock | Plan,
    head: Plan,
    approvals: Sequence[Approval],
    *,
    author: str | None = None,
    base_waivers: Sequence[Waiver] = (),
    head_waivers: Sequence[Waiver] = (),
    file: str | None = None,
) -> Review:
    """Whether the plan of a pull request may decide.

    Anything but comments and layout is an amendment and needs an approver who did not write it.

    Parameters
    ----------
    base, head : Lock or Plan, Plan
        The plan in force on the base branch, and the one proposed.
    approvals : sequence of Approval
        Only those of ``Review.subject`` count.
    author : str, optional
        Who made the pull request; the authors of both plans never approve either.
    base_waivers, head_waivers : sequence of Waiver
        Waivers of the plan on either side; one added or changed is an amendment too.
    """
    before = base.plan if isinstance(base, Lock) else base
    after = as_versioned(head, before.dataset)
    said = (*changes(before, after), *_waiver_changes(base_waivers, head_waivers))
    subject = review_subject(after, head_waivers)
    if not said:
        return Review("same", subject, (), (), ())
    names = approvers(approvals, subject, not_by=(author, before.author, after.author))
    known = author is not None or after.author is not None
    problems = tuple(_problems(subject, said, names, known=known, file=file))
    return Review("refused" if problems else "amended", subject, said, names, problems)


def review_subject(plan: Plan, waivers: Sequence[Waiver] = ()) -> str:
    """What an approver of a pull request approves: the content of the plan, with its waivers where there are any."""
    content = plan_content(plan)
    return content_hash({"plan": content, "waivers": [to_plain(each) for each in waivers]}) if waivers else content


def _problems(
    subject: str, said: Sequence[str], names: Sequence[str], *, known: bool, file: str | None
) -> Iterator[Problem]:
    if not known:
        what = "Nobody is named as the author of the change, so its approver cannot be told from its author."
        yield Problem("plan.no_author", what, "Add 'author:' to the plan, or name who made the pull request.", file)
    if not names:
        what = f"The plan differs from the one locked on the base branch: {'; '.join(said)}."
        fix = f"Take it back, or have someone who did not write it approve {subject[:12]}: assay plan approve."
        yield Problem("plan.changed_without_approval", what, fix, file)


def _waiver_changes(base: Sequence[Waiver], head: Sequence[Waiver]) -> Iterator[str]:
    before, after = {each.id: each for each in base}, {each.id: each for each in head}
    for key, waiver in after.items():
        if before.get(key) != waiver:
            word = "changed" if key in before else "added"
            where = f" on {slice_text(waiver.slice)}" if waiver.slice is not None else ""
            yield f"waiver of gate {waiver.gate}{where} {word}, until {waiver.expires_at}: {waiver.reason}"
    yield from (f"waiver of gate {each.gate} removed" for key, each in before.items() if key not in after)
