"""``assay doctor``: what is wrong with this installation or workspace."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def doctor(
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the derived tables again from the ledger.")] = False,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Remove unfinished files of killed commands that are over an hour old.")
    ] = False,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Say what is wrong with this installation or workspace, and what to do about it. Exit code 3 when something is.

    Example: assay doctor
    """
    from assay.cli.show import show
    from assay.core.encode import to_plain
    from assay.core.errors import WorkspaceError
    from assay.workflows.doctor import Examined, examine_installation, examine_workspace
    from assay.workflows.workspace import open_workspace

    found = list(examine_installation())
    try:
        found += examine_workspace(open_workspace(workspace), rebuild=rebuild, sweep=sweep)
    except WorkspaceError as error:
        none_is_fine = error.code == "workspace.none" and workspace is None
        found += [Examined(each.what, none_is_fine, "" if none_is_fine else each.fix) for each in error.problems]
    if json:
        show({"findings": [to_plain(each) for each in found]})
    else:
        show("\n".join(f"{'ok     ' if each.fine else 'PROBLEM'}  {each.what} {each.fix}".rstrip() for each in found))
    raise typer.Exit(0 if all(each.fine for each in found) else 3)
