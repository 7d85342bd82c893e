"""A program in numbers: the same as agree and consensus say of its judgments, with cost, pace and what is stale."""

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow.csv
import pytest
from python_calamine import CalamineWorkbook
from tests.labeling_support.judging import copy_of, made_once, works
from tests.labeling_support.queues import RULES, add_queue, change_rules, new_workspace

from assay.core.errors import InputError, WorkspaceError
from assay.reports.programs import every_estimate, numbers_xlsx
from assay.workflows import from_votes
from assay.workflows.consensus import consensus
from assay.workflows.program import add_program, find_program, program_numbers, programs
from assay.workflows.queues import fill_queue
from assay.workflows.work import flag, next_item, sit_down
from assay.workflows.workspace import Workspace

ROWS = [{"id": f"i{number:02d}", "comment": f"text {number}"} for number in range(30)]
PROGRAM = """program: mod
purpose: To try.
dataset: first
queues: [first]
target:
  metric: alpha
  least: 0.7
rates:
  currency: USD
  answer: 12
  vendors:
    acme: 10
members:
  - judge: j1
    vendor: acme
  - judge: j2
    vendor: acme
  - judge: j3
"""


def add(workspace: Workspace, folder: Path, text: str = PROGRAM) -> None:
    file = folder / "program.yaml"
    file.write_text(text, encoding="utf-8")
    add_program(workspace, file, actor="ann")


def fill(workspace: Workspace, folder: Path) -> None:
    add_queue(workspace, folder, rows=ROWS, overlap=3)
    add(workspace, folder)
    for judge, wrong_each in (("j1", 9), ("j2", 4), ("j3", 7)):
        works(workspace, "first", judge, partial(said, wrong_each))


