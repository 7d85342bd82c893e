"""``assay replay``: recompute an evidence and name the first difference."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="A bundle, or the plan of a workspace.")],
    *,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Recompute the evidence from its facts. Exit code 0 same, 1 differs (the first difference is named).

    Example: assay replay release.assay
    """
    from assay.cli.show import show
    from assay.core.encode import to_plain
    from assay.workflows.replay import replay_bundle, replay_workspace
    from assay.workflows.workspace import open_workspace

    is_plan = file.suffix.lower() in (".yaml", ".yml")
    found = replay_workspace(open_workspace(workspace), file) if is_plan else replay_bundle(file)
    if json:
        show(to_plain(found))
    elif found.same:
        show(f"Same: {found.checked} values recomputed from {found.source}, substance {found.substance}.")
    else:
        show(f"Differs at {found.place}: recorded {found.recorded}, recomputed {found.recomputed}.")
    raise typer.Exit(0 if found.same else 1)
