"""``assay upgrade``: take an older workspace up to the schema of this version."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def upgrade(
    *,
    backup: Annotated[
        Path | None, typer.Option("--backup", help="File for the backup made first; by default beside the workspace.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")] = False,
    by: options.Person = "upgrade",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Take a workspace of an older version up: checked, backed up first, changed at once or not at all, checked again.

    Example: assay upgrade --dry-run
    """
    from assay.cli.show import show
    from assay.store.place import find
    from assay.workflows.upgrade import upgrade as take_up
    from assay.workflows.upgrade import way_up

    way = way_up(find(workspace), out=backup)
    told = {"workspace": str(way.folder), "found": way.found, "known": way.known, "steps": list(way.steps)}
    if not json:
        show(f"{way.folder} has {way.found}; this version of Assay works on {way.known}.")
    if not way.steps or dry_run:
        doing = f"It would go through {', '.join(way.steps)}, after a backup to {way.copy}." if way.steps else ""
        show({**told, "upgraded": False, "backup": None} if json else doing or "Nothing is to be done.")
        return
    found = take_up(way, actor=by, tell=(lambda _: None) if json else show)
    if json:
        show({**told, "upgraded": True, "backup": str(way.copy), "entries": found.n_entries})
        return
    show(
        f"Done: {found.n_entries:,} entries and {found.n_records:,} records are as they were.\n"
        f"Keep {way.copy} until you are content; an older version of Assay opens only that."
    )
