"""Texts become answers: an output set on the ledger, and the judgments of the menu or of a scorer on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from assay.core.canonical import content_hash
from assay.core.errors import WorkspaceError
from assay.core.item import Column, DatasetVersion, Source
from assay.core.judgment import Judge, JudgeKind, Status, judge_named
from assay.core.plan import Plan, Scoring
from assay.core.ports import Progress
from assay.datasets.item_hashes import item_hashes
from assay.datasets.output_set import OUTPUT, outputs_as_rows, outputs_name, shown_columns
from assay.datasets.parquet import parquet_bytes
from assay.datasets.version import WrittenPart, make_version, version_hash, write_parts
from assay.harness.outputs import class_said, menu_of, status_of
from assay.harness.scorers.named import EDITION, needs_target, scorer
from assay.store.judgments import JUDGMENT_SEGMENT, filled_table
from assay.store.output_sets import KIND, OutputSet, append_outputs_as_items, output_id, scores_run
from assay.store.outputs import Outputs, append_outputs
from assay.store.runs import keep_run
from assay.store.votes import append_judgments
from assay.workflows.evaluate.called import Items, Said

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace


class Made(NamedTuple):
    """An output set that is ready to be kept."""

    set: OutputSet
    """What it is."""
    manifest: DatasetVersion
    """Its dataset version."""
    parts: tuple[WrittenPart, ...]
    """Its rows."""
    rows: pa.Table
    """``item``, ``item_hash``, ``parent``, ``system``, ``run``, ``attempt`` of each output."""
    texts: list[str]
    """What each says."""
    places: list[int]
    """Row of its prompt."""
    said: tuple[Said, ...]
    """The systems."""
    outputs: tuple[Outputs, ...]
    """Their answers, as evidence names them."""


def make_output_set(
    dataset: "Dataset", plan: Plan, said: Sequence[Said], items: Items, *, classes: Sequence[str]
) -> Made:
    """What systems said as a dataset version; the same outputs are the same version.

    Raises
    ------
    WorkspaceError
        ``run.no_outputs`` when nothing was answered at all.
    InputError
        ``outputs.column``, ``scoring.menu``.
    """
    shown = shown_columns(dataset.manifest.columns, hidden=plan.targets)
    runs = {each.spec.name: _run_of(dataset, plan, each, classes) for each in said}
    given = [
        (place // each.attempts, each.spec.name, place % each.attempts + 1, text)
        for each in said
        for place, text in enumerate(each.texts)
        if text is not None
    ]
    if not given:
        whys = ", ".join(sorted({why.replace("_", " ") for each in said for why in each.whys if why}))
        raise WorkspaceError("run.no_outputs", f"No system said anything ({whys}).", "Look at 'call:' in the plan.")
    ids = [output_id(items.ids[place], system, attempt) for place, system, attempt, _ in given]
    places, texts = [each[0] for each in given], [each[3] for each in given]
    table, columns = outputs_as_rows(items.table, shown, places=places, ids=ids, texts=texts)
    manifest, parts = _written(dataset, plan, table, columns)
    version = version_hash(manifest)
    rows = pa.table(
        {
            "item": ids,
            "item_hash": item_hashes(table, columns).combine_chunks(),
            "parent": [items.ids[each] for each in places],
            "system": [each[1] for each in given],
            "run": [runs[each[1]] for each in given],
            "attempt": pa.array([each[2] for each in given], pa.int64()),
        }
    )
    systems, attempts = tuple(each.spec.name for each in said), max(each.attempts for each in said)
    record = OutputSet(manifest.name, version, dataset.version, OUTPUT, systems, attempts)
    outputs = tuple(_outputs(dataset, plan, each, version, runs[each.spec.name]) for each in said)
    return Made(record, manifest, parts, rows, texts, places, tuple(said), outputs)


def _written(
    dataset: "Dataset", plan: Plan, table: pa.Table, columns: tuple[Column, ...]
) -> tuple[DatasetVersion, tuple[WrittenPart, ...]]:
    parts = tuple(write_parts(table))
    told = content_hash([each.part.logical for each in parts])
    source = Source("outputs of systems", told, "arrow", dataset.version)
    return make_version(outputs_name(plan.name), columns, [each.part for each in parts], source), parts


def _run_of(dataset: "Dataset", plan: Plan, said: Said, classes: Sequence[str]) -> str:
    """Id of what a system said: of its texts, and of the menu where they are read as classes."""
    told: Any = {"dataset": dataset.version, "system": said.spec.name, "judge": said.version}
    told |= {"attempts": said.attempts, "texts": content_hash([said.texts, said.whys])}
    told |= {"menu": None if plan.by_verdict else list(classes)}
    return content_hash(told)[:32]


def _outputs(dataset: "Dataset", plan: Plan, said: Said, version: str, run: str) -> Outputs:
    name, scoring = said.spec.name, plan.scoring
    file = said.spec.outputs or "called"
    made = Outputs(dataset.version, name, said.version, run, file.rpartition("/")[2], not plan.by_verdict, False)
    judge: dict[str, Any] = {}
    if scoring is not None and scoring.scorer is not None:
        by = scorer_judge(scoring, dataset.version)
        judge = {"judge": by.id, "verdicts": by.version, "question": scoring.scorer}
    elif scoring is not None and scoring.judge is not None:
        judge = {"judge": scoring.judge, "question": scoring.question}
    told = {each: getattr(made, each) for each in made.__slots__}
    return Outputs(**{**told, "attempts": said.attempts, "output_set": version, **judge})


def scorer_judge(scoring: Scoring, dataset: str) -> Judge:
    """The scorer as a judge, under a version of all that its scores depend on: the targets are of a dataset version."""
    told = {"target": scoring.target, "between": scoring.between, "dataset": dataset, "edition": EDITION}
    return judge_named(scoring.scorer or "", JudgeKind.SCORER, content_hash(told))


def keep_output_set(
    workspace: "Workspace",
    made: Made,
    plan: Plan,
    items: Items,
    *,
    classes: Sequence[str],
    actor: str,
    progress: Progress | None,
) -> None:
    """The output set, what each system answered, its runs, and the scores, all on the ledger; what is there stays."""
    store = workspace.store
    for part in made.parts:
        store.blobs.put_bytes(part.data)
    append_outputs_as_items(store, made.set, made.rows, actor=actor, now=workspace.now(), progress=progress)
    blobs = [each.part.sha256 for each in made.parts]
    body = {"version": made.set.version, "manifest": made.manifest}
    workspace.put("dataset", made.set.name, body, actor=actor, blobs=blobs)
    workspace.put(KIND, made.set.version, made.set, actor=actor)
    for said, outputs in zip(made.said, made.outputs, strict=True):
        _keep_answers(workspace, said, outputs, items, classes=classes, actor=actor, progress=progress)
        if said.run is not None and said.table is not None:
            data = parquet_bytes(said.table)
            keep_run(store, said.run, data, dataset=made.set.parents, actor=actor, now=workspace.now())
    if plan.scoring is not None and plan.scoring.scorer is not None:
        _keep_scores(workspace, made, plan.scoring, items, actor=actor, progress=progress)


def _keep_answers(
    workspace: "Workspace",
    said: Said,
    outputs: Outputs,
    items: Items,
    *,
    classes: Sequence[str],
    actor: str,
    progress: Progress | None,
) -> None:
    """The system's own judgments of the prompts: a class of the menu, or the text; a status where there is none."""
    labels = texts = None
    if outputs.has_labels:
        menu = menu_of(classes)
        labels = pa.array([None if text is None else class_said(text, menu) for text in said.texts], pa.string())
    else:
        texts = pa.array(said.texts, pa.string())
    statuses = [
        Status.FAILED.value if text is not None else status_of(why).value
        for text, why in zip(said.texts, said.whys, strict=True)
    ]
    append_outputs(
        workspace.store,
        outputs,
        items=pa.array([each for each in items.ids for _ in range(said.attempts)], pa.string()),
        item_hashes=pa.array([each for each in items.hashes for _ in range(said.attempts)], pa.string()),
        labels=labels,
        scores=None,
        texts=texts,
        statuses=pa.array(statuses, pa.string()),
        attempts=pa.array(list(range(1, said.attempts + 1)) * len(items.ids), pa.int64()),
        actor=actor,
        now=workspace.now(),
        progress=progress,
    )


