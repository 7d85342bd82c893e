"""Feedback: own mistakes with rule and reason, beside others on the same items, and nothing of gold unless allowed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.labeling_support.judging import copy_of, keep_reference, made_once, works
from tests.labeling_support.queues import RULES, add_queue

from assay.core.errors import InputError, WorkspaceError
from assay.labeling.feedback import STEP
from assay.reports.feedback import beside_words, feedback_json
from assay.workflows.adjudicate import rule_item
from assay.workflows.disputes import raise_dispute, settle
from assay.workflows.feedback import FeedbackShown, allow_feedback, check_worked, own_feedback
from assay.workflows.gold import add_gold, shown_gold
from assay.workflows.gold_review import doubtful_gold, retire_gold
from assay.workflows.work import open_queue
from assay.workflows.workspace import Workspace

ROWS = [{"id": f"i{n:02d}", "comment": f"comment {n}"} for n in range(60)]
GOLD = [row["id"] for row in ROWS[:20]]
RULED = [row["id"] for row in ROWS[20:45]]


def truth(item: str) -> str:
    return "yes" if int(item[1:]) % 2 else "no"


def other(item: str) -> str:
    return "no" if truth(item) == "yes" else "yes"


def judge_who_errs(every: int, at: int = 0) -> object:
    return lambda item: other(item) if int(item[1:]) % every == at else truth(item)


def fill(made: Workspace, folder: Path) -> None:
    add_queue(made, folder, rows=ROWS, rules=RULES, overlap=5)
    keep_reference(made, "first", "right", {item: truth(item) for item in GOLD[:-1]} | {GOLD[-1]: other(GOLD[-1])})
    add_gold(made, "first", reference="right", rate=0.4, actor="lead")
    for judge, every, at in (("j1", 3, 0), ("j2", 4, 1), ("j3", 5, 2), ("j4", 6, 3), ("j5", 7, 1)):
        works(made, "first", judge, judge_who_errs(every, at))  # type: ignore[arg-type] - a function of an item
    opened = open_queue(made, "first")
    for item in RULED:
        rule_item(made, opened, item=item, answer=truth(item), by="eve", reason=f"Because of {item}.", rule="1")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("feedback"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield from copy_of(made, tmp_path)


def seen(shown: FeedbackShown) -> set[str]:
    return {each.item for each in shown.found.mistakes}


def test_a_labeler_sees_his_mistakes_with_the_rule_and_the_reason(workspace: Workspace) -> None:
    shown = own_feedback(workspace, "first", judge="j1")
    assert seen(shown) == {item for item in RULED if int(item[1:]) % 3 == 0}
    first = shown.found.mistakes[0]
    assert (first.told.reason, first.told.rule) == (f"Because of {first.item}.", "1")
    assert (first.answer, first.told.answer) == (other(first.item), truth(first.item))
    assert shown.found.n_told == len(RULED)
    assert shown.found.accuracy is not None
    assert shown.found.accuracy.value == pytest.approx(1 - len(seen(shown)) / len(RULED))
    assert shown.found.accuracy.interval is not None


def test_others_appear_as_one_difference_on_the_same_items_that_moves_in_steps(workspace: Workspace) -> None:
    shown = own_feedback(workspace, "first", judge="j1")
    made = shown.found.beside
    assert made is not None
    assert made.interval is not None
    items = sorted(RULED)[: len(RULED) - len(RULED) % STEP]
    assert made.difference is not None
    assert made.difference < 0.0
    assert made.candidate.value == pytest.approx(1 - sum(int(item[1:]) % 3 == 0 for item in items) / len(items))
    assert "usual difficulty" in beside_words(shown.found)
    said = str(feedback_json(shown))
    assert not any(f"'{judge}'" in said for judge in ("j2", "j3", "j4", "j5")), "no other judge is named"


def test_gold_is_told_only_where_the_queue_says_so(workspace: Workspace) -> None:
    before = own_feedback(workspace, "first", judge="j1")
    assert seen(before).isdisjoint(GOLD)
    retire_gold(workspace, "first", GOLD[3], because="To learn from.", holds=True, by="lead")
    retire_gold(workspace, "first", GOLD[6], because="It is doubtful.", holds=False, by="lead")
    assert seen(own_feedback(workspace, "first", judge="j1")) == seen(before)
    allow_feedback(workspace, "first", gold="retired", actor="lead")
    assert seen(own_feedback(workspace, "first", judge="j1")) == seen(before) | {GOLD[3]}
    allow_feedback(workspace, "first", gold="answered", actor="lead")
    every = seen(own_feedback(workspace, "first", judge="j1"))
    assert every - seen(before) == {i for i in GOLD[:-1] if int(i[1:]) % 3 == 0} - {GOLD[6]} | {GOLD[-1]}
    with pytest.raises(InputError, match="Did you mean 'retired'"):
        allow_feedback(workspace, "first", gold="retird", actor="lead")


def test_a_ruling_that_was_overturned_is_held_against_nobody(workspace: Workspace) -> None:
    item = next(item for item in RULED if int(item[1:]) % 3 == 0)
    raise_dispute(workspace, "first", item, judge="j1", reason="Rule 2 says so.")
    assert item in seen(own_feedback(workspace, "first", judge="j1"))
    settle(workspace, "first", item, judge="j1", outcome="overturned", by="zoe", reason="True.")
    shown = own_feedback(workspace, "first", judge="j1")
    assert item not in seen(shown)
    assert [each.outcome.value for each in shown.disputes] == ["overturned"]


def test_any_latest_answer_can_be_disputed_gold_or_not(workspace: Workspace) -> None:
    latest = own_feedback(workspace, "first", judge="j2").latest
    assert len(latest) == 20
    items = {each.item for each in latest}
    for each in latest[:3]:
        raise_dispute(workspace, "first", each.item, judge="j2", reason="I hold it for right.")
    assert len(own_feedback(workspace, "first", judge="j2").disputes) == 3
    assert items <= {row["id"] for row in ROWS}


def test_who_has_not_answered_is_told_so(workspace: Workspace) -> None:
    shown = own_feedback(workspace, "first", judge="j9")
    assert (shown.found.n_answers, shown.found.accuracy, shown.found.beside) == (0, None, None)
    check_worked(workspace, "first", "j1")
    with pytest.raises(WorkspaceError, match="Nobody called 'j9'"):
        check_worked(workspace, "first", "j9")


def test_gold_that_the_judges_contradict_goes_before_the_lead_with_all_answers(workspace: Workspace) -> None:
    doubts = doubtful_gold(workspace, "first")
    assert [each.item for each in doubts.items] == [GOLD[-1]]
    found = doubts.items[0]
    assert (found.known, found.likelier) == (other(GOLD[-1]), truth(GOLD[-1]))
    assert found.probability < 0.5
    assert [each.judge for each in found.answers] == ["j1", "j2", "j3", "j4", "j5"]


def test_retired_gold_is_offered_no_more_and_leaves_the_accuracy(workspace: Workspace) -> None:
    retire_gold(workspace, "first", GOLD[-1], because="The judges are right.", holds=False, by="lead")
    assert doubtful_gold(workspace, "first").items == ()
    shown = shown_gold(workspace, "first")
    assert GOLD[-1] not in {each.item for each in shown.items}
    held = {each.item: each.open for each in workspace.store.queues.items("first")}
    assert held[GOLD[-1]] is False
    with pytest.raises(WorkspaceError, match="no gold of 'first'"):
        retire_gold(workspace, "first", GOLD[-1], because="Again.", holds=False, by="lead")
