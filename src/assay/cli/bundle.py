"""``assay bundle``: write one file with the evidence and its proofs."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def bundle(
    plan: options.PlanFile,
    *,
    out: Annotated[Path, typer.Option("--out", help="File to write.")] = Path("evidence.assay"),
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Write one file with evidence, report, plan, facts, ledger entries and their proofs, signed.

    It is a ZIP that any tool opens; ``assay verify`` checks every byte of it without the workspace.

    Example: assay bundle plan.yaml --out release.assay
    """
    from assay.cli.show import show
    from assay.workflows.proof import bundle as write
    from assay.workflows.workspace import open_workspace

    made = write(open_workspace(workspace), plan, out)
    if json:
        show(made)
        return
    show(
        f"{out} written, sha256 {made['sha256']}\n"
        f"signed with key {made['key']}\n"
        f"head {made['head']} at {made['entries']} entries: keep key or head where this operator cannot reach them.\n"
        f"Anyone checks it with: assay verify {out} --key {made['key']}"
    )
