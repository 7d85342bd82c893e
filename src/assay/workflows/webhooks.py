"""The story of webhooks: what comes onto the ledger is told to addresses outside, signed, until they take it.

Events are CloudEvents 1.0 in structured JSON, signed as Standard Webhooks say. They carry names and positions, never
an answer, an item or a person's name: whoever is told asks the API with a token of his own.
"""

import base64
import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from assay.access.outgoing import Reply, call, check_address
from assay.core.errors import AssayError, InputError, did_you_mean
from assay.core.ledger import Entry
from assay.core.ports import NewId
from assay.store.clock import random_token
from assay.store.queueing.rows import later
from assay.store.records import DocumentText, Event
from assay.store.webhooks import OutEvent, OutState, Webhook

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

OF_DOCUMENTS = {
    "dataset": "dataset.imported",
    "guideline": "guideline.written",
    "approval": "plan.approved",
    "queue": "queue.filled",
    "ruling": "ruling.made",
    "reference": "reference.published",
    "lot-decision": "lot.decided",
    "evidence": "evidence.recorded",
    "decision": "decision.made",
}
"""Kind of document and what is told when one comes."""
GIVEN, SIGNED, TEST, HAPPENED = "judgments.given", "head.signed", "webhook.test", "event.noted"
KINDS = (*OF_DOCUMENTS.values(), GIVEN, SIGNED, HAPPENED, TEST)
TYPE = "assay."
DELAYS_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400)
"""Seconds before the second, third, ... try; after the last one an event is given up."""
HOLD_S, MOST_AT_ONCE, KEPT_S = 120, 100, 14 * 86_400
MOST_ENTRIES = 10_000
LONGEST_WHY = 200
Send = Callable[[str, bytes, dict[str, str]], Reply]


class WebhookLine(NamedTuple):
    """A webhook as lists tell it."""

    webhook: Webhook
    """The address."""
    n_due: int
    """Events on their way."""
    n_taken: int
    """Events that arrived, of the last two weeks."""
    n_given_up: int
    """Events that were tried too often, of the last two weeks."""


class Delivered(NamedTuple):
    """What one round of bringing did."""

    n_taken: int
    """Events that arrived."""
    n_failed: int
    """Events that will be tried again."""
    n_given_up: int
    """Events that were tried too often."""


def add_webhook(
    workspace: "Workspace", url: str, *, kinds: Sequence[str] = (), actor: str, new_token: NewId = random_token
) -> Webhook:
    """A new address, told what happens from now on; its secret is shown to who adds it, once.

    Raises
    ------
    NotPermitted
        ``outgoing.address``.
    InputError
        ``webhook.kind``.
    """
    check_address(url)
    for kind in kinds:
        if kind not in KINDS:
            raise InputError("webhook.kind", f"There is no event '{kind[:60]}'.", did_you_mean(kind, KINDS))
    secret = "whsec_" + base64.b64encode(sha256(new_token().encode()).digest()).decode()
    made = (workspace.now(), actor, workspace.store.ledger.size())
    webhook = Webhook(workspace.new_id(), url, tuple(dict.fromkeys(kinds)), "on", *made, secret)
    workspace.store.webhooks.add(webhook, workspace.store.signer())
    return webhook


def webhooks(workspace: "Workspace") -> tuple[WebhookLine, ...]:
    """Every webhook and how its events stand."""
    counts = workspace.store.webhooks.counts()
    states = (OutState.DUE, OutState.TAKEN, OutState.GIVEN_UP)
    return tuple(
        WebhookLine(each, *(counts.get((each.id, state.value), 0) for state in states))
        for each in workspace.store.webhooks.every()
    )


def remove_webhook(workspace: "Workspace", id: str) -> None:
    """Tell an address no more; raises ``webhook.unknown``."""
    workspace.store.webhooks.remove(id)


def send_test(workspace: "Workspace", id: str, *, send: Send | None = None) -> Delivered:
    """Tell a webhook that this is a test, now; raises ``webhook.unknown``."""
    webhook = workspace.store.webhooks.find(id)
    told = _cloud_event(workspace, workspace.new_id(), TEST, webhook.id, workspace.now(), {"test": True})
    event = _out(webhook, told, workspace.now())
    workspace.store.webhooks.put(replace(event, next_at=later(workspace.now(), HOLD_S)))
    return _tally([_bring(workspace, webhook, event, send or _post)])


def deliver(workspace: "Workspace", *, send: Send | None = None) -> Delivered:
    """Fill the outbox as of the ledger as it is now, then bring what is due."""
    store, now = workspace.store, workspace.now()
    known = {each.id: each for each in store.webhooks.every()}
    if not known:
        return Delivered(0, 0, 0)
    for webhook in known.values():
        _fill(workspace, webhook)
    store.webhooks.forget_before(later(now, -KEPT_S))
    due = store.webhooks.take_due(workspace.now(), held_until=later(now, HOLD_S), most=MOST_AT_ONCE)
    return _tally(
        [_bring(workspace, known[each.webhook], each, send or _post) for each in due if each.webhook in known]
    )


