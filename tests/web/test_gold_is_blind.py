"""A labeler learns nothing of gold from any answer of the server: fields, sizes, headers and errors are alike."""

from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.judging import keep_reference
from tests.labeling_support.queues import add_queue
from tests.web.conftest import Site

from assay.labeling.exposure import Exposure
from assay.workflows.adjudicate import rule_item
from assay.workflows.exposure import set_exposure
from assay.workflows.feedback import allow_feedback
from assay.workflows.gold import add_gold
from assay.workflows.qualification import require
from assay.workflows.queues import fill_queue
from assay.workflows.work import open_queue

ROWS = [{"id": f"i{n:02d}", "comment": f"comment {n:02d}"} for n in range(24)]
UNLIKE = {"date", "x-request-id", "content-length"}


@pytest.fixture
def golden(site: Site, tmp_path: Path) -> tuple[Site, frozenset[str]]:
    """A queue with 8 gold items of 24; and which texts are theirs."""
    add_queue(site.workspace, tmp_path, rows=ROWS)
    keep_reference(site.workspace, "first", "right", {row["id"]: "yes" for row in ROWS})
    found = add_gold(site.workspace, "first", reference="right", rate=0.4, n=8, actor="lead")
    return site, frozenset(row["comment"] for row in ROWS if row["id"] in found.gold.items)


def shape(value: Any) -> Any:
    """A document with the size of each text in the place of the text; counts that grow are left out."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items() if key not in ("progress", "n_done")}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return len(value) if isinstance(value, str) else value


def seen(response: Any) -> tuple[Any, ...]:
    headers = {name: value for name, value in response.headers.items() if name not in UNLIKE}
    return response.status_code, headers, shape(response.json())


def test_every_answer_about_gold_is_like_that_about_any_other_item(golden: tuple[Site, frozenset[str]]) -> None:
    site, texts = golden
    client = site.client("labeler")
    told: list[tuple[bool, list[Any]]] = []
    offer = client.post("/api/v1/queues/first/claim", json={}).json()["next"]
    while offer is not None:
        address, guideline = f"/api/v1/assignments/{offer['assignment']}", offer["guideline"]
        answers = [
            client.get(address),
            client.put(f"{address}/draft", json={"draft": "no"}),
            client.post(f"{address}/answer", json={"answer": "maybe", "guideline": guideline}),
            client.post("/api/v1/queues/first/claim", json={}),
            client.post(f"{address}/answer", json={"answer": "no", "guideline": guideline}),
            client.post(f"{address}/answer", json={"answer": "yes", "guideline": guideline}),
        ]
        told.append((offer["parts"][0]["text"] in texts, [seen(each) for each in answers]))
        offer = answers[4].json()["next"]
    among = told[1:-1]
    assert [sum(1 for is_gold, _ in among if is_gold is kind) > 4 for kind in (True, False)] == [True, True]
    assert all(answers == among[0][1] for _, answers in among)


def test_no_page_or_address_of_a_labeler_speaks_of_gold(golden: tuple[Site, frozenset[str]]) -> None:
    site, _ = golden
    client = site.client("labeler")
    client.post("/api/v1/queues/first/claim", json={})
    for path in ("/label", "/label/first", "/api/v1/queues", "/api/v1/queues/first", "/api/v1/queues/first/guideline"):
        response = client.get(path)
        assert response.status_code == 200
        assert "gold" not in response.text.lower()


def test_who_has_not_qualified_is_told_so_and_what_to_do(golden: tuple[Site, frozenset[str]], tmp_path: Path) -> None:
    site, _ = golden
    add_queue(site.workspace, tmp_path, name="second", rules=None)
    require(site.workspace, "second", test="first", accuracy=0.8, actor="lead")
    refused = site.client("labeler").post("/api/v1/queues/second/claim", json={})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "queue.not_qualified")
    assert "Work on it first" in refused.json()["error"]["fix"]


def test_a_precedent_tells_no_gold_and_shows_no_item_that_may_disturb(site: Site, tmp_path: Path) -> None:
    workspace, told = site.workspace, ROWS[0]["id"]
    add_queue(workspace, tmp_path, rows=ROWS[:3])
    fill_queue(workspace, name="second", dataset="first", question="toxic", overlap=2, actor="ann")
    keep_reference(workspace, "first", "right", {ROWS[1]["id"]: "yes"})
    add_gold(workspace, "first", reference="right", rate=0.5, n=1, actor="lead")
    for item in (told, ROWS[1]["id"]):
        rule_item(workspace, open_queue(workspace, "second"), item=item, answer="yes", by="eve", reason="So.", rule="1")
    client = site.client("labeler")

    def shown(queue: str) -> list[str]:
        sections = client.get(f"/api/v1/queues/{queue}/guideline").json()["sections"]
        return [each["text"] for section in sections for each in section["precedents"]]

    assert (shown("first"), shown("second")) == ([ROWS[0]["comment"]], [ROWS[0]["comment"]])
    set_exposure(workspace, Exposure("second"), actor="lena")
    assert (shown("first"), shown("second")) == ([""], [""])


def test_an_answer_does_not_change_once_its_labeler_was_told_what_is_right(golden: tuple[Site, frozenset[str]]) -> None:
    site, texts = golden
    client, gold = site.client("labeler"), ""
    offer = client.post("/api/v1/queues/first/claim", json={}).json()["next"]
    while not gold:
        gold = offer["assignment"] if offer["parts"][0]["text"] in texts else ""
        address = f"/api/v1/assignments/{offer['assignment']}"
        offer = client.post(f"{address}/answer", json={"answer": "no"}).json()["next"]
    assert client.post(f"{address}/correct", json={"answer": "yes"}).status_code == 200
    assert client.post(f"{address}/correct", json={"answer": "no"}).status_code == 200
    allow_feedback(site.workspace, "first", gold="answered", actor="lead")
    assert client.post(f"{address}/correct", json={"answer": "no"}).status_code == 200
    said = client.post(f"{address}/correct", json={"answer": "yes"})
    assert (said.status_code, said.json()["error"]["code"]) == (400, "answer.told")
