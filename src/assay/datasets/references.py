"""Which reference set of a dataset version is meant, and when a new one may be kept; a kept one never changes."""

from hashlib import sha256
from typing import Any, NamedTuple

import pyarrow as pa
from pyarrow import compute

from assay.core.encode import to_plain
from assay.core.errors import InputError, Problem, WorkspaceError, did_you_mean
from assay.core.item import DatasetVersion, ReferenceSet
from assay.datasets.names import name_problems
from assay.store.open import Store
from assay.store.references import answers_bytes, foreign_items, reference_document, references_of, same_content

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
KIND = "reference"


class Of(NamedTuple):
    """Whose reference sets they are."""

    version: str
    """Of the dataset."""
    manifest: DatasetVersion
    """Its columns and name."""

    @property
    def called(self) -> str:
        """The version for people."""
        return f"{self.manifest.name}@{self.version[:12]}"


def find_reference(store: Store, of: Of, name: str | None = None) -> ReferenceSet:
    """The reference set of that name, or the one that came with the import.

    Raises
    ------
    WorkspaceError
        ``dataset.no_reference`` when it was imported without a label column; ``reference.unknown`` with the names.
    """
    every = references_of(store, of.version)
    if name is None:
        imported = store.documents.history(KIND, of.version)
        if not imported:
            what = f"Dataset {of.called} was imported without a label column."
            raise WorkspaceError("dataset.no_reference", what, "Import it again with --label COLUMN.")
        return every[0]
    known = {each.name: each for each in every}
    if name not in known:
        what = f"Dataset {of.called} has no reference set '{name}'."
        fix = f"{did_you_mean(name, known)} List them with: assay reference list {of.manifest.name}."
        raise WorkspaceError("reference.unknown", what, fix)
    return known[name]


def keep_reference(
    store: Store, of: Of, name: str, distribution: pa.Table, *, source: str, actor: str, now: str, **known: Any
) -> ReferenceSet:
    """Keep a table of item, answer and probability as a reference set; equal content is the set that is there.

    ``known`` are further fields of the record.

    Raises
    ------
    InputError
        All of ``reference.no_item`` for items that the dataset does not have; ``reference.taken`` when the name
        stands for another content; ``dataset.name``.
    """
    data, soft = answers_bytes(distribution)
    made = {"question": "label", **known, "soft": soft, "made_at": now, "made_by": actor}
    n_items = int(pc.count_distinct(distribution["item"]).as_py())
    table = sha256(data).hexdigest()
    record = ReferenceSet(name=name, dataset=of.version, source=source, table=table, n_items=n_items, **made)
    same = next((each for each in references_of(store, of.version) if each.name == name), None)
    if same is not None and same_content(same, record):
        return same
    problems = reference_problems(store, of, name, distribution["item"])
    if problems:
        raise InputError.gather(problems)
    blobs = [store.blobs.put_bytes(data)]
    document = reference_document(of.version, name)
    store.documents.put(KIND, document, to_plain(record), actor=actor, now=now, blobs=blobs)
    return record


def reference_problems(store: Store, of: Of, name: str, items: Any) -> list[Problem]:
    """What keeps a new reference set of this name on these items from being kept."""
    problems = [*name_problems(name, "reference set"), *foreign_items(store, of.version, items, name=of.called)]
    if any(each.name == name for each in references_of(store, of.version)):
        what = f"There is another reference set '{name}' of {of.called} already."
        problems.append(Problem("reference.taken", what, "A reference set never changes: choose another name."))
    return problems
