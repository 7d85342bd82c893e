"""What a reviewer's finding, and a labeler's new answer, become: judgments in sight of the answer that was given."""

from dataclasses import replace

from assay.core.answers import Given
from assay.core.judgment import RULED, Judge, Judgment, Status
from assay.labeling.judging import NOTHING
from assay.labeling.reviewing import Finding
from assay.store.queueing.assignment import Assignment, State


def verdict_on(
    before: Judgment,
    finding: Finding,
    given: Given | None,
    *,
    accepted: Assignment,
    judge: Judge,
    guideline_version: str | None,
    at: str,
) -> Judgment:
    """The reviewer's judgment: a correction takes the place of the answer; any other finding is no vote.

    Parameters
    ----------
    given : the answer that is right, of a correction
    accepted : the reviewer's assignment, whose item is the name of the answer; one that came too late corrects nothing
    """
    told = replace(before, judge=judge.id, judge_version=judge.version, guideline_version=guideline_version)
    told = replace(told, observed_at=at, recorded_at="", seconds=None, confidence=None)
    if given is not None and accepted.state is not State.LATE:
        return in_its_place(told, given, name=accepted.item)
    told = replace(told, run=f"{accepted.queue}{RULED}", sample=None, supersedes=None)
    return told if finding is Finding.ACCEPTED else replace(told, **NOTHING, status=Status.ABSTAINED)


def answered_anew(before: Judgment, given: Given, *, name: str, guideline_version: str | None, at: str) -> Judgment:
    """The labeler's answer in the place of one of his own, which the ledger calls ``name``."""
    fresh = replace(before, guideline_version=guideline_version, observed_at=at, recorded_at="", seconds=None)
    return in_its_place(fresh, given, name=name)


def in_its_place(judgment: Judgment, given: Given, *, name: str) -> Judgment:
    """A judgment with another answer, which takes the place of the one of that name."""
    return replace(judgment, **{**NOTHING, given.column: given.value}, supersedes=name)
