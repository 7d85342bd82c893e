"""``assay restore``: make a workspace from a backup."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A file or folder that assay backup wrote.")],
    folder: Annotated[Path, typer.Argument(help="Folder in which .assay is made; refused when there is one.")] = Path(),
    *,
    key: options.TrustedKey = None,
    head: options.KeptHead = None,
    database: options.Database = "sqlite",
    json: options.Json = False,
) -> None:
    """Make a workspace from a backup, verified before it is used; an altered backup is refused and nothing is made.

    Exit code 0 intact, 2 intact but by an unknown key, 3 refused.

    Example: assay restore monday.tar elsewhere
    """
    from assay.cli.proving import EXIT_CODES, verification_json, verification_summary
    from assay.cli.show import show
    from assay.store.place import FOLDER
    from assay.workflows.keep import restore_into
    from assay.workflows.proof import read_key

    made = folder / FOLDER
    found = restore_into(source, made, key=read_key(key), head=head, database=options.database(database))
    if json:
        show({"workspace": str(made), **verification_json(found)})
    else:
        show(f"Workspace made in {made}.")
        show(verification_summary(found))
    raise typer.Exit(EXIT_CODES[found.outcome])
