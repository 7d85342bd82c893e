"""A role in one program holds nowhere else, and a change of roles holds from the next request on."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.labeling_support.queues import add_queue
from tests.web.conftest import Site
from tests.web.test_who_may import ROUTES, WHO, asked

from assay.access.roles import Grant, Role
from assay.workflows.people import give, lock, take

SCOPED = [role for role in Role if role is not Role.ADMINISTRATOR]
OF_ONE = sorted((method, path) for method, path in ROUTES if "{" in path and WHO[method, path] is not None)
"""Addresses about one program, queue, dataset, item, pilot or lot."""
REFUSED = (400, 403, 404, 405, 409)
NAMED = re.compile(r"""[">/]first[<"/?]|toxic""")
LISTS = ("/label", "/api/v1/queues", "/adjudicate", "/programs", "/lots", "/review", "/pilots", "/api/v1/datasets")
LISTS += tuple(f"/{word}" for word in ("feedback", "quality", "suggestions", "clarity", "gold", "disputes", "fraud"))


@pytest.fixture
def running(site: Site, tmp_path: Path) -> Site:
    """The queue ``first`` on the dataset ``first``, and for each role somebody who has it elsewhere."""
    add_queue(site.workspace, tmp_path)
    for role in SCOPED:
        site.add(f"foreign {role.value}", [Grant(role, "another-program")])
    return site


def place(path: str) -> str:
    """The path with names that are there."""
    for name in ("{queue}", "{name}", "{dataset}"):
        path = path.replace(name, "first")
    return asked(path.replace("{question}", "toxic"))


def opened(client: TestClient) -> dict[str, int]:
    """Addresses of one program that did not refuse."""
    found = {f"{method} {path}": client.request(method, place(path)).status_code for method, path in OF_ONE}
    return {address: status for address, status in found.items() if status not in REFUSED}


def lists(client: TestClient) -> list[str]:
    """Lists that name the queue or its question."""
    shown = {path: client.get(path).text.rpartition("<main")[2] for path in LISTS}
    return [path for path, body in shown.items() if NAMED.search(body)]


def test_a_role_in_one_program_opens_no_other_and_lists_nothing_of_it(running: Site) -> None:
    clients = {role: running.client(f"foreign {role.value}") for role in SCOPED}
    assert {role: opened(client) for role, client in clients.items()} == {role: {} for role in SCOPED}
    assert {role: lists(client) for role, client in clients.items()} == {role: [] for role in SCOPED}


def test_whoever_has_the_role_there_finds_it_in_the_lists(running: Site) -> None:
    assert lists(running.client("labeler")) == ["/label", "/api/v1/queues"]


def test_an_open_session_has_the_roles_of_the_moment(running: Site) -> None:
    name = "foreign labeler"
    client = running.client(name)
    assert client.get("/label/first").status_code == 403
    give(running.workspace, name, Grant(Role.LABELER, "first"), actor="j1")
    assert client.get("/label/first").status_code == 200
    take(running.workspace, name, Grant(Role.LABELER, "first"))
    assert client.get("/label/first").status_code == 403
    assert client.post("/api/v1/queues/first/claim", json={}).status_code == 403
    lock(running.workspace, name)
    assert client.get("/label").status_code == 303


def test_an_offer_is_taken_back_with_the_role(running: Site) -> None:
    running.add("mine", [Grant(Role.LABELER, "first")])
    client = running.client("mine")
    held = client.post("/api/v1/queues/first/claim", json={}).json()["next"]
    take(running.workspace, "mine", Grant(Role.LABELER, "first"))
    give(running.workspace, "mine", Grant(Role.LABELER, "other"), actor="j1")
    sent = client.post(f"/api/v1/assignments/{held['assignment']}/answer", json={"answer": "yes"})
    assert sent.status_code == 403
    assert client.get(f"/api/v1/assignments/{held['assignment']}").status_code == 403


def test_nobody_reads_or_answers_what_another_one_holds(running: Site) -> None:
    for name in ("one", "two"):
        running.add(name, [Grant(Role.LABELER, "first")])
    one, two = running.client("one"), running.client("two")
    held = one.post("/api/v1/queues/first/claim", json={}).json()["next"]["assignment"]
    for method, path in OF_ONE:
        if "{assignment}" in path:
            place = path.replace("{assignment}", held).replace("{number}", "0")
            assert two.request(method, place, json={"answer": "yes"}).status_code in REFUSED, path
    assert one.get(f"/api/v1/assignments/{held}").status_code == 200
