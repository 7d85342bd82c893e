"""A judge disputes what is held against him; somebody else settles it, and the rate of overturned ones is known."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.labeling_support.judging import copy_of, keep_reference, made_once, works
from tests.labeling_support.queues import add_queue

from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.labeling.disputes import Outcome
from assay.workflows.adjudicate import rule_item
from assay.workflows.disputes import disputes, raise_dispute, settle
from assay.workflows.gold import add_gold, shown_gold
from assay.workflows.work import open_queue
from assay.workflows.workspace import Workspace

WHY = "It quotes an insult."
GOLD = {"i0", "i1"}


def fill(made: Workspace, folder: Path) -> None:
    """All is gold but i2 to i4; j1 says no to everything, and the gold says yes."""
    add_queue(made, folder, overlap=2, rules=None)
    keep_reference(made, "first", "right", {"i0": "yes", "i1": "yes"})
    add_gold(made, "first", reference="right", rate=0.5, n=2, actor="lead")
    works(made, "first", "j1", lambda _: "no")
    works(made, "first", "j2", lambda _: "yes")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("disputes"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield from copy_of(made, tmp_path)


def test_a_judge_is_told_the_same_whether_or_not_the_item_is_gold(workspace: Workspace) -> None:
    told = [raise_dispute(workspace, "first", item, judge="j1", reason=WHY).dispute for item in ("i0", "i3")]
    assert {(each.judge, each.answer, each.reason, each.outcome) for each in told} == {("j1", "no", WHY, Outcome.WAITS)}
    assert [each.stands for each in disputes(workspace, "first").disputes] == ["yes", None]


def test_overturned_gold_counts_against_nobody_and_is_offered_no_more(workspace: Workspace) -> None:
    raise_dispute(workspace, "first", "i0", judge="j1", reason=WHY)
    kept = settle(workspace, "first", "i0", judge="j1", outcome="overturned", by="eve", reason="The rule says so.")
    assert (kept.dispute.outcome, kept.dispute.by) == (Outcome.OVERTURNED, "eve")
    found = shown_gold(workspace, "first")
    assert [each.item for each in found.items] == ["i1"]
    assert works(workspace, "first", "j3", lambda _: "yes") == ["i1"]
    again = add_gold(workspace, "first", reference="right", rate=0.5, n=2, actor="lead")
    assert again.gold.items == ("i1",)


def test_the_rate_of_overturned_disputes_has_an_interval(workspace: Workspace) -> None:
    for item in ("i0", "i1", "i2"):
        raise_dispute(workspace, "first", item, judge="j1", reason=WHY)
    assert disputes(workspace, "first").overturned is None
    for item, outcome in (("i0", "overturned"), ("i1", "upheld"), ("i2", "upheld")):
        settle(workspace, "first", item, judge="j1", outcome=outcome, by="eve", reason="So.")
    rate = disputes(workspace, "first").overturned
    assert rate is not None
    assert (rate.value, rate.n) == (pytest.approx(1 / 3), 3)
    assert rate.interval is not None


def test_nobody_settles_what_he_answered_or_ruled(workspace: Workspace) -> None:
    rule_item(workspace, open_queue(workspace, "first"), item="i2", answer="yes", by="eve", reason="An insult.")
    raise_dispute(workspace, "first", "i2", judge="j1", reason=WHY)
    for by, code in (("J1", "ruling.own_item"), ("j2", "ruling.own_item"), ("Eve", "dispute.own_ruling")):
        with pytest.raises(NotPermitted) as caught:
            settle(workspace, "first", "i2", judge="j1", outcome="upheld", by=by, reason="So.")
        assert caught.value.code == code
    assert settle(workspace, "first", "i2", judge="j1", outcome="upheld", by="fay", reason="So.").dispute.by == "fay"


def test_a_dispute_that_cannot_be_is_refused(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="gave no answer"):
        raise_dispute(workspace, "first", "i0", judge="j9", reason=WHY)
    with pytest.raises(InputError, match="Write 1 to"):
        raise_dispute(workspace, "first", "i0", judge="j1", reason=" ")
    with pytest.raises(WorkspaceError, match="assay dispute list first"):
        settle(workspace, "first", "i0", judge="j1", outcome="upheld", by="eve", reason="So.")
    raise_dispute(workspace, "first", "i0", judge="j1", reason=WHY)
    with pytest.raises(InputError, match="not settled as 'perhaps'"):
        settle(workspace, "first", "i0", judge="j1", outcome="perhaps", by="eve", reason="So.")
    settle(workspace, "first", "i0", judge="j1", outcome="upheld", by="eve", reason="So.")
    with pytest.raises(InputError, match="was settled: upheld"):
        raise_dispute(workspace, "first", "i0", judge="j1", reason="Again.")
