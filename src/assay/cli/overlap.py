"""``assay overlap``: how many answers the items of a queue need, by what was answered so far."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Answers that items need, by those that came.",
)
Queue = Annotated[str, typer.Argument(help="Name of the queue.")]


@app.command("set")
def set_(
    queue: Queue,
    *,
    level: Annotated[
        float, typer.Option(help="Probability of its likeliest answer from which on an item is done.")
    ] = 0.95,
    least: Annotated[int, typer.Option(help="Fewest answers of each item.")] = 2,
    most: Annotated[int, typer.Option(help="Most answers of each item.")] = 5,
    method: Annotated[str, typer.Option(help="Consensus: lfc, dawid-skene, majority and others.")] = "lfc",
    worth: Annotated[
        float | None, typer.Option(help="Answers that it is worth to have an item right; then it stops earlier too.")
    ] = None,
    by: options.Person = "overlap",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Ask an item of one more judge until its answer is sure enough, and adapt what items need now.

    Example: assay overlap set toxic-1 --level 0.95 --least 2 --most 5 --by lena
    """
    from assay.cli.show import show
    from assay.reports.overlap import overlap_json, overlap_summary
    from assay.workflows.overlap import set_overlap
    from assay.workflows.workspace import open_workspace

    found = set_overlap(
        open_workspace(workspace), queue, least=least, most=most, method=method, level=level, worth=worth, actor=by
    )
    show(overlap_json(found) if json else overlap_summary(found))


@app.command()
def adapt(queue: Queue, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Say by the answers that came what each item needs now; the queue goes by it.

    Example: assay overlap adapt toxic-1
    """
    from assay.cli.show import show
    from assay.reports.overlap import overlap_json, overlap_summary
    from assay.workflows.overlap import adapt as adapt_queue
    from assay.workflows.workspace import open_workspace

    found = adapt_queue(open_workspace(workspace), queue)
    show(overlap_json(found) if json else overlap_summary(found))
