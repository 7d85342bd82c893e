"""Items that may disturb: nothing of them before they are asked for, each view is kept, and a day has a limit."""

from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.queues import ROWS, add_queue
from tests.web.conftest import Site

from assay.access.roles import Grant, Role
from assay.labeling.exposure import Exposure
from assay.workflows.exposure import set_exposure, views_of


@pytest.fixture
def client(site: Site, tmp_path: Path) -> Any:
    add_queue(site.workspace, tmp_path, name="q", rules=None)
    set_exposure(site.workspace, Exposure("q", sensitive_limit=2, break_minutes=45), actor="lena")
    return site.client("labeler")


def claimed(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.post("/api/v1/queues/q/claim", json={}).json()["next"]
    return found


def to(offer: dict[str, Any], verb: str) -> str:
    return f"/api/v1/assignments/{offer['assignment']}/{verb}"


def test_an_item_holds_nothing_before_it_is_asked_for(client: Any, site: Site) -> None:
    offer = claimed(client)
    told = {"is_seen": False, "n_today": 0, "most_today": 2, "break_minutes": 45}
    assert (offer["exposure"], [part["text"] for part in offer["parts"]]) == (told, [""])
    for address, body in ((to(offer, "answer"), {"answer": "yes"}), (to(offer, "correct"), {"answer": "yes"})):
        assert client.post(address, json=body).json()["error"]["code"] == "exposure.not_seen"
    assert client.get(to(offer, "parts/0")).json()["error"]["code"] == "exposure.not_seen"
    assert client.post(to(offer, "see")).json()["parts"][0]["text"] == ROWS[0]["comment"]
    assert client.post(to(offer, "see")).status_code == 200
    following = client.post(to(offer, "answer"), json={"answer": "yes"}).json()["next"]
    assert (following["exposure"]["n_today"], following["parts"][0]["text"]) == (1, "")
    (view,) = views_of(site.workspace, "q")
    assert (view.item, view.as_what, view.judge.startswith("j")) == ("i0", "labeling", True)


def test_a_day_has_a_limit_and_the_next_day_begins_anew(client: Any, site: Site) -> None:
    for _ in range(2):
        offer = claimed(client)
        client.post(to(offer, "see"))
        client.post(to(offer, "answer"), json={"answer": "no"})
    offer = claimed(client)
    said = client.post(to(offer, "see"))
    assert (said.status_code, said.json()["error"]["code"]) == (403, "exposure.enough")
    assert client.get("/items/q?id=i0").status_code == 403
    assert client.post(to(offer, "skip"), json={"reason": "Too disturbing"}).status_code == 200
    site.clock.pass_time(seconds=86_400)
    later = site.client("labeler")
    assert later.post(to(claimed(later), "see")).status_code == 200


def test_who_looks_beside_labeling_is_kept_and_the_auditor_finds_every_view(client: Any, site: Site) -> None:
    offer = claimed(client)
    client.post(to(offer, "see"))
    client.post(to(offer, "answer"), json={"answer": "no"})
    reviewer, other = site.client("reviewer"), site.client("auditor")
    for _ in range(2):
        assert str(ROWS[0]["comment"]) in reviewer.get("/items/q?id=i0").text
    assert reviewer.get("/views").status_code == 403
    shown = other.get("/views").text
    assert shown.count("<tr>") == 3
    assert "looking" in shown
    site.add("elsewhere", [Grant(Role.REVIEWER, "other"), Grant(Role.LABELER, "other")])
    assert site.client("elsewhere").get("/items/q?id=i0").status_code == 403
    assert client.get("/items/q?id=i4").status_code == 403
    own = client.get("/items/q?id=i0")
    assert own.status_code == 200
    assert 'href="/feedback/q"' in own.text, "and on from there"


def test_a_queue_that_disturbs_no_more_shows_at_once(client: Any, site: Site) -> None:
    set_exposure(site.workspace, Exposure("q", sensitive=False), actor="lena")
    offer = claimed(client)
    assert (offer["exposure"], offer["parts"][0]["text"]) == (None, ROWS[0]["comment"])
