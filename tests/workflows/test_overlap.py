"""A queue with adaptive overlap asks once more where judges disagree, and is done with the rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.labeling_support.judging import copy_of, keep_reference, made_once, works
from tests.labeling_support.queues import add_queue

from assay.core.errors import WorkspaceError
from assay.labeling.adaptive import Why
from assay.workflows.gold import add_gold
from assay.workflows.overlap import adapt, adapt_all, set_overlap
from assay.workflows.workspace import Workspace

ROWS = [{"id": f"i{n}", "comment": f"comment {n}"} for n in range(6)]


def fill(made: Workspace, folder: Path) -> None:
    add_queue(made, folder, rows=ROWS, overlap=5, rules=None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("overlap"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield from copy_of(made, tmp_path)


def contrary(item: str) -> str:
    return "no" if item == "i3" else "yes"


def test_only_the_items_on_which_judges_disagree_are_asked_once_more(workspace: Workspace) -> None:
    first = set_overlap(workspace, "first", level=0.9, least=2, most=4, method="majority", actor="lead")
    assert (first.n_changed, first.n_needed, first.counts[Why.LEAST]) == (6, 12, 6)
    assert len(works(workspace, "first", "j1", lambda _: "yes")) == 6
    assert len(works(workspace, "first", "j2", contrary)) == 6
    assert works(workspace, "first", "j3", contrary) == []
    found = adapt(workspace, "first")
    assert (found.counts[Why.SURE], found.counts[Why.ANOTHER], found.n_answers, found.n_needed) == (5, 1, 12, 13)
    assert works(workspace, "first", "j3", contrary) == ["i3"]
    assert adapt(workspace, "first").counts[Why.ANOTHER] == 1
    assert works(workspace, "first", "j4", contrary) == ["i3"]
    last = adapt_all(workspace)[0]
    assert (last.counts[Why.MOST], last.n_answers, last.n_needed) == (1, 14, 14)
    assert works(workspace, "first", "j5", contrary) == []


def test_the_same_answers_again_change_nothing_and_gold_is_left_as_it_is(workspace: Workspace) -> None:
    keep_reference(workspace, "first", "right", {"i0": "yes", "i1": "yes"})
    gold = add_gold(workspace, "first", reference="right", rate=0.3, n=1, actor="lead").gold.items
    set_overlap(workspace, "first", level=0.9, method="majority", actor="lead")
    works(workspace, "first", "j1", contrary)
    adapt(workspace, "first")
    again = adapt(workspace, "first")
    assert again.n_changed == 0
    assert not {each.item for each in again.items} & set(gold)
    held = {each.item: each.needed for each in workspace.store.queues.items("first")}
    assert held[gold[0]] > 1_000


def test_a_queue_without_a_rule_says_how_to_give_it_one(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="assay overlap set first"):
        adapt(workspace, "first")
    assert adapt_all(workspace) == ()