def said(wrong_each: int, item: str) -> str:
    number = int(item[1:])
    right = "yes" if number % 2 else "no"
    other = "no" if number % 2 else "yes"
    return other if number % wrong_each == 0 else right


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("program"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield from copy_of(made, tmp_path)


def test_agreement_and_consensus_are_digit_for_digit_those_of_the_commands_on_an_export(
    workspace: Workspace, tmp_path: Path
) -> None:
    found = program_numbers(workspace, "mod").quality[0]
    file = tmp_path / "votes.csv"
    pyarrow.csv.write_csv(workspace.votes("first", "toxic").table.select(["item", "judge", "answer"]), file)
    same = from_votes.agree(file, metric="alpha", item="item", judge="judge", answer="answer")[0]
    assert (same.value, same.interval, same.n) == (
        found.agreement[0].value,
        found.agreement[0].interval,
        found.agreement[0].n,
    )
    theirs = {
        each.slice: (each.value, each.interval, each.n)
        for each in consensus(file, item="item", judge="judge", answer="answer").judges
    }
    assert {each.slice: (each.value, each.interval, each.n) for each in found.consensus if each.slice} == theirs
    assert len(theirs) == 3


def test_vendors_and_weeks_are_measured_against_the_same_consensus(workspace: Workspace) -> None:
    by_vendor = program_numbers(workspace, "mod", by="vendor").quality[0]
    slices = {each.slice[0][1]: each.n for each in by_vendor.consensus if each.slice}
    assert slices == {"acme": 60, "none": 30}
    assert {each.slice for each in by_vendor.agreement} >= {(), (("vendor", "acme"),)}
    overall = [each for each in program_numbers(workspace, "mod").quality[0].consensus if not each.slice]
    assert [each.value for each in by_vendor.consensus if not each.slice] == [each.value for each in overall]
    weekly = program_numbers(workspace, "mod", by="week").quality[0]
    assert [each.slice[0][1] for each in weekly.consensus if each.slice] == ["2026-W47"]
    by_language = program_numbers(workspace, "mod", by="language").quality[0]
    assert (by_language.consensus, len(by_language.agreement)) == ((), 1)
    assert "language" in by_language.notes[0]
    with pytest.raises(InputError) as unknown:
        program_numbers(workspace, "mod", by="vender")
    assert unknown.value.code == "program.by"


def test_a_rule_is_told_by_the_items_that_people_tied_to_it(workspace: Workspace) -> None:
    fill_queue(workspace, name="again", dataset="first", question="toxic", actor="ann")
    desk = sit_down(workspace, "again", judge="j4")
    offer = next_item(desk)
    assert offer is not None
    flag(desk, offer, "Unclear to me.", rule="2")
    found = program_numbers(workspace, "mod", by="rule").quality[0]
    assert {each.slice: each.n for each in found.consensus if each.slice} == {
        (("rule", "2"),): 3,
        (("rule", "none"),): 87,
    }
    assert "flag or a ruling" in found.notes[0]


def test_progress_cost_and_what_is_stale_are_told(workspace: Workspace, tmp_path: Path) -> None:
    found = program_numbers(workspace, "mod")
    assert (found.n_finished, found.n_answered, found.n_left) == (30, 90, 0)
    assert (found.cost_minor, found.cost_of_item_minor) == (60 * 10 + 30 * 12, 32.0)
    assert (found.by_day, found.forecast.reason) == ({"2026-11-22": 90}, "finished")
    assert (found.turnaround.n, [share for share, _ in found.turnaround.seconds]) == (90, [0.5, 0.9, 0.99])
    assert found.on_target is False, "every end of the interval lies below 0.7"
    assert found.queues[0].stale.n_judgments == 0
    change_rules(workspace, tmp_path, RULES.replace("Insults", "Any insults"), question="toxic", dataset="first")
    stale = program_numbers(workspace, "mod").queues[0].stale
    assert (stale.n_judgments, [rule.number for rule in stale.rules]) == (90, ["1"])


def test_a_program_in_which_nobody_worked_has_numbers_of_nothing(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    add_queue(workspace, tmp_path, rows=ROWS)
    add(workspace, tmp_path)
    found = program_numbers(workspace, "mod")
    assert (found.quality, found.cost_minor, found.cost_of_item_minor, found.on_target) == ((), 0, None, None)
    assert (found.turnaround.n, found.forecast.reason, found.n_left) == (0, "too_few_days", 30)
    workspace.store.close()


def test_what_a_program_names_must_be_there(workspace: Workspace, tmp_path: Path) -> None:
    assert [each.name for each in programs(workspace)] == ["mod"]
    with pytest.raises(WorkspaceError) as unknown:
        find_program(workspace, "mud")
    assert (unknown.value.code, "mod" in unknown.value.problems[0].fix) == ("program.unknown", True)
    with pytest.raises(WorkspaceError) as no_queue:
        add(workspace, tmp_path, PROGRAM.replace("[first]", "[frist]"))
    assert no_queue.value.code == "queue.unknown"
    add_queue(workspace, tmp_path, name="second", rows=ROWS)
    fill_queue(workspace, name="more", dataset="second", question="toxic", actor="ann")
    with pytest.raises(InputError) as other:
        add(workspace, tmp_path, PROGRAM.replace("[first]", "[first, more]"))
    assert other.value.code == "program.other_dataset"


def test_a_workbook_of_a_program_has_the_numbers_of_the_page(workspace: Workspace) -> None:
    found = program_numbers(workspace, "mod")
    data = numbers_xlsx(found, at="2026-11-26T00:00:00.000000Z")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["program", "estimates", "queues", "by day"]
    rows = list(book.get_sheet_by_name("estimates").to_python())[1:]
    told = every_estimate(found)
    assert [row[0] for row in rows] == [each.metric for each in told]
    assert [row[3] for row in rows] == pytest.approx([each.value for each in told], rel=1e-14)
    (queue,) = list(book.get_sheet_by_name("queues").to_python())[1:]
    assert queue[:4] == ["first", 30, found.n_finished, found.n_answered]
