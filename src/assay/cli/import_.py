"""``assay import``: a file becomes an immutable dataset version; another tool's file brings its judgments too."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assay.cli import carried, options

if TYPE_CHECKING:
    from assay.core.exchange import Brought
    from assay.workflows.bring_in import Roles
    from assay.workflows.workspace import Workspace

app = typer.Typer(add_completion=False, rich_markup_mode=None)
Columns = list[str] | None


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row an item; or see --format.")],
    *,
    name: Annotated[str, typer.Option(help="Name of the dataset.")],
    item: Annotated[
        str | None, typer.Option("--id", help="Column of item ids, unique; with --format not needed as a rule.")
    ] = None,
    label: Annotated[str | None, typer.Option(help="Column of the answers held to be right.")] = None,
    prediction: Annotated[Columns, typer.Option(help="SYSTEM=COLUMN of a system's answers. Repeatable.")] = None,
    score: Annotated[Columns, typer.Option(help="SYSTEM=COLUMN of its probabilities. Repeatable.")] = None,
    slices: Annotated[Columns, typer.Option("--slice", help="Columns whose levels are slices.")] = None,
    group: Annotated[Columns, typer.Option(help="Columns of fairness groups; cut like slices.")] = None,
    cluster: options.Cluster = None,
    weight: options.Weight = None,
    time: Annotated[str | None, typer.Option(help="Column of times.")] = None,
    text: Annotated[Columns, typer.Option(help="Columns that people and machines read.")] = None,
    media: Annotated[Columns, typer.Option(help="Columns of paths to images, sounds or films.")] = None,
    media_folder: Annotated[
        Path | None, typer.Option(help="Folder below which these are; by default that of the file.")
    ] = None,
    sensitive: Annotated[Columns, typer.Option(help="Columns to seal: never kept in clear.")] = None,
    format: carried.Format = None,
    config: carried.Config = None,
    people: carried.People = None,
    judge: carried.JudgeName = None,
    question: carried.QuestionName = None,
    offsets: carried.Offsets = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show types, roles and checks; write nothing.")] = False,
    by: options.Person = "import",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Bring a file in as an immutable dataset version; its labels and answers go on the ledger.

    With --format, the questions and judgments of another tool's file come in with its items, as in
    assay import export.json --format label-studio --config tone.xml --name reviews

    Example: assay import loans.csv --name loans --id item --label label --prediction old=pred_a
    --prediction new=pred_b --slice country,device --cluster user
    """
    from assay.cli.catalog import imported_json, imported_summary
    from assay.cli.progress import progress_line
    from assay.cli.show import show
    from assay.workflows.bring_in import Roles, bring_in
    from assay.workflows.workspace import open_workspace

    told = (config, people, judge, question, offsets)
    if format is None and (item is None or any(each is not None for each in told)):
        raise typer.BadParameter(
            "--id COLUMN says where the item ids are"
            if item is None
            else "--config, --people, --judge, --question and --offsets are for files of other tools: add --format"
        )
    brought = None
    if format is not None:
        brought = carried.brought_from(
            file, format=format, config=config or (), item=item, question=question, judge=judge, offsets=offsets
        )
        if not brought.rows:
            raise typer.BadParameter(
                "the file holds judgments and no items: assay judgments import FILE --dataset NAME"
            )
    roles = Roles(
        item=brought.item if brought else item or "",
        label=label,
        predictions=options.pairs(prediction, "--prediction"),
        scores=options.pairs(score, "--score"),
        slices=tuple(options.listed(slices)),
        cluster=cluster,
        weight=weight,
        time=time,
        text=tuple(options.listed(text)) or (brought.texts if brought else ()),
        group=tuple(options.listed(group)),
        sensitive=tuple(options.listed(sensitive)),
        media=tuple(options.listed(media)),
        media_folder=media_folder,
    )
    opened = open_workspace(workspace)
    if brought is not None:
        _bring_judgments(opened, file, brought, roles, name=name, people=people, by=by, dry_run=dry_run, json=json)
        return
    with progress_line() as progress:
        found = bring_in(opened, file, name=name, roles=roles, actor=by, dry_run=dry_run, progress=progress)
    show(imported_json(found) if json else imported_summary(found))


def _bring_judgments(
    opened: "Workspace",
    file: Path,
    brought: "Brought",
    roles: "Roles",
    *,
    name: str,
    people: Path | None,
    by: str,
    dry_run: bool,
    json: bool,
) -> None:
    """The items, then what was said of them; with any problem nothing is written."""
    from assay.cli.catalog import imported_json, imported_summary
    from assay.cli.progress import progress_line
    from assay.cli.show import show
    from assay.reports.carried import carried_json, carried_summary
    from assay.workflows.bring_in import bring_in
    from assay.workflows.judgments import check_carried, import_carried

    brought = carried.pseudonymous(opened, brought, people, dry_run=dry_run)
    hidden = [*roles.sensitive, *([roles.label] if roles.label else [])]
    check_carried(opened, file, brought, dataset=name, hidden=hidden)
    with progress_line() as progress:
        items = bring_in(
            opened, file, name=name, roles=roles, actor=by, brought=brought, dry_run=dry_run, progress=progress
        )
        kept = (
            None
            if dry_run
            else import_carried(opened, file, brought, dataset=f"{name}@{items.version}", actor=by, progress=progress)
        )
    if json:
        show({**imported_json(items), **carried_json(brought, kept)})
        return
    show(imported_summary(items, judged=bool(brought.judgments)))
    show(carried_summary(brought, kept))
