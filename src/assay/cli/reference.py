"""``assay reference``: list, show, add and audit reference sets."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Reference sets.")
Dataset = Annotated[str, typer.Argument(help="Dataset as name, or name@version.")]
Name = Annotated[str | None, typer.Option(help="Name of the reference set; absent is the label column of the import.")]


@app.command("list")
def list_(dataset: Dataset, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Every reference set of a dataset version, the imported labels first.

    Example: assay reference list reviews
    """
    from assay.cli.show import show
    from assay.reports.references import references_json, references_table
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    found = opened.references(opened.dataset(dataset))
    show(references_json(found) if json else references_table(found))


@app.command("show")
def show_(
    dataset: Dataset,
    *,
    name: Name = None,
    out: options.Out = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """What a reference set is, where it comes from, how noisy it is, its most doubtful items; with --out its table.

    Example: assay reference show reviews --name crowd --out crowd.parquet
    """
    from assay.cli.outputs import check_place, write_table
    from assay.cli.show import show
    from assay.reports.references import reference_json, reference_summary
    from assay.workflows.references import shown_reference
    from assay.workflows.workspace import open_workspace

    check_place(out)
    opened = open_workspace(workspace)
    found = shown_reference(opened, dataset, name)
    if out is not None:
        write_table(out, opened.reference_table(found.reference))
    show(reference_json(found) if json else reference_summary(found))


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with item and answer.")],
    *,
    dataset: Annotated[str, typer.Option(help="Dataset as name, or name@version.")],
    name: Annotated[str, typer.Option(help="Name of the reference set.")],
    item: Annotated[str, typer.Option(help="Column of item ids.")] = "item",
    answer: Annotated[str, typer.Option(help="Column of the right answers.")] = "answer",
    probability: Annotated[str | None, typer.Option(help="Column of their probabilities; absent is certain.")] = None,
    source: Annotated[str, typer.Option(help="imported or adjudicated.")] = "imported",
    question: Annotated[str, typer.Option(help="Which question it answers; label: of a label column.")] = "label",
    by: options.Person = "reference",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Keep a file of right answers, or of their probabilities, as a reference set.

    Example: assay reference add rulings.csv --dataset reviews --name rulings --source adjudicated --by ann
    """
    from assay.cli.show import show
    from assay.reports.references import added_summary, references_json
    from assay.workflows.references import add_reference
    from assay.workflows.workspace import open_workspace

    found = add_reference(
        open_workspace(workspace),
        file,
        dataset=dataset,
        name=name,
        item=item,
        answer=answer,
        probability=probability,
        source=source,
        question=question,
        actor=by,
    )
    show(references_json([found.reference]) if json else added_summary(found.reference, found.n_silent))


@app.command()
def audit(
    file: options.MaybeVotes = None,
    *,
    dataset: Annotated[str, typer.Option(help="Dataset as name, or name@version; without a FILE its judgments too.")],
    name: Name = None,
    question: options.OfQuestion = None,
    item: options.ItemIds = None,
    judge: options.JudgeIds = None,
    answer: options.Answer = None,
    level: options.Level = 0.95,
    seed: options.Seed = 7,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Which given labels do judges reject, and how many are right? Votes of a FILE, or those on the ledger.

    Example: assay reference audit votes.csv --dataset reviews --item item --judge worker --answer label
    """
    from assay.cli.show import show
    from assay.cli.votes import votes_given
    from assay.reports.references import audit_json, audit_summary
    from assay.workflows.references import audit as audit_reference
    from assay.workflows.workspace import open_workspace

    given = votes_given(
        file, (item, judge, answer), dataset=dataset, question=question, workspace=workspace, about=True
    )
    found = audit_reference(
        open_workspace(workspace),
        given.data,
        dataset=dataset,
        reference=name,
        item=given.item,
        judge=given.judge,
        answer=given.answer,
        level=level,
        seed=seed,
    )
    show(audit_json(found) if json else audit_summary(found))
