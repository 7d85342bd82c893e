"""``assay backup``: copy a workspace into one file."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def backup(
    out: Annotated[
        Path, typer.Argument(help="File that ends in .tar, or folder, to write; refused when it is there already.")
    ],
    *,
    by: options.Person = "backup",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Copy a workspace into one file while it is in use. The signing key is not in it: back that up apart.

    Example: assay backup monday.tar
    """
    from assay.cli.show import show
    from assay.workflows.keep import back_up
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    made = back_up(opened, out, actor=by)
    total = sum(member.bytes for member in made.files)
    head = f"{made.head.size}:{made.head.root}"
    if json:
        show({"file": str(out), "files": len(made.files), "bytes": total, "head": head, "created_at": made.created_at})
        return
    show(
        f"{out} written: {len(made.files):,} files, {total:,} bytes, the log up to {made.head.size:,} entries.\n"
        f"head {head}\n"
        f"The signing key is not in it, back that up apart: {opened.store.key_file or 'it is not a file here'}\n"
        f"Make a workspace from it with: assay restore {out} FOLDER --head {head}"
    )
