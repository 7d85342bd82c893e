"""The story of items that may disturb: a lead says so, a person asks to see one, and an auditor finds every view."""

from typing import TYPE_CHECKING

from assay.core.canonical import content_hash
from assay.core.errors import NotPermitted
from assay.labeling.exposure import EXPOSURE, SEEN, Exposure, View, check_exposure, find_exposure, seen, views
from assay.labeling.kept import find_queue
from assay.store.events import events_by
from assay.store.own_work import was_offered
from assay.store.queueing.assignment import Assignment

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

DATE = 10
"""Characters of a time that are its date."""


def set_exposure(workspace: "Workspace", exposure: Exposure, *, actor: str) -> Exposure:
    """Say how the items of a queue are shown.

    Raises
    ------
    InputError
        ``exposure.limit``, ``exposure.break``.
    WorkspaceError
        ``queue.unknown``.
    """
    check_exposure(exposure)
    find_queue(workspace.store, exposure.queue)
    workspace.put(EXPOSURE, exposure.queue, exposure, actor=actor)
    return exposure


def has_seen(workspace: "Workspace", held: Assignment) -> bool:
    """Whether the judge asked to see what he was offered."""
    return workspace.store.ledger.entry(_name(held)) is not None


def see(workspace: "Workspace", held: Assignment, exposure: Exposure) -> None:
    """Note that the judge asks to see what he was offered; asked again, it is noted once.

    Raises
    ------
    NotPermitted
        ``exposure.enough`` when he saw as many today as the queue lets anybody see.
    """
    if has_seen(workspace, held):
        return
    n, most = seen_today(workspace, held.judge), exposure.sensitive_limit
    if most is not None and n >= most:
        what = f"You saw {n} items that may disturb today, which is as many as '{held.queue}' allows."
        fix = "Go on tomorrow, or in a queue without such items; q gives this one back."
        raise NotPermitted("exposure.enough", what, fix)
    event = seen(held.queue, held.item, held.id, as_what="labeling")
    workspace.store.ledger.append("event", [event], id=_name(held), actor=held.judge, now=workspace.now())


def check_seen(workspace: "Workspace", held: Assignment) -> None:
    """Nothing when the judge saw what he answers.

    Raises
    ------
    NotPermitted
        ``exposure.not_seen``.
    """
    if not has_seen(workspace, held):
        what = "You did not ask to see this item yet."
        raise NotPermitted("exposure.not_seen", what, "Look at the item first: press v. Or skip it with s.")


def seen_today(workspace: "Workspace", judge: str) -> int:
    """Views of a person since midnight, UTC."""
    return events_by(workspace.store, SEEN, actor=judge, since=workspace.now()[:DATE])


def look(workspace: "Workspace", queue: str, item: str, *, by: str) -> None:
    """Note that somebody looks at an item beside labeling; once a day each. Nothing where items do not disturb."""
    if find_exposure(workspace.store, queue) is None:
        return
    now = workspace.now()
    id = f"seen:{content_hash([queue, item, by, now[:DATE]])}"
    if workspace.store.ledger.entry(id) is None:
        event = seen(queue, item, queue, as_what="looking")
        workspace.store.ledger.append("event", [event], id=id, actor=by, now=now)


def labels_item(workspace: "Workspace", queue: str, item: str, *, judge: str) -> bool:
    """Whether a judge was offered an item of a queue."""
    return was_offered(workspace.store, queue, item, judge)


def views_of(workspace: "Workspace", queue: str | None = None) -> tuple[View, ...]:
    """Every view of an item that may disturb, the newest first.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    if queue is not None:
        find_queue(workspace.store, queue)
    return views(workspace.store, queue=queue)


def _name(held: Assignment) -> str:
    return f"{held.id}:seen"
