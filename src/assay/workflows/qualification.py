"""The story of qualification: a queue asks judges to show their accuracy on the gold of another queue first."""

from typing import TYPE_CHECKING, NamedTuple

from assay.core.errors import InputError, WorkspaceError
from assay.labeling.gold import find_gold
from assay.labeling.kept import find_queue
from assay.labeling.qualification import (
    QUALIFICATION,
    Qualification,
    Qualified,
    check_asked,
    find_qualification,
    qualified_judges,
)

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


class Qualifying(NamedTuple):
    """What a queue asks, and how judges stand."""

    asked: Qualification
    """What is asked."""
    judges: tuple[Qualified, ...]
    """Each judge who answered gold of the test."""


def require(
    workspace: "Workspace", queue: str, *, test: str, accuracy: float, level: float = 0.95, actor: str
) -> Qualifying:
    """From now on a queue offers nothing to a judge before his accuracy on the gold of ``test`` is shown.

    Who sat down before goes on until he leaves. The newest rule counts.

    Raises
    ------
    InputError
        ``qualification.accuracy``, ``stats.out_of_range``; ``qualification.itself`` when the test would ask for
        itself.
    WorkspaceError
        ``queue.unknown``; ``gold.not_added`` when the test has no gold.
    """
    check_asked(accuracy, level)
    store = workspace.store
    for name in (queue, test):
        find_queue(store, name)
    if queue in _chain(workspace, test):
        what = f"To work on '{test}' a judge would have to pass '{queue}' first."
        raise InputError("qualification.itself", what, "Name a queue that is open to everybody.")
    if find_gold(store, test) is None:
        fix = f"Add some: assay gold add {test} --reference NAME --rate 1."
        raise WorkspaceError("gold.not_added", f"The queue '{test}' has no gold.", fix)
    workspace.put(QUALIFICATION, queue, Qualification(queue, test, accuracy, level), actor=actor)
    return qualifying(workspace, queue)


def qualifying(workspace: "Workspace", queue: str) -> Qualifying:
    """What a queue asks of its judges, and how each stands.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``; ``qualification.none`` when everybody may work.
    """
    store = workspace.store
    find_queue(store, queue)
    asked = find_qualification(store, queue)
    if asked is None:
        fix = f"Ask for one: assay qualification require {queue} --test QUEUE --accuracy 0.8."
        raise WorkspaceError("qualification.none", f"The queue '{queue}' is open to every judge.", fix)
    return Qualifying(asked, qualified_judges(store, asked, position=store.ledger.size()))


def _chain(workspace: "Workspace", queue: str) -> tuple[str, ...]:
    """A queue, the one that must be passed before it, and so on."""
    found = [queue]
    while (asked := find_qualification(workspace.store, found[-1])) is not None and asked.test not in found:
        found.append(asked.test)
    return tuple(found)
