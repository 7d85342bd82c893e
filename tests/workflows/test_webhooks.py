"""Webhooks: events in an outbox as of ledger positions, signed, tried again, given up; and whom we do not call."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.queues import add_queue, new_workspace

from assay.access.outgoing import LISTED, Reply, call, check_address
from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.store.rotation import rotate_key
from assay.workflows.webhooks import DELAYS_S, add_webhook, deliver, remove_webhook, send_test, webhooks


class Receiver(BaseHTTPRequestHandler):
    """Takes what it is sent, and answers what it was told to."""

    heard: list[tuple[dict[str, str], bytes]]
    status = 204

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(type(self).status)
        self.send_header("Location", "http://10.0.0.1/")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, type[Receiver]]]:
    """A real server on this machine, listed."""
    kind = type("Own", (Receiver,), {"heard": []})
    server = HTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    monkeypatch.setenv(LISTED, f"127.0.0.1:{server.server_port}")
    yield f"http://127.0.0.1:{server.server_port}/hook", kind
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_comes_onto_the_ledger_is_told_once_and_signed(
    tmp_path: Path, receiver: tuple[str, type[Receiver]]
) -> None:
    url, server = receiver
    workspace = new_workspace(tmp_path)
    hook = add_webhook(workspace, url, actor="lena")
    add_queue(workspace, tmp_path)
    first, again = deliver(workspace), deliver(workspace)
    assert (first.n_taken, again.n_taken) == (len(server.heard), 0)
    for headers, body in server.heard:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode((hook.secret or "").removeprefix("whsec_"))
        expected = base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
        assert headers["content-type"].startswith("application/cloudevents+json")
    events = [json.loads(body) for _, body in server.heard]
    assert {"assay.queue.filled", "assay.head.signed"} <= {each["type"] for each in events}
    assert all(each["specversion"] == "1.0" and each["id"] and each["source"] for each in events)
    assert len({each["id"] for each in events}) == len(events)


def test_a_secret_is_shown_once_and_kept_sealed_under_the_key_that_signs_now(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    store, secret = workspace.store, add_webhook(workspace, "https://example.org/hook", actor="lena").secret
    assert secret is not None
    assert [each.webhook.secret for each in webhooks(workspace)] == [None]
    id, first = webhooks(workspace)[0].webhook.id, store.key_fingerprint
    kept = [path.read_bytes() for path in workspace.folder.rglob("*") if path.is_file()]
    assert not any(secret.encode() in octets for octets in kept)
    rotate_key(store, id="rotated", actor="ops", now=workspace.now())
    store.keys.path(first).unlink()
    assert store.webhooks.secret(id) == secret, "the key before was put away"
    store.keys.path(store.key_fingerprint).unlink()
    with pytest.raises(WorkspaceError, match=r"key\.missing|is not here"):
        store.webhooks.secret(id)


def test_only_asked_events_are_told_and_none_after_removal(
    tmp_path: Path, receiver: tuple[str, type[Receiver]]
) -> None:
    url, server = receiver
    workspace = new_workspace(tmp_path)
    hook = add_webhook(workspace, url, kinds=["queue.filled"], actor="lena")
    add_queue(workspace, tmp_path)
    deliver(workspace)
    assert [json.loads(body)["type"] for _, body in server.heard] == ["assay.queue.filled"]
    assert send_test(workspace, hook.id).n_taken == 1
    remove_webhook(workspace, hook.id)
    assert webhooks(workspace) == ()
    with pytest.raises(WorkspaceError, match="no webhook"):
        send_test(workspace, hook.id)


def test_a_redirect_is_a_failure_and_is_not_followed(tmp_path: Path, receiver: tuple[str, type[Receiver]]) -> None:
    url, server = receiver
    server.status = 302
    workspace = new_workspace(tmp_path)
    hook = add_webhook(workspace, url, actor="lena")
    assert send_test(workspace, hook.id).n_failed == 1
    assert len(server.heard) == 1


def test_what_is_not_taken_is_tried_later_and_later_and_then_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assay.store.queueing.rows import later

    monkeypatch.setenv(LISTED, "hooks.example")
    workspace = new_workspace(tmp_path)
    add_webhook(workspace, "http://hooks.example/", kinds=["queue.filled"], actor="lena")
    add_queue(workspace, tmp_path)
    tries: list[str] = []

    def refuse(_url: str, _body: bytes, headers: dict[str, str]) -> Reply:
        tries.append(headers["webhook-id"])
        return Reply(503, b"", None)

    assert deliver(workspace, send=refuse).n_failed == 1
    assert deliver(workspace, send=refuse) == (0, 0, 0)
    at = workspace.now()
    for number, wait in enumerate(DELAYS_S, start=1):
        at = later(at, round(1.25 * wait))
        moved = at
        monkeypatch.setattr(workspace, "now", lambda moved=moved: moved)
        done = deliver(workspace, send=refuse)
        assert done == ((0, 0, 1) if number == len(DELAYS_S) else (0, 1, 0))
    assert len(tries) == len(DELAYS_S) + 1
    assert len(set(tries)) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://10.1.2.3/x",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "http://example.org/",
        "https://lena:secret@example.org/",
        "file:///etc/passwd",
        "https://",
        "https://[broken/",
    ],
)
def test_private_plain_and_strange_addresses_are_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LISTED, raising=False)
    with pytest.raises(NotPermitted) as refused:
        check_address(url)
    assert refused.value.code == "outgoing.address"
    assert "secret" not in str(refused.value)


def test_a_name_that_leads_to_this_machine_is_refused_when_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LISTED, raising=False)
    with pytest.raises(NotPermitted, match="private"):
        call("https://localhost:1/")


def test_an_unknown_event_is_refused_with_the_near_match(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LISTED, "hooks.example")
    with pytest.raises(InputError, match=r"reference\.published"):
        add_webhook(new_workspace(tmp_path), "http://hooks.example/", kinds=["reference.publish"], actor="lena")
