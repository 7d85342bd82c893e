"""Who labels in a queue and has another role beside: what others said of its items reaches him by neither."""

from pathlib import Path

import pytest
from tests.labeling_support.judging import keep_reference, works
from tests.labeling_support.queues import add_queue
from tests.web.conftest import Site

from assay.access.roles import Grant, Role
from assay.workflows.review import draw_review, next_to_review, settle_review
from assay.workflows.work import open_queue

SECRET = "tanzanite"
QUESTION = f"question: hue\nasks: Which hue?\ntype: choice\noptions: [red, {SECRET}]\nshow: [comment]\n"
ROWS = [{"id": f"i{n}", "comment": f"comment {n}"} for n in range(4)]
READS = (
    "/api/v1/judgments?dataset=first&question=hue",
    "/api/v1/references?dataset=first",
    "/api/v1/references/right?dataset=first",
    "/api/v1/references/right/rows?dataset=first",
)


@pytest.fixture
def said(site: Site, tmp_path: Path) -> Site:
    """A queue in which two people answered all, one part is contested, and one answer was sent back with words."""
    workspace = site.workspace
    add_queue(workspace, tmp_path, question=QUESTION, rows=ROWS, overlap=5)
    keep_reference(workspace, "first", "right", {"i0": SECRET})
    works(workspace, "first", "j-ann", lambda _: SECRET)
    works(workspace, "first", "j-dee", lambda item: "red" if item == "i2" else SECRET)
    draw_review(workspace, "rev", "first", n=4, actor="lena")
    held = next_to_review(workspace, "rev", by="rita")
    assert held is not None
    opened = open_queue(workspace, "first")
    settle_review(workspace, opened, held, finding="returned", by="rita", comment=f"It is no {SECRET}, see rule 2")
    return site


def test_a_reviewer_reads_findings_on_items_that_cannot_come_to_him_any_more(said: Site) -> None:
    said.add("rita-labels", [Grant(Role.REVIEWER), Grant(Role.LABELER)], judge="j-both")
    said.add("reviews", [Grant(Role.REVIEWER)], judge="j-only")
    path = "/review/rev"
    assert SECRET in said.client("reviews").get(path).text
    client = said.client("rita-labels")
    before = client.get(path).text
    assert SECRET not in before
    assert "as a labeler: 1." in before
    works(said.workspace, "first", "j-both", lambda _: "red")
    assert SECRET in client.get(path).text


def test_an_adjudicator_who_labels_is_told_no_answers_to_items_to_come_by_the_api(said: Site) -> None:
    said.add("settles", [Grant(Role.ADJUDICATOR)], judge="j-only")
    said.add("both", [Grant(Role.ADJUDICATOR), Grant(Role.LABELER)], judge="j-both")
    path = "/api/v1/queues/first/disagreements"
    assert SECRET in said.client("settles").get(path).text
    found = said.client("both").get(path)
    assert found.status_code == 200
    assert SECRET not in found.text
    works(said.workspace, "first", "j-both", lambda _: "red")
    assert SECRET in said.client("both").get(path).text


@pytest.mark.parametrize("role", [Role.LEAD, Role.EVALUATOR, Role.AUDITOR])
@pytest.mark.parametrize("path", READS)
def test_the_api_tells_who_labels_in_a_queue_neither_answers_nor_references(said: Site, role: Role, path: str) -> None:
    said.add("sees", [Grant(role)], judge="j-only")
    said.add("both", [Grant(role), Grant(Role.LABELER)], judge="j-both")
    said.add("elsewhere", [Grant(role), Grant(Role.LABELER, "second")], judge="j-else")
    assert said.client("sees").get(path).status_code == 200
    assert said.client("elsewhere").get(path).status_code == 200
    refused = said.client("both").get(path)
    assert refused.status_code == 403
    assert "access.labels_there" in refused.text
    assert SECRET not in refused.text
