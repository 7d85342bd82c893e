"""Documents: versioned records such as plans, cards, waivers, decisions. Nothing is overwritten."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select

from assay.core.canonical import canonical_json
from assay.core.errors import InputError, WorkspaceError, did_you_mean
from assay.core.ledger import Document
from assay.store.appends import write_batch
from assay.store.blobs import Blobs
from assay.store.database import Database
from assay.store.keys import Keyring
from assay.store.log import log_size, row_batch
from assay.store.prepared import first_of
from assay.store.records import DocumentText, layout_of
from assay.store.tables.derived import DOCUMENT_LATEST
from assay.store.tables.ledger import DOCUMENT, LOG_ENTRY

FEWEST_DIGITS = 8
"""Digits of a version that are enough to name it, when they are unique."""
BLOB_FIELDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "dataset": (("parts", "*", "sha256"), ("manifest", "parts", "*", "sha256")),
    "reference": (("table",),),
    "sample": (("table",),),
    "sealed": (("table",),),
}
"""Where the bodies of a kind name blobs; ``*`` is every member of a list."""


class Documents:
    """The documents of one workspace."""

    def __init__(self, database: Database, blobs: Blobs, keys: Keyring) -> None:
        self._database, self._blobs, self._keys = database, blobs, keys

    def put(
        self,
        kind: str,
        name: str,
        body: Mapping[str, Any],
        *,
        actor: str,
        now: str,
        id: str | None = None,
        blobs: Sequence[str] = (),
        along: Callable[[Connection], None] | None = None,
    ) -> Document:
        """Keep ``body`` as the newest version of ``kind``/``name``; the content it has already is no new version.

        ``blobs`` are blobs that the body names (those of datasets, references and samples are found by themselves);
        ``verify`` checks them with the document. ``along`` writes more in the same transaction.

        Raises
        ------
        InputError
            ``document.not_json`` when the body is not plain JSON.
        WorkspaceError
            ``blob.missing`` for a blob that is not kept; ``ledger.id_taken``, ``key.missing``, ``workspace.busy``.
        """
        record = self._text(kind, name, body, blobs)
        with self._database.write() as connection:
            latest = _latest(connection, kind, name)
            if latest is not None and latest.version == record.version and id is None:
                return latest
            fresh = log_size(connection)
            entry = write_batch(
                connection,
                lambda at: row_batch(layout_of("document"), (record,), at),
                id=id or f"document:{kind}:{name}:{_count(connection, kind, name)}:{record.version}",
                actor=actor,
                now=now,
                keys=self._keys,
            )
            if along is not None and entry.seq == fresh:
                along(connection)
            return next(_read(connection, _chosen(kind, name).where(DOCUMENT.c.seq == entry.seq)))

    def get(self, kind: str, name: str, version: str | None = None, *, position: int | None = None) -> Document:
        """The newest version, or the one that ``version`` (8 or more of its digits) names, before ``position``.

        Raises
        ------
        WorkspaceError
            ``document.unknown``, ``document.unknown_version``, ``document.ambiguous_version``.
        """
        with self._database.read() as connection:
            versions = tuple(_read(connection, _before(_chosen(kind, name), position)))
            if not versions:
                raise _unknown(connection, kind, name)
        if version is None:
            return versions[-1]
        found = [each for each in versions if each.version.startswith(version)]
        if len(version) < FEWEST_DIGITS or not found:
            known = ", ".join(dict.fromkeys(each.version[:12] for each in versions))
            what = f"The {kind} '{name}' has no version '{version}'."
            raise WorkspaceError("document.unknown_version", what, f"Give 8 or more digits of one of: {known}.")
        if len({each.version for each in found}) > 1:
            known = ", ".join(dict.fromkeys(each.version for each in found))
            what = f"'{version}' names several versions of the {kind} '{name}'."
            raise WorkspaceError("document.ambiguous_version", what, f"Give more digits of one of: {known}.")
        return found[-1]

    def find(self, kind: str, name: str) -> Document | None:
        """The newest version, or None when there is no such document."""
        with self._database.read() as connection:
            return _latest(connection, kind, name)

    def latest(self, kind: str) -> tuple[Document, ...]:
        """The newest version of every document of a kind, in order of name."""
        joined = select(*_COLUMNS).join(LOG_ENTRY, LOG_ENTRY.c.seq == DOCUMENT.c.seq)
        same = (DOCUMENT_LATEST.c.seq == DOCUMENT.c.seq) & (DOCUMENT_LATEST.c.position == DOCUMENT.c.position)
        chosen = joined.join(DOCUMENT_LATEST, same).where(DOCUMENT_LATEST.c.kind == kind)
        with self._database.read() as connection:
            return tuple(_read(connection, chosen.order_by(DOCUMENT_LATEST.c.name)))

    def history(self, kind: str, name: str, *, position: int | None = None) -> tuple[Document, ...]:
        """Every version of a document, oldest first, before ``position``."""
        with self._database.read() as connection:
            return tuple(_read(connection, _before(_chosen(kind, name), position)))

    def every(self, kind: str, *, position: int | None = None) -> tuple[Document, ...]:
        """Every version of every document of a kind, oldest first, before ``position``."""
        with self._database.read() as connection:
            return tuple(_read(connection, _before(_chosen(kind), position)))

    def newest(self, *kinds: str) -> int:
        """Number of the newest entry that holds a document of these kinds, -1 without any: it grows when one comes."""
        return self._database.seen(("newest", kinds), lambda: self._look_newest(kinds))

    def _look_newest(self, kinds: tuple[str, ...]) -> int:
        with self._database.read() as connection:
            found = first_of(connection, _newest(kinds), {})
        return -1 if found is None or found.seq is None else int(found.seq)

    def _text(self, kind: str, name: str, body: Mapping[str, Any], blobs: Sequence[str]) -> DocumentText:
        if not kind or not name:
            raise InputError("document.no_name", "A document has a kind and a name.", "Give both.")
        try:
            text = canonical_json(body)
        except (ValueError, AttributeError) as error:
            what = f"The body of the {kind} '{name}' is not plain JSON: {error}."
            raise InputError("document.not_json", what, "Give dictionaries, lists, texts and finite numbers.") from None
        named = sorted({*blobs, *blobs_named(kind, body)})
        for blob in named:
            self._blobs.path(blob)
        return DocumentText(kind, name, sha256(text).hexdigest(), text.decode(), canonical_json(named).decode())


def blobs_named(kind: str, body: Mapping[str, Any]) -> tuple[str, ...]:
    """Blobs that a body of this kind names in its known fields."""
    return tuple(blob for path in BLOB_FIELDS.get(kind, ()) for blob in _values(body, path))


def _values(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    if not path:
        if isinstance(value, str):
            yield value
    elif path[0] == "*":
        for member in value if isinstance(value, (list, tuple)) else ():
            yield from _values(member, path[1:])
    elif isinstance(value, Mapping):
        yield from _values(value.get(path[0]), path[1:])


_COLUMNS = (
    DOCUMENT.c.kind,
    DOCUMENT.c.name,
    DOCUMENT.c.version,
    DOCUMENT.c.body,
    LOG_ENTRY.c.actor,
    LOG_ENTRY.c.at,
    DOCUMENT.c.seq,
)


@cache
def _newest(kinds: tuple[str, ...]) -> Select[Any]:
    of_these = or_(*(DOCUMENT_LATEST.c.kind == kind for kind in kinds))
    return select(func.max(DOCUMENT_LATEST.c.seq).label("seq")).where(of_these)


def _chosen(kind: str, name: str | None = None) -> Select[Any]:
    chosen = select(*_COLUMNS).join(LOG_ENTRY, LOG_ENTRY.c.seq == DOCUMENT.c.seq).where(DOCUMENT.c.kind == kind)
    named = chosen if name is None else chosen.where(DOCUMENT.c.name == name)
    return named.order_by(DOCUMENT.c.seq, DOCUMENT.c.position)


def _before(chosen: Select[Any], position: int | None) -> Select[Any]:
    return chosen if position is None else chosen.where(DOCUMENT.c.seq < position)


def _read(connection: Connection, chosen: Select[Any]) -> Iterator[Document]:
    return map(_document, connection.execute(chosen).all())


def _document(row: Row[Any]) -> Document:
    return Document(row.kind, row.name, row.version, json.loads(row.body), row.actor, row.at, row.seq)


def _latest(connection: Connection, kind: str, name: str) -> Document | None:
    newest = (DOCUMENT_LATEST.c.kind == kind) & (DOCUMENT_LATEST.c.name == name)
    place = connection.execute(select(DOCUMENT_LATEST.c.seq, DOCUMENT_LATEST.c.position).where(newest)).first()
    if place is None:
        return None
    at = (DOCUMENT.c.seq == place.seq) & (DOCUMENT.c.position == place.position)
    return next(_read(connection, _chosen(kind, name).where(at)), None)


def _count(connection: Connection, kind: str, name: str) -> int:
    newest = (DOCUMENT_LATEST.c.kind == kind) & (DOCUMENT_LATEST.c.name == name)
    return connection.execute(select(DOCUMENT_LATEST.c.versions).where(newest)).scalar() or 0


def _unknown(connection: Connection, kind: str, name: str) -> WorkspaceError:
    names = connection.execute(select(DOCUMENT_LATEST.c.name).where(DOCUMENT_LATEST.c.kind == kind)).scalars().all()
    return WorkspaceError("document.unknown", f"There is no {kind} '{name}' here.", did_you_mean(name, names))
