"""The story of judgments: what people and machines said of the items of a dataset comes onto the ledger."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from assay.core.canonical import content_hash
from assay.core.errors import InputError, WorkspaceError
from assay.core.exchange import Brought
from assay.core.item import Column, Role
from assay.core.judgment import JudgeKind
from assay.core.ports import Progress
from assay.core.question import Boxes, Question, Spans
from assay.datasets.carried import ANSWERS, carried_judgments, contents_of, text_of
from assay.datasets.judgment_file import JudgmentFile, JudgmentsAsked, check_items, read_judgments
from assay.datasets.problems import Problems
from assay.datasets.roles import item_ids
from assay.labeling.judging import labeler
from assay.labeling.kept import QUESTION, kept_questions, question_key
from assay.labeling.pseudonyms import pseudonymous
from assay.labeling.showing import check_columns
from assay.metrics.judgment_counts import QuestionCount, question_counts
from assay.store.answers import items_of
from assay.store.judgments import JUDGMENT_SEGMENT, filled_table
from assay.store.votes import append_judgments, votes_of

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

KIND = "judgments"
"""Kind of the document that says where an import came from."""


class JudgmentsImported(NamedTuple):
    """What an import of judgments did."""

    dataset: str
    """Dataset version that was judged."""
    file: str
    """Base name of the file."""
    run: str
    """Run that these judgments carry."""
    n_judgments: int
    """Rows."""
    statuses: Mapping[str, int]
    """Judgments by status."""
    n_items: int
    """Items that were judged."""
    n_judges: int
    """Who judged."""
    questions: tuple[str, ...]
    """What was asked, by name."""
    is_new: bool
    """False when these judgments were here already."""


class CarriedImported(NamedTuple):
    """What an import from another tool did beside the dataset."""

    judgments: JudgmentsImported
    """Those that were added."""
    n_known: int
    """Judgments of the file that are on the ledger already."""
    questions_added: tuple[str, ...]
    """Questions that the dataset did not have."""
    left_out: Mapping[str, int]
    """What could not be carried, in words, with its count."""
    notes: tuple[str, ...]
    """What was decided that a person should see."""


def import_judgments(
    workspace: "Workspace",
    file: Path,
    asked: JudgmentsAsked,
    *,
    dataset: str,
    actor: str,
    progress: Progress | None = None,
) -> JudgmentsImported:
    """Judgments in a file, on the ledger; the same file again adds nothing, and an interrupted import is finished.

    Raises
    ------
    InputError
        With every problem of the file; then nothing is written.
    """
    read = read_judgments(file, asked)
    version, places = _placed(workspace, read, dataset)
    run = content_hash({"dataset": version, "sha256": read.sha256, "asked": asdict(asked)})[:32]
    batch = _Batch(read, version, places, run, file.name, {"sha256": read.sha256, "asked": asdict(asked)})
    return _kept(workspace, batch, actor=actor, progress=progress)


def with_pseudonyms(
    workspace: "Workspace", brought: Brought, people: Mapping[str, str]
) -> tuple[Brought, dict[str, str]]:
    """The file with a pseudonym for each person, and who is who: ``people`` and those who are new."""
    return pseudonymous(brought, people, taken={judge.id for judge in workspace.store.ledger.judges()})


def check_carried(
    workspace: "Workspace", file: Path, brought: Brought, *, dataset: str, hidden: Collection[str] = ()
) -> None:
    """Nothing when every judgment of another tool's file could be kept with the items that came with it.

    ``dataset`` is the name that the items are to have, and ``hidden`` are columns that no judge may see.

    Raises
    ------
    InputError
        With every problem: what `carried_judgments` and `check_columns` say, and ``judge.name``.
    """
    asked = _asked(workspace, brought, dataset)
    names = dict.fromkeys(name for row in brought.rows for name in row)
    columns = [Column(name, "text", Role.SENSITIVE if name in hidden else Role.TEXT) for name in names]
    for question in asked:
        check_columns(question, columns, dataset=file.name)
    contents = contents_of(brought.rows, brought.item, asked)
    read = carried_judgments(brought, asked, str(file), contents=contents)
    _check_names(brought, read.problems)
    read.problems.raise_any()


def import_carried(
    workspace: "Workspace",
    file: Path,
    brought: Brought,
    *,
    dataset: str,
    actor: str,
    progress: Progress | None = None,
) -> CarriedImported:
    """Judgments of another tool's file on a dataset, and its questions where the dataset has none of that name.

    A judgment that is on the ledger already, from an earlier export of the same project, is not added again.

    Raises
    ------
    InputError
        With every problem of the file; then nothing is written.
    WorkspaceError
        ``dataset.unknown``.
    """
    found = workspace.dataset(dataset)
    name, columns = found.manifest.name, found.manifest.columns
    asked = _asked(workspace, brought, name)
    for question in asked:
        check_columns(question, columns, dataset=name)
    contents = _contents(workspace, found, asked)
    read = carried_judgments(brought, asked, str(file), contents=contents)
    _check_names(brought, read.problems)
    _check_texts(brought, contents, read.problems)
    version, places = _placed(workspace, read, dataset)
    judges = [f"{judge.id}:{judge.version}" for judge in read.judges]
    run = content_hash({"dataset": version, "sha256": read.sha256, "format": brought.format, "judges": judges})[:32]
    fresh = _not_yet_known(workspace, read, version, run)
    read = read._replace(table=read.table.filter(fresh))
    known = {each.question.name for each in kept_questions(workspace.store) if each.dataset == name}
    added = [question for question in asked if question.name not in known]
    for question in added:
        workspace.put(QUESTION, question_key(name, question.name), question, actor=actor)
    about = {"sha256": read.sha256, "format": brought.format, "left_out": dict(brought.left_out)}
    batch = _Batch(read, version, places.filter(fresh), run, file.name, about)
    kept = _kept(workspace, batch, actor=actor, progress=progress)
    n_known = len(fresh) - read.table.num_rows
    return CarriedImported(kept, n_known, tuple(each.name for each in added), dict(brought.left_out), brought.notes)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Judgments on their way to the ledger."""

    read: JudgmentFile
    version: str
    places: Any
    """Place of each judged item in the dataset version."""
    run: str
    file: str
    about: Mapping[str, Any]
    """What the document says of where they came from."""


