"""A workspace folder: made once, opened by every command.

    assay.db          ledger, operational and derived tables (SQLite; a workspace on Postgres has none)
    objects/ab/...    blobs under their SHA-256
    workspace.json    format, id, fingerprint of the first key, settings

The signing key is outside of it, see `assay.store.keys`.
"""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
from sqlalchemy import Connection, select

from assay.core.encode import from_plain, to_plain
from assay.core.errors import InputError, LedgerAltered, WorkspaceError
from assay.core.item import DatasetVersion
from assay.core.layout import LATER
from assay.core.ports import NewId
from assay.store.accounts import Accounts
from assay.store.api_tokens import ApiTokens
from assay.store.blobs import Blobs
from assay.store.database import Database
from assay.store.documents import Documents
from assay.store.durable import write_durably
from assay.store.invitations import Invitations
from assay.store.jobs import Jobs
from assay.store.keys import Keyring, keyring
from assay.store.ledger import Ledger
from assay.store.log import current_signer, key_chain, log_size
from assay.store.migrate import check_schema, known_schema, migrate
from assay.store.queue import Queues
from assay.store.rotation import begin_log
from assay.store.sessions import Sessions
from assay.store.signing import Signer
from assay.store.sqlite import SqliteDatabase
from assay.store.tables.ledger import EVENT
from assay.store.webhooks import Webhooks

FORMAT = "assay-workspace/1"
DATABASE = "assay.db"
OBJECTS = "objects"
SQLITE, POSTGRES = "sqlite", "postgres"
SETTINGS = "workspace.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``workspace.json`` says; its owner may edit the last two."""

    format: str
    """Format of the folder."""
    workspace: str
    """Id of the workspace."""
    key: str
    """Fingerprint of the first public key."""
    allow_code: bool = False
    """Whether plans may name code that is run."""
    folders: tuple[str, ...] = ()
    """Folders beside the plan's own that plans may read."""
    database: str = field(default=SQLITE, metadata=LATER)
    """``sqlite``, in the folder; or ``postgres``, at the address in the environment."""


