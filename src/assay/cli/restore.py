"""``assay restore``: make a workspace from a backup."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that assay backup wrote.")],
    folder: Annotated[Path, typer.Argument(help="Folder in which .assay is made; refused when there is one.")] = Path(),
) -> None:
    """Make a workspace from a backup, verified before it is used.

    Example: assay restore monday.tar elsewhere
    """
    from assay.cli.show import show
    from assay.workflows.keep import restore_into

    show(restore_into(file, folder))
