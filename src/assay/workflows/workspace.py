"""A workspace: the store with the words of the house; it ties adapters (store, clock, ids) to the stories."""

import gzip
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import compute

from assay.core.canonical import canonical_json
from assay.core.encode import from_plain, to_plain
from assay.core.errors import AssayError, InputError, PlanError, Problem, WorkspaceError, did_you_mean
from assay.core.evidence import Evidence, evidence_from_plain, evidence_to_plain, substance_hash
from assay.core.item import Column, DatasetVersion, ReferenceSet, Role
from assay.core.ledger import Document
from assay.core.plan import Approval, Lock, Plan, Tier
from assay.core.ports import Clock, NewId
from assay.core.verdict import Decision, Waiver
from assay.datasets.names import check_dataset_name
from assay.metrics.facts import columns_of_spec
from assay.metrics.planned import Judged, judged
from assay.plans.lock import current_chain, lock_in_force, plan_state
from assay.plans.parse import parse_plan
from assay.plans.requirements import column_requirements
from assay.plans.tiers import DEFAULT_TIERS
from assay.store.answers import items_of
from assay.store.clock import random_id, system_now
from assay.store.facts import facts_table
from assay.store.judgments import REFERENCE_DISTRIBUTION
from assay.store.open import Store, create_store, open_store
from assay.store.outputs import Outputs
from assay.store.parts import read_part

FOLDER = ".assay"
pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
MOST_BYTES = 1_000_000


class Dataset(NamedTuple):
    """A dataset version and what came with its import."""

    version: str
    """Content hash of the manifest."""
    manifest: DatasetVersion
    """Columns, parts, lineage."""
    imported_at: str
    """UTC."""


class KeptEvidence(NamedTuple):
    """An evidence and what was decided on it."""

    hash: str
    """Content hash of all but its run block; decisions name it."""
    evidence: Evidence
    """As it was recorded."""
    outputs: tuple[Outputs, ...]
    """The answers it rests on, baseline first."""
    decisions: tuple[Decision, ...]
    """Oldest first."""


