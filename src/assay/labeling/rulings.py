"""Rulings: a named judge's answer after others disagreed, with its reason, and the rule that it makes clear.

A ruling is a judgment on the ledger and a document that says why. It is no vote: it was given in sight of the others.
One that names a rule is a precedent of that rule.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from assay.core.answers import Given
from assay.core.encode import from_plain
from assay.core.errors import InputError, NotPermitted, did_you_mean
from assay.core.judgment import RULED, Judge, Judgment, Status
from assay.core.ledger import Document
from assay.core.people import same_person
from assay.core.safe_text import neutral
from assay.labeling.flagging import words_said
from assay.labeling.guideline import Guideline
from assay.labeling.judging import run_of
from assay.store.open import Store

RULING = "ruling"
"""Kind of document."""
LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an adjudicator decided about one item, and why."""

    queue: str
    """Queue in which judges disagreed."""
    question: str
    """Key of the question."""
    item: str
    """External id of the item."""
    answer: str | float
    """The answer that stands; a structure as canonical JSON."""
    reason: str
    """Why, for labelers to read."""
    rule: str | None
    """Number of the rule of the guideline that it makes clear; None when it sets no precedent."""
    guideline_version: str | None
    """Guideline in force when it was given."""
    judge: str
    """Pseudonym of the adjudicator."""
    judgment: str
    """The judgment on the ledger."""


class KeptRuling(NamedTuple):
    """A ruling as the workspace keeps it."""

    ruling: Ruling
    """What was decided."""
    at: str
    """When, UTC."""
    version: str
    """Hash of its content."""


def ruling_name(queue: str, item: str) -> str:
    """Under which the rulings on an item of a queue are kept."""
    return f"{queue}:{item}"


def rulings_in(store: Store, queue: str) -> dict[str, KeptRuling]:
    """The ruling that stands on each item of a queue."""
    every = (_kept(document) for document in store.documents.latest(RULING) if document.body["queue"] == queue)
    return {each.ruling.item: each for each in every}


def precedents(store: Store, question: str, rule: str | None = None) -> tuple[KeptRuling, ...]:
    """Rulings that make a rule of a question's guideline clear, in order of the rule and then of time."""
    every = [_kept(document) for document in store.documents.latest(RULING) if document.body["question"] == question]
    chosen = [each for each in every if each.ruling.rule is not None and rule in (None, each.ruling.rule)]
    return tuple(sorted(chosen, key=lambda each: (_in_order(each.ruling.rule or ""), each.at, each.ruling.item)))


def precedent_items(store: Store, question: str) -> frozenset[str]:
    """Items whose right answer every labeler can read beside a rule."""
    return frozenset(each.ruling.item for each in precedents(store, question))


def check_may_rule(names: Iterable[str], judges: Collection[str], *, item: str) -> None:
    """Nothing when nobody of these names (a person, his pseudonym) judged the item himself.

    Raises
    ------
    NotPermitted
        ``ruling.own_item``.
    """
    for name in names:
        if any(same_person(name, judge) for judge in judges):
            what = f"{neutral(name, most=100)} judged the item '{item[:60]}' and cannot rule on it."
            raise NotPermitted("ruling.own_item", what, "Ask another adjudicator: nobody adjudicates own work.")


def check_reason(reason: str) -> str:
    """The reason without blanks at its ends.

    Raises
    ------
    InputError
        ``ruling.reason``.
    """
    return words_said(reason, "ruling.reason", most=LONGEST_REASON)


def check_rule(rule: str | None, guideline: Guideline | None) -> None:
    """Nothing when the guideline in force has this rule, or none is named.

    Raises
    ------
    InputError
        ``ruling.unknown_rule`` with the near match.
    """
    known = [each.number for each in guideline.rules] if guideline else []
    if rule is not None and rule not in known:
        fix = did_you_mean(rule, known) if known else "Leave --rule out: there is no guideline in force."
        raise InputError("ruling.unknown_rule", f"The guideline in force has no rule '{rule[:20]}'.", fix)


def ruled(
    given: Given,
    *,
    queue: str,
    item: str,
    item_hash: str,
    question: str,
    judge: Judge,
    round: int,
    guideline_version: str | None,
    supersedes: str | None,
    at: str,
) -> Judgment:
    """The judgment of a ruling; it belongs to no sample."""
    answer: dict[str, Any] = {given.column: given.value}
    return Judgment(
        item=item,
        item_hash=item_hash,
        question=question,
        judge=judge.id,
        judge_version=judge.version,
        guideline_version=guideline_version,
        status=Status.GIVEN,
        recorded_at="",
        attempt=round,
        run=f"{run_of(queue)}{RULED}",
        observed_at=at,
        supersedes=supersedes,
        **answer,
    )


def _kept(document: Document) -> KeptRuling:
    return KeptRuling(from_plain(Ruling, document.body), document.at, document.version)


def _in_order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split(".") if part.isdecimal())
