"""``assay verify``: is a bundle or a workspace intact, and by whose key?"""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def verify(
    file: Annotated[
        Path | None,
        typer.Argument(help="A bundle, or a folder; without it the workspace here."),
    ] = None,
    *,
    key: options.TrustedKey = None,
    head: options.KeptHead = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Say whether every record and byte is intact. Exit code 0 intact, 1 altered, 2 intact but by an unknown key.

    Example: assay verify release.assay --key 4f1c...
    """
    from assay.cli.proving import EXIT_CODES, verification_json, verification_summary
    from assay.cli.show import show
    from assay.store.place import find
    from assay.workflows.proof import verify_file, verify_workspace

    if file is not None and not file.is_dir():
        found = verify_file(file, key=key, head=head)
    else:
        found = verify_workspace(find(file or workspace), key=key, head=head)
    show(verification_json(found) if json else verification_summary(found))
    raise typer.Exit(EXIT_CODES[found.outcome])