def _kept(workspace: "Workspace", batch: _Batch, *, actor: str, progress: Progress | None) -> JudgmentsImported:
    """On the ledger, and a document that says where they came from; nothing when that is there already."""
    read, version, run = batch.read, batch.version, batch.run
    name = f"{version}:{run}"
    is_new = workspace.store.documents.find(KIND, name) is None
    found = _found(read.table, version, batch.file, run, is_new=is_new)
    if is_new and read.table.num_rows:
        known = items_of(workspace.store, version, position=workspace.store.ledger.size())
        hashes = None if known is None else known["item_hash"].combine_chunks().take(batch.places)
        columns: dict[str, Any] = {column: read.table[column] for column in read.table.column_names}
        columns |= {"item_hash": hashes, "run": run, "recorded_at": ""}
        table = filled_table(JUDGMENT_SEGMENT, read.table.num_rows, columns)
        append_judgments(
            workspace.store, table, read.judges, run=run, actor=actor, now=workspace.now(), progress=progress
        )
        body = {**found._asdict(), **batch.about}
        workspace.put(KIND, name, {key: body[key] for key in body if key != "is_new"}, actor=actor)
    return found


def counted(workspace: "Workspace", dataset: str) -> tuple["Dataset", tuple[QuestionCount, ...]]:
    """Questions that people and machine judges answered on a dataset version, as of now."""
    found = workspace.dataset(dataset)
    every = votes_of(workspace.store, found.version, position=workspace.store.ledger.size())
    return found, question_counts(every)


