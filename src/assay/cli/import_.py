"""``assay import``: a file becomes an immutable dataset version."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)
Columns = list[str] | None


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row an item.")],
    *,
    name: Annotated[str, typer.Option(help="Name of the dataset.")],
    item: Annotated[str, typer.Option("--id", help="Column of item ids, unique.")],
    label: Annotated[str | None, typer.Option(help="Column of the answers held to be right.")] = None,
    prediction: Annotated[Columns, typer.Option(help="SYSTEM=COLUMN of a system's answers. Repeatable.")] = None,
    score: Annotated[Columns, typer.Option(help="SYSTEM=COLUMN of its probabilities. Repeatable.")] = None,
    slices: Annotated[Columns, typer.Option("--slice", help="Columns whose levels are slices.")] = None,
    group: Annotated[Columns, typer.Option(help="Columns of fairness groups; cut like slices.")] = None,
    cluster: options.Cluster = None,
    weight: options.Weight = None,
    time: Annotated[str | None, typer.Option(help="Column of times.")] = None,
    text: Annotated[Columns, typer.Option(help="Columns that people and machines read.")] = None,
    sensitive: Annotated[Columns, typer.Option(help="Columns to seal: never kept in clear.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show types, roles and checks; write nothing.")] = False,
    by: options.Person = "import",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Bring a file in as an immutable dataset version; its labels and answers go on the ledger.

    Example: assay import loans.csv --name loans --id item --label label --prediction old=pred_a
    --prediction new=pred_b --slice country,device --cluster user
    """
    from assay.cli.catalog import imported_json, imported_summary
    from assay.cli.progress import progress_line
    from assay.cli.show import show
    from assay.workflows.bring_in import Roles, bring_in
    from assay.workflows.workspace import open_workspace

    roles = Roles(
        item=item,
        label=label,
        predictions=options.pairs(prediction, "--prediction"),
        scores=options.pairs(score, "--score"),
        slices=tuple(options.listed(slices)),
        cluster=cluster,
        weight=weight,
        time=time,
        text=tuple(options.listed(text)),
        group=tuple(options.listed(group)),
        sensitive=tuple(options.listed(sensitive)),
    )
    opened = open_workspace(workspace)
    with progress_line() as progress:
        found = bring_in(opened, file, name=name, roles=roles, actor=by, dry_run=dry_run, progress=progress)
    show(imported_json(found) if json else imported_summary(found))
