"""A labeler says what is wrong with the guideline."""

from typing import NamedTuple

from assay.core.answers import NOT_KEPT
from assay.core.canonical import content_hash
from assay.core.errors import InputError, did_you_mean
from assay.core.figures import count
from assay.labeling.guideline import Guideline
from assay.labeling.judging import Asked
from assay.store.records import Event

FLAGGED = "guideline.flagged"
"""Name of the event that keeps what was said."""
COMMENTED = "answer.commented"
"""Name of the event that keeps what was said of an answer."""
LONGEST_COMMENT = 2_000


class Flagged(NamedTuple):
    """What was said, ready for the ledger."""

    id: str
    """Id of its entry: the same said twice of one item is one."""
    event: Event
    """What is kept."""


def flagged(asked: Asked, guideline: Guideline | None, comment: str, *, rule: str | None = None) -> Flagged:
    """What a labeler says of the guideline, or of one of its rules, with the item that brought it up.

    Raises
    ------
    InputError
        ``flag.comment`` when it says nothing or too much, ``flag.rule`` for a rule that the guideline does not have.
    """
    said = words_said(comment, "flag.comment", most=LONGEST_COMMENT)
    numbers = [] if guideline is None else [each.number for each in guideline.rules]
    if rule is not None and rule not in numbers:
        what = f"The guideline has no rule '{rule[:60]}'."
        raise InputError("flag.rule", what, did_you_mean(rule, numbers))
    held = asked.assignment
    subject = asked.guideline_version or asked.question
    body = {"queue": held.queue, "question": asked.question, "item": held.item, "rule": rule, "comment": said}
    return Flagged(f"{held.id}:flag:{content_hash(body)[:16]}", Event(FLAGGED, subject, body))


def commented(asked: Asked, comment: str) -> Flagged:
    """What a labeler says of an item or of his answer to it, for those who look at it after him.

    Raises
    ------
    InputError
        ``comment.text`` when it says nothing or too much.
    """
    said, held = words_said(comment, "comment.text", most=LONGEST_COMMENT), asked.assignment
    body = {"queue": held.queue, "question": asked.question, "item": held.item, "comment": said}
    return Flagged(f"{held.id}:comment:{content_hash(body)[:16]}", Event(COMMENTED, held.id, body))


def words_said(text: str, code: str, *, most: int) -> str:
    """What somebody wrote, without the blanks at its ends.

    Raises
    ------
    InputError
        ``code`` when it says nothing or too much, or holds what no store keeps as text.
    """
    said = text.strip()
    if not 1 <= len(said) <= most:
        what = f"The text has {count(len(said))} characters."
        raise InputError(code, what, f"Write 1 to {count(most)}.")
    if any(ord(each) in NOT_KEPT for each in said):
        raise InputError(code, "The text holds a NUL or half a character.", "Leave it out: it cannot be kept as text.")
    return said
