"""What an answer becomes: the judgment that the ledger keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from assay.core.answers import Given
from assay.core.errors import InputError
from assay.core.judgment import LATE, QUEUED, Judge, JudgeKind, Judgment, Status, judge_named
from assay.core.safe_text import UNSEEN, neutral
from assay.labeling.asked_together import GivenToo
from assay.store.queueing.assignment import Assignment, State

LONGEST_JUDGE = 100
NOTHING: Mapping[str, Any] = MappingProxyType({"label": None, "number": None, "text": None, "structure": None})
"""The answers of a judgment that has none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to a judge about one item."""

    assignment: Assignment
    """The item as it was offered."""
    item_hash: str
    """Content hash of the item version shown."""
    question: str
    """Name of the question."""
    judge: Judge
    """Who was asked."""
    guideline_version: str | None
    """Guideline in force when it was shown."""
    sample: str | None
    """Sample through which the item came."""
    shown_at: str
    """UTC."""
    order_shown: str | None = None
    """For pairs: which side came first."""


def labeler(name: str) -> Judge:
    """A person who labels, under a pseudonym.

    Raises
    ------
    InputError
        ``judge.name``.
    """
    if name.strip() != name or not 1 <= len(name) <= LONGEST_JUDGE or "@" in name or UNSEEN.search(name):
        what = f"The judge is called '{neutral(name, most=LONGEST_JUDGE)}'."
        fix = "Give a pseudonym, such as j1: up to 100 characters, no mail address; the ledger keeps it for good."
        raise InputError("judge.name", what, fix)
    return judge_named(name, JudgeKind.LABELER)


def run_of(queue: str, state: State = State.ANSWERED) -> str:
    """The run of judgments that came by a queue; late ones have one of their own, so that the ledger tells them."""
    return f"{QUEUED}{queue}{LATE if state is State.LATE else ''}"


def answered(asked: Asked, given: Given, *, accepted: Assignment, at: str, seconds: float | None = None) -> Judgment:
    """The judgment of an answer; a late one belongs to no sample, so that designed estimates leave it out.

    ``seconds`` are those spent on it; None takes all since the item was shown.
    """
    sample = None if accepted.state is State.LATE else asked.sample
    run = run_of(accepted.queue, accepted.state)
    return _judgment(asked, Status.GIVEN, at, run, seconds, sample=sample, **_answer(given))


def answered_too(first: Judgment, said: GivenToo) -> Judgment:
    """What a submission says to another question than the ``first``; seconds are counted once, with that one."""
    status = Status.NOT_APPLICABLE if said.given is None else Status.GIVEN
    answer = {} if said.given is None else _answer(said.given)
    return replace(first, question=said.question, status=status, seconds=None, **{**NOTHING, **answer})


def abstained(asked: Asked, *, at: str, seconds: float | None = None) -> Judgment:
    """The judgment of an item that was skipped; ``seconds`` as in `answered`."""
    run = run_of(asked.assignment.queue)
    return _judgment(asked, Status.ABSTAINED, at, run, seconds, sample=asked.sample)


def corrected(
    before: Judgment, asked: Asked, given: Given, *, name: str, at: str, seconds: float | None = None
) -> Judgment:
    """A judgment that takes the place of an earlier one; ``name`` is how the ledger calls that."""
    spent = seconds_between(asked.shown_at, at) if seconds is None else seconds
    changed: dict[str, Any] = {**NOTHING, **_answer(given), "seconds": spent}
    return replace(
        before, **changed, guideline_version=asked.guideline_version, observed_at=at, recorded_at="", supersedes=name
    )


def corrected_too(first: Judgment, said: GivenToo, *, place: int) -> Judgment:
    """As `answered_too`; ``place`` is that of the earlier judgment in the entry of the one that ``first`` corrects."""
    entry, _, at = str(first.supersedes).partition(":")
    return replace(answered_too(first, said), supersedes=f"{entry}:{int(at) + place}")


def same_answer(one: Judgment, two: Judgment) -> bool:
    """Whether two judgments say the same."""
    return one.status is two.status and all(getattr(one, name) == getattr(two, name) for name in NOTHING)


def seconds_between(start: str, end: str) -> float:
    """Seconds from one time of the clock to another; 0 where it was set back."""
    passed = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    return max(0.0, round(passed.total_seconds(), 3))


def _judgment(
    asked: Asked, status: Status, at: str, run: str, seconds: float | None, *, sample: str | None, **answer: Any
) -> Judgment:
    return Judgment(
        item=asked.assignment.item,
        item_hash=asked.item_hash,
        question=asked.question,
        judge=asked.judge.id,
        judge_version=asked.judge.version,
        guideline_version=asked.guideline_version,
        status=status,
        recorded_at="",
        order_shown=asked.order_shown,
        attempt=asked.assignment.round,
        seconds=seconds_between(asked.shown_at, at) if seconds is None else seconds,
        sample=sample,
        run=run,
        observed_at=at,
        **answer,
    )


def _answer(given: Given) -> dict[str, Any]:
    return {given.column: given.value}
