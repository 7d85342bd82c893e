"""A judge shows his accuracy on gold before a queue offers him anything; the rule is on the interval."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.labeling_support.judging import copy_of, keep_reference, made_once, works
from tests.labeling_support.queues import add_queue

from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.labeling.qualification import Outcome
from assay.workflows.gold import add_gold, shown_gold
from assay.workflows.qualification import qualifying, require
from assay.workflows.workspace import Workspace

ROWS = [{"id": f"i{n:02d}", "comment": f"comment {n}"} for n in range(20)]


def truth(item: str) -> str:
    return "yes" if int(item[1:]) % 2 else "no"


def liar(item: str) -> str:
    return "no" if int(item[1:]) % 2 else "yes"


def fill(made: Workspace, folder: Path) -> None:
    add_queue(made, folder, overlap=9)
    add_queue(made, folder, name="test", rows=ROWS, rules=None)
    keep_reference(made, "test", "right", {row["id"]: truth(row["id"]) for row in ROWS})
    add_gold(made, "test", reference="right", rate=1.0, actor="lead")
    require(made, "first", test="test", accuracy=0.7, actor="lead")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("qualifying"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield from copy_of(made, tmp_path)


def refused(workspace: Workspace, judge: str) -> str:
    with pytest.raises(NotPermitted) as caught:
        works(workspace, "first", judge, lambda _: "no")
    assert caught.value.code == "queue.not_qualified"
    return str(caught.value)


def test_who_has_not_answered_is_told_where_to_begin(workspace: Workspace) -> None:
    said = refused(workspace, "j1")
    assert "accuracy in 'test' is 0.7 or more, at the lower end of its 95% interval" in said
    assert "j1 has not answered there yet. Work on it first: assay work test --judge j1." in said


def test_a_judge_works_once_the_lower_end_of_his_accuracy_is_high_enough(workspace: Workspace) -> None:
    works(workspace, "test", "j1", truth, most=6)
    said = refused(workspace, "j1")
    found = qualifying(workspace, "first").judges[0]
    assert (found.judge, found.outcome) == ("j1", Outcome.MORE)
    assert found.n_more is not None
    assert f"about {found.n_more} more answers" in said
    works(workspace, "test", "j1", truth, most=found.n_more)
    assert qualifying(workspace, "first").judges[0].outcome is Outcome.PASSED
    assert len(works(workspace, "first", "j1", lambda _: "no")) == 5
    quality = shown_gold(workspace, "test").quality
    assert quality is not None
    assert qualifying(workspace, "first").judges[0].accuracy in quality.judges, "the same estimate as of any judge"


def test_a_judge_whose_upper_end_stays_below_is_sent_to_the_lead(workspace: Workspace) -> None:
    works(workspace, "test", "j1", liar, most=8)
    assert "Ask the lead of the program" in refused(workspace, "j1")
    assert qualifying(workspace, "first").judges[0].outcome is Outcome.FAILED


def test_a_rule_that_cannot_be_is_refused(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="above 0 and below 1"):
        require(workspace, "first", test="test", accuracy=1.0, actor="lead")
    with pytest.raises(InputError, match="would have to pass 'test' first"):
        require(workspace, "test", test="first", accuracy=0.8, actor="lead")
    with pytest.raises(InputError, match="would have to pass 'test' first"):
        require(workspace, "test", test="test", accuracy=0.8, actor="lead")
    with pytest.raises(WorkspaceError, match="is open to every judge"):
        qualifying(workspace, "test")
