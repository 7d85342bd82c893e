"""A workspace: the store with the words of the house; it ties adapters (store, clock, ids) to the stories."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from assay.core.encode import from_plain, to_plain
from assay.core.errors import WorkspaceError, did_you_mean
from assay.core.item import DatasetVersion, ReferenceSet, Role
from assay.core.ledger import Document
from assay.core.plan import Approval, Lock, Tier
from assay.core.ports import Clock, NewId
from assay.core.verdict import Waiver
from assay.plans.tiers import DEFAULT_TIERS
from assay.store.open import Store, create_store, open_store
from assay.workflows.clock import random_id, system_now

FOLDER = ".assay"


class Dataset(NamedTuple):
    """A dataset version and what came with its import."""

    version: str
    """Content hash of the manifest."""
    manifest: DatasetVersion
    """Columns, parts, lineage."""
    imported_at: str
    """UTC."""


class Workspace:
    """One opened workspace."""

    def __init__(self, store: Store, *, now: Clock = system_now, new_id: NewId = random_id) -> None:
        self.store, self.now, self.new_id = store, now, new_id

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return self.store.folder

    def put(self, kind: str, name: str, record: Any, *, actor: str) -> Document:
        """Keep a record as the newest version of the document ``kind``/``name``; equal content is one version."""
        return self.store.documents.put(kind, name, to_plain(record), actor=actor, now=self.now())

    def records(self, kind: str, name: str, record: type[Any]) -> Iterator[Any]:
        """Every version of a document as records of the given class, oldest first."""
        for document in self.store.documents.history(kind, name):
            yield from_plain(record, document.body)

    def datasets(self) -> tuple[Dataset, ...]:
        """Every dataset version, oldest first."""
        return tuple(
            Dataset(str(each.body["version"]), from_plain(DatasetVersion, each.body["manifest"]), each.at)
            for each in self.store.documents.every("dataset")
        )

    def dataset(self, asked: str) -> Dataset:
        """The version that ``name`` (the newest) or ``name@version`` (8 digits or more) names.

        Raises
        ------
        WorkspaceError
            ``dataset.unknown``, ``dataset.unknown_version`` or ``dataset.ambiguous_version``.
        """
        name, _, digits = asked.partition("@")
        known = [each for each in self.datasets() if each.manifest.name == name]
        if not known:
            names = {each.manifest.name for each in self.datasets()}
            raise WorkspaceError(
                "dataset.unknown", f"There is no dataset '{name}' here.", f"{did_you_mean(name, names)} Or: assay import."
            )
        matching = [each for each in known if each.version.startswith(digits)]
        if digits and len({each.version for each in matching}) != 1:
            code = "dataset.ambiguous_version" if matching else "dataset.unknown_version"
            versions = ", ".join(f"{name}@{each.version[:12]}" for each in known)
            raise WorkspaceError(code, f"'{asked}' names {len(matching)} versions.", f"Name one of: {versions}.")
        return matching[-1]

    def reference(self, dataset: Dataset) -> ReferenceSet:
        """The reference set that came with a dataset's import.

        Raises
        ------
        WorkspaceError
            ``dataset.no_reference`` when it was imported without a label column.
        """
        found = list(self.records("reference", dataset.version, ReferenceSet))
        if not found:
            raise WorkspaceError(
                "dataset.no_reference",
                f"Dataset {dataset.manifest.name}@{dataset.version[:12]} was imported without a label column.",
                "Import it again with --label COLUMN.",
            )
        reference: ReferenceSet = found[-1]
        return reference

    def systems_imported(self, dataset: Dataset) -> tuple[str, ...]:
        """Systems whose answers came with the import, in file order."""
        roles = (Role.PREDICTION, Role.SCORE)
        return tuple(dict.fromkeys(c.system for c in dataset.manifest.columns if c.role in roles and c.system))

    def table(self, dataset: Dataset, columns: list[str] | None = None) -> pa.Table:
        """The rows of a dataset version, without sensitive columns."""
        return self.store.dataset_table(dataset.manifest, columns)

    def tiers(self) -> Mapping[str, Tier]:
        """The default tiers and those that this workspace keeps under the same or other names."""
        own = {each.name: from_plain(Tier, each.body) for each in self.store.documents.latest("tier")}
        return {**DEFAULT_TIERS, **own}

    def locks(self, plan: str) -> tuple[Lock, ...]:
        """The lock of a plan and its amendments, oldest first."""
        return tuple(self.records("lock", plan, Lock))

    def approvals(self, content: str) -> tuple[Approval, ...]:
        """Who approved this content of a plan."""
        return tuple(self.records("approval", content, Approval))

    def waivers(self, plan: str) -> tuple[Waiver, ...]:
        """Waivers of a plan, by its name, oldest first."""
        return tuple(self.records("waiver", plan, Waiver))


def create_workspace(folder: Path, *, actor: str, now: Clock = system_now, new_id: NewId = random_id) -> Workspace:
    """A new workspace in ``folder``/.assay.

    Raises
    ------
    WorkspaceError
        When there is one already, or the folder cannot be written.
    """
    return Workspace(create_store(folder / FOLDER, now=now(), new_id=new_id, actor=actor), now=now, new_id=new_id)


def open_workspace(folder: Path | str | None = None, *, now: Clock = system_now, new_id: NewId = random_id) -> Workspace:
    """The workspace in ``folder`` (or its .assay), by default the nearest .assay here or above.

    Raises
    ------
    WorkspaceError
        ``workspace.none`` when there is none.
    """
    return Workspace(open_store(find(None if folder is None else Path(folder))), now=now, new_id=new_id)


def find(folder: Path | None) -> Path:
    """Where the workspace is."""
    if folder is not None:
        return folder / FOLDER if (folder / FOLDER).is_dir() else folder
    here = Path.cwd()
    for above in (here, *here.parents):
        if (above / FOLDER).is_dir():
            return above / FOLDER
    raise WorkspaceError("workspace.none", f"There is no workspace in {here} or above it.", "Make one with: assay init")
