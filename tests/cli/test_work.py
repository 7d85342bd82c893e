"""``assay work`` as a script drives it: one document, and an exit code that tells a line that cannot be used."""

import io
from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.queues import add_queue, new_workspace


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace with a queue of five items, named by the environment."""
    folder = tmp_path / "made"
    folder.mkdir()
    made = new_workspace(folder)
    add_queue(made, folder)
    made.store.close()
    monkeypatch.setenv("ASSAY_KEY_FOLDER", str(folder / "keys"))
    monkeypatch.setenv("ASSAY_WORKSPACE", str(folder / "work"))


def test_a_script_gets_one_document_and_the_items_go_to_standard_error(
    queue: None, assay: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n2\n"))
    done = assay("work", "first", "--judge", "j1", "--json")
    assert (done.code, done.json()["work"]["n_kept"], done.json()["work"]["finished"]) == (0, 2, False)
    assert "Is it toxic?" in done.err
    monkeypatch.setattr("sys.stdin", io.StringIO("1\nmaybe\n"))
    refused = assay("work", "first", "--judge", "j1", "--json")
    assert (refused.code, refused.json()["problems"][0]["code"]) == (3, "answer.key")
    assert assay("queue", "show", "first", "--json").json()["queue"]["standing"]["n_answered"] == 3


@pytest.mark.parametrize(
    ("name", "judge", "code"), [("second", "j1", "queue.unknown"), ("first", "a@b.c", "judge.name")]
)
def test_an_unknown_queue_and_a_name_that_is_no_pseudonym_are_refused(
    queue: None, assay: Any, name: str, judge: str, code: str
) -> None:
    refused = assay("work", name, "--judge", judge)
    assert (refused.code, code in refused.err) == (3, True)
