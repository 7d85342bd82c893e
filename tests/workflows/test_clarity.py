"""Flags of labelers and what judges answered show which rule to mend; a mended rule settles what was said of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.labeling_support.judging import works
from tests.labeling_support.queues import RULES, add_queue, change_rules, new_workspace

from assay.core.errors import WorkspaceError
from assay.workflows import work
from assay.workflows.clarity import how_clear
from assay.workflows.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = new_workspace(tmp_path)
    add_queue(made, tmp_path, overlap=2)
    yield made
    made.store.close()


def flags(workspace: Workspace, judge: str, comment: str, rule: str | None) -> None:
    """A labeler flags the item that he gets first."""
    desk = work.sit_down(workspace, "first", judge=judge)
    offer = work.next_item(desk)
    assert offer is not None
    work.flag(desk, offer, comment, rule=rule)


def test_the_rule_that_labelers_flag_where_they_part_comes_first(workspace: Workspace, tmp_path: Path) -> None:
    flags(workspace, "j1", "What of irony?", "2")
    flags(workspace, "j1", "Too long.", None)
    with pytest.raises(WorkspaceError) as none:
        how_clear(workspace, "toxic")
    assert none.value.code == "judgments.none"
    works(workspace, "first", "j1", lambda item: "yes")
    works(workspace, "first", "j2", lambda item: "no" if item == "i0" else "yes")
    found = how_clear(workspace, "toxic")
    assert [(each.number, each.items, each.n_flags) for each in found.found.rules] == [("2", ("i0",), 1), ("1", (), 0)]
    assert [(each.rule, each.comment) for each in found.remarks] == [(None, "Too long."), ("2", "What of irony?")]
    change_rules(
        workspace, tmp_path, RULES.replace("Insults count", "Any insult counts"), question="toxic", dataset="first"
    )
    assert [each.n_flags for each in how_clear(workspace, "toxic").found.rules] == [1, 0], "rule 2 reads as before"
    mended = RULES.replace("Quoting an insult is no insult.", "Quoting is fine, irony is not.")
    change_rules(workspace, tmp_path, mended, question="toxic", dataset="first")
    settled = how_clear(workspace, "toxic")
    assert [each.n_flags for each in settled.found.rules] == [0, 0]
    assert len(settled.remarks) == 2
