"""The first key of a workspace, and how another key takes over: by an entry that both keys sign."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert

from assay.core.encode import to_plain
from assay.store.appends import Appends
from assay.store.keys import Keyring, environment_signer
from assay.store.log import current_signer, find_entry, key_chain, log_size, row_batch
from assay.store.records import Event, layout_of
from assay.store.sealed_secrets import seal_anew
from assay.store.signing import KeyStatement, Signer, new_signer, state_key
from assay.store.tables.ledger import KEY

if TYPE_CHECKING:
    from assay.store.open import Store

CREATED, ROTATED = "workspace.created", "key.rotated"


def begin_log(connection: Connection, keys: Keyring, *, workspace: str, now: str, actor: str) -> KeyStatement:
    """Make the first key (or take that of the environment) and the first entry, which names workspace and key."""
    signer = environment_signer() or new_signer()
    if environment_signer() is None:
        keys.keep(signer)
    stated = state_key(0, now, signer)
    event = Event(CREATED, workspace, {"public": stated.public, "workspace": workspace})
    _add_key(Appends(connection, keys), event, stated, id=f"workspace:{workspace}", actor=actor, signer=signer)
    return stated


def rotate_key(
    store: "Store", *, id: str, actor: str, now: str, make: Callable[[], Signer] | None = None
) -> KeyStatement:
    """Let a new key sign from now on: one entry, stated by both keys. The old key can be put away afterwards.

    The new key is in its file before the entry is written; the same ``id`` again gives the same key.

    Raises
    ------
    WorkspaceError
        ``key.missing`` when the present key is not here; ``workspace.busy``.
    """
    with store.database.write() as connection:
        known = find_entry(connection, id)
        if known is not None:
            return next(each for each in key_chain(connection) if each.since == known.seq)
        present = current_signer(connection, store.keys)
        signer = (make or new_signer)()
        store.keys.keep(signer)
        stated = state_key(log_size(connection), now, signer, present)
        body = {"public": stated.public, "previous": stated.previous}
        event = Event(ROTATED, stated.fingerprint, body)
        _add_key(Appends(connection, store.keys), event, stated, id=id, actor=actor, signer=signer)
        seal_anew(connection, store.keys, signer)
        return stated


def _add_key(appends: Appends, event: Event, stated: KeyStatement, *, id: str, actor: str, signer: Signer) -> None:
    """The entry that brings a key, and the head that it signs."""
    appends.add(partial(row_batch, layout_of("event"), (event,)), id=id, actor=actor, now=stated.at)
    appends.write()
    appends.connection.execute(insert(KEY), to_plain(stated))
    appends.cover(signer)
