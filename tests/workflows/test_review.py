"""Answers of others are accepted, corrected in their place, or sent back to be given anew; never own ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.labeling_support.judging import copy_of, judgments, made_once, works
from tests.labeling_support.queues import add_queue

from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.labeling.finished import Wanted
from assay.labeling.reviewing import Finding, KeptReviewed
from assay.workflows.review import (
    ReviewNumbers,
    ToReview,
    answer_again,
    draw_review,
    next_to_review,
    review_lines,
    review_numbers,
    sent_back,
    settle_review,
)
from assay.workflows.work import open_queue
from assay.workflows.workspace import Workspace

RULES = "# Toxic?\n\n## 1. Insults count\n\nAll of them.\n"


def fill(made: Workspace, folder: Path) -> None:
    """Two judges answer five items: j1 says yes to all, j2 no to all."""
    add_queue(made, folder, overlap=2, rules=RULES)
    works(made, "first", "j1", lambda _: "yes")
    works(made, "first", "j2", lambda _: "no")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("review"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    for workspace in copy_of(made, tmp_path):
        draw_review(workspace, "audit", "first", n=4, wanted=Wanted(("j1",)), actor="lena")
        yield workspace


def held(workspace: Workspace, by: str = "rita") -> ToReview:
    found = next_to_review(workspace, "audit", by=by)
    assert found is not None
    return found


def settle(workspace: Workspace, finding: str, *, by: str = "rita", **told: str) -> KeptReviewed:
    return settle_review(workspace, open_queue(workspace, "first"), held(workspace, by), finding=finding, by=by, **told)


def votes_on(workspace: Workspace, item: str) -> list[tuple[str, str]]:
    table = workspace.votes("first").table
    rows = zip(*(table[name].to_pylist() for name in ("item", "judge", "answer")), strict=True)
    return sorted((judge, answer) for found, judge, answer in rows if found == item)


def found(workspace: Workspace) -> ReviewNumbers:
    return review_numbers(workspace, "audit")


def test_chance_draws_the_same_answers_again_and_only_those_that_are_wanted(workspace: Workspace) -> None:
    again = draw_review(workspace, "audit", "first", n=4, wanted=Wanted(("j1",)), actor="lena")
    assert (again.n_frame, len(again.judgments)) == (5, 4)
    assert [each.review.name for each in review_lines(workspace)] == ["audit"]
    with pytest.raises(WorkspaceError, match="No answer of 'first'"):
        draw_review(workspace, "none", "first", n=4, wanted=Wanted(since="2027-01-01"), actor="lena")


def test_an_accepted_answer_stands_and_the_reviewer_is_no_voter(workspace: Workspace) -> None:
    before = workspace.votes("first").table.num_rows
    kept = settle(workspace, "accepted").reviewed
    assert (kept.finding, kept.judge, kept.comment) == (Finding.ACCEPTED, "j1", "")
    assert judgments(workspace)[-1].label == "yes"
    assert workspace.votes("first").table.num_rows == before


def test_a_correction_takes_the_place_of_the_answer(workspace: Workspace) -> None:
    kept = settle(workspace, "corrected", answer="no", comment="It quotes.", rule="1").reviewed
    assert votes_on(workspace, kept.item) == [("j2", "no"), ("rita", "no")]
    assert judgments(workspace)[-1].supersedes == kept.judgment


def test_a_correction_needs_a_reason_and_another_answer(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="is the one that was given"):
        settle(workspace, "corrected", answer="yes", comment="Why?")
    with pytest.raises(InputError, match="0 characters"):
        settle(workspace, "corrected", answer="no")
    assert found(workspace).counts == {}


def test_an_answer_that_was_sent_back_is_given_anew_and_goes_before_a_reviewer_again(workspace: Workspace) -> None:
    kept = settle(workspace, "returned", comment="Read rule 1.").reviewed
    (back,) = sent_back(workspace, judge="j1")
    assert (back.answer, back.kept.reviewed.comment) == ("yes", "Read rule 1.")
    assert sent_back(workspace, judge="j2") == ()
    opened = open_queue(workspace, "first")
    with pytest.raises(NotPermitted, match="not sent back to you"):
        answer_again(workspace, opened, "audit", kept.judgment, "no", judge="j2")
    answer_again(workspace, opened, "audit", kept.judgment, "no", judge="j1")
    assert votes_on(workspace, kept.item) == [("j1", "no"), ("j2", "no")]
    assert sent_back(workspace, judge="j1") == ()
    with pytest.raises(WorkspaceError, match="answered this item anew already"):
        answer_again(workspace, opened, "audit", kept.judgment, "yes", judge="j1")
    assert found(workspace).standing.n_items == 5
    for _ in range(3):
        settle(workspace, "accepted")
    last = held(workspace)
    assert (last.judgment.item, last.answer) == (kept.item, "no")
    assert [each.reviewed.comment for each in last.before] == ["Read rule 1."]


def test_the_share_accepted_has_an_interval_only_where_chance_drew(workspace: Workspace) -> None:
    for finding in ("accepted", "accepted", "returned"):
        settle(workspace, finding, comment="As rule 1 says.")
    share = found(workspace).accepted
    assert share is not None
    assert (share.n, share.value) == (3, pytest.approx(2 / 3))
    draw_review(workspace, "fast", "first", n=1, because="too fast", actor="lena")
    assert review_numbers(workspace, "fast").accepted is None


def test_where_nothing_was_accepted_the_share_is_told_too(workspace: Workspace) -> None:
    settle(workspace, "returned", comment="Read rule 1.")
    settle(workspace, "corrected", answer="no", comment="It quotes.")
    share = found(workspace).accepted
    assert share is not None
    assert (share.n, share.value) == (2, 0.0)


@pytest.mark.parametrize("name", ["j1", "J1", "ｊ１"])
def test_own_answers_are_offered_to_nobody_under_whatever_spelling(workspace: Workspace, name: str) -> None:
    assert next_to_review(workspace, "audit", by=name) is None


def test_two_reviewers_get_different_answers_and_a_late_verdict_changes_nothing(workspace: Workspace) -> None:
    first, second = held(workspace), held(workspace, "rob")
    assert first.assignment.item != second.assignment.item
    workspace.now.pass_seconds(31 * 60)  # type: ignore[attr-defined]
    opened = open_queue(workspace, "first")
    taken = held(workspace, "eve")
    assert taken.assignment.item == first.assignment.item
    settle_review(workspace, opened, taken, finding="accepted", by="eve")
    with pytest.raises(WorkspaceError, match="settled meanwhile"):
        settle_review(workspace, opened, first, finding="corrected", answer="no", comment="No.", by="rita")
    assert found(workspace).counts == {Finding.ACCEPTED: 1}
    assert votes_on(workspace, first.judgment.item) == [("j1", "yes"), ("j2", "no")]
