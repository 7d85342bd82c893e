"""``assay program``: keep labeling programs, and tell how they stand."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Labeling programs.")
Name = Annotated[str, typer.Argument(help="Name of the program.")]
By = Annotated[str, typer.Option("--by", help="What quality is told by: judge, vendor, language or week.")]


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="The program, a YAML file: program, purpose, dataset, queues, ...")],
    *,
    by: options.Person = "program",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Keep the program of a file; the same file again changes nothing, a changed one is its newest version.

    Example: assay program add program.yaml --by lena
    """
    from assay.cli.show import show
    from assay.reports.programs import added_summary, program_json
    from assay.workflows.program import add_program
    from assay.workflows.workspace import open_workspace

    found = add_program(open_workspace(workspace), file, actor=by)
    show(program_json(found) if json else added_summary(found))


@app.command("list")
def list_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Every program.

    Example: assay program list
    """
    from assay.cli.show import show
    from assay.reports.programs import programs_json, programs_table
    from assay.workflows.program import programs
    from assay.workflows.workspace import open_workspace

    found = programs(open_workspace(workspace))
    show(programs_json(found) if json else programs_table(found))


@app.command("show")
def show_(
    name: Name,
    *,
    by: By = "judge",
    level: options.Level = 0.95,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """How far a program is, how fast, at what cost and how good, with intervals, and what is stale.

    Example: assay program show moderation --by vendor
    """
    from assay.cli.show import show
    from assay.reports.programs import numbers_json, numbers_summary
    from assay.workflows.program import program_numbers
    from assay.workflows.workspace import open_workspace

    found = program_numbers(open_workspace(workspace), name, by=by, level=level)
    show(numbers_json(found) if json else numbers_summary(found))


@app.command()
def export(
    name: Name,
    *,
    out: Annotated[Path, typer.Option(help="A .csv file with one row an estimate, or an .xlsx workbook.")],
    by: By = "judge",
    level: options.Level = 0.95,
    workspace: options.WorkspaceFolder = None,
) -> None:
    """Write a program as an Excel workbook, or every estimate of it as a CSV file.

    Example: assay program export moderation --out moderation.xlsx
    """
    from assay.cli.outputs import check_place, write_whole
    from assay.cli.show import show
    from assay.core.errors import InputError
    from assay.reports.programs import numbers_csv, numbers_xlsx
    from assay.reports.terminal import safe
    from assay.workflows.program import program_numbers
    from assay.workflows.workspace import open_workspace

    kind = out.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        what = f"'{out.name}' is neither a CSV file nor a workbook."
        raise InputError("output.format", what, "Name one that ends in .csv or .xlsx.")
    check_place(out)
    opened = open_workspace(workspace)
    found = program_numbers(opened, name, by=by, level=level)
    write_whole(out, numbers_csv(found) if kind == ".csv" else numbers_xlsx(found, at=opened.now()))
    show(safe(f"Written: {out}"))
