"""An answer comes in: it is counted, the ledger keeps it, and the judge gets his next item."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

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


class Sent(NamedTuple):
    """An answer that comes in."""

    id: str
    """Of its assignment."""
    answers: Callable[[Assignment], Sequence[Judgment]]
    """Gives its judgments once it is known whether they count."""
    judge: str
    """Who answers."""
    now: str
    """UTC."""
    then: Next | None = None
    """What he is to get next; None when nothing."""


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
    (found,) = submit_all(store, [Sent(id, answers, judge, now, then)])
    if isinstance(found, BaseException):
        raise found
    return found


def submit_all(store: "Store", every: Sequence[Sent]) -> list[Submitted | BaseException]:
    """As `submit`, for answers of several judges that one thread brings: what each gives, or what it raises."""
    found = store.ledger.append_all_together([_keeping(store, sent) for sent in every])
    return [_followed(store, sent, each) for sent, each in zip(every, found, strict=True)]


def _keeping(store: "Store", sent: Sent) -> Callable[[Appends], Submitted]:
    """The work of one answer inside the transaction that all of them share."""
    id, answers, judge, now, then = sent
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

    return keep


def _followed(store: "Store", sent: Sent, done: Submitted | BaseException) -> Submitted | BaseException:
    """The next item where it could not be claimed in the transaction of the answer."""
    if isinstance(done, BaseException) or sent.then is None or store.database.one_writer:
        return done
    try:
        queue = done.assignment.queue
        following = claim_in_turn(store.database, queue, sent.judge, now=sent.now, **_asked(sent.then))
    except Exception as error:
        return error
    return replace(done, next=following)


def _next(connection: Connection, done: Assignment, then: Next, now: str) -> Assignment | None:
    return claim(connection, done.queue, done.judge, now=now, **_asked(then))


def _asked(then: Next) -> dict[str, Any]:
    return {"new_id": then.new_id, "lanes": then.lanes, "pick": then.pick, "most_open": then.most_open}
