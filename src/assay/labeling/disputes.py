"""Disputes: a judge holds his answer for right, against gold or a ruling; somebody else upholds or overturns.

A judge may dispute any item that he answered, so that nothing tells him which of them are gold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import pyarrow as pa

from assay.core.encode import from_plain
from assay.core.errors import InputError, NotPermitted, did_you_mean
from assay.core.estimate import Estimate
from assay.core.people import same_person
from assay.labeling.flagging import words_said
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table
from assay.store.open import Store

DISPUTE = "dispute"
"""Kind of document."""
LONGEST_REASON = 2_000


class Outcome(StrEnum):
    """What became of a dispute."""

    WAITS = "waits"
    """Nobody settled it yet."""
    UPHELD = "upheld"
    """What stands is right, and stays."""
    OVERTURNED = "overturned"
    """The judge was right: what stands is no longer held against anybody."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """What a judge says of an item that he answered, and what became of it."""

    queue: str
    """Queue in which he answered it."""
    item: str
    """External id."""
    judge: str
    """Who disputes, a pseudonym."""
    answer: str
    """His answer."""
    reason: str
    """Why he holds it for right."""
    outcome: Outcome = Outcome.WAITS
    """What became of it."""
    by: str | None = None
    """Who settled it; None while nobody did."""
    because: str | None = None
    """Why it was settled so."""


class KeptDispute(NamedTuple):
    """A dispute as the workspace keeps it."""

    dispute: Dispute
    """What is said."""
    at: str
    """When it was raised or settled, UTC."""


def dispute_name(queue: str, item: str, judge: str) -> str:
    """Under which a judge's dispute of an item is kept."""
    return f"{queue}:{item}:{judge}"


def disputes_in(store: Store, queue: str) -> tuple[KeptDispute, ...]:
    """Every dispute of a queue as it stands, those that wait first, then by item and judge."""
    every = [each for each in store.documents.latest(DISPUTE) if each.body["queue"] == queue]
    found = [KeptDispute(from_plain(Dispute, each.body), each.at) for each in every]
    order = {Outcome.WAITS: 0}
    return tuple(
        sorted(found, key=lambda each: (order.get(each.dispute.outcome, 1), each.dispute.item, each.dispute.judge))
    )


def said(reason: str) -> str:
    """A reason without blanks at its ends.

    Raises
    ------
    InputError
        ``dispute.reason``.
    """
    return words_said(reason, "dispute.reason", most=LONGEST_REASON)


def outcome_named(word: str) -> Outcome:
    """How a dispute is settled.

    Raises
    ------
    InputError
        ``dispute.outcome``.
    """
    settled = (Outcome.UPHELD.value, Outcome.OVERTURNED.value)
    if word not in settled:
        raise InputError("dispute.outcome", f"A dispute is not settled as '{word[:40]}'.", did_you_mean(word, settled))
    return Outcome(word)


def check_may_settle(names: Sequence[str], *, ruled_by: str | None) -> None:
    """Nothing when what is disputed is not a ruling of his own.

    Raises
    ------
    NotPermitted
        ``dispute.own_ruling``.
    """
    if any(same_person(name, ruled_by) for name in names):
        what = f"{ruled_by} gave the ruling that is disputed."
        raise NotPermitted("dispute.own_ruling", what, "Ask another adjudicator: nobody settles a dispute of own work.")


def overturn_rate(disputes: Sequence[Dispute], *, level: float, seed: int) -> Estimate | None:
    """Share of the settled disputes that were overturned, with its interval; None while none is settled.

    Disputes of one item stand or fall together, so items are clusters.
    """
    settled = [each for each in disputes if each.outcome is not Outcome.WAITS]
    if not settled:
        return None
    table = pa.table(
        {
            "item": [each.item for each in settled],
            "dispute": [f"{each.item}:{each.judge}" for each in settled],
            "outcome": [each.outcome.value for each in settled],
            "overturned": [Outcome.OVERTURNED.value] * len(settled),
        }
    )
    facts = facts_from_table(
        table, label="outcome", systems={"disputes": ("overturned", None)}, item="dispute", cluster="item"
    )
    return estimate(["accuracy"], facts, level=level, seed=seed)[0]
