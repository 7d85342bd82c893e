"""The systems that plans called: each run, what the provider said that it is, and what failed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from assay.core.called import CalledRun
from assay.core.errors import WorkspaceError, did_you_mean
from assay.store.runs import every_run, run_table

if TYPE_CHECKING:
    import pyarrow as pa

    from assay.workflows.workspace import Workspace


class SystemRun(NamedTuple):
    """One run of a system on a dataset version."""

    run: CalledRun
    """What it came to."""
    dataset: str
    """``name@version``, the version in short."""
    at: str
    """When it was kept, UTC."""


def system_runs(workspace: "Workspace", name: str | None = None) -> Sequence[SystemRun]:
    """Runs of every called system, or of one, oldest first; of a run that was taken up again the newest state.

    Raises
    ------
    WorkspaceError
        ``system.unknown`` with the near match.
    """
    names = {each.version: each.manifest.name for each in workspace.datasets()}
    newest = {(each.run.system, each.run.settings, each.dataset): each for each in every_run(workspace.store)}
    found = [
        SystemRun(each.run, f"{names.get(each.dataset, 'unknown')}@{each.dataset[:12]}", each.at)
        for each in newest.values()
    ]
    if name is None:
        return found
    chosen = [each for each in found if each.run.system == name]
    if not chosen:
        known = {each.run.system for each in found}
        what = f"No system called '{name}' was called here."
        raise WorkspaceError("system.unknown", what, did_you_mean(name, known) if known else "See: assay evaluate.")
    return chosen


def rows_of_system(workspace: "Workspace", name: str) -> "pa.Table":
    """What each prompt came to in the newest run of a system, as `assay.store.runs` has it; first its ``system``.

    Raises
    ------
    WorkspaceError
        As `system_runs`.
    """
    import pyarrow as pa

    system_runs(workspace, name)
    kept = [each for each in every_run(workspace.store) if each.run.system == name][-1]
    table = run_table(workspace.store, kept)
    return table.add_column(0, "system", pa.array([name] * table.num_rows, pa.string()))
