"""Reviews: answers of others that somebody looks at, drawn by chance or asked for, each accepted, corrected, sent back.

The answers of a review are a queue of their own in the store: an entry is a judgment by its name, its lane is who gave
it, so that nobody is offered own work. A verdict is a judgment of the reviewer: one that accepts or sends back is given
in sight of the answer and is no vote; one that corrects takes the place of what it corrects.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import pyarrow as pa

from assay.core.encode import from_plain, to_plain
from assay.core.errors import InputError, NotPermitted, WorkspaceError, did_you_mean
from assay.core.estimate import Estimate
from assay.core.people import same_person
from assay.labeling.finished import Finished
from assay.labeling.flagging import words_said
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table
from assay.store.open import Store
from assay.store.queueing.assignment import QueueItem

REVIEW, REVIEWED = "review", "reviewed"
"""Kinds of documents."""
LEASE_MINUTES = 30
LONGEST_COMMENT = 2_000
BEFORE = "review:"
"""Begins the name of the store's queue of a review; no other queue can be called so."""


class Finding(StrEnum):
    """What a reviewer found."""

    ACCEPTED = "accepted"
    """The answer stands."""
    CORRECTED = "corrected"
    """Another answer takes its place."""
    RETURNED = "returned"
    """The labeler is to answer once more."""


ACCEPTED = Finding.ACCEPTED.value


@dataclass(frozen=True, slots=True)
class Review:
    """Answers to be looked at."""

    name: str
    """Name of the review."""
    queue: str
    """Queue in which they were given."""
    because: str | None
    """Why they were asked for; None when chance drew them, so that they stand for all."""
    n_frame: int
    """Answers out of which they were taken."""
    seed: int
    """Of the draw."""
    judgments: tuple[str, ...]
    """Their names on the ledger, in the order in which they are looked at."""
    barred: tuple[str, ...] = ()
    """Judges who may look at none of them; nobody looks at own work in any case."""
    lot: str | None = None
    """Lot that it inspects."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What became of one answer."""

    review: str
    """Name of the review."""
    judgment: str
    """The answer that was looked at."""
    item: str
    """External id."""
    judge: str
    """Who gave it."""
    finding: Finding
    """What was found."""
    comment: str
    """Why, for the labeler to read; empty where it was accepted without a word."""
    rule: str | None
    """Rule of the guideline that it is about."""
    by: str
    """Pseudonym of the reviewer."""
    verdict: str
    """The reviewer's judgment on the ledger."""


class KeptReviewed(NamedTuple):
    """A finding as the workspace keeps it."""

    reviewed: Reviewed
    """What was found."""
    at: str
    """When, UTC."""


def queue_of(review: str) -> str:
    """The queue of the store that hands out the answers of a review."""
    return f"{BEFORE}{review}"


def open_review(store: Store, review: Review, answers: Mapping[str, Finished], *, actor: str, now: str) -> Review:
    """Keep a review and put its answers before reviewers; the same again changes nothing.

    Raises
    ------
    InputError
        ``review.taken`` when the name stands for another one.
    """
    known = store.documents.find(REVIEW, review.name)
    if known is not None and from_plain(Review, known.body) != review:
        what = f"There is another review '{review.name}' already."
        raise InputError("review.taken", what, "A review never changes what it looks at: choose another name.")
    store.documents.put(REVIEW, review.name, to_plain(review), actor=actor, now=now)
    store.queues.make(queue_of(review.name), lease_seconds=60 * LEASE_MINUTES)
    rows = [QueueItem(name, place, lane=answers[name].judge) for place, name in enumerate(review.judgments)]
    store.queues.fill(queue_of(review.name), rows)
    return review


def reviews(store: Store) -> tuple[Review, ...]:
    """Every review, by name."""
    return tuple(from_plain(Review, each.body) for each in store.documents.latest(REVIEW))


def find_review(store: Store, name: str) -> Review:
    """The review of that name.

    Raises
    ------
    WorkspaceError
        ``review.unknown`` with the near match.
    """
    document = store.documents.find(REVIEW, name)
    if document is None:
        fix = f"{did_you_mean(name, [each.name for each in reviews(store)])} Or: assay review draw."
        raise WorkspaceError("review.unknown", f"There is no review '{name[:60]}' here.", fix)
    return from_plain(Review, document.body)


def reviewed_name(review: str, judgment: str) -> str:
    """Under which what was found of an answer is kept."""
    return f"{review}:{judgment}"


def reviewed_in(store: Store, review: str) -> dict[str, KeptReviewed]:
    """What was found of each answer of a review that somebody looked at."""
    return every_reviewed(store).get(review, {})


def every_reviewed(store: Store) -> dict[str, dict[str, KeptReviewed]]:
    """The same of every review, by its name."""
    found: dict[str, dict[str, KeptReviewed]] = {}
    for each in store.documents.latest(REVIEWED):
        told = from_plain(Reviewed, each.body)
        found.setdefault(told.review, {})[told.judgment] = KeptReviewed(told, each.at)
    return found


def sent_back_to(store: Store, judge: str) -> tuple[KeptReviewed, ...]:
    """Answers of a judge that were sent back to him, the oldest first; those that he gave anew are among them."""
    every = [each for each in store.documents.latest(REVIEWED) if each.body["finding"] == Finding.RETURNED.value]
    mine = [KeptReviewed(from_plain(Reviewed, each.body), each.at) for each in every if each.body["judge"] == judge]
    return tuple(sorted(mine, key=lambda each: (each.at, each.reviewed.judgment)))


def check_may_review(review: Review, names: Iterable[str]) -> None:
    """Nothing when nobody of these names made the work of a lot that is inspected.

    Raises
    ------
    NotPermitted
        ``review.own_work``.
    """
    if any(same_person(name, each) for name in names for each in review.barred):
        what = f"You made a part of what '{review.name}' inspects."
        raise NotPermitted("review.own_work", what, "Ask another reviewer: nobody inspects a lot of own work.")


def lanes_for(lanes: Iterable[str], names: Sequence[str]) -> tuple[str, ...]:
    """Whose answers somebody is offered: those of everybody but himself, under whatever spelling."""
    return tuple(lane for lane in lanes if not any(same_person(lane, name) for name in names))


def comment_on(finding: Finding, comment: str) -> str:
    """The comment without blanks at its ends; only an answer that is accepted needs none.

    Raises
    ------
    InputError
        ``review.comment``.
    """
    if finding is Finding.ACCEPTED and not comment.strip():
        return ""
    return words_said(comment, "review.comment", most=LONGEST_COMMENT)


def finding_named(word: str) -> Finding:
    """What a reviewer found.

    Raises
    ------
    InputError
        ``review.finding``.
    """
    if word not in set(Finding):
        raise InputError("review.finding", f"An answer is not '{word[:40]}'.", did_you_mean(word, Finding))
    return Finding(word)


def share_accepted(findings: Sequence[Reviewed], *, level: float, seed: int) -> Estimate | None:
    """Share of the answers looked at that were accepted, with its interval; None while there is none.

    Answers to one item stand or fall together, so items are clusters.
    """
    if not findings:
        return None
    table = pa.table(
        {
            "item": [each.item for each in findings],
            "answer": [each.judgment for each in findings],
            "finding": [ACCEPTED if each.finding is Finding.ACCEPTED else "not" for each in findings],
            "accepted": [ACCEPTED] * len(findings),
        }
    )
    facts = facts_from_table(
        table, label="finding", systems={"answers": ("accepted", None)}, item="answer", cluster="item"
    )
    return estimate(["accuracy"], facts, level=level, seed=seed)[0]
