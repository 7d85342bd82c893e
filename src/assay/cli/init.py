"""``assay init``: make a workspace."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Folder in which .assay is made.")] = Path(),
    by: options.Person = "init",
    *,
    database: options.Database = "sqlite",
    service_role: Annotated[
        str | None, typer.Option(help="Role on Postgres that may then read and append, and never change the ledger.")
    ] = None,
    allow_code: Annotated[
        bool,
        typer.Option(
            "--allow-code",
            help="Let plans call systems by providers that run code of yours: python, subprocess, mlflow. Only where "
            "everyone who can change a plan may run code on this machine.",
        ),
    ] = False,
    json: options.Json = False,
) -> None:
    """Make a workspace: ledger, blob store and, outside of it, a signing key.

    Example: assay init
    """
    from assay.cli.show import show
    from assay.workflows.workspace import create_workspace

    workspace = create_workspace(
        folder, actor=by, database=options.database(database), service_role=service_role, allow_code=allow_code
    )
    made = {
        "workspace": str(workspace.folder),
        "key": workspace.store.key_fingerprint,
        "key_file": str(workspace.store.key_file) if workspace.store.key_file else None,
    }
    if json:
        show(made)
        return
    show(
        f"Workspace made in {made['workspace']}.\n"
        f"Heads are signed with key {made['key']}\n"
        f"kept in {made['key_file'] or 'the environment'}: back it up, and give the fingerprint to your auditors.\n"
        "Next: assay import FILE --name NAME --id COLUMN --label COLUMN --prediction SYSTEM=COLUMN"
    )
