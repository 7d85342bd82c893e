"""``assay backup``: copy a workspace into one file."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def backup(
    out: Annotated[Path, typer.Argument(help="File to write; refused when it exists.")],
    *,
    workspace: options.WorkspaceFolder = None,
) -> None:
    """Copy a workspace into one file while it is in use. The signing key is not in it: back that up apart.

    Example: assay backup monday.tar
    """
    from assay.cli.show import show
    from assay.workflows.keep import back_up
    from assay.workflows.workspace import open_workspace

    show(back_up(open_workspace(workspace), out))
