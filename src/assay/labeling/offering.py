"""An item as it is put to a judge: what is shown of it, under which rules, with what beside it."""

from typing import NamedTuple

from assay.core.judgment import Judge, Judgment
from assay.labeling.guideline import Guideline
from assay.labeling.judging import Asked
from assay.labeling.open_queue import OpenQueue
from assay.labeling.showing import Part, content_of, order_shown
from assay.store.queueing.assignment import Assignment


class Offer(NamedTuple):
    """One item as it is put to the judge."""

    asked: Asked
    """Which, under which guideline, since when."""
    parts: tuple[Part, ...]
    """What is shown of it."""
    content: str | None
    """For passages, the text in which they are marked."""
    guideline: Guideline | None
    """The rules in force."""
    suggestion: str | None = None
    """What a machine judge suggests, where this is shown; never an answer by itself."""


class Done(NamedTuple):
    """An answer that is kept."""

    offer: Offer
    """What was asked."""
    judgment: Judgment
    """What was answered."""
    name: str
    """How the ledger calls the judgment."""
    is_late: bool
    """Whether it came when nobody needed it any more: kept, and left out of overlap and designed estimates."""
    is_again: bool = False
    """Whether this item was answered from another window already, and that answer stands."""
    beside: tuple[Judgment, ...] = ()
    """What was said to the other questions that were asked at the same time."""


def put(queue: OpenQueue, judge: Judge, held: Assignment, rules: Guideline | None, *, shown_at: str) -> Offer:
    """An assignment as its judge gets to see it under these rules."""
    items, question = queue.items, queue.question
    # an order is for pairs alone, a suggestion for choices alone: a judgment has one of them to keep
    order = order_shown(question, held.id, beside=queue.beside)
    row, suggested = items.row(held.item), queue.suggested(held)
    version = None if rules is None else rules.version
    item_hash = items.item_hash(held.item)
    sample, seen = queue.sample_of(held.item), suggested.note if suggested else order
    asked = Asked(held, item_hash, question.name, judge, version, sample, shown_at, seen)
    parts = queue.parts(held.item, swapped=order == "right")
    suggestion = suggested.answer if suggested and suggested.is_shown else None
    return Offer(asked, parts, content_of(question, row), rules, suggestion)
