"""The story of skills: a lead says what a person can judge, and sees whether somebody can do what waits."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from assay.access.roles import Grant, Permission, Role, allows
from assay.core.encode import from_plain
from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.core.people import person, same_person
from assay.labeling.interventions import interventions_in, skills_removed
from assay.labeling.judging import labeler
from assay.labeling.kept import BETWEEN, QueuePlan, find_queue
from assay.labeling.lanes import SKILLS, LaneStanding, Skills, checked_skills, lane_standings, skills_of

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

EVERYTHING = (Grant(Role.ADMINISTRATOR),)
"""What whoever has the workspace itself may do: the command line."""


class PersonSkills(NamedTuple):
    """What one person can judge, in the lanes of a queue."""

    judge: str
    """Pseudonym."""
    name: str | None
    """Name of the account; None without one, or where it is not to be seen."""
    has: tuple[str, ...]
    """Lanes of the queue whose skill he has."""
    removed: tuple[str, ...]
    """Those that a quality rule took away in this queue."""


class QueueSkills(NamedTuple):
    """The lanes of a queue, and the people who work there."""

    queue: QueuePlan
    """What the queue asks; without lanes everybody gets every item."""
    lanes: tuple[LaneStanding, ...]
    """What waits in each lane, and how many people get it."""
    people: tuple[PersonSkills, ...]
    """Who may label there, or did, in order of pseudonym."""


def people_skills(workspace: "Workspace", judge: str | None = None) -> tuple[Skills, ...]:
    """What people can judge, in order of pseudonym: of everybody of whom something was said, or of one."""
    if judge is not None:
        judge = workspace.store.accounts.known_as(judge)
        return (Skills(judge, tuple(sorted(skills_of(workspace.store).get(person(judge), ())))),)
    return tuple(from_plain(Skills, each.body) for each in workspace.store.documents.latest(SKILLS))


def set_skills(
    workspace: "Workspace",
    judge: str,
    has: Collection[str],
    *,
    giver: Sequence[Grant] = EVERYTHING,
    actor: str,
) -> Skills:
    """Say what a person can judge, by his name or pseudonym; it holds in every queue, from his next item on.

    Raises
    ------
    InputError
        ``skills.word``, ``skills.many``, ``judge.name``.
    NotPermitted
        ``skills.own``: nobody but an administrator says it of himself.
    """
    known = checked_skills(labeler(workspace.store.accounts.known_as(judge)).id, has)
    if same_person(known.judge, actor) and not allows(giver, Permission.ADMINISTER):
        raise NotPermitted("skills.own", "These are your own skills.", "Ask another lead, or an administrator.")
    workspace.put(SKILLS, person(known.judge), known, actor=actor)
    return known


def set_skills_in(
    workspace: "Workspace", queue: str, judge: str, has: Collection[str], *, giver: Sequence[Grant], actor: str
) -> Skills:
    """Say which lanes of a queue a person can judge; his other skills stay. Raises as `set_skills`, and

    Raises
    ------
    InputError
        ``skills.no_lane`` for a skill that no item of the queue needs.
    WorkspaceError
        ``queue.unknown``; ``skills.nobody`` for who neither may label there nor did.
    """
    found = queue_skills(workspace, queue)
    lanes = found.queue.lanes
    foreign = sorted(set(has) - set(lanes))
    if foreign:
        what = f"No item of '{queue}' needs the skill '{foreign[0][:60]}'."
        raise InputError("skills.no_lane", what, f"Its lanes are: {', '.join(lanes) or 'none'}.")
    if not any(same_person(judge, each.judge) for each in found.people):
        what = f"Nobody called '{judge[:100]}' labels in '{queue}'."
        raise WorkspaceError("skills.nobody", what, "Invite the person to label there first.")
    before = skills_of(workspace.store).get(person(judge), frozenset())
    return set_skills(workspace, judge, {*(before - set(lanes)), *has}, giver=giver, actor=actor)


def queue_skills(workspace: "Workspace", queue: str, *, seen_by: Sequence[Grant] = EVERYTHING) -> QueueSkills:
    """The lanes of a queue with the people who work there; names for who may invite people to it.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    store, plan = workspace.store, find_queue(workspace.store, queue)
    done = interventions_in(store, queue) if plan.lanes else ()
    skills, removed = skills_of(store), skills_removed(done)
    names = _may_label(workspace, plan)
    shown = any(allows(seen_by, Permission.INVITE, scope) for scope in _scopes(plan))
    judges = sorted({*names, *(each.judge for each in store.queues.judges(queue))})
    people = tuple(
        PersonSkills(
            each,
            names.get(each) if shown else None,
            tuple(lane for lane in plan.lanes if lane in skills.get(person(each), ())),
            tuple(lane for lane in plan.lanes if lane in removed.get(each, ())),
        )
        for each in judges
    )
    return QueueSkills(plan, lane_standings(store, queue, plan.lanes, done), people)


def _may_label(workspace: "Workspace", plan: QueuePlan) -> dict[str, str]:
    """Names of those whose account may label in a queue, by pseudonym."""
    held: dict[str, list[Grant]] = {}
    for each in workspace.store.accounts.grants():
        held.setdefault(each.account, []).append(Grant(Role(each.role), each.scope))
    return {
        each.judge: each.name
        for each in workspace.store.accounts.every()
        if any(allows(held.get(each.id, ()), Permission.LABEL, scope) for scope in _scopes(plan))
    }


def _scopes(plan: QueuePlan) -> tuple[str, str]:
    """Where a role may have been granted that holds in a queue: there, or in its dataset."""
    return plan.name, plan.question.partition(BETWEEN)[0]
