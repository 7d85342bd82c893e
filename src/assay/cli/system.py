"""``assay system``: the systems that plans called here."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Systems that plans called here."
)


@app.command("list")
def list_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Every system that a plan called, on which dataset, and how many prompts were answered.

    Example: assay system list
    """
    from assay.cli.show import show
    from assay.reports.systems import systems_json, systems_table
    from assay.workflows.systems import system_runs
    from assay.workflows.workspace import open_workspace

    found = system_runs(open_workspace(workspace))
    show(systems_json(found) if json else systems_table(found))


@app.command("show")
def show_(
    name: Annotated[str, typer.Argument(help="Name of the system, as plans write it.")],
    *,
    out: Annotated[
        Path | None, typer.Option(help="File for the rows of its newest run: output, failure, tokens, turns.")
    ] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Each run of a system: model, address, what failed, what the provider says that it is, tokens, time.

    With --out the rows of the newest one too, which assay trace measure reads where it has turns.

    Example: assay system show new-assistant --out rows.jsonl
    """
    from assay.cli.outputs import check_table, write_table
    from assay.cli.show import show
    from assay.reports.systems import system_summary, systems_json
    from assay.workflows.systems import rows_of_system, system_runs
    from assay.workflows.workspace import open_workspace

    check_table(out)
    opened = open_workspace(workspace)
    found = system_runs(opened, name)
    if out is not None:
        write_table(out, rows_of_system(opened, name))
    show(systems_json(found) if json else system_summary(found))