class Workspace:
    """One opened workspace."""

    def __init__(self, store: Store, *, now: Clock = system_now, new_id: NewId = random_id) -> None:
        self.store, self.now, self.new_id = store, now, new_id

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return self.store.folder

    def put(self, kind: str, name: str, record: Any, *, actor: str, blobs: Sequence[str] = ()) -> Document:
        """Keep a record as the newest version of the document ``kind``/``name``; equal content is one version."""
        return self.store.documents.put(kind, name, to_plain(record), actor=actor, now=self.now(), blobs=blobs)

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
                "dataset.unknown",
                f"There is no dataset '{name}' here.",
                f"{did_you_mean(name, names)} Or: assay import.",
            )
        matching = [each for each in known if each.version.startswith(digits)]
        if digits and len({each.version for each in matching}) != 1:
            code = "dataset.ambiguous_version" if matching else "dataset.unknown_version"
            versions = ", ".join(f"{name}@{each.version[:12]}" for each in known)
            raise WorkspaceError(code, f"'{asked}' names {len(matching)} versions.", f"Name one of: {versions}.")
        return matching[-1]

    def dataset_of(self, plan: Plan, file: str) -> Dataset:
        """The version that a plan file asks about.

        Raises
        ------
        PlanError
            As `dataset`, with the file.
        """
        try:
            return self.dataset(plan.dataset)
        except WorkspaceError as error:
            raise PlanError.gather(replace(each, file=file) for each in error.problems) from None

    def reference(self, dataset: Dataset, name: str | None = None) -> ReferenceSet:
        """The reference set of that name, or the one that came with a dataset's import.

        Raises
        ------
        WorkspaceError
            ``dataset.no_reference`` when it was imported without a label column; ``reference.unknown`` with the names.
        """
        if name is not None:
            return self._named_reference(dataset, name)
        found = list(self.records("reference", dataset.version, ReferenceSet))
        if not found:
            raise WorkspaceError(
                "dataset.no_reference",
                f"Dataset {dataset.manifest.name}@{dataset.version[:12]} was imported without a label column.",
                "Import it again with --label COLUMN.",
            )
        reference: ReferenceSet = found[-1]
        return reference

    def references(self, dataset: Dataset) -> tuple[ReferenceSet, ...]:
        """Every reference set of a dataset version: the imported labels first, then those made here, oldest first."""
        imported = list(self.records("reference", dataset.version, ReferenceSet))[-1:]
        prefix = f"{dataset.version}:"
        made = [each for each in self.store.documents.every("reference") if each.name.startswith(prefix)]
        return (*imported, *(from_plain(ReferenceSet, each.body) for each in made))

    def new_reference(
        self, dataset: Dataset, name: str, distribution: pa.Table, *, source: str, **known: Any
    ) -> tuple[ReferenceSet, str]:
        """A reference set of a dataset version from a table of item, answer and probability, and its blob.

        Raises
        ------
        InputError
            ``reference.no_item`` for items that the dataset does not have; ``reference.taken`` when the name stands for
            another content; ``dataset.name``.
        """
        check_dataset_name(name)
        known_items = items_of(self.store, dataset.version, position=self.store.ledger.size())
        names = pa.array([], pa.string()) if known_items is None else known_items["item"].combine_chunks()
        foreign = pc.invert(pc.is_in(distribution["item"], value_set=names))
        if pc.any(foreign).as_py():
            first = distribution["item"].filter(foreign)[0].as_py()
            what = f"{pc.count_distinct(distribution['item'].filter(foreign)).as_py()} items of '{name}' are not in "
            what += f"{dataset.manifest.name}@{dataset.version[:12]}; the first is '{str(first)[:60]}'."
            raise InputError("reference.no_item", what, "Leave them out, or name the dataset they belong to.")
        sink = io.BytesIO()
        pq.write_table(distribution.cast(REFERENCE_DISTRIBUTION), sink, compression="zstd")
        blob = self.store.blobs.put_bytes(sink.getvalue())
        n_items = int(pc.count_distinct(distribution["item"]).as_py())
        record = ReferenceSet(name, dataset.version, "label", source, blob, n_items, soft=True, **known)
        taken = [each for each in self.references(dataset) if each.name == name and each != record]
        if taken:
            what = f"There is another reference set '{name}' of {dataset.manifest.name}@{dataset.version[:12]} already."
            raise InputError("reference.taken", what, "A reference set never changes: choose another name.")
        return record, blob

    def reference_table(self, reference: ReferenceSet) -> pa.Table:
        """Its items with their answers, and probabilities for a soft one."""
        return read_part(self.store.blobs, reference.table, None)

    def _named_reference(self, dataset: Dataset, name: str) -> ReferenceSet:
        known = {each.name: each for each in self.references(dataset)}
        if name not in known:
            raise WorkspaceError(
                "reference.unknown",
                f"Dataset {dataset.manifest.name}@{dataset.version[:12]} has no reference set '{name}'.",
                f"{did_you_mean(name, known)} List them with: assay reference list {dataset.manifest.name}.",
            )
        return known[name]

    def outputs(self, dataset: Dataset, system: str) -> Outputs:
        """Answers of a system that came with a dataset's import.

        Raises
        ------
        WorkspaceError
            ``dataset.no_answers`` with the systems that have some.
        """
        found = list(self.records("outputs", f"{dataset.version}:{system}", Outputs))
        if not found:
            raise WorkspaceError(
                "dataset.no_answers",
                f"No answers of '{system}' came with {dataset.manifest.name}@{dataset.version[:12]}.",
                f"{did_you_mean(system, self.systems_imported(dataset))} "
                "Or name a file of its answers in the plan, under 'predictions:'.",
            )
        outputs: Outputs = found[-1]
        return outputs

    def systems_imported(self, dataset: Dataset) -> tuple[str, ...]:
        """Systems whose answers came with the import, in file order."""
        roles = (Role.PREDICTION, Role.SCORE)
        return tuple(dict.fromkeys(c.system for c in dataset.manifest.columns if c.role in roles and c.system))

    def read_plan(self, path: Path) -> tuple[Plan, str]:
        """A plan file, parsed, and its text.

        Raises
        ------
        PlanError
            With every mistake of the file.
        """
        text = self.read_text(path)
        return parse_plan(text, str(path)), text

    @staticmethod
    def read_text(path: Path) -> str:
        """A reviewed text file, UTF-8 and of bounded size."""
        return read_text(path)

    def standing(self, plan: Plan) -> tuple[str, Lock | None]:
        """``unlocked``, ``locked``, ``amended`` or ``edited``, and the lock in force."""
        lock, amendments = current_chain(self.locks(plan.name))
        return plan_state(plan, lock, amendments), lock_in_force(lock, amendments) if lock else None

    def keep_evidence(self, evidence: Evidence, outputs: tuple[Outputs, ...], *, actor: str) -> Evidence:
        """Record an evidence; one of equal substance that is the last already is given back as it was recorded."""
        name, substance = evidence.lock.plan.name, substance_hash(evidence)
        last = self.store.documents.find("evidence", name)
        if last is not None and last.body["substance"] == substance:
            return self._read_evidence(str(last.body["blob"]))
        blob = self.store.blobs.put_bytes(gzip.compress(canonical_json(evidence_to_plain(evidence)), mtime=0))
        body = {
            "substance": substance,
            "blob": blob,
            "plan": evidence.lock.content,
            "advice": evidence.recommendation.advice.value,
            "outputs": [to_plain(each) for each in outputs],
        }
        self.store.documents.put("evidence", name, body, actor=actor, now=self.now(), blobs=[blob])
        return evidence

    def last_evidence(self, plan: Plan) -> KeptEvidence:
        """The newest evidence of a plan, with its decisions.

        Raises
        ------
        WorkspaceError
            ``evidence.none`` when it was never evaluated.
        """
        last = self.store.documents.find("evidence", plan.name)
        if last is None:
            what = f"Plan '{plan.name}' has no evidence yet."
            raise WorkspaceError("evidence.none", what, "Make it: assay evaluate PLAN.")
        substance = str(last.body["substance"])
        outputs = tuple(from_plain(Outputs, each) for each in self._listed(last, "outputs"))
        decisions = tuple(self.records("decision", substance, Decision))
        return KeptEvidence(substance, self._read_evidence(str(last.body["blob"])), outputs, decisions)

    @staticmethod
    def _listed(document: Document, name: str) -> list[Any]:
        found = document.body[name]
        return found if isinstance(found, list) else []

    def _read_evidence(self, blob: str) -> Evidence:
        return evidence_from_plain(json.loads(gzip.decompress(self.store.blobs.read(blob))))

    def previous(self, dataset: Dataset) -> tuple[Column, ...] | None:
        """Columns of the version before this one under the same name; None for the first."""
        versions = [each for each in self.datasets() if each.manifest.name == dataset.manifest.name]
        place = [each.version for each in versions].index(dataset.version)
        return versions[place - 1].manifest.columns if place else None

    def has_card(self, dataset: Dataset) -> bool:
        """Whether a person filled in the card of this dataset."""
        return self.store.documents.find("card", dataset.version) is not None

    def facts(self, plan: Plan, dataset: Dataset, outputs: tuple[Outputs, ...], *, position: int) -> pa.Table:
        """The facts table of a plan, by `assay.core.facts`, as of one ledger position."""
        columns = list(dict.fromkeys(plan_columns(plan)))
        wanted = [each.wanted() for each in outputs]
        reference = self.reference(dataset, plan.reference).table
        return facts_table(
            self.store, dataset.manifest, reference, wanted, columns, version=dataset.version, position=position
        )

    def table(self, dataset: Dataset, columns: list[str] | None = None) -> pa.Table:
        """The rows of a dataset version, without sensitive columns."""
        return self.store.dataset_table(dataset.manifest, columns)

    def answerable(self, plan: Plan, dataset: Dataset, file: str) -> Judged:
        """What is known of the items a versioned plan asks about, before any answer is read.

        Raises
        ------
        PlanError
            With every column, system and class that the plan names and the dataset does not have.
        """
        problems = [
            Problem(each.code, each.what, each.fix, file, each.line)
            for each in column_requirements(plan, dataset.manifest.columns)
        ]
        for spec in (plan.baseline, plan.candidate):
            if spec.predictions is None:
                problems += self._absent_system(dataset, spec.name, file)
        if plan.reference is not None:
            problems += self._absent_reference(dataset, plan.reference, file)
        if problems:
            raise PlanError.gather(problems)
        try:
            return judged(plan, self.facts(plan, dataset, (), position=self.store.ledger.size()))
        except AssayError as error:
            raise PlanError.gather(replace(each, file=file) for each in error.problems) from None

    def _absent_system(self, dataset: Dataset, system: str, file: str) -> list[Problem]:
        try:
            self.outputs(dataset, system)
        except WorkspaceError as error:
            return [replace(each, file=file) for each in error.problems]
        return []

    def _absent_reference(self, dataset: Dataset, name: str, file: str) -> list[Problem]:
        try:
            self.reference(dataset, name)
        except WorkspaceError as error:
            return [replace(each, file=file) for each in error.problems]
        return []

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


