"""``assay dataset``: list, show, compare and describe dataset versions."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Dataset versions.")
Name = Annotated[str, typer.Argument(help="name, or name@version with 8 digits or more.")]


@app.command("list")
def list_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Every dataset version, oldest first.

    Example: assay dataset list
    """
    from assay.cli.catalog import datasets_json, datasets_table
    from assay.cli.show import show
    from assay.workflows.workspace import open_workspace

    found = open_workspace(workspace).datasets()
    show(datasets_json(found) if json else datasets_table(found))


@app.command("show")
def show_(name: Name, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Columns with types and roles, lineage, checks.

    Example: assay dataset show loans
    """
    from assay.cli.catalog import dataset_json, dataset_summary
    from assay.cli.show import show
    from assay.workflows.catalog import describe
    from assay.workflows.workspace import open_workspace

    found = describe(open_workspace(workspace), name)
    show(dataset_json(found) if json else dataset_summary(found))


@app.command()
def diff(before: Name, after: Name, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """What changed from one version to another: items, labels, columns, shares of slices.

    Example: assay dataset diff loans@3f2a9c1d loans@81bb0d42
    """
    from assay.cli.catalog import diff_summary
    from assay.cli.show import show
    from assay.core.encode import to_plain
    from assay.workflows.catalog import compare_versions
    from assay.workflows.workspace import open_workspace

    found = compare_versions(open_workspace(workspace), before, after)
    show(to_plain(found) if json else diff_summary(found))


@app.command()
def card(
    name: Name,
    *,
    file: Annotated[
        Path | None, typer.Option(help="A card that a person filled in: keep it, reviewed by --by.")
    ] = None,
    out: options.Out = None,
    by: options.Signatory = "",
    workspace: options.WorkspaceFolder = None,
) -> None:
    """Print or write the card of a dataset; with --file keep one that a person filled in.

    Example: assay dataset card loans --out card.yaml, then: assay dataset card loans --file card.yaml --by lead
    """
    from assay.cli.outputs import write_whole
    from assay.cli.show import show
    from assay.workflows.catalog import card_text, keep_card
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    if file is not None:
        kept = keep_card(opened, name, file, by=by)
        show(f"Card of {name} kept, reviewed by {kept.reviewer} on {kept.reviewed_at}.")
        return
    text = card_text(opened, name)
    if out is None:
        show(text)
        return
    write_whole(out, text)
    show(f"{out} written. Fill in what is marked TO FILL, then: assay dataset card {name} --file {out} --by YOU")