@dataclass(frozen=True, slots=True)
class Store:
    """One opened workspace. Close it, or use it in ``with``."""

    folder: Path
    """The workspace folder."""
    settings: Settings
    """What ``workspace.json`` says."""
    database: Database
    """The tables."""
    blobs: Blobs
    """The blobs."""
    keys: Keyring
    """The private keys at hand."""
    ledger: Ledger
    """Entries, records, heads."""
    documents: Documents
    """Versioned documents."""

    @property
    def key_fingerprint(self) -> str:
        """Name of the public key that signs now."""
        return self.ledger.keys()[-1].fingerprint

    def signer(self) -> Signer:
        """The private key that signs now, for bundles.

        Raises
        ------
        WorkspaceError
            ``key.missing`` with how to get it back.
        """
        with self.database.read() as connection:
            return current_signer(connection, self.keys)

    @property
    def jobs(self) -> Jobs:
        """Long work and how far it came."""
        return Jobs(self.database)

    @property
    def queues(self) -> Queues:
        """Ordered work for judges."""
        return Queues(self.database)

    @property
    def accounts(self) -> Accounts:
        """Who may sign in, and what each was granted."""
        return Accounts(self.database)

    @property
    def sessions(self) -> Sessions:
        """Who is signed in."""
        return Sessions(self.database)

    @property
    def api_tokens(self) -> ApiTokens:
        """What programs show instead of a password."""
        return ApiTokens(self.database)

    @property
    def webhooks(self) -> Webhooks:
        """Addresses that are told what happens, and events on their way."""
        return Webhooks(self.database, self.keys)

    @property
    def invitations(self) -> Invitations:
        """Links that work once."""
        return Invitations(self.database)

    @property
    def key_file(self) -> Path | None:
        """File of the private key that signs now; None when it is not a file here."""
        path = self.keys.path(self.key_fingerprint)
        return path if path.exists() else None

    def dataset_table(self, manifest: DatasetVersion, columns: list[str] | None = None) -> pa.Table:
        """Rows of a dataset version in order, all columns kept in clear or those asked for."""
        from assay.store.parts import read_parts

        return read_parts(self.blobs, manifest.parts, columns)

    def close(self) -> None:
        """Let go of the database file."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def create_store(
    folder: Path,
    *,
    now: str,
    new_id: NewId,
    actor: str,
    key_folder: Path | None = None,
    database: str = SQLITE,
    service_role: str | None = None,
    allow_code: bool = False,
) -> Store:
    """Make a workspace in ``folder`` with a new signing key outside of it; an interrupted making is finished.

    With ``database="postgres"`` the tables are made at the address in the environment, by the role that owns them; and
    ``service_role`` may then read and append, and never change the ledger.

    Raises
    ------
    WorkspaceError
        ``workspace.exists`` when there is one already; ``workspace.unwritable``, ``workspace.address``.
    NotPermitted
        ``key.inside_workspace``.
    """
    if (folder / SETTINGS).exists():
        raise WorkspaceError(
            "workspace.exists", f"There is a workspace in {folder} already.", "Use it, or name another."
        )
    keys = keyring(key_folder, workspace=folder)
    try:
        (folder / OBJECTS).mkdir(parents=True, exist_ok=True)
        tables = open_database(folder, database)
        settings = _first_settings(tables, keys, new_id=new_id, now=now, actor=actor, kind=database)
        settings = replace(settings, allow_code=allow_code)
        if service_role is not None:
            _grant(tables, database, service_role)
        write_settings(folder, settings)
    except OSError as error:
        what = f"The workspace {folder} cannot be made: {error}."
        raise WorkspaceError("workspace.unwritable", what, "Check the folder, its permissions and the disk.") from None
    return _store(folder, settings, tables, keys)


def write_settings(folder: Path, settings: Settings) -> None:
    """Write ``workspace.json``, durable."""
    write_durably(folder / SETTINGS, (json.dumps(to_plain(settings), indent=2).encode() + b"\n",))


def open_database(folder: Path, kind: str) -> Database:
    """The database of a workspace, of either kind."""
    if kind == POSTGRES:
        from assay.store.postgres import PostgresDatabase, database_url

        return PostgresDatabase(database_url())
    return SqliteDatabase(folder / DATABASE)


def _grant(database: Database, kind: str, role: str) -> None:
    if kind != POSTGRES:
        raise InputError("workspace.no_role", "SQLite has no roles.", "Leave the service role out, or use Postgres.")
    from assay.store.postgres import grant_service

    with database.write() as connection:
        grant_service(connection, role)


def _first_settings(database: Database, keys: Keyring, *, new_id: NewId, now: str, actor: str, kind: str) -> Settings:
    """Tables, first key and first entry; those of an interrupted making are taken as they are."""
    with database.write() as connection:
        migrate(connection)
        if log_size(connection) == 0:
            begin_log(connection, keys, workspace=new_id(), now=now, actor=actor)
        first = key_chain(connection)[0]
        return Settings(FORMAT, _workspace_of(connection) or "", first.fingerprint, database=kind)


def _workspace_of(connection: Connection) -> str | None:
    """Id of the workspace that the log was begun for."""
    return connection.execute(select(EVENT.c.subject).where(EVENT.c.seq == 0)).scalar()


def open_store(folder: Path, *, key_folder: Path | None = None, as_it_is: bool = False) -> Store:
    """Open the workspace in ``folder``; works without its key, which only appending needs.

    ``as_it_is`` opens one of an older schema too: it may be copied and taken up to the newest, nothing else.

    Raises
    ------
    WorkspaceError
        ``workspace.none``, ``workspace.format``, ``workspace.older``, ``workspace.schema``, ``workspace.busy``.
    LedgerAltered
        ``ledger.database`` when the database cannot be read.
    """
    settings = read_settings(folder)
    keys = keyring(key_folder, workspace=folder)
    path = folder / DATABASE
    if settings.database != POSTGRES and not path.is_file():
        raise LedgerAltered("ledger.database", f"The database {path} is not there.", "Restore a backup: assay restore.")
    database = open_database(folder, settings.database)
    try:
        known_schema(database) if as_it_is else check_schema(database)
        _check_workspace(database, settings)
    except BaseException:
        database.close()
        raise
    return _store(folder, settings, database, keys)


def _check_workspace(database: Database, settings: Settings) -> None:
    """The address of a server may be that of another workspace."""
    if settings.database != POSTGRES:
        return
    with database.read() as connection:
        found = _workspace_of(connection)
    if found != settings.workspace:
        what = f"The database holds the workspace '{found}', the folder is that of '{settings.workspace}'."
        raise WorkspaceError("workspace.other", what, "Name the database of this workspace in ASSAY_DATABASE_URL.")


def read_settings(folder: Path) -> Settings:
    """What ``workspace.json`` says.

    Raises
    ------
    WorkspaceError
        ``workspace.none``, ``workspace.format``.
    """
    path = folder / SETTINGS
    try:
        plain: Any = json.loads(path.read_bytes())
        settings = from_plain(Settings, plain)
    except FileNotFoundError:
        raise WorkspaceError("workspace.none", f"There is no workspace in {folder}.", "Make one: assay init.") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        what = f"{path} cannot be read: {error}."
        raise WorkspaceError("workspace.format", what, "Correct it, or restore it from a backup.") from None
    if settings.format != FORMAT:
        what = f"{path} has format '{settings.format}', this version reads '{FORMAT}'."
        raise WorkspaceError("workspace.format", what, "Install a newer version of Assay.")
    return settings


def _store(folder: Path, settings: Settings, database: Database, keys: Keyring) -> Store:
    blobs = Blobs(folder / OBJECTS)
    ledger, documents = Ledger(database, blobs, keys), Documents(database, blobs, keys)
    return Store(folder, settings, database, blobs, keys, ledger, documents)
