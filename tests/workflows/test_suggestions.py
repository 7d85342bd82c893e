"""A machine suggests: hidden for a random share, kept with the judgment, and the pull it has is measured."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.labeling_support.judging import copy_of, judgments, keep_reference, made_once
from tests.labeling_support.queues import Ticking, add_queue

from assay.core.errors import InputError, WorkspaceError
from assay.datasets.judgment_file import JudgmentsAsked
from assay.labeling.suggestions import Suggesting, is_hidden, read_note
from assay.workflows import work
from assay.workflows.gold import add_gold
from assay.workflows.judgments import import_judgments
from assay.workflows.suggestions import stop_suggesting, suggest, suggestions
from assay.workflows.workspace import Workspace

N = 80
ROWS = [{"id": f"i{n:02d}", "comment": f"comment {n}"} for n in range(N)]


def truth(item: str) -> str:
    return "yes" if int(item[1:]) % 2 else "no"


def machine(item: str) -> str:
    return truth(item) if int(item[1:]) % 4 else "yes"


def fill(made: Workspace, folder: Path) -> None:
    add_queue(made, folder, rows=ROWS, rules=None, overlap=3)
    file = folder / "machine.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([["item", "judge", "said"], *([r["id"], "gpt", machine(r["id"])] for r in ROWS[:-1])])
    asked = JudgmentsAsked("item", ("judge",), "said", question="toxic", kind="llm_judge")
    import_judgments(made, file, asked, dataset="first", actor="ann")
    keep_reference(made, "first", "right", {row["id"]: truth(row["id"]) for row in ROWS[:40]})
    add_gold(made, "first", reference="right", rate=0.5, actor="lead")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("suggesting"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    for each in copy_of(made, tmp_path):
        assert isinstance(each.now, Ticking)
        each.now.pass_seconds(100)
        yield each


def led(workspace: Workspace, judge: str) -> list[tuple[str, str | None]]:
    """A judge who takes what is suggested, and else answers the truth: which items, and what he was shown."""
    desk, seen = work.sit_down(workspace, "first", judge=judge), []
    offer = work.next_item(desk)
    while offer is not None:
        item = offer.asked.assignment.item
        seen.append((item, offer.suggestion))
        _, offer = work.answer(desk, offer, offer.suggestion or truth(item))
    return seen


def test_it_is_shown_or_hidden_by_the_assignment_and_the_judgment_says_which(workspace: Workspace) -> None:
    suggest(workspace, "first", judge="gpt", hidden=0.4, actor="lead")
    seen = led(workspace, "j1")
    assert {said for item, said in seen} == {"yes", "no", None}
    assert all(said in (None, machine(item)) for item, said in seen)
    notes = {each.item: read_note(each.order_shown) for each in judgments(workspace)}
    for item, said in seen:
        note = notes[item]
        if item == ROWS[-1]["id"]:
            assert note is None, "the machine did not answer it"
        else:
            assert note is not None
            assert (note.answer, note.is_shown) == (machine(item), said is not None)
    hidden = sum(1 for item, said in seen if said is None) / len(seen)
    assert 0.25 < hidden < 0.6


def test_the_pull_is_the_difference_of_both_arms_with_its_interval(workspace: Workspace) -> None:
    suggest(workspace, "first", judge="gpt", hidden=0.5, actor="lead")
    for judge in ("j1", "j2", "j3"):
        led(workspace, judge)
    found = suggestions(workspace, "first").found
    assert found.n_shown + found.n_hidden == 3 * (N - 1)
    agreement, wrong, accuracy = found.agreement, found.wrong, found.accuracy
    assert agreement.shown is not None
    assert agreement.shown.value == 1.0
    assert agreement.difference is not None
    assert agreement.difference.low > 0.0
    assert wrong.shown is not None
    assert wrong.hidden is not None
    assert (wrong.shown.value, wrong.hidden.value) == (1.0, 0.0)
    assert accuracy.difference is not None
    assert accuracy.difference.value < 0.0, "who follows a machine that errs errs with it"


def test_when_nothing_is_suggested_any_more_what_was_measured_stays(workspace: Workspace) -> None:
    suggest(workspace, "first", judge="gpt", actor="lead")
    led(workspace, "j1")
    n = suggestions(workspace, "first").found.n_shown
    workspace.now.pass_seconds(5)  # type: ignore[attr-defined] - the clock of these tests
    stop_suggesting(workspace, "first", actor="lead")
    assert all(said is None for _, said in led(workspace, "j2"))
    found = suggestions(workspace, "first")
    assert (found.suggesting.judge, found.found.n_shown) == (None, n)


def test_an_item_that_was_out_before_keeps_what_it_was_shown_with(workspace: Workspace) -> None:
    desk = work.sit_down(workspace, "first", judge="j1")
    offer = work.next_item(desk)
    assert offer is not None
    workspace.now.pass_seconds(5)  # type: ignore[attr-defined] - the clock of these tests
    suggest(workspace, "first", judge="gpt", hidden=0.05, actor="lead")
    again = work.next_item(desk)
    assert again is not None
    assert (again.asked.assignment.id, again.suggestion) == (offer.asked.assignment.id, None)


def test_what_cannot_suggest_is_refused(workspace: Workspace) -> None:
    led(workspace, "j9")
    with pytest.raises(WorkspaceError, match="No machine judge 'j9'"):
        suggest(workspace, "first", judge="j9", actor="lead")
    with pytest.raises(WorkspaceError, match="Did you mean 'gpt'"):
        suggest(workspace, "first", judge="gptt", actor="lead")
    with pytest.raises(InputError, match=r"from 0.05 to 0.95"):
        suggest(workspace, "first", judge="gpt", hidden=0.0, actor="lead")
    with pytest.raises(WorkspaceError, match="assay suggestion set first"):
        suggestions(workspace, "first")


def test_the_share_that_is_hidden_is_the_one_that_was_asked_for() -> None:
    made = Suggesting("q", "gpt", 0.3, "secret", 1)
    hidden = sum(is_hidden(made, f"a{n}") for n in range(4_000)) / 4_000
    assert abs(hidden - 0.3) < 0.03
