"""An answer comes in: it is counted, the ledger keeps it, and the judge gets his next item."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from assay.core.errors import NotPermitted, WorkspaceError
from assay.core.judgment import Judgment
from assay.core.ledger import Entry
from assay.core.ports import NewId
from assay.store.appends import Appends
from assay.store.log import row_batch
from assay.store.queue import claim_all
from assay.store.queueing.accepting import accept_each_in_time, accept_in_time, accept_late
from assay.store.queueing.assignment import ANY_LANE, Assignment, Pick
from assay.store.queueing.claiming import claim
from assay.store.queueing.claiming_together import Claim
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
    judgments: tuple[Judgment, ...]
    """What it keeps."""
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
    claims = store.database.one_writer
    kept = _kept_in_one_go(store, every, claims=claims) if len(every) > 1 else None
    kept = kept or store.ledger.append_all_together([_keeping(sent, claims=claims) for sent in every])
    return kept if claims else _followed(store, every, kept)


def _kept_in_one_go(store: "Store", every: Sequence[Sent], *, claims: bool) -> list[Submitted | BaseException] | None:
    """All of them as one piece of work, with the next items where it ``claims``; None when something is wrong with one.

    A server is asked once for all.
    """
    try:
        return list(store.ledger.append_together(partial(_keep_all, every, claims=claims)))
    except Exception as error:
        is_busy = isinstance(error, WorkspaceError) and error.code == "workspace.busy"
        return [error] * len(every) if is_busy else None


def _keep_all(every: Sequence[Sent], appends: Appends, *, claims: bool) -> list[Submitted]:
    in_time = accept_each_in_time(appends.connection, {sent.id: sent.now for sent in reversed(every)})
    kept = [_keep(appends, sent, in_time.pop(sent.id, None)) for sent in every]
    return [_then(appends, sent, each) for sent, each in zip(every, kept, strict=True)] if claims else kept


def _keeping(sent: Sent, *, claims: bool) -> Callable[[Appends], Submitted]:
    """The work of one answer inside the transaction that all of them share; the next item is claimed in it or not."""

    def keep(appends: Appends) -> Submitted:
        kept = _keep(appends, sent, accept_in_time(appends.connection, sent.id, now=sent.now))
        return _then(appends, sent, kept) if claims else kept

    return keep


def _then(appends: Appends, sent: Sent, kept: Submitted) -> Submitted:
    if sent.then is None:
        return kept
    following = claim(appends.connection, kept.assignment.queue, sent.judge, now=sent.now, **_asked(sent.then))
    return replace(kept, next=following)


def _keep(appends: Appends, sent: Sent, in_time: Assignment | None) -> Submitted:
    """Keep one answer: one that was accepted in time, or one that is to be looked at."""
    accepted = in_time or accept_late(appends.connection, sent.id, now=sent.now)
    if accepted.judge != sent.judge:
        what = f"The assignment '{sent.id}' is not one of '{sent.judge}'."
        raise NotPermitted("assignment.not_yours", what, "Answer the item that you hold.")
    judgments = tuple(sent.answers(accepted))
    batch = partial(row_batch, layout_of("judgment"), judgments)
    entry = appends.add(batch, id=sent.id, actor=sent.judge, now=sent.now, is_new=in_time is not None)
    return Submitted(accepted, entry, judgments, None)


def _followed(
    store: "Store", every: Sequence[Sent], kept: Sequence[Submitted | BaseException]
) -> list[Submitted | BaseException]:
    """With the next items, which are claimed after the answers are kept."""
    claims = {
        place: Claim(each.assignment.queue, sent.judge, sent.now, _asked(sent.then))
        for place, (sent, each) in enumerate(zip(every, kept, strict=True))
        if isinstance(each, Submitted) and sent.then is not None
    }
    following = dict(zip(claims, claim_all(store.database, tuple(claims.values())), strict=True))
    return [_with_next(each, following.get(place)) for place, each in enumerate(kept)]


def _with_next(
    kept: Submitted | BaseException, following: Assignment | BaseException | None
) -> Submitted | BaseException:
    if isinstance(kept, BaseException):
        return kept
    return following if isinstance(following, BaseException) else replace(kept, next=following)


def _asked(then: Next) -> dict[str, Any]:
    return {"new_id": then.new_id, "lanes": then.lanes, "pick": then.pick, "most_open": then.most_open}