def signature(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """What goes into ``webhook-signature``: HMAC-SHA256 over id, time and body, by Standard Webhooks."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()


def _fill(workspace: "Workspace", webhook: Webhook) -> None:
    """Events of the entries that came since, in one change with how far the ledger was read."""
    store, now = workspace.store, workspace.now()
    entries = store.ledger.entries(webhook.told)[:MOST_ENTRIES]
    if not entries:
        return
    told = [event for event in _events(workspace, entries) if not webhook.kinds or _kind(event) in webhook.kinds]
    upto = entries[-1].seq + 1
    store.webhooks.fill(webhook.id, since=webhook.told, upto=upto, events=[_out(webhook, each, now) for each in told])


def _events(workspace: "Workspace", entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    """One event a document, one for all judgments together, and the head that covers them."""
    given = [entry for entry in entries if entry.kind == "judgment"]
    for entry in entries:
        for kind, subject, data in _told_of(workspace, entry):
            yield _cloud_event(workspace, f"{entry.seq}", kind, subject, entry.at, {**data, "position": entry.seq})
    if given:
        data = {"n": sum(entry.count for entry in given), "from": given[0].seq, "to": given[-1].seq}
        yield _cloud_event(workspace, f"{given[-1].seq}", GIVEN, "ledger", given[-1].at, data)
    head = workspace.store.ledger.head()
    signed = {"size": head.size, "root": head.root, "key": workspace.store.key_fingerprint}
    yield _cloud_event(workspace, f"{entries[-1].seq}-{head.size}", SIGNED, "ledger", head.at, signed)


def _told_of(workspace: "Workspace", entry: Entry) -> Iterator[tuple[str, str, dict[str, Any]]]:
    ledger = workspace.store.ledger
    if entry.kind == "document":
        for text in ledger.records_of(entry, DocumentText):
            if text.kind in OF_DOCUMENTS:
                yield OF_DOCUMENTS[text.kind], text.name, {"version": text.version}
    if entry.kind == "event":
        for event in ledger.records_of(entry, Event):
            yield HAPPENED, event.subject, {"name": event.name}


def _cloud_event(
    workspace: "Workspace", id: str, kind: str, subject: str, at: str, data: dict[str, Any]
) -> dict[str, Any]:
    place = workspace.store.settings.workspace
    about = {"specversion": "1.0", "id": f"{place}-{kind}-{id}", "source": f"/workspaces/{place}"}
    return {**about, "type": TYPE + kind, "subject": subject, "time": at, "datacontenttype": "application/json"} | {
        "data": data
    }


def _kind(event: dict[str, Any]) -> str:
    return str(event["type"]).removeprefix(TYPE)


def _out(webhook: Webhook, event: dict[str, Any], now: str) -> OutEvent:
    text = json.dumps(event, separators=(",", ":"), ensure_ascii=False)
    return OutEvent(f"{webhook.id}:{event['id']}", webhook.id, text, OutState.DUE, 0, now)


def _bring(workspace: "Workspace", webhook: Webhook, event: OutEvent, send: Send) -> OutState:
    body, now = event.event.encode(), workspace.now()
    id, timestamp = str(json.loads(event.event)["id"]), int(datetime.fromisoformat(now).timestamp())
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "User-Agent": "assay-webhook/1",
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(workspace.store.webhooks.secret(webhook.id), id, timestamp, body),
    }
    why = _tried(webhook, body, headers, send)
    return workspace.store.webhooks.tell(event, lambda before: _after(before, why, now=workspace.now())).state


def _tried(webhook: Webhook, body: bytes, headers: dict[str, str], send: Send) -> str | None:
    """None when it arrived, else what went wrong."""
    try:
        reply = send(webhook.url, body, headers)
    except AssayError as error:
        return f"{error.code}: {error}"[:LONGEST_WHY]
    return None if 200 <= reply.status < 300 else f"answered {reply.status}"


def _after(event: OutEvent, why: str | None, *, now: str) -> OutEvent:
    tries = event.tries + 1
    if why is None:
        return replace(event, state=OutState.TAKEN, tries=tries, next_at=now, why=None)
    if tries > len(DELAYS_S):
        return replace(event, state=OutState.GIVEN_UP, tries=tries, next_at=now, why=why)
    wait = DELAYS_S[tries - 1] * (1 + 0.2 * _spread(f"{event.id}/{tries}"))
    return replace(event, tries=tries, next_at=later(now, round(wait)), why=why)


def _spread(text: str) -> float:
    """A share from 0 to 1 that differs from event to event, so that not all are tried at the same time."""
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big") / 2**32


def _tally(states: Sequence[OutState]) -> Delivered:
    order = (OutState.TAKEN, OutState.DUE, OutState.GIVEN_UP)
    return Delivered(*(sum(state is each for state in states) for each in order))


def _post(url: str, body: bytes, headers: dict[str, str]) -> Reply:
    return call(url, method="POST", body=body, headers=headers)
