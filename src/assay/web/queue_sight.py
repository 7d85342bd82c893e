"""Which queues somebody may look into, for the pages about the work in one queue."""

from typing import NamedTuple

from fastapi import Request

from assay.access.roles import Permission
from assay.core.errors import NotPermitted, WorkspaceError
from assay.core.named import named
from assay.labeling.kept import BETWEEN, QUEUE, QueuePlan, find_queue, question_of
from assay.web.session import SignedIn
from assay.workflows.adjudicate import Disagreements, disagreements, disagreements_before

SEES = (Permission.LEAD, Permission.AUDIT)
"""Either of them lets somebody look into a queue."""


class QueueLine(NamedTuple):
    """A queue in a list."""

    name: str
    """Name of the queue."""
    asks: str
    """What is asked in it."""
    shows_items: bool
    """Whether pages that tell gold and answers of others are open to him: he does not label in it."""


def may_in(request: Request, who: SignedIn, permission: Permission, queue: str) -> bool:
    """By a role for all, for the queue, or for its dataset."""
    if who.may(permission, queue):
        return True
    try:
        plan = find_queue(request.app.state.workspace.store, queue)
    except WorkspaceError:
        return False
    return may_on(who, permission, queue, plan.question)


def may_on(who: SignedIn, permission: Permission, queue: str, question: str) -> bool:
    """As `may_in`, where it is known already what the queue asks."""
    dataset = question.partition(BETWEEN)[0]
    return who.may(permission, queue) or (dataset != "" and who.may(permission, dataset))


def seen_queues(request: Request, who: SignedIn, *permissions: Permission) -> tuple[QueueLine, ...]:
    """The queues in which somebody has one of these permissions (by default: who leads or audits), by name."""
    store = request.app.state.workspace.store
    found = []
    for each in store.documents.latest(QUEUE):
        question = str(each.body["question"])
        if any(may_on(who, one, each.name, question) for one in permissions or SEES):
            asks = question_of(store, find_queue(store, each.name)).question.asks
            found.append(QueueLine(each.name, asks, not may_on(who, Permission.LABEL, each.name, question)))
    return tuple(found)


def seen_queue(request: Request, who: SignedIn, queue: str, *permissions: Permission) -> QueuePlan:
    """The queue, for who may look into it; to everybody else there is none of any name.

    Raises
    ------
    NotPermitted
        ``access.not_there``.
    WorkspaceError
        ``queue.unknown``, for who may look into every queue.
    """
    asked = permissions or SEES
    if not any(may_in(request, who, each, queue) for each in asked):
        who.check(asked[0], queue)
    return find_queue(request.app.state.workspace.store, queue)


def check_is_no_labeler(request: Request, who: SignedIn, queue: str) -> None:
    """Nothing for who does not label in a queue; a page that tells gold or answers of others is not for who does.

    Raises
    ------
    NotPermitted
        ``access.labels_there``.
    """
    if may_in(request, who, Permission.LABEL, queue):
        what = f"You label in '{queue}' yourself, and this page tells of gold and of answers of others."
        raise NotPermitted("access.labels_there", what, "Ask somebody who does not label there, or give up that role.")


def check_reviews_apart(request: Request, who: SignedIn, queue: str) -> None:
    """Nothing for who may look at answers of a queue: nobody who may still be asked its items himself.

    Raises
    ------
    NotPermitted
        ``review.labels_there``.
    """
    standing = request.app.state.workspace.store.queues.standing(queue)
    if standing.n_answered < standing.n_needed and may_in(request, who, Permission.LABEL, queue):
        what = f"You label in '{queue}' yourself, and would see answers of others before you give your own."
        fix = "Review it once all of it is answered, or ask somebody who does not label there."
        raise NotPermitted("review.labels_there", what, fix)


def check_labels_nothing_about(request: Request, who: SignedIn, dataset: str) -> None:
    """As `check_is_no_labeler`, for every queue that asks about a dataset, in any of its versions."""
    for queue in _queues_about(request, dataset):
        check_is_no_labeler(request, who, queue)


def labels_about(request: Request, who: SignedIn, dataset: str) -> bool:
    """Whether somebody labels in a queue that asks about a dataset, in any of its versions."""
    return any(may_in(request, who, Permission.LABEL, queue) for queue in _queues_about(request, dataset))


def may_still_come(request: Request, who: SignedIn, queue: str) -> frozenset[str]:
    """Items that may still come to somebody as a labeler of a queue: what others said of them he does not see."""
    if not may_in(request, who, Permission.LABEL, queue):
        return frozenset()
    found: frozenset[str] = request.app.state.workspace.store.queues.items_to_come(queue, who.judge)
    return found


def disagreements_seen(request: Request, who: SignedIn, queue: str) -> Disagreements:
    """The disagreements of a queue that somebody who may look at them sees."""
    workspace = request.app.state.workspace
    if may_in(request, who, Permission.LABEL, queue):
        return disagreements_before(workspace, queue, judge=who.judge)
    return disagreements(workspace, queue)


def _queues_about(request: Request, dataset: str) -> list[str]:
    name, every = named(dataset).name, request.app.state.workspace.store.documents.latest(QUEUE)
    return [each.name for each in every if str(each.body["question"]).partition(BETWEEN)[0] == name]