def plan_columns(plan: Plan) -> Iterator[str]:
    """Columns of the dataset that a plan reads: slices, cluster, weight."""
    for spec in (*plan.slices, *(gate.by for gate in plan.gates if gate.by)):
        yield from columns_of_spec(spec)
    yield from (name for name in (plan.cluster, plan.weight) if name)


def read_text(path: Path) -> str:
    """A reviewed text file.

    Raises
    ------
    InputError
        ``input.no_file``, ``input.encoding``, ``input.too_large`` (over 1 MB).
    """
    try:
        if not path.is_file():
            raise InputError("input.no_file", f"{path} is {_what(path)}.", "Check the path.")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("input.no_file", f"{path} cannot be read: {reason}.", "Check the path.") from None
    if len(data) > MOST_BYTES:
        what = f"{path} has more than {MOST_BYTES:,} bytes."
        raise InputError("input.too_large", what, "Shorten it: a person must be able to review it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            "input.encoding", f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8.", file=str(path), line=line
        ) from None


def _what(path: Path) -> str:
    """Why a path is not a file to read; a device or a pipe may never end."""
    if not path.exists():
        return "not there"
    return "a folder" if path.is_dir() else "not a regular file"


def create_workspace(folder: Path, *, actor: str, now: Clock = system_now, new_id: NewId = random_id) -> Workspace:
    """A new workspace in ``folder``/.assay.

    Raises
    ------
    WorkspaceError
        When there is one already, or the folder cannot be written.
    """
    return Workspace(create_store(folder / FOLDER, now=now(), new_id=new_id, actor=actor), now=now, new_id=new_id)


def open_workspace(
    folder: Path | str | None = None, *, now: Clock = system_now, new_id: NewId = random_id
) -> Workspace:
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
