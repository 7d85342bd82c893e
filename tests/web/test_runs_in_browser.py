"""Runs in a real browser: one that goes on while the page is open is seen at once, and a hidden tab rests."""

from typing import Any

import pytest
from tests.web.conftest import Site

from assay.harness.status import RUNNING, RunStatus, StatusFile

TOLD: dict[str, Any] = {"provider": "openai", "address": "http://x", "state": RUNNING}
WAITS = """
const set = window.setTimeout;
window.waits = [];
window.setTimeout = (what, ms, ...rest) => { window.waits.push(ms); return set(what, ms, ...rest); };
window.away = false;
Object.defineProperty(document, "hidden", { get: () => window.away });
"""
"""Notes how long scripts wait, and lets a test hide the tab."""
MOST_MS = 1000
"""A run writes its state each second; asked each second it is right within two."""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("path", ["/runs", "/runs/r1"])
def test_a_run_that_goes_on_while_the_page_is_open_is_seen(site: Site, open_page: Any, path: str) -> None:
    folder, clock = site.workspace.folder / "runs", site.workspace.now
    begun = RunStatus(run="r1", what="questions, smollm2", **TOLD)
    with StatusFile(folder, begun, now=clock) as status:
        killed = status.path.read_text(encoding="utf-8")
    status.path.write_text(killed, encoding="utf-8")
    page = open_page(width=390)
    page.add_init_script(WAITS)
    with site.serve() as address:
        site.enter(page, address, "evaluator")
        page.goto(address + path)
        state = page.locator('[data-field="state"]')
        assert state.inner_text() == "not running"
        page.wait_for_function("() => window.waits.length > 2")
        with StatusFile(folder, begun, now=clock) as status:
            status.tell(done=3, total=40)
            page.wait_for_function("() => document.querySelector('[data-field=state]').textContent === 'running'")
            assert page.locator('[data-field="progress"]').inner_text() == "3 of 40"
            status.tell(state="done", done=40)
            page.wait_for_function("() => document.querySelector('[data-field=state]').textContent === 'done'")
        assert max(page.evaluate("window.waits")) <= MOST_MS
        hide(page, "true")
        with page.expect_request("**/runs/state.json"):
            hide(page, "false")
    assert page.heard == []


def hide(page: Any, away: str) -> None:
    page.evaluate(f"window.away = {away}; document.dispatchEvent(new Event('visibilitychange'))")
