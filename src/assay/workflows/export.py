"""The story of an export: items, questions and judgments of a dataset leave for another tool, all accounted for."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import compute

from assay.core.errors import WorkspaceError, did_you_mean
from assay.core.exchange import Carried, Outgoing, Written
from assay.core.item import Column, Role
from assay.core.judgment import JudgeKind, Status
from assay.core.ports import Exchange
from assay.core.question import Question
from assay.datasets.told import LeftOut
from assay.labeling.inferred import menu_question
from assay.labeling.kept import kept_questions
from assay.metrics.references import likeliest
from assay.store.present_votes import that_count
from assay.store.records import Event
from assay.store.votes import votes_of

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
WITHHELD = (Role.LABEL, Role.PREDICTION, Role.SCORE)
"""Columns that stay: who labels elsewhere must not see the answers held to be right, nor those of machines."""
WRITTEN = "export.written"
"""Name of the event that says what left, so that an erasure can name it."""


def export(
    workspace: "Workspace",
    exchange: Exchange,
    *,
    dataset: str,
    questions: Sequence[str] = (),
    judges: Sequence[str] = (),
    reference: str | None = None,
    blank: bool = False,
    systems: bool = False,
    everything: bool = False,
    offsets: str | None = None,
) -> Written:
    """The file for another tool, of all judgments on some questions, or of a reference set instead.

    Parameters
    ----------
    questions : names; none stands for every question of the dataset that is kept, else every one that was answered
    judges : only what these said; none stands for all
    reference : name of a reference set, whose likeliest answers are written as those of a system
    blank : whether only items and questions are written, to be labeled
    systems : whether the answers of systems are written too; who labels elsewhere may lean on them
    everything : whether answers that came late, and those of earlier rounds, are written too

    Raises
    ------
    InputError
        What the exchange says of questions that it cannot carry.
    WorkspaceError
        ``dataset.unknown``, ``question.unknown``, ``judge.unknown``, ``reference.unknown``, ``export.nothing``.
    """
    found, left = workspace.dataset(dataset), LeftOut()
    every = votes_of(workspace.store, found.version, position=workspace.store.ledger.size(), systems=True)
    if reference is not None:
        asked, judgments = _reference(workspace, found, reference, questions)
    else:
        asked = _asked(workspace, found, every, questions)
        chosen = _chosen(_known(every, judges), asked, systems=systems, everything=everything, left=left)
        judgments = [*_judgments(chosen)]
    columns = found.manifest.columns
    written = exchange.write(
        Outgoing(
            f"{found.manifest.name}@{found.version[:12]}",
            found.manifest.id_column,
            tuple(_rows(workspace, found)),
            _texts(columns),
            tuple(asked),
            () if blank else tuple(judgments),
            offsets,
        )
    )
    withheld = [column.name for column in columns if column.role in (*WITHHELD, Role.SENSITIVE)]
    left.add(f"columns of labels, predictions and sealed values ({', '.join(withheld)[:200]})", len(withheld))
    return replace(written, left_out={**written.left_out, **left.counts})


def note_export(workspace: "Workspace", *, dataset: str, file: str, format: str, written: Written, actor: str) -> None:
    """An entry of the ledger that a file was given away; without the key at hand nothing is noted."""
    store = workspace.store
    if store.keys.find(store.key_fingerprint) is None:
        return
    found = workspace.dataset(dataset)
    body = {"file": file, "format": format, "n_items": written.n_items, "n_judgments": written.n_judgments}
    event = Event(WRITTEN, found.version, body)
    id = f"export:{workspace.new_id()}"
    store.ledger.append("event", [event], id=id, actor=actor, now=workspace.now())


def _asked(workspace: "Workspace", found: "Dataset", every: pa.Table, names: Sequence[str]) -> list[Question]:
    """The questions by name; one that is not kept, as that of imported labels, is made from its answers."""
    dataset = found.manifest.name
    kept = {each.question.name: each.question for each in kept_questions(workspace.store) if each.dataset == dataset}
    answered = [str(name) for name in pc.unique(every["question"]).to_pylist()]
    wanted = list(names) or list(kept) or sorted(answered)
    if not wanted:
        what = f"{found.manifest.name}@{found.version[:12]} has no question and no judgment yet."
        raise WorkspaceError("export.nothing", what, "Add a question: assay question add FILE --dataset NAME.")
    for name in wanted:
        if name not in kept and name not in answered:
            what = f"There is no question '{name[:60]}' on '{dataset}'."
            raise WorkspaceError("question.unknown", what, did_you_mean(name, {*kept, *answered}))
    return [kept[name] if name in kept else _of_labels(every, name) for name in dict.fromkeys(wanted)]


def _of_labels(every: pa.Table, name: str) -> Question:
    labels = pc.unique(every.filter(pc.equal(every["question"], name))["label"].drop_null()).to_pylist()
    return menu_question(name, [[str(label)] for label in sorted(labels)])


def _known(every: pa.Table, judges: Sequence[str]) -> pa.Table:
    """The judgments of these judges; of all where none is named."""
    known = {str(judge) for judge in pc.unique(every["judge"]).to_pylist()}
    for judge in judges:
        if judge not in known:
            what = f"'{judge[:60]}' judged nothing here."
            raise WorkspaceError("judge.unknown", what, did_you_mean(judge, known))
    return every.filter(pc.is_in(every["judge"], value_set=pa.array(judges, pa.string()))) if judges else every


def _chosen(every: pa.Table, asked: Sequence[Question], *, systems: bool, everything: bool, left: LeftOut) -> pa.Table:
    """The judgments on these questions that are to be written, as `assay agree` and `assay consensus` count them."""
    of_each = [every.filter(pc.equal(every["question"], question.name)) for question in asked]
    if not systems:
        people = [table.filter(pc.not_equal(table["kind"], JudgeKind.SYSTEM.value)) for table in of_each]
        left.add("answers of systems (--systems writes them)", _lost(of_each, people))
        of_each = people
    if not everything:
        counted = [that_count(table) for table in of_each]
        left.add("answers that came late or in an earlier round (--all writes them)", _lost(of_each, counted))
        of_each = counted
    return pa.concat_tables(of_each)


def _lost(before: Sequence[pa.Table], after: Sequence[pa.Table]) -> int:
    return sum(table.num_rows for table in before) - sum(table.num_rows for table in after)


def _judgments(chosen: pa.Table) -> Iterator[Carried]:
    for row in chosen.to_pylist():
        structure = None if row["structure"] is None else json.loads(row["structure"])
        answers = (row["label"], row["number"], row["text"], structure)
        yield Carried(
            row["item"],
            row["question"],
            row["judge"],
            JudgeKind(row["kind"]),
            Status(row["status"]),
            next((each for each in answers if each is not None), None),
            None,
            row["confidence"],
            row["seconds"],
            row["observed_at"],
            row["guideline_version"],
            row["order_shown"],
            row["attempt"],
        )


def _reference(
    workspace: "Workspace", found: "Dataset", name: str, questions: Sequence[str]
) -> tuple[list[Question], list[Carried]]:
    """The question of a reference set, and its likeliest answers with their probabilities."""
    record = workspace.reference(found, name)
    table = workspace.reference_table(record)
    names = ("item", "answer", "probability") if "probability" in table.column_names else ("item", "answer")
    shares = {tuple(row[:2]): row[2] if len(row) > 2 else None for row in zip(*map(_listed(table), names), strict=True)}
    judge = f"reference:{record.name}"
    answers = likeliest(table)
    judgments = [
        Carried(item, record.question, judge, JudgeKind.SYSTEM, Status.GIVEN, answer, None, shares.get((item, answer)))
        for item, answer in answers.items()
    ]
    dataset = found.manifest.name
    kept = [each.question for each in kept_questions(workspace.store) if each.dataset == dataset]
    known = next((each for each in kept if each.name == record.question), None)
    question = known or menu_question(record.question, [[answer] for answer in sorted(set(answers.values()))])
    if questions and record.question not in questions:
        what = f"The reference set '{record.name}' answers '{record.question}'."
        raise WorkspaceError("question.unknown", what, f"Leave out --question, or give --question {record.question}.")
    return [question], judgments


def _listed(table: pa.Table) -> Any:
    return lambda name: table[name].to_pylist()


def _texts(columns: Sequence[Column]) -> tuple[str, ...]:
    """What people read: the texts, else every text column that gives nothing away."""
    texts = tuple(column.name for column in columns if column.role is Role.TEXT)
    others = (column.name for column in columns if column.role is Role.OTHER and column.type == "text")
    return texts or tuple(others)


def _rows(workspace: "Workspace", found: "Dataset") -> Iterator[Mapping[str, Any]]:
    """Items with values as JSON has them."""
    withheld = (*WITHHELD, Role.SENSITIVE)
    names = [column.name for column in found.manifest.columns if column.role not in withheld]
    for row in workspace.table(found, names).to_pylist():
        yield {name: value.isoformat() if isinstance(value, (date, datetime)) else value for name, value in row.items()}
