"""A labeler works: one item after another, each answer kept once, and what a queue shows is read once for all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.labeling_support.queues import RULES, Ticking, add_queue, change_rules, new_workspace

from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.core.judgment import Judgment
from assay.labeling.offering import Offer
from assay.labeling.qualification import QUALIFICATION, Qualification
from assay.store.own_work import own_work
from assay.workflows import work
from assay.workflows.work import Desk, Desks
from assay.workflows.workspace import Workspace

NEVER = "0" * 64


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def workspace(tmp_path: Path, clock: Ticking) -> Iterator[Workspace]:
    made = new_workspace(tmp_path, clock=clock)
    add_queue(made, tmp_path)
    yield made
    made.store.close()


def claimed(desk: Desk) -> Offer:
    offer = work.next_item(desk)
    assert offer is not None
    return offer


def kept(workspace: Workspace) -> list[Judgment]:
    return [judgment for _, judgment in workspace.store.ledger.read("judgment", Judgment)]


def test_the_desks_of_one_queue_share_what_it_shows(workspace: Workspace) -> None:
    desks = Desks(workspace)
    first, second = desks.at("first", judge="j1"), desks.at("first", judge="j2")
    assert first.queue is second.queue
    assert desks.at("first", judge="j1") is first
    assert [judge.id for judge in workspace.store.ledger.judges()] == ["j1", "j2"]


def test_each_item_is_shown_with_its_own_text_and_hash(workspace: Workspace) -> None:
    desk = work.sit_down(workspace, "first", judge="j1")
    seen, offer = {}, work.next_item(desk)
    while offer is not None:
        seen[offer.asked.assignment.item] = offer.parts[0].text
        _, offer = work.answer(desk, offer, "no")
    assert list(seen) == ["i0", "i1", "i2", "i3", "i4"]
    assert seen["i1"] == "你真蠢。"
    assert len({judgment.item_hash for judgment in kept(workspace)}) == 5


def test_the_guideline_that_comes_into_force_is_noticed(workspace: Workspace, tmp_path: Path) -> None:
    desk = work.sit_down(workspace, "first", judge="j1")
    before = claimed(desk)
    change_rules(workspace, tmp_path, RULES.replace("others", "anybody"), question="toxic", dataset="first")
    after = claimed(desk)
    assert before.guideline is not None
    assert after.guideline is not None
    assert before.guideline.version != after.guideline.version


def test_an_answer_is_kept_under_the_rules_that_were_shown(workspace: Workspace, tmp_path: Path) -> None:
    desk = work.sit_down(workspace, "first", judge="j1")
    before = claimed(desk)
    change_rules(workspace, tmp_path, RULES.replace("others", "anybody"), question="toxic", dataset="first")
    held, shown = before.asked.assignment, before.asked.guideline_version
    assert work.offered(desk, held, guideline=shown).asked.guideline_version == shown
    assert work.offered(desk, held, guideline=NEVER).asked.guideline_version != NEVER


def test_the_same_answer_twice_is_one_and_another_one_does_not_take_its_place(workspace: Workspace) -> None:
    desk = work.sit_down(workspace, "first", judge="j1")
    offer = claimed(desk)
    done, following = work.answer(desk, offer, "yes")
    again, held = work.answer(desk, offer, "no")
    assert (done.is_again, again.is_again) == (False, True)
    assert again.judgment.label == "yes"
    assert following is not None
    assert held is not None
    assert held.asked.assignment == following.asked.assignment
    assert len(kept(workspace)) == 1


def test_a_correction_supersedes_the_last_one_and_the_same_once_more_writes_nothing(workspace: Workspace) -> None:
    desk = work.sit_down(workspace, "first", judge="j1")
    offer = claimed(desk)
    work.answer(desk, offer, "yes")
    for said in ("no", "no", "yes"):
        standing = work.kept_answer(desk, offer)
        assert standing is not None
        work.correct(desk, standing, offer, said)
    assert [judgment.label for judgment in kept(workspace)] == ["yes", "no", "yes"]
    names = [judgment.supersedes for judgment in kept(workspace)]
    assert names[0] is None
    assert len(set(names)) == 3


def test_the_seconds_spent_are_those_that_were_measured(workspace: Workspace, clock: Ticking) -> None:
    desk = work.sit_down(workspace, "first", judge="j1")
    first = claimed(desk)
    clock.pass_seconds(30)
    _, second = work.answer(desk, first, "yes")
    assert second is not None
    clock.pass_seconds(3_000)
    work.answer(desk, second, "yes", seconds=12.5)
    assert [judgment.seconds for judgment in kept(workspace)] == [30.0, 12.5]


def test_nobody_answers_for_somebody_else(workspace: Workspace) -> None:
    desks = Desks(workspace)
    held = claimed(desks.at("first", judge="j1")).asked.assignment
    assert desks.holding(held.id, judge="j1")[1] == held
    with pytest.raises(NotPermitted):
        desks.holding(held.id, judge="j2")
    with pytest.raises(WorkspaceError):
        desks.holding("nothing", judge="j2")


def test_a_flag_on_a_rule_is_kept_once(workspace: Workspace) -> None:
    desk = work.sit_down(workspace, "first", judge="j1")
    offer = claimed(desk)
    for _ in range(2):
        work.flag(desk, offer, " What of sarcasm? ", rule="1")
    with pytest.raises(InputError, match="no rule '9'"):
        work.flag(desk, offer, "x", rule="9")
    with pytest.raises(InputError, match="0 characters"):
        work.flag(desk, offer, "  ")
    ((entry, event),) = workspace.store.ledger.events("guideline.flagged")
    assert (entry.actor, event.subject) == ("j1", offer.asked.guideline_version)
    assert (event.body["rule"], event.body["comment"], event.body["item"]) == ("1", "What of sarcasm?", "i0")


def test_a_judge_learns_of_his_own_work_alone(workspace: Workspace) -> None:
    store, mine = workspace.store, work.sit_down(workspace, "first", judge="j1")
    assert own_work(store, "first", "j1") == (0, None)
    first = claimed(mine)
    _, second = work.answer(mine, first, "yes")
    assert second is not None
    assert own_work(store, "first", "j1") == (1, first.asked.assignment.id)
    work.skip(mine, second, "cannot decide")
    assert own_work(store, "first", "j1") == (1, second.asked.assignment.id)
    assert own_work(store, "first", "j2") == (0, None)


def test_a_qualification_that_is_asked_for_later_stops_new_items_and_no_answer(workspace: Workspace) -> None:
    desks = Desks(workspace)
    offer = claimed(desks.at("first", judge="j1"))
    workspace.put(QUALIFICATION, "first", Qualification("first", "first", 0.8, 0.95), actor="ann")
    with pytest.raises(NotPermitted, match="first"):
        desks.at("first", judge="j1")
    desk, held = desks.holding(offer.asked.assignment.id, judge="j1")
    work.answer(desk, work.offered(desk, held, guideline=None), "yes")
    assert [judgment.label for judgment in kept(workspace)] == ["yes"]
