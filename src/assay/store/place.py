"""Where a workspace is."""

from pathlib import Path

from assay.core.errors import WorkspaceError

FOLDER = ".assay"
"""What its folder is called."""


def find(folder: Path | None) -> Path:
    """The folder of the workspace in ``folder`` (or its .assay), by default the nearest .assay here or above.

    Raises
    ------
    WorkspaceError
        ``workspace.none`` when there is none.
    """
    if folder is not None:
        return folder / FOLDER if (folder / FOLDER).is_dir() else folder
    here = Path.cwd()
    for above in (here, *here.parents):
        if (above / FOLDER).is_dir():
            return above / FOLDER
    raise WorkspaceError("workspace.none", f"There is no workspace in {here} or above it.", "Make one with: assay init")