def _asked(workspace: "Workspace", brought: Brought, dataset: str) -> list[Question]:
    """The questions of a file; those that the dataset has go before what the file says of them."""
    known = {each.question.name: each.question for each in kept_questions(workspace.store) if each.dataset == dataset}
    return [known.get(question.name, question) for question in brought.questions]


def _contents(workspace: "Workspace", dataset: "Dataset", asked: Sequence[Question]) -> dict[str, dict[str, str]]:
    """The texts of the dataset in which passages are marked: column to item to text."""
    columns = list(dict.fromkeys(each.form.column for each in asked if isinstance(each.form, Spans | Boxes)))
    if not columns:
        return {}
    table = workspace.table(dataset)
    ids = [str(item) for item in item_ids(table, dataset.manifest.columns).to_pylist()]
    return {
        column: dict(zip(ids, (text_of(value) for value in table[column].to_pylist()), strict=True))
        for column in columns
    }


def _check_texts(brought: Brought, contents: Mapping[str, Mapping[str, str]], problems: Problems) -> None:
    """Passages mean nothing in another text than the one that they were marked in."""
    for row, line in zip(brought.rows, brought.lines, strict=True):
        item = str(row[brought.item])
        for column, texts in contents.items():
            if column in row and item in texts and text_of(row[column]) != texts[item]:
                what = f"The '{column}' of this item is another text than in the dataset."
                fix = "Bring the file in as a dataset of its own: assay import."
                problems.add("exchange.other_text", what, fix, line=line, item=item)


def _check_names(brought: Brought, problems: Problems) -> None:
    """People are pseudonyms on the ledger, for good."""
    for name in dict.fromkeys(each.judge for each in brought.judgments if each.kind is JudgeKind.LABELER):
        try:
            labeler(name)
        except InputError as error:
            fix = "Give --people FILE.json: it keeps who is who, outside of the workspace, and is made where absent."
            for each in error.problems:
                problems.add(each.code, each.what, fix)


def _not_yet_known(workspace: "Workspace", read: JudgmentFile, version: str, run: str) -> Any:
    """Which judgments no earlier import brought."""
    store = workspace.store
    every = votes_of(store, version, position=store.ledger.size(), systems=True)
    names = ("item", "question", "judge", "judge_version", "observed_at", "status", *ANSWERS)
    rows = zip(*(every[name].to_pylist() for name in (*names, "run")), strict=True)
    known = {tuple(key) for *key, of_run in rows if of_run != run}
    keys = zip(*(read.table[name].to_pylist() for name in names), strict=True)
    return pa.array([key not in known for key in keys], pa.bool_())


def _placed(workspace: "Workspace", read: JudgmentFile, dataset: str) -> tuple[str, Any]:
    """The dataset version and the place of each judged item in it, or everything that is wrong."""
    version = _version(workspace, dataset, read.problems)
    known = None if version is None else items_of(workspace.store, version, position=workspace.store.ledger.size())
    places = None if known is None else check_items(read, known["item"])
    read.problems.raise_any()
    return version or "", places


def _version(workspace: "Workspace", dataset: str, problems: Problems) -> str | None:
    try:
        return workspace.dataset(dataset).version
    except WorkspaceError as error:
        for each in error.problems:
            problems.add(each.code, each.what, each.fix)
    return None


def _found(table: pa.Table, version: str, file: str, run: str, *, is_new: bool) -> JudgmentsImported:
    statuses = Counter(str(status) for status in table["status"].to_pylist())
    return JudgmentsImported(
        version,
        file,
        run,
        table.num_rows,
        dict(sorted(statuses.items())),
        len(table["item"].unique()),
        len(table["judge"].unique()),
        tuple(sorted(str(name) for name in table["question"].unique().to_pylist())),
        is_new,
    )
