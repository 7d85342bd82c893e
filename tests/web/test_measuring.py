"""What requests leave in the log and in the numbers: no name, no token, and an id to find them by."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from tests.web.conftest import PASSWORD, Site

from assay.access.roles import Grant, Role
from assay.core.errors import InputError, WorkspaceError
from assay.store.database import Database
from assay.web.measuring import Lines, Numbers, log_to_stderr
from assay.workflows.people import invite


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """The log as `assay serve --log json` writes it."""
    stream, ours = io.StringIO(), logging.getLogger("assay.requests")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines(as_json=True, now=lambda: "now"))
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield stream
    ours.removeHandler(handler)
    ours.setLevel(logging.NOTSET)


def test_a_line_a_request_tells_the_route_and_no_secret(site: Site, said: io.StringIO) -> None:
    link = invite(site.workspace, [Grant(Role.LABELER)], mail="planted@example.org", actor="j1")
    client = site.client()
    answer = client.get(link.path)
    client.post("/sign-in", data={"name": "lead", "password": PASSWORD})
    client.get("/nowhere/planted?token=planted")
    lines = [json.loads(line) for line in said.getvalue().splitlines()]
    assert [(each["method"], each["route"], each["status"]) for each in lines] == [
        ("GET", "/invitation/{token}", 200),
        ("POST", "/sign-in", 303),
        ("GET", "none", 404),
    ]
    assert lines[0]["request"] == answer.headers["x-request-id"]
    token, cookie = link.path.rpartition("/")[2], client.cookies[site.app.state.serving.cookie]
    assert all(secret not in said.getvalue() for secret in (token, cookie, PASSWORD, "planted", "lead"))


def test_the_numbers_are_counted_by_route(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_METRICS_TOKEN", "watcher")
    client = site.client("labeler")
    client.get("/label")
    client.get("/nowhere")
    shown = client.get("/metrics", headers={"Authorization": "Bearer watcher", "Host": "10.0.0.7"})
    assert shown.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert 'assay_requests_total{method="GET",route="/label",status="200"} 1' in shown.text
    assert 'assay_accounts{state="active"} 7' in shown.text
    assert 'assay_request_seconds_bucket{route="/label",le="+Inf"} 1' in shown.text
    assert "assay_log_entries 1" in shown.text
    for line in shown.text.splitlines():
        assert line.startswith("# ") or len(line.rsplit(" ", 1)) == 2
        assert "labeler" not in line


@pytest.mark.parametrize(
    ("token", "address", "headers", "status"),
    [
        ("", "127.0.0.1", {}, 200),
        ("", "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 403),
        ("", "203.0.113.9", {}, 403),
        ("watcher", "127.0.0.1", {}, 403),
        ("watcher", "203.0.113.9", {"Authorization": "Bearer watcher"}, 200),
        ("watcher", "203.0.113.9", {"Authorization": "Bearer wrong"}, 403),
        ("watcher", "203.0.113.9", {"Authorization": "Basic watcher"}, 403),
    ],
)
def test_the_numbers_are_for_this_machine_or_for_the_token(
    site: Site, monkeypatch: pytest.MonkeyPatch, token: str, address: str, headers: dict[str, str], status: int
) -> None:
    monkeypatch.setenv("ASSAY_METRICS_TOKEN", token)
    assert site.client(client=(address, 1)).get("/metrics", headers=headers).status_code == status


def test_the_process_lives_though_its_database_does_not_answer(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site.client()
    assert client.get("/health").json() == {"status": "ok"}

    def silent(_self: object) -> None:
        raise WorkspaceError("workspace.unreadable", "It does not answer.", "Wait.")

    monkeypatch.setattr(Database, "read", silent)
    assert client.get("/health").status_code == 503
    assert client.get("/health/live").json() == {"status": "ok"}


def test_an_unknown_form_of_the_log_is_refused_with_the_near_one() -> None:
    with pytest.raises(InputError, match="jsn"):
        log_to_stderr("jsn", now=lambda: "now")


def test_labels_are_escaped_and_buckets_add_up() -> None:
    from assay.web.measuring import Asked, labels

    numbers = Numbers()
    for seconds in (0.001, 0.2, 60.0):
        numbers.begin()
        numbers.end(Asked("GET", "/x", 200), seconds)
    lines = list(numbers.lines())
    assert 'assay_request_seconds_bucket{route="/x",le="0.25"} 2' in lines
    assert 'assay_request_seconds_bucket{route="/x",le="+Inf"} 3' in lines
    assert "assay_requests_under_way 0" in lines
    assert labels(route='a"\\\n') == '{route="a\\"\\\\\\n"}'
