"""Gold in a queue: unseen by who works, an estimate for who leads, and no part of the sample."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from tests.labeling_support.judging import copy_of, judgments, keep_reference, made_once, works
from tests.labeling_support.queues import add_queue

from assay.core.errors import InputError, WorkspaceError
from assay.datasets.sample_asked import SampleAsked
from assay.workflows import work
from assay.workflows.consensus import consensus
from assay.workflows.gold import add_gold, shown_gold
from assay.workflows.queues import fill_queue, queue_status
from assay.workflows.samples import keep_sample
from assay.workflows.workspace import Workspace

ROWS = [{"id": f"i{n:02d}", "comment": f"comment {n}"} for n in range(40)]
RIGHT = {f"i{n:02d}": "yes" if n % 3 == 0 else "no" for n in range(0, 40, 2)}


def truth(item: str) -> str:
    return "yes" if int(item[1:]) % 3 == 0 else "no"


def never(item: str) -> str:
    return "no"


def fill(made: Workspace, folder: Path) -> None:
    add_queue(made, folder, rows=ROWS, overlap=2)
    keep_reference(made, "first", "right", RIGHT)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("gold"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield from copy_of(made, tmp_path)


def with_gold(workspace: Workspace, **asked: Any) -> frozenset[str]:
    found = add_gold(workspace, "first", **{"reference": "right", "rate": 0.25, "actor": "lead", **asked})
    return frozenset(found.gold.items)


def test_each_judge_gets_each_gold_item_once_at_the_rate_and_then_usual_ones(workspace: Workspace) -> None:
    gold = with_gold(workspace, n=5)
    for judge in ("j1", "j2", "j3"):
        got = works(workspace, "first", judge, truth)
        met = [place for place, item in enumerate(got) if item in gold]
        assert len(got) == len(set(got))
        if judge != "j3":
            assert len(got) == 40
            assert [place // 4 for place in met] == [0, 1, 2, 3, 4]
        else:
            assert set(got) <= gold, "the usual items have the answers that they need"


def test_gold_is_no_part_of_the_queue_as_it_is_counted(workspace: Workspace) -> None:
    assert len(with_gold(workspace, n=5)) == 5
    works(workspace, "first", "j1", truth)
    found = queue_status(workspace, "first")
    assert (found.standing.n_items, found.standing.n_needed, found.standing.n_answered) == (35, 70, 35)


def test_the_accuracy_on_gold_is_that_of_a_consensus_against_the_same_reference(workspace: Workspace) -> None:
    gold = with_gold(workspace, n=12, rate=0.3)
    works(workspace, "first", "good", truth)
    works(workspace, "first", "lazy", never)
    found = shown_gold(workspace, "first")
    assert found.quality is not None
    by_judge = {each.slice[0][1]: each for each in found.quality.judges if each.slice}
    n_no = sum(1 for item in gold if truth(item) == "no")
    assert by_judge["good"].value == 1.0
    assert by_judge["lazy"].value == n_no / 12
    rows = [(one.item, one.judge, one.label) for one in judgments(workspace) if one.item in gold]
    votes = {"item": [r[0] for r in rows], "judge": [r[1] for r in rows], "answer": [r[2] for r in rows]}
    names = {"item": "item", "judge": "judge", "answer": "answer"}
    same = consensus(
        votes, **names, method="majority", reference={"item": [*gold], "reference": [truth(i) for i in gold]}
    )
    theirs = {each.slice[0][1]: (each.value, each.interval, each.n) for each in same.judges}
    assert {judge: (each.value, each.interval, each.n) for judge, each in by_judge.items()} == theirs


def test_gold_that_the_judges_contradict_comes_first_for_review(workspace: Workspace) -> None:
    gold = with_gold(workspace, n=20, rate=0.5)
    wrong = min(gold)
    says = {item: truth(item) for item in (f"i{n:02d}" for n in range(40))}
    says[wrong] = "no" if truth(wrong) == "yes" else "yes"
    for judge in ("j1", "j2", "j3", "j4"):
        works(workspace, "first", judge, says.__getitem__, most=39)
    first, *others = shown_gold(workspace, "first").items
    assert (first.item, first.is_rejected, first.n_right) == (wrong, True, 0)
    assert not any(each.is_rejected for each in others)
    assert all(each.n_right == each.n_answers for each in others)


def test_an_offer_of_gold_has_the_fields_of_any_other_and_says_nothing(workspace: Workspace) -> None:
    gold = with_gold(workspace, n=10)
    desk = work.sit_down(workspace, "first", judge="j1")
    shapes: dict[bool, set[Any]] = {True: set(), False: set()}
    offer = work.next_item(desk)
    while offer is not None:
        held = offer.asked.assignment
        shape = (len(offer.parts), offer.parts[0].name, len(offer.parts[0].text.split()), offer.content)
        known = (offer.guideline.version if offer.guideline else None, offer.asked.order_shown, held.round, held.state)
        shapes[held.item in gold].add((shape, known, tuple(each.name for each in fields(held))))
        _, offer = work.answer(desk, offer, "no")
    assert shapes[True] == shapes[False]
    assert len(shapes[True]) == 1


def test_gold_costs_as_many_statements_as_any_other_item(workspace: Workspace) -> None:
    gold = with_gold(workspace, n=10)
    desk = work.sit_down(workspace, "first", judge="j1")
    counts: dict[bool, set[int]] = {True: set(), False: set()}
    made: list[str] = []
    engine = workspace.store.database.engine
    event.listen(engine, "before_cursor_execute", lambda *call: made.append(call[2]))
    offer = work.next_item(desk)
    while offer is not None:
        made.clear()
        _, following = work.answer(desk, offer, "no")
        if following is not None:
            counts[following.asked.assignment.item in gold].add(len(made))
        offer = following
    assert counts[True] == counts[False]
    assert len(counts[True]) == 1


def test_gold_belongs_to_no_sample(workspace: Workspace) -> None:
    drawn = keep_sample(workspace, SampleAsked(20, seed=3), dataset="first", name="some", actor="ann")
    fill_queue(workspace, name="second", dataset="first", question="toxic", sample=drawn, overlap=1, actor="ann")
    found = add_gold(workspace, "second", reference="right", rate=0.2, actor="lead")
    inside = set(drawn.table["item"].to_pylist())
    assert not inside & set(found.gold.items)
    assert found.n_held_back == len(inside & set(RIGHT))
    works(workspace, "second", "j1", truth)
    samples = {one.item: one.sample for one in judgments(workspace)}
    assert {item for item, sample in samples.items() if sample == "some"} == inside
    assert {item for item, sample in samples.items() if sample is None} == set(found.gold.items)


def test_the_same_gold_again_adds_none_and_more_can_be_added(workspace: Workspace) -> None:
    before = with_gold(workspace, n=4)
    again = add_gold(workspace, "first", reference="right", rate=0.25, n=4, actor="lead")
    assert (again.n_new, set(again.gold.items)) == (0, set(before))
    more = add_gold(workspace, "first", reference="right", rate=0.5, n=6, actor="lead")
    assert (more.n_new, more.gold.rate, more.gold.secret) == (2, 0.5, again.gold.secret)


def test_gold_that_cannot_be_is_refused_with_the_next_step(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="assay gold add first"):
        shown_gold(workspace, "first")
    with pytest.raises(WorkspaceError, match="no reference set 'wrong'"):
        with_gold(workspace, reference="wrong")
    keep_reference(workspace, "first", "foreign", {"i01": "maybe"})
    with pytest.raises(InputError, match="The reference says 'maybe'"):
        with_gold(workspace, reference="foreign")
    works(workspace, "first", "j1", truth)
    works(workspace, "first", "j2", truth)
    with pytest.raises(InputError, match="No item can be gold"):
        with_gold(workspace)


def test_gold_of_a_queue_has_one_reference(workspace: Workspace) -> None:
    with_gold(workspace)
    keep_reference(workspace, "first", "other", {"i01": "no"})
    with pytest.raises(InputError, match="has 'right' as its reference"):
        with_gold(workspace, reference="other")
