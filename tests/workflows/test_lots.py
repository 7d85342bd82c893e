"""Lots: finished work is inspected by others and accepted or rejected as one; what was rejected is answered anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.labeling_support.judging import copy_of, made_once, works
from tests.labeling_support.queues import add_queue

from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.labeling.finished import Wanted
from assay.labeling.lots import Lot, Outcome, Rework, Terms
from assay.labeling.reviewing import find_review
from assay.reports.lots import found_words
from assay.store.named import judgments_called
from assay.workflows.lots import decide_lot, lot_lines, lot_numbers, make_lots, rework_queue
from assay.workflows.review import draw_review, next_to_review, settle_review
from assay.workflows.work import open_queue
from assay.workflows.workspace import Workspace

N = 30
TERMS = Terms(good=0.02, bad=0.3, alpha=0.2, beta=0.2)


def fill(made: Workspace, folder: Path) -> None:
    """Two judges answer thirty items: j1 says yes to all, j2 no to all."""
    rows = [{"id": f"i{place:02d}", "comment": f"Comment {place}"} for place in range(N)]
    add_queue(made, folder, rows=rows, overlap=2, rules=None)
    works(made, "first", "j1", lambda _: "yes")
    works(made, "first", "j2", lambda _: "no")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("lots"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield from copy_of(made, tmp_path)


def make(workspace: Workspace, **asked: object) -> Lot:
    told = {"terms": TERMS, "wanted": Wanted(("j1",)), "actor": "lena", **asked}
    (lot,) = make_lots(workspace, "j1-w47", "first", **told)  # type: ignore[arg-type]
    return lot


def inspect(workspace: Workspace, *, n_bad: int = 0) -> None:
    opened, done = open_queue(workspace, "first"), 0
    while (shown := next_to_review(workspace, "j1-w47", by="rita")) is not None:
        told = {"finding": "corrected", "answer": "no", "comment": "No."} if done < n_bad else {"finding": "accepted"}
        settle_review(workspace, opened, shown, by="rita", **told)  # type: ignore[arg-type]
        done += 1


def test_a_lot_has_its_plan_and_as_many_answers_are_drawn(workspace: Workspace) -> None:
    lot = make(workspace)
    assert (lot.judges, len(lot.judgments), lot.of) == (("j1",), N, "j1")
    found = lot_numbers(workspace, "j1-w47")
    assert (found.inspected.n, found.inspected.by_plan, found.inspected.bound) == (0, None, None)
    at_bad = next(each for each in found.curve if each.rate == TERMS.bad)
    assert at_bad.accepted <= TERMS.beta
    assert 0 < lot.n < N


def test_an_answer_is_in_one_lot_only_and_a_name_stands_for_one(workspace: Workspace) -> None:
    make(workspace)
    with pytest.raises(WorkspaceError, match="in no lot yet"):
        make_lots(workspace, "again", "first", terms=TERMS, wanted=Wanted(("j1",)), actor="lena")
    with pytest.raises(InputError, match="There is a lot"):
        make(workspace, wanted=Wanted(("j2",)))


def test_work_is_cut_into_lots_of_one_size(workspace: Workspace) -> None:
    made = make_lots(workspace, "all", "first", terms=TERMS, size=25, actor="lena")
    assert [(each.name, len(each.judgments)) for each in made] == [("all-1", 25), ("all-2", 35)]
    assert [each.lot.name for each in lot_lines(workspace)] == ["all-1", "all-2"]


@pytest.mark.parametrize("name", ["j1", "J1"])
def test_who_made_a_lot_neither_inspects_it_nor_decides_about_it(workspace: Workspace, name: str) -> None:
    make(workspace)
    with pytest.raises(NotPermitted, match="You made a part"):
        next_to_review(workspace, "j1-w47", by=name)
    with pytest.raises(NotPermitted, match="made a part of the lot"):
        decide_lot(workspace, "j1-w47", outcome="accepted", by=name, reason="Good.")


def test_a_good_lot_is_accepted_with_the_bound_on_what_is_bad(workspace: Workspace) -> None:
    lot = make(workspace)
    with pytest.raises(InputError, match=f"0 of {lot.n} answers"):
        decide_lot(workspace, lot.name, outcome="accepted", by="lena", reason="Good.")
    inspect(workspace)
    seen = lot_numbers(workspace, lot.name).inspected
    assert (seen.n, seen.n_bad, seen.by_plan, seen.true_bound) == (lot.n, 0, Outcome.ACCEPTED, None)
    assert seen.bound is not None
    assert seen.bound == pytest.approx(0.4)
    assert decide_lot(workspace, lot.name, outcome="accepted", by="lena", reason="Good.").by_plan is Outcome.ACCEPTED
    with pytest.raises(InputError, match="was accepted by lena"):
        decide_lot(workspace, lot.name, outcome="rejected", by="lena", reason="No.")
    assert workspace.votes("first").table.num_rows == 2 * N


def test_an_answer_that_another_review_corrected_is_inspected_and_not_accepted(workspace: Workspace) -> None:
    lot = make(workspace)
    opened = open_queue(workspace, "first")
    draw_review(workspace, "beside", "first", n=N, wanted=Wanted(("j1",)), actor="lena")
    shown = next_to_review(workspace, "beside", by="rita")
    drawn = {each.item for each in judgments_called(workspace.store, find_review(workspace.store, lot.name).judgments)}
    while shown is not None and shown.judgment.item not in drawn:
        settle_review(workspace, opened, shown, by="rita", finding="accepted")
        shown = next_to_review(workspace, "beside", by="rita")
    assert shown is not None
    settle_review(workspace, opened, shown, by="rita", finding="corrected", answer="no", comment="No.")
    inspect(workspace)
    found = lot_numbers(workspace, lot.name)
    assert (found.inspected.n, found.inspected.n_bad, found.n_replaced) == (lot.n, 1, 1)
    assert "so not accepted: 1." in found_words(found)


def test_a_rejected_lot_counts_no_more_and_others_answer_its_items(workspace: Workspace) -> None:
    lot = make(workspace)
    inspect(workspace, n_bad=lot.n)
    assert lot_numbers(workspace, lot.name).inspected.by_plan is Outcome.REJECTED
    made = decide_lot(workspace, lot.name, outcome="rejected", by="lena", reason="Too many wrong.", rework="others")
    assert (made.rework, made.n_bad) == (Rework.OTHERS, lot.n)
    judges = given(workspace)
    assert (judges.count("j1"), judges.count("j2"), judges.count("rita")) == (0, N, lot.n)
    assert works(workspace, "first", "j1", lambda _: "yes") == []
    assert len(works(workspace, "first", "j3", lambda _: "no")) == N - lot.n
    assert given(workspace).count("j3") == N - lot.n


def test_those_who_made_a_rejected_lot_rework_it_in_a_queue_of_their_own(workspace: Workspace) -> None:
    lot = make(workspace)
    inspect(workspace, n_bad=1)
    decide_lot(workspace, lot.name, outcome="rejected", by="lena", reason="Do it again.", rework="same")
    with pytest.raises(NotPermitted, match="is for others"):
        works(workspace, rework_queue(lot.name), "j2", lambda _: "yes")
    assert len(works(workspace, rework_queue(lot.name), "j1", lambda _: "no")) == N - 1
    (again,) = make_lots(workspace, "again", rework_queue(lot.name), terms=TERMS, actor="lena")
    assert len(again.judgments) == N - 1


def test_a_lot_too_small_for_its_plan_is_refused(workspace: Workspace) -> None:
    with pytest.raises(InputError) as refused:
        make(workspace, terms=Terms(good=0.001, bad=0.002))
    assert refused.value.code == "acceptance.out_of_reach"


def given(workspace: Workspace) -> list[str]:
    table = workspace.votes("first").table
    pairs = zip(table["judge"].to_pylist(), table["answer"].to_pylist(), strict=True)
    return [judge for judge, answer in pairs if answer is not None]
