"""``assay queue``: fill, list, show and ask anew."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Queues of items to judge.")
Name = Annotated[str, typer.Argument(help="Name of the queue.")]


@app.command()
def fill(
    name: Name,
    *,
    dataset: Annotated[str, typer.Option(help="Dataset as name, or name@version.")],
    question: Annotated[str | None, typer.Option(help="Name of the question that is asked.")] = None,
    form: Annotated[str | None, typer.Option(help="Or the form whose questions are asked together.")] = None,
    sample: Annotated[
        str | None, typer.Option(help="A kept sample, in its random order; by default all items of the dataset.")
    ] = None,
    overlap: Annotated[int, typer.Option(help="How many judges answer each item.")] = 3,
    lease_minutes: Annotated[int, typer.Option(help="How long a judge holds an item.")] = 30,
    lane_by: Annotated[
        str | None, typer.Option(help="Column whose value is the skill or language that an item needs; empty: none.")
    ] = None,
    priority_by: Annotated[str | None, typer.Option(help="Column of whole numbers: higher ones come first.")] = None,
    most_a_day: Annotated[int | None, typer.Option(help="Most answers that one judge gives in a day (UTC).")] = None,
    by: options.Person = "queue",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Put the items of a sample, or of a whole dataset, before judges; filled again it stays as it is.

    Example: assay queue fill toxic-1 --dataset comments --question toxic --sample pilot --overlap 3 --by lena
    """
    from assay.cli.show import show
    from assay.reports.queues import filled_json, filled_summary
    from assay.workflows.queues import fill_queue
    from assay.workflows.samples import kept_sample
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    found = fill_queue(
        opened,
        name=name,
        dataset=dataset,
        question=question,
        form=form,
        sample=None if sample is None else kept_sample(opened, sample, dataset=dataset),
        overlap=overlap,
        lease_minutes=lease_minutes,
        lane_by=lane_by,
        priority_by=priority_by,
        most_a_day=most_a_day,
        actor=by,
    )
    show(filled_json(found) if json else filled_summary(found))


@app.command()
def exposure(
    name: Name,
    *,
    limit: Annotated[int | None, typer.Option(help="Most such items that one person sees in a day.")] = None,
    break_minutes: Annotated[int | None, typer.Option(help="Minutes of work until a break is advised.")] = None,
    off: Annotated[bool, typer.Option("--off", help="The items do not disturb: show them at once.")] = False,
    by: options.Person = "queue",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Say that the items of a queue may disturb: each is shown when a person asks for it, and every view is kept.

    Example: assay queue exposure toxic-1 --limit 200 --break-minutes 45 --by lena
    """
    from assay.cli.show import show
    from assay.labeling.exposure import Exposure
    from assay.reports.exposure import exposure_json, exposure_summary
    from assay.workflows.exposure import set_exposure
    from assay.workflows.workspace import open_workspace

    told = Exposure(name, not off, limit, break_minutes)
    found = set_exposure(open_workspace(workspace), told, actor=by)
    show(exposure_json(found) if json else exposure_summary(found))


@app.command()
def views(
    name: Annotated[str | None, typer.Argument(help="Name of the queue; by default all of them.")] = None,
    *,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """List who saw which item that may disturb, the newest first.

    Example: assay queue views toxic-1
    """
    from assay.cli.show import show
    from assay.reports.exposure import views_json, views_table
    from assay.workflows.exposure import views_of
    from assay.workflows.workspace import open_workspace

    found = views_of(open_workspace(workspace), name)
    show(views_json(found) if json else views_table(found))


@app.command("list")
def list_(
    *,
    dataset: Annotated[str | None, typer.Option(help="Only queues of this dataset, as name, or name@version.")] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Every queue and how far it is.

    Example: assay queue list
    """
    from assay.cli.show import show
    from assay.reports.queues import queues_json, queues_table
    from assay.workflows.queues import queue_lines
    from assay.workflows.workspace import open_workspace

    found = queue_lines(open_workspace(workspace), dataset)
    show(queues_json(found) if json else queues_table(found))


@app.command("show")
def show_(name: Name, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """How far a queue is, who did what, which judgments are stale, and what is next.

    Example: assay queue show toxic-1
    """
    from assay.cli.show import show
    from assay.reports.queues import queue_json, queue_summary
    from assay.workflows.queues import queue_status
    from assay.workflows.workspace import open_workspace

    found = queue_status(open_workspace(workspace), name)
    show(queue_json(found) if json else queue_summary(found))


@app.command()
def requeue(
    name: Name,
    *,
    by: options.Person = "queue",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Ask the items of all stale judgments anew, in another round.

    Example: assay queue requeue toxic-1 --by lena
    """
    from assay.cli.show import show
    from assay.reports.queues import requeued_json, requeued_summary
    from assay.workflows.queues import requeue_stale
    from assay.workflows.workspace import open_workspace

    stale = requeue_stale(open_workspace(workspace), name, actor=by)
    show(requeued_json(name, stale) if json else requeued_summary(name, stale))
