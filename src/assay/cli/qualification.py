"""``assay qualification``: what a queue asks of its judges before it offers them anything."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="What a queue asks of its judges first."
)
Queue = Annotated[str, typer.Argument(help="Name of the queue.")]


@app.command()
def require(
    queue: Queue,
    *,
    test: Annotated[str, typer.Option(help="Queue whose gold judges answer to qualify.")],
    accuracy: Annotated[float, typer.Option(help="Accuracy that the lower end of its interval must reach.")] = 0.8,
    level: options.Level = 0.95,
    by: options.Person = "qualification",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Offer nothing to a judge before his accuracy on the gold of another queue is shown.

    Example: assay qualification require toxic-1 --test toxic-test --accuracy 0.8 --by lena
    """
    from assay.cli.show import show
    from assay.reports.qualification import qualification_json, qualification_summary
    from assay.workflows.qualification import require as require_test
    from assay.workflows.workspace import open_workspace

    found = require_test(open_workspace(workspace), queue, test=test, accuracy=accuracy, level=level, actor=by)
    show(qualification_json(found) if json else qualification_summary(found))


@app.command("show")
def show_(queue: Queue, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """How each judge stands: passed, failed, or how many more answers are needed.

    Example: assay qualification show toxic-1
    """
    from assay.cli.show import show
    from assay.reports.qualification import qualification_json, qualification_summary
    from assay.workflows.qualification import qualifying
    from assay.workflows.workspace import open_workspace

    found = qualifying(open_workspace(workspace), queue)
    show(qualification_json(found) if json else qualification_summary(found))
