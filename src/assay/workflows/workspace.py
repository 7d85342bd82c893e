"""A workspace: the store with the words of the house; it ties adapters (store, clock, ids) to the stories."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import pyarrow as pa

from assay.core.encode import from_plain, to_plain
from assay.core.errors import AssayError, PlanError, Problem, WorkspaceError, did_you_mean
from assay.core.evidence import Evidence
from assay.core.item import Column, DatasetVersion, ReferenceSet, Role
from assay.core.ledger import Document
from assay.core.named import named
from assay.core.plan import Approval, Lock, Plan, Tier
from assay.core.ports import Clock, NewId
from assay.core.verdict import Waiver
from assay.datasets.reading import read_table
from assay.datasets.references import Of, find_reference, keep_reference, reference_problems
from assay.harness.plan_files import Beside, FileRows
from assay.labeling.asked import with_people
from assay.metrics.facts import columns_of_spec
from assay.metrics.planned import Judged, judged
from assay.plans.grants import Grants
from assay.plans.lock import current_chain, lock_in_force, plan_state
from assay.plans.parse import parse_plan
from assay.plans.requirements import column_requirements
from assay.plans.tiers import DEFAULT_TIERS
from assay.plans.trust import hash_inside, read_inside, resolve_inside
from assay.store.clock import random_id, system_now
from assay.store.database import Database
from assay.store.evidence import KeptEvidence, keep_evidence, last_evidence
from assay.store.open import SQLITE, Store, create_store, open_store
from assay.store.output_facts import plan_facts
from assay.store.outputs import Outputs
from assay.store.parts import read_part
from assay.store.place import FOLDER, find
from assay.store.references import references_of
from assay.store.votes import Votes, votes_on
from assay.texts.reading import read_text

_LAST_FACTS: WeakKeyDictionary[Database, tuple[tuple[str, int], pa.Table]] = WeakKeyDictionary()
"""Of each database, hash and ledger position of the evidence whose facts were read last, and these."""


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
        name, digits = named(asked)
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
            As `assay.datasets.references.find_reference`.
        """
        return find_reference(self.store, Of(dataset.version, dataset.manifest), name)

    def references(self, dataset: Dataset) -> tuple[ReferenceSet, ...]:
        """Every reference set of a dataset version: the imported labels first, then those made here, oldest first."""
        return references_of(self.store, dataset.version)

    def keep_reference(
        self, dataset: Dataset, name: str, distribution: pa.Table, *, source: str, actor: str, **known: Any
    ) -> ReferenceSet:
        """Keep a table of item, answer and probability as a reference set; equal content is the set that is there.

        Raises
        ------
        InputError
            As `assay.datasets.references.keep_reference`, which has the arguments too.
        """
        of, how = Of(dataset.version, dataset.manifest), {"source": source, "actor": actor, **known}
        return keep_reference(self.store, of, name, distribution, now=self.now(), **how)

    def reference_problems(self, dataset: Dataset, name: str, items: Any) -> list[Problem]:
        """What keeps a new reference set of this name on these items from being kept."""
        return reference_problems(self.store, Of(dataset.version, dataset.manifest), name, items)

    def reference_table(self, reference: ReferenceSet) -> pa.Table:
        """Its items with their answers, and probabilities for a soft one."""
        return read_part(self.store.blobs, reference.table, None)

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
        from assay.harness.judging.judge_file import judge_of_outputs

        text = self.read_text(path)
        read, hashed = (partial(each, path.parent) for each in (read_inside, hash_inside))
        grants = Grants(read, self.store.settings.allow_code, judge_of_outputs, hashed)
        return parse_plan(text, str(path), grants=grants), text

    @staticmethod
    def files_beside(folder: Path) -> Beside:
        """How files in the folder of a plan are read."""

        def rows(name: str) -> FileRows:
            found = read_table(resolve_inside(folder, name))
            return FileRows(found.table.to_pylist(), found.lines)

        return Beside(folder, partial(read_inside, folder), rows, partial(hash_inside, folder))

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
        return keep_evidence(self.store, evidence, outputs, actor=actor, now=self.now())

    def last_evidence(self, plan: Plan) -> KeptEvidence:
        """The newest evidence of a plan, with its decisions.

        Raises
        ------
        WorkspaceError
            ``evidence.none`` when it was never evaluated.
        """
        return last_evidence(self.store, plan.name)

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
        reference = None if plan.by_verdict else self.reference(dataset, plan.reference).table
        at: Any = {"version": dataset.version, "position": position}
        table = plan_facts(self.store, dataset.manifest, reference, outputs, columns, plan=plan, **at)
        return with_people(self.store, table, plan, next((o.output_set for o in outputs), None), position=position)

    def evidence_facts(self, kept: KeptEvidence, dataset: Dataset) -> pa.Table:
        """The facts table that an evidence was made from; ``dataset`` is that of its plan.

        It is of one ledger position, so what was read last stays right: pages lead from item to item.
        """
        database, plan, position = self.store.database, kept.evidence.lock.plan, kept.evidence.run.entry
        known = _LAST_FACTS.get(database)
        if known is None or known[0] != (kept.hash, position):
            known = ((kept.hash, position), self.facts(plan, dataset, kept.outputs, position=position))
            _LAST_FACTS[database] = known
        return known[1]

    def votes(
        self, asked: str, question: str | None = None, *, systems: bool = False, items: Collection[str] | None = None
    ) -> Votes:
        """What people and machine judges (and systems, if asked for) said on a question, as of the ledger as it is now.

        A table with one row a judgment (see `assay.store.votes.votes_on`), the question and the ledger position; of
        some ``items`` only, where they are given.

        Raises
        ------
        WorkspaceError
            ``dataset.unknown``, ``judgments.none``, ``judgments.which_question``, ``judgments.unknown_question``.
        """
        dataset, position = self.dataset(asked), self.store.ledger.size()
        version = dataset.version
        chosen: Any = {"systems": systems, "items": items}
        return votes_on(self.store, dataset.manifest, question, version=version, position=position, **chosen)

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
            if spec.predictions is None and not spec.says_texts:
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


def create_workspace(
    folder: Path,
    *,
    actor: str,
    database: str = SQLITE,
    service_role: str | None = None,
    allow_code: bool = False,
    now: Clock = system_now,
    new_id: NewId = random_id,
) -> Workspace:
    """A new workspace in ``folder``/.assay, its tables in a file there or on Postgres; its plans may run code or not.

    Raises
    ------
    WorkspaceError
        When there is one already, or the folder cannot be written.
    """
    store = create_store(
        folder / FOLDER,
        now=now(),
        new_id=new_id,
        actor=actor,
        database=database,
        service_role=service_role,
        allow_code=allow_code,
    )
    return Workspace(store, now=now, new_id=new_id)


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
