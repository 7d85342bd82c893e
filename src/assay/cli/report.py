"""``assay report``: write the last evidence of a plan in one of its renderings."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Format(StrEnum):
    """Renderings of an evidence."""

    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"
    CSV = "csv"
    JUNIT = "junit"


@app.command()
def report(
    plan: options.PlanFile,
    *,
    out: Annotated[Path, typer.Option("--out", help="File to write; a folder for csv.")] = Path("report.html"),
    format_: Annotated[
        Format | None, typer.Option("--format", help="By default from the ending of --out; HTML otherwise.")
    ] = None,
    workspace: options.WorkspaceFolder = None,
) -> None:
    """Write the report of the plan's last evidence.

    Example: assay report plan.yaml --out report.html
    """
    from assay.cli.outputs import make_folder, write_whole
    from assay.cli.show import show
    from assay.reports.renderings import render_files
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    kept = opened.last_evidence(opened.read_plan(plan)[0])
    chosen = format_ or by_ending(out)
    files = render_files(
        kept.evidence, chosen.value, decisions=kept.decisions, history=opened.locks(kept.evidence.lock.plan.name)
    )
    if chosen is Format.CSV:
        make_folder(out)
    for name, content in files.items():
        write_whole(out / name if chosen is Format.CSV else out, content)
    show(f"{out} written.")


def by_ending(out: Path) -> Format:
    """The rendering that a file's ending asks for."""
    endings = {".md": Format.MARKDOWN, ".json": Format.JSON, ".xml": Format.JUNIT, ".csv": Format.CSV}
    return endings.get(out.suffix.lower(), Format.HTML)
