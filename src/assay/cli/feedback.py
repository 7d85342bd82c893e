"""``assay feedback``: what labelers are told of their own work."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="What labelers are told of their own work."
)
Queue = Annotated[str, typer.Argument(help="Name of the queue.")]


@app.command()
def allow(
    queue: Queue,
    *,
    gold: Annotated[str, typer.Option(help="What is told of gold: never, retired (gold no more) or answered.")],
    by: options.Person = "feedback",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Say what a queue tells its labelers of gold; without this it tells nothing, and rulings alone are told.

    Example: assay feedback allow toxic-test --gold answered --by lena
    """
    from assay.cli.show import show
    from assay.reports.feedback import rule_json, rule_summary
    from assay.workflows.feedback import allow_feedback
    from assay.workflows.workspace import open_workspace

    found = allow_feedback(open_workspace(workspace), queue, gold=gold, actor=by)
    show(rule_json(found) if json else rule_summary(found))


@app.command("show")
def show_(
    queue: Queue,
    *,
    judge: Annotated[str, typer.Option(help="Pseudonym of the labeler.")],
    level: options.Level = 0.95,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Where a labeler was wrong, under which rule and why, and how he stands beside others on the same items.

    Example: assay feedback show toxic-1 --judge j1
    """
    from assay.cli.show import show
    from assay.reports.feedback import feedback_json, feedback_summary
    from assay.workflows.feedback import check_worked, own_feedback
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    check_worked(opened, queue, judge)
    found = own_feedback(opened, queue, judge=judge, level=level)
    show(feedback_json(found) if json else feedback_summary(found))
