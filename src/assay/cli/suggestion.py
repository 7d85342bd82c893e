"""``assay suggestion``: what a machine judge answered, shown to labelers, and the anchoring that this causes."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="What a machine suggests to labelers."
)
Queue = Annotated[str, typer.Argument(help="Name of the queue.")]


@app.command("set")
def set_(
    queue: Queue,
    *,
    judge: Annotated[str, typer.Option(help="Id of a machine judge whose judgments are on the ledger.")],
    hidden: Annotated[float, typer.Option(help="Share of the assignments for which the suggestion is hidden.")] = 0.3,
    by: options.Person = "suggestion",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Show labelers what a machine judge answered, but for a random share, so that anchoring can be measured.

    Example: assay suggestion set toxic-1 --judge gpt-mini --hidden 0.3 --by lena
    """
    from assay.cli.show import show
    from assay.reports.suggestions import suggestions_json, suggestions_summary
    from assay.workflows.suggestions import suggest
    from assay.workflows.workspace import open_workspace

    found = suggest(open_workspace(workspace), queue, judge=judge, hidden=hidden, actor=by)
    show(suggestions_json(found) if json else suggestions_summary(found))


@app.command("show")
def show_(
    queue: Queue,
    *,
    level: options.Level = 0.95,
    seed: options.Seed = 7,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """How far suggestions pull labelers, and how right they are with and without; not for those who label.

    Example: assay suggestion show toxic-1
    """
    from assay.cli.show import show
    from assay.reports.suggestions import suggestions_json, suggestions_summary
    from assay.workflows.suggestions import suggestions
    from assay.workflows.workspace import open_workspace

    found = suggestions(open_workspace(workspace), queue, level=level, seed=seed)
    show(suggestions_json(found) if json else suggestions_summary(found))


@app.command()
def stop(
    queue: Queue,
    *,
    by: options.Person = "suggestion",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Suggest nothing any more; what was measured stays.

    Example: assay suggestion stop toxic-1 --by lena
    """
    from assay.cli.show import show
    from assay.reports.suggestions import suggestions_json, suggestions_summary
    from assay.workflows.suggestions import stop_suggesting
    from assay.workflows.workspace import open_workspace

    found = stop_suggesting(open_workspace(workspace), queue, actor=by)
    show(suggestions_json(found) if json else suggestions_summary(found))