def _keep_scores(
    workspace: "Workspace", made: Made, scoring: Scoring, items: Items, *, actor: str, progress: Progress | None
) -> None:
    """What the scorer says of each output that has a target, as its judgments."""
    score, judge = scorer(scoring.scorer or ""), scorer_judge(scoring, made.set.parents)
    targets = [_targets(each, scoring) for each in _column(items, scoring.target)]
    chosen = [n for n, place in enumerate(made.places) if targets[place] or not needs_target(scoring.scorer or "")]
    found = [score(made.texts[n], targets[made.places[n]]).value for n in chosen]
    rows = made.rows.take(pa.array(chosen, pa.int64()))
    run = scores_run(made.set.version, judge.id, judge.version)
    columns: dict[str, Any] = {
        "item": rows["item"],
        "item_hash": rows["item_hash"],
        "question": judge.id,
        "judge": judge.id,
        "judge_version": judge.version,
        "status": [Status.NOT_APPLICABLE.value if each is None else Status.GIVEN.value for each in found],
        "number": pa.array(found, pa.float64()),
        "attempt": 1,
        "run": run,
        "recorded_at": "",
    }
    table = filled_table(JUDGMENT_SEGMENT, rows.num_rows, columns)
    append_judgments(workspace.store, table, [judge], run=run, actor=actor, now=workspace.now(), progress=progress)


def _column(items: Items, name: str | None) -> list[Any]:
    return items.table[name].to_pylist() if name is not None else [None] * len(items.ids)


def _targets(cell: Any, scoring: Scoring) -> list[str]:
    if cell is None:
        return []
    text = str(cell)
    return [each for each in text.split(scoring.between) if each.strip()] if scoring.between else [text]
