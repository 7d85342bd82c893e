"""What people said of the rules of a guideline: flags of labelers, and rulings that name a rule."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from assay.labeling.clarity import TiedToRule, still_said
from assay.labeling.flagging import COMMENTED, FLAGGED
from assay.labeling.guideline import Guideline
from assay.labeling.kept import guideline_versions
from assay.labeling.rulings import precedents
from assay.store.events import events_told
from assay.store.open import Store


class Remark(NamedTuple):
    """What a labeler said of the guideline."""

    judge: str
    """Pseudonym."""
    item: str
    """The item that brought it up."""
    rule: str | None
    """Number of the rule; None for all of it."""
    comment: str
    """What was said."""
    at: str
    """When, UTC."""
    guideline: str
    """Version of the guideline that he saw."""


def remarks_in(store: Store, queues: Collection[str]) -> tuple[Remark, ...]:
    """Remarks of labelers at some queues, oldest first."""
    found = []
    for entry, event in store.ledger.events(FLAGGED):
        body = event.body
        if body["queue"] in queues:
            rule = None if body["rule"] is None else str(body["rule"])
            told = (entry.actor, str(body["item"]), rule, str(body["comment"]), entry.at, event.subject)
            found.append(Remark(*told))
    return tuple(found)


class Comment(NamedTuple):
    """What a labeler said of an item or of his answer to it."""

    judge: str
    """Who, a pseudonym."""
    item: str
    """External id."""
    comment: str
    """What was said."""
    at: str
    """When, UTC."""


def comments_in(store: Store, queue: str, *, item: str | None = None) -> tuple[Comment, ...]:
    """Comments of labelers at a queue, oldest first; on one item where it is named."""
    return tuple(
        Comment(each.actor, str(each.body["item"]), str(each.body["comment"]), each.at)
        for each in events_told(store, COMMENTED)
        if each.body["queue"] == queue and item in (None, each.body["item"])
    )


def tied_to_rules(
    store: Store, question: str, remarks: Sequence[Remark], rules: Guideline | None, *, queues: Collection[str] = ()
) -> list[TiedToRule]:
    """Flags and rulings that name a rule which still reads the same; rulings of some queues only, where they are named.

    ``question`` is the key of the question.
    """
    if rules is None:
        return []
    versions = {each.guideline.version: each.guideline for each in guideline_versions(store, question)}
    tied = [TiedToRule(each.rule, each.item, each.judge, False, each.guideline) for each in remarks if each.rule]
    tied += [
        TiedToRule(each.ruling.rule, each.ruling.item, each.ruling.judge, True, each.ruling.guideline_version)
        for each in precedents(store, question)
        if each.ruling.rule is not None and (not queues or each.ruling.queue in queues)
    ]
    return still_said(tied, versions, rules)
