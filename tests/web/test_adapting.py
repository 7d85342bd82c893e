"""The server adapts what items need beside the requests, and goes on when once it could not."""

import threading
from pathlib import Path

import pytest
from tests.labeling_support.judging import works
from tests.labeling_support.queues import add_queue
from tests.web.conftest import Site

from assay.core.errors import WorkspaceError
from assay.web import adapting as module
from assay.web.adapting import adapting
from assay.workflows.overlap import adapt_all, set_overlap


def test_items_are_done_with_while_the_server_runs(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    add_queue(site.workspace, tmp_path, overlap=3, rules=None)
    set_overlap(site.workspace, "first", level=0.9, method="majority", actor="lead")
    works(site.workspace, "first", "j8", lambda _: "yes")
    works(site.workspace, "first", "j9", lambda item: "no" if item == "i3" else "yes")
    turns, adapted = iter([True, False]), threading.Event()

    def sometimes(workspace: object) -> None:
        if next(turns, False):
            raise WorkspaceError("workspace.busy", "Somebody else writes.", "Wait.")
        adapt_all(site.workspace)
        adapted.set()

    monkeypatch.setattr(module, "adapt_all", sometimes)
    with adapting(site.workspace, seconds=0.001):
        assert adapted.wait(30)
    assert "Somebody else writes" in caplog.text
    needed = {each.item: each.needed for each in site.workspace.store.queues.items("first")}
    assert needed == {"i0": 2, "i1": 2, "i2": 2, "i3": 3, "i4": 2}
