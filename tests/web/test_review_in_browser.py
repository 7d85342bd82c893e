"""A reviewer and a labeler in a real browser, by keyboard alone: sent back, given anew, corrected, under the policy."""

from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.judging import works
from tests.labeling_support.queues import add_queue
from tests.web.conftest import Site

from assay.access.roles import Grant, Role
from assay.labeling.reviewing import Finding
from assay.workflows.review import draw_review, review_numbers

ROWS = [{"id": f"c{place}", "comment": f"<script>alert(1)</script> 你好 أهلا 👩‍👩‍👧 {place}"} for place in range(3)]


@pytest.mark.browser
@pytest.mark.slow
def test_answers_are_reviewed_and_given_anew_by_keyboard(site: Site, tmp_path: Path, open_page: Any) -> None:
    site.add("lab", [Grant(Role.LABELER)], judge="j77")
    add_queue(site.workspace, tmp_path, rows=ROWS)
    works(site.workspace, "first", "j77", lambda _: "yes")
    draw_review(site.workspace, "audit", "first", n=3, actor="lena")
    reviewer, labeler = open_page(width=390), open_page()
    with site.serve() as address:
        site.enter(reviewer, address, "reviewer")
        reviewer.goto(f"{address}/review/audit")
        reviewer.get_by_role("button", name="Look at the next answer").press("Enter")
        reviewer.wait_for_selector("#review-form[data-keys]")
        assert "<script>alert(1)</script> 你好 أهلا" in reviewer.inner_text(".item")
        press(reviewer, "c", "Read rule 1.", "Escape", "b")
        press(reviewer, "2", "c", "It quotes.", "Control+Enter")
        press(reviewer, "a")
        reviewer.get_by_text("Nothing is left for you").wait_for()
        site.enter(labeler, address, "lab")
        labeler.goto(f"{address}/rework")
        assert "Read rule 1." in labeler.inner_text("main")
        labeler.get_by_role("radio", name="no").press("Space")
        labeler.get_by_role("button", name="Keep answer").press("Enter")
        labeler.get_by_text("Nothing was sent back to you").wait_for()
        reviewer.goto(f"{address}/review/audit")
        reviewer.get_by_role("button", name="Look at the next answer").press("Enter")
        reviewer.wait_for_selector("#review-form[data-keys]")
        assert "Sent back before" in reviewer.inner_text(".ruling")
        press(reviewer, "a")
        reviewer.get_by_text("Nothing is left for you").wait_for()
    assert reviewer.heard == labeler.heard == []
    found = review_numbers(site.workspace, "audit").counts
    assert found == {Finding.RETURNED: 1, Finding.CORRECTED: 1, Finding.ACCEPTED: 2}


def press(page: Any, *keys: str) -> None:
    """Keys one by one, longer words as text; then the next page is there."""
    here = page.url
    for key in keys:
        page.keyboard.press(key) if len(key) == 1 or key in ("Escape", "Control+Enter") else page.keyboard.type(key)
    page.wait_for_function("from => location.href !== from", arg=here)
    page.wait_for_load_state()
