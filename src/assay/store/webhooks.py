"""Addresses that are told what happens, and events on their way to them: an outbox filled as of ledger positions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from assay.core.encode import to_plain
from assay.core.errors import WorkspaceError
from assay.store.database import Database
from assay.store.keys import Keyring
from assay.store.sealed_secrets import open_secret, seal_secret
from assay.store.signing import Signer
from assay.store.tables.outside import OUTBOX, WEBHOOK

TURN = "outbox"


class OutState(StrEnum):
    """How an event on its way stands."""

    DUE = "due"
    """To be brought, from a time on."""
    TAKEN = "taken"
    """It arrived."""
    GIVEN_UP = "given_up"
    """It was tried too often."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told."""

    id: str
    """Its name, for lists."""
    url: str
    """Where it is."""
    kinds: tuple[str, ...]
    """Kinds of events that it is told; none of them for all."""
    state: str
    """``on``."""
    made_at: str
    """UTC."""
    made_by: str
    """Who added it."""
    told: int
    """Entries of the ledger that were looked at for it."""
    secret: str | None = field(default=None, repr=False)
    """With which events are signed: for who adds it, once; it is kept sealed, and no list has it."""


@dataclass(frozen=True, slots=True)
class OutEvent:
    """An event on its way to one webhook."""

    id: str
    """Name of this delivery: the webhook and the event."""
    webhook: str
    """To whom."""
    event: str
    """The event as it is sent, JSON."""
    state: OutState
    """How it stands."""
    tries: int
    """How often it was tried."""
    next_at: str
    """UTC, from when on it is tried again."""
    why: str | None = None
    """What went wrong the last time."""


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The webhooks of one workspace and their outbox."""

    database: Database
    """Where they are kept."""
    keys: Keyring
    """Under the signing key their secrets are sealed."""

    def add(self, webhook: Webhook, signer: Signer) -> None:
        """Keep a new address, and its secret sealed."""
        sealed = seal_secret(signer, webhook.id, webhook.secret or "")
        with self.database.operate() as connection:
            row = {**to_plain(webhook), "secret": sealed, "kinds": " ".join(webhook.kinds)}
            connection.execute(insert(WEBHOOK), row)

    def secret(self, id: str) -> str:
        """With which events for an address are signed; raises as `assay.store.sealed_secrets.open_secret`."""
        with self.database.read() as connection:
            kept = connection.execute(select(WEBHOOK.c.secret).where(WEBHOOK.c.id == id)).scalar_one()
        return open_secret(self.keys, id, kept)

    def every(self) -> tuple[Webhook, ...]:
        """Every address, oldest first."""
        with self.database.read() as connection:
            rows = connection.execute(select(WEBHOOK).order_by(WEBHOOK.c.made_at, WEBHOOK.c.id)).mappings()
            return tuple(_webhook(dict(row)) for row in rows)

    def find(self, id: str) -> Webhook:
        """The address of that id.

        Raises
        ------
        WorkspaceError
            ``webhook.unknown``.
        """
        found = next((each for each in self.every() if each.id == id), None)
        if found is None:
            raise WorkspaceError("webhook.unknown", f"There is no webhook '{id[:60]}'.", "See: assay webhook list.")
        return found

    def remove(self, id: str) -> None:
        """Tell an address no more, not even what is on its way; raises ``webhook.unknown``."""
        self.find(id)
        with self.database.operate(turn=TURN) as connection:
            connection.execute(delete(OUTBOX).where(OUTBOX.c.webhook == id))
            connection.execute(delete(WEBHOOK).where(WEBHOOK.c.id == id))

    def fill(self, id: str, *, since: int, upto: int, events: Sequence[OutEvent]) -> bool:
        """Put events on their way and note how far the ledger was read; False when another process did so before."""
        with self.database.operate(turn=TURN) as connection:
            mine = (WEBHOOK.c.id == id) & (WEBHOOK.c.told == since)
            if connection.execute(update(WEBHOOK).where(mine).values(told=upto)).rowcount == 0:
                return False
            if events:
                connection.execute(insert(OUTBOX), [to_plain(each) for each in events])
            return True

    def put(self, event: OutEvent) -> None:
        """Put one event on its way."""
        with self.database.operate(turn=TURN) as connection:
            connection.execute(insert(OUTBOX), to_plain(event))

    def take_due(self, now: str, *, held_until: str, most: int) -> tuple[OutEvent, ...]:
        """Events that are due; no other process gets them before ``held_until``."""
        due = (OUTBOX.c.state == OutState.DUE.value) & (OUTBOX.c.next_at <= now)
        with self.database.operate(turn=TURN) as connection:
            asked = select(OUTBOX).where(due).order_by(OUTBOX.c.next_at, OUTBOX.c.id).limit(most)
            found = tuple(_event(dict(row)) for row in connection.execute(asked).mappings())
            ids = [each.id for each in found]
            if ids:
                connection.execute(update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(next_at=held_until))
            return found

    def tell(self, event: OutEvent, change: Callable[[OutEvent], OutEvent]) -> OutEvent:
        """Note how a try went."""
        after = change(event)
        with self.database.operate(turn=TURN) as connection:
            values = {name: to_plain(after)[name] for name in ("state", "tries", "next_at", "why")}
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == event.id).values(**values))
        return after

    def forget_before(self, at: str) -> None:
        """Forget what arrived or was given up long ago."""
        with self.database.operate(turn=TURN) as connection:
            old = (OUTBOX.c.state != OutState.DUE.value) & (OUTBOX.c.next_at < at)
            connection.execute(delete(OUTBOX).where(old))

    def counts(self) -> dict[tuple[str, str], int]:
        """How many events of each webhook stand how."""
        asked = select(OUTBOX.c.webhook, OUTBOX.c.state, func.count()).group_by(OUTBOX.c.webhook, OUTBOX.c.state)
        with self.database.read() as connection:
            return {(str(webhook), str(state)): int(n) for webhook, state, n in connection.execute(asked)}


def _webhook(row: dict[str, Any]) -> Webhook:
    known = {each.name for each in fields(Webhook)} - {"secret"}
    return Webhook(**{**{name: row[name] for name in known}, "kinds": tuple(str(row["kinds"]).split())})


def _event(row: dict[str, Any]) -> OutEvent:
    return OutEvent(**{**row, "state": OutState(row["state"])})
