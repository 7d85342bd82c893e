"""A judge passes over an item: the queue frees it, and the ledger keeps that he abstained and why."""

from functools import partial
from typing import TYPE_CHECKING

from assay.core.errors import NotPermitted
from assay.core.judgment import Judgment
from assay.store.appends import Appends
from assay.store.log import row_batch
from assay.store.queueing.accepting import DECIDED
from assay.store.queueing.assignment import Assignment, State
from assay.store.queueing.freeing import give_back
from assay.store.queueing.rows import find
from assay.store.records import Event, layout_of

if TYPE_CHECKING:
    from assay.store.open import Store

SKIPPED = "assignment.skipped"
"""Name of the event that keeps the reason."""


def skip(store: "Store", id: str, abstained: Judgment, *, reason: str, now: str) -> Assignment:
    """Give the item of assignment ``id`` back; its judge is not offered it again in this round.

    One transaction, durable on return. An assignment that was answered stays so, and nothing is written.

    Raises
    ------
    NotPermitted
        ``assignment.not_yours`` when another judge holds it.
    WorkspaceError
        ``assignment.unknown``, ``key.missing``, ``workspace.busy``.
    """

    def keep(appends: Appends) -> Assignment:
        connection = appends.connection
        known = find(connection, id)
        if known.judge != abstained.judge:
            what = f"The assignment '{id}' is not one of '{abstained.judge}'."
            raise NotPermitted("assignment.not_yours", what, "Skip the item that you hold.")
        if known.state in DECIDED or known.state is State.RETURNED:
            return known
        returned = give_back(connection, id)
        event = Event(SKIPPED, id, {"queue": known.queue, "item": known.item, "reason": reason})
        for kind, record in (("judgment", abstained), ("event", event)):
            batch = partial(row_batch, layout_of(kind), (record,))
            appends.add(batch, id=f"{id}:{kind}", actor=known.judge, now=now)
        return returned

    return store.ledger.append_together(keep)
