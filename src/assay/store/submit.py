"""An answer comes in: it is counted, the ledger keeps it, and the judge gets his next item."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from assay.core.errors import NotPermitted
from assay.core.judgment import Judgment
from assay.core.ledger import Entry
from assay.core.ports import NewId
from assay.store.appends import Appends
from assay.store.log import row_batch
from assay.store.queue import claim_in_turn
from assay.store.queueing.accepting import accept_in_time, accept_late
from assay.store.queueing.assignment import ANY_LANE, Assignment, Pick
from assay.store.queueing.claiming import claim
from assay.store.records import layout_of

if TYPE_CHECKING:
    from assay.store.open import Store


@dataclass(frozen=True, slots=True)
class Next:
    """What the judge is to get next."""

    new_id: NewId
    """Gives the id of his next assignment."""
    lanes: tuple[str, ...] = (ANY_LANE,)
    """Skills and languages that he has."""
    pick: Pick | None = None
    """Out of which of them the next item comes, by how many he got so far; None takes all."""
    most_open: int = 1
    """Items that he may hold at once."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of an answer."""

    assignment: Assignment
    """``answered`` when it counts, ``late`` when it is kept and does not."""
    entry: Entry
    """Where the ledger keeps it."""
    next: Assignment | None
    """The next item; None when there is none for him, or none was asked for."""


def submit(
    store: "Store",
    id: str,
    answers: Callable[[Assignment], Sequence[Judgment]],
    *,
    judge: str,
    now: str,
    then: Next | None = None,
) -> Submitted:
    """Count the answer to assignment ``id``, keep its judgments in the ledger under the same id, claim the next item.

    ``answers`` gives the judgments once it is known whether they count, so that late ones can say so themselves (an
    operational table is never the source of a number). Counting and keeping are one transaction, durable on return.
    The same again gives the same and appends nothing. The next item is claimed in the same transaction on SQLite, and
    after it on Postgres, where claims do not wait for the writer of the ledger.

    Raises
    ------
    NotPermitted
        ``assignment.not_yours`` when another judge holds it.
    WorkspaceError
        ``assignment.unknown``, ``ledger.id_taken`` when other answers were given before, ``key.missing``,
        ``workspace.busy``.
    """
    asked = then if store.database.one_writer else None

    def keep(appends: Appends) -> Submitted:
        in_time = accept_in_time(appends.connection, id, now=now)
        accepted = in_time or accept_late(appends.connection, id, now=now)
        if accepted.judge != judge:
            what = f"The assignment '{id}' is not one of '{judge}'."
            raise NotPermitted("assignment.not_yours", what, "Answer the item that you hold.")
        batch = partial(row_batch, layout_of("judgment"), tuple(answers(accepted)))
        entry = appends.add(batch, id=id, actor=judge, now=now, is_new=in_time is not None)
        following = None if asked is None else _next(appends.connection, accepted, asked, now)
        return Submitted(accepted, entry, following)

    done = store.ledger.append_together(keep)
    if then is None or asked is not None:
        return done
    following = claim_in_turn(store.database, done.assignment.queue, judge, now=now, **_asked(then))
    return replace(done, next=following)


def _next(connection: Connection, done: Assignment, then: Next, now: str) -> Assignment | None:
    return claim(connection, done.queue, done.judge, now=now, **_asked(then))


def _asked(then: Next) -> dict[str, Any]:
    return {"new_id": then.new_id, "lanes": then.lanes, "pick": then.pick, "most_open": then.most_open}
