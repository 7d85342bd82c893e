"""``assay judgments``: bring judgments of people and machines onto the ledger, and list them."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import carried, options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Judgments of people and machine judges."
)
Dataset = Annotated[str, typer.Option(help="Dataset as name, or name@version.")]
Column = str | None


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row a judgment; or see --format.")],
    *,
    dataset: Dataset,
    item: Annotated[str, typer.Option(help="Column of item ids, as the dataset has them.")] = "item",
    judge: Annotated[
        str,
        typer.Option(help="Column of judges, several with commas. Give pseudonyms, not names: the ledger keeps them."),
    ] = "judge",
    answer: Annotated[str, typer.Option(help="Column of the answers.")] = "answer",
    question: Annotated[
        Column, typer.Option(help="Column of the question, or its name for all rows; by default label.")
    ] = None,
    guideline: Annotated[Column, typer.Option(help="Column of the guideline version, or one for all rows.")] = None,
    kind: Annotated[str, typer.Option(help="Who judged: labeler, llm_judge, scorer or agent.")] = "labeler",
    version: Annotated[
        Column, typer.Option(help="Column of the judge's version (model and prompt), or one for all rows.")
    ] = None,
    type_: Annotated[str, typer.Option("--type", help="Answers are a choice, a number or a text.")] = "choice",
    empty: Annotated[
        Column, typer.Option(help="Status of an empty answer: abstained (people), failed (machines) or another.")
    ] = None,
    time: Annotated[Column, typer.Option(help="Column of when each answer was given; no zone means UTC.")] = None,
    seconds: Annotated[Column, typer.Option(help="Column of the seconds it took.")] = None,
    confidence: Annotated[Column, typer.Option(help="Column of how sure the judge was, 0 to 1.")] = None,
    cost: Annotated[Column, typer.Option(help="Column of what it cost, in the smallest unit (cents).")] = None,
    currency: Annotated[Column, typer.Option(help="Currency of the costs, as EUR.")] = None,
    format: carried.Format = None,
    config: carried.Config = None,
    people: carried.People = None,
    offsets: carried.Offsets = None,
    by: options.Person = "judgments",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Bring what people or machines said of a dataset's items onto the ledger; the same file again adds nothing.

    With --format the file is another tool's: --item is the key of its ids, and --judge and --question are names for
    where the file has none.

    Example: assay judgments import votes.csv --dataset reviews --item item --judge worker --answer label
    --guideline v2 --by mina
    """
    from assay.cli.progress import progress_line
    from assay.cli.show import show
    from assay.datasets.judgment_file import JudgmentsAsked
    from assay.reports.judgments import imported_json, imported_summary
    from assay.workflows.judgments import import_judgments
    from assay.workflows.workspace import open_workspace

    if format is not None:
        opened = open_workspace(workspace)
        brought = carried.brought_for(
            opened,
            dataset,
            file,
            format=format,
            config=config or (),
            item=None if item == "item" else item,
            question=question,
            judge=None if judge == "judge" else judge,
            offsets=offsets,
        )
        carried.keep(opened, file, brought, dataset=dataset, people=people, by=by, json=json)
        return
    asked = JudgmentsAsked(
        item=item,
        judge=tuple(options.listed([judge])),
        answer=answer,
        question=question,
        guideline=guideline,
        version=version,
        kind=kind,
        type=type_,
        empty=empty,
        time=time,
        seconds=seconds,
        cost=cost,
        currency=currency,
        confidence=confidence,
    )
    opened = open_workspace(workspace)
    with progress_line() as progress:
        found = import_judgments(opened, file, asked, dataset=dataset, actor=by, progress=progress)
    show(imported_json(found) if json else imported_summary(found))


@app.command("list")
def list_(*, dataset: Dataset, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Questions, judges, counts and guideline versions of what was judged; answers of systems are not among them.

    Example: assay judgments list --dataset reviews
    """
    from assay.cli.show import show
    from assay.reports.judgments import counts_json, counts_summary
    from assay.workflows.judgments import counted
    from assay.workflows.workspace import open_workspace

    version, found = counted(open_workspace(workspace), dataset)
    name = f"{version.manifest.name}@{version.version[:12]}"
    show(counts_json(name, found) if json else counts_summary(name, found))
