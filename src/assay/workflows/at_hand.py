"""The story of an item while a judge has it at hand: drafts are kept, and the time of work is measured."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assay.labeling.at_hand import AtHand, at_hand
from assay.labeling.flagging import commented
from assay.labeling.judging import Asked
from assay.store.drafts import Drafts
from assay.store.queueing.assignment import Assignment, State

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


def known(workspace: "Workspace", held: Assignment) -> AtHand:
    """The draft of an item, and the time spent up to the last sign of life."""
    return at_hand(Drafts(workspace.store.database).find(held.id), since=held.claimed_at)


def look_ahead(workspace: "Workspace", assignments: Sequence[str]) -> None:
    """Read at once what is known of several assignments that are to be looked at in one view."""
    workspace.store.queues.look_ahead(assignments)
    Drafts(workspace.store.database).look_ahead(assignments)


def sign_of_life(workspace: "Workspace", held: Assignment, *, active: bool, account: str) -> Assignment:
    """Count the time since the last sign, if the judge worked in it; then his lease begins anew as well."""
    if held.state is not State.OUT:
        return held
    before, now = known(workspace, held), workspace.now()
    _keep(workspace, held, before._replace(spent=before.spent.until(now, active=active)), account=account)
    return workspace.store.queues.heartbeat(held.id, now=now) if active else held


def keep_draft(workspace: "Workspace", held: Assignment, draft: Any, *, account: str) -> None:
    """Keep an unfinished answer of an item that is out; writing one is a sign of life.

    Raises
    ------
    InputError
        ``draft.not_kept``.
    """
    if held.state is State.OUT:
        spent = known(workspace, held).spent.until(workspace.now(), active=True)
        _keep(workspace, held, AtHand(draft, spent), account=account)


def comment(workspace: "Workspace", asked: Asked, text: str) -> None:
    """Say something about an item or the answer to it, for reviewers and adjudicators; the same twice is kept once.

    Raises
    ------
    InputError
        ``comment.text``.
    """
    said = commented(asked, text)
    workspace.store.ledger.append("event", [said.event], id=said.id, actor=asked.judge.id, now=workspace.now())


def seconds_spent(workspace: "Workspace", item: AtHand) -> float:
    """Seconds of work up to an answer that comes now."""
    return item.spent.until(workspace.now(), active=True).seconds


def put_away(workspace: "Workspace", held: Assignment, item: AtHand) -> None:
    """Forget what was kept of an item that is done."""
    if item.is_kept:
        Drafts(workspace.store.database).forget(held.id)


def _keep(workspace: "Workspace", held: Assignment, kept: AtHand, *, account: str) -> None:
    Drafts(workspace.store.database).keep(held.id, kept.text(), account=account, now=kept.spent.last)
