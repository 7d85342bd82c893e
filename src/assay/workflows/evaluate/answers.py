"""The answers of a plan's systems: recorded ones are read, called ones are had, all before any of them is kept."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assay.core.called import CalledRun
from assay.core.canonical import content_hash
from assay.core.errors import AssayError, WorkspaceError
from assay.core.plan import Plan, SystemSpec
from assay.core.ports import Progress
from assay.datasets.outputs import RecordedAnswers, read_outputs
from assay.plans.trust import resolve_inside
from assay.store.answers import items_of
from assay.store.outputs import Outputs, append_outputs
from assay.workflows.evaluate.called import Calling, Items, Said, call_system, items_at_hand, read_texts
from assay.workflows.evaluate.output_sets import Made, keep_output_set, make_output_set

if TYPE_CHECKING:
    import pyarrow as pa

    from assay.workflows.workspace import Dataset, Workspace


class Given(NamedTuple):
    """Answers of one system of a plan, on the ledger already or about to be."""

    outputs: Outputs
    """Which answers they are."""
    read: RecordedAnswers | None = None
    """What a file beside the plan says; None when they came with the dataset's import."""
    items: "pa.Table | None" = None
    """The items that the file answers, with their content hashes; None as above."""


class Answers(NamedTuple):
    """What the systems of a plan answer."""

    outputs: tuple[Outputs, ...]
    """Baseline first, as evidence names them."""
    given: tuple[Given, ...]
    """Recorded answers."""
    made: Made | None = None
    """The output set of systems that say texts; None where there are none."""
    items: Items | None = None
    """The items that they were asked; None as above."""
    classes: tuple[str, ...] = ()
    """The menu that texts are read by; none where they are good or not."""

    @property
    def runs(self) -> tuple[CalledRun, ...]:
        """What the calls of each called system came to."""
        return tuple(each.run for each in self.made.said if each.run is not None) if self.made else ()


def all_answers(
    workspace: "Workspace",
    dataset: "Dataset",
    plan: Plan,
    folder: Path,
    *,
    how: Calling,
) -> Answers:
    """The answers of baseline and candidate, all read, had and checked before any of them is kept.

    Raises
    ------
    InputError, NotPermitted, WorkspaceError
        With the problems of both.
    """
    specs = (plan.baseline, plan.candidate)
    items = items_at_hand(workspace, dataset) if any(each.says_texts for each in specs) else None
    files = workspace.files_beside(folder)
    given: list[Given] = []
    said: list[Said] = []
    faults: list[AssayError] = []
    for spec in specs:
        try:
            if items is None or not spec.says_texts:
                given.append(answers_of(workspace, dataset, spec, folder))
            elif spec.call is None:
                said.append(read_texts(dataset, spec, folder, items))
            else:
                spent = sum(each.run.cost or 0.0 for each in said if each.run is not None)
                said.append(
                    call_system(workspace, dataset, plan, spec, spec.call, items, files=files, how=how, spent=spent)
                )
        except AssayError as error:
            if error.code == "run.unfinished":  # what stopped one system stops the next
                raise
            faults.append(error)
    if faults:
        raise type(faults[0]).gather(problem for fault in faults for problem in fault.problems)
    if items is None:
        return Answers(tuple(each.outputs for each in given), tuple(given))
    classes = menu_classes(workspace, dataset, plan)
    made = make_output_set(dataset, plan, said, items, classes=classes)
    known = {each.system: each for each in (*made.outputs, *(one.outputs for one in given))}
    return Answers(tuple(known[each.name] for each in specs), tuple(given), made, items, classes)


def menu_classes(workspace: "Workspace", dataset: "Dataset", plan: Plan) -> tuple[str, ...]:
    """Classes that a text may name: the plan's menu, or those of its reference; none where texts are good or not."""
    if plan.by_verdict:
        return ()
    if plan.scoring is not None and plan.scoring.menu:
        return plan.scoring.menu
    table = workspace.reference_table(workspace.reference(dataset, plan.reference))
    return tuple(sorted({str(each) for each in table["answer"].to_pylist()}))


def answers_of(workspace: "Workspace", dataset: "Dataset", spec: SystemSpec, folder: Path) -> Given:
    """The answers of a system of the plan: those that came with the import, or read from a file beside the plan."""
    if spec.predictions is None:
        return Given(workspace.outputs(dataset, spec.name))
    known = items_of(workspace.store, dataset.version, position=workspace.store.ledger.size())
    if known is None:
        raise WorkspaceError(
            "dataset.no_items", f"The items of {dataset.manifest.name} are not on the ledger.", "Import it again."
        )
    answers = read_outputs(
        resolve_inside(folder, spec.predictions),
        system=spec.name,
        item=dataset.manifest.id_column,
        label=spec.label_column,
        score=spec.score_column,
        known=known["item"],
    )
    judge = content_hash({"sha256": answers.sha256, "label": spec.label_column, "score": spec.score_column})
    outputs = Outputs(
        dataset.version,
        spec.name,
        judge,
        content_hash({"dataset": dataset.version, "system": spec.name, "judge": judge})[:32],
        Path(spec.predictions).name,
        has_labels=True,
        has_scores=answers.scores is not None,
    )
    return Given(outputs, answers, known)


def keep_all(workspace: "Workspace", answers: Answers, plan: Plan, *, actor: str, progress: Progress | None) -> None:
    """Every answer on the ledger; those that are there already stay as they are."""
    for each in answers.given:
        keep_answers(workspace, each, actor=actor, progress=progress)
    if answers.made is not None and answers.items is not None:
        keep_output_set(
            workspace, answers.made, plan, answers.items, classes=answers.classes, actor=actor, progress=progress
        )


def keep_answers(workspace: "Workspace", given: Given, *, actor: str, progress: Progress | None) -> None:
    """Answers that were read from a file, appended to the ledger; those that are there already stay as they are."""
    if given.read is None or given.items is None:
        return
    append_outputs(
        workspace.store,
        given.outputs,
        items=given.items["item"],
        item_hashes=given.items["item_hash"],
        labels=given.read.labels,
        scores=given.read.scores,
        actor=actor,
        now=workspace.now(),
        progress=progress,
    )
