"""``assay dispute``: a judge holds his answer for right, somebody else upholds or overturns what stands."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="What judges say against gold and rulings."
)
Queue = Annotated[str, typer.Argument(help="Name of the queue.")]
Item = Annotated[str, typer.Argument(help="Id of the item.")]
Judge = Annotated[str, typer.Option(help="Who disputes, by the pseudonym under which he answered.")]


@app.command("raise")
def raise_(
    queue: Queue,
    item: Item,
    *,
    judge: Judge,
    reason: Annotated[str, typer.Option(help="Why the answer is right.")],
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Say why an answer that was given is right; any item that the judge answered can be disputed.

    Example: assay dispute raise toxic-1 c17 --judge j1 --reason "It quotes an insult, see rule 2.1."
    """
    from assay.cli.show import show
    from assay.reports.disputes import dispute_json, dispute_summary
    from assay.workflows.disputes import raise_dispute
    from assay.workflows.workspace import open_workspace

    kept = raise_dispute(open_workspace(workspace), queue, item, judge=judge, reason=reason)
    show(dispute_json(kept) if json else dispute_summary(kept))


@app.command("list")
def list_(
    queue: Queue,
    *,
    level: options.Level = 0.95,
    seed: options.Seed = 7,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Each dispute with what stands against it, and how often disputes are overturned; not for those who label.

    Example: assay dispute list toxic-1
    """
    from assay.cli.show import show
    from assay.reports.disputes import disputes_json, disputes_summary
    from assay.workflows.disputes import disputes
    from assay.workflows.workspace import open_workspace

    found = disputes(open_workspace(workspace), queue, level=level, seed=seed)
    show(disputes_json(found) if json else disputes_summary(found))


@app.command()
def settle(
    queue: Queue,
    item: Item,
    *,
    judge: Judge,
    outcome: Annotated[str, typer.Option(help="upheld: what stands is right; or overturned: the judge was right.")],
    by: Annotated[
        str, typer.Option("--by", help="Who settles: nobody who answered it or ruled on it.", callback=options.person)
    ],
    reason: Annotated[str, typer.Option(help="Why.")],
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Uphold what stands, or overturn it; gold that is overturned is gold no more.

    Example: assay dispute settle toxic-1 c17 --judge j1 --outcome overturned --by eve --reason "Rule 2.1 says so."
    """
    from assay.cli.show import show
    from assay.reports.disputes import dispute_json, dispute_summary
    from assay.workflows.disputes import settle as settle_dispute
    from assay.workflows.workspace import open_workspace

    kept = settle_dispute(open_workspace(workspace), queue, item, judge=judge, outcome=outcome, by=by, reason=reason)
    show(dispute_json(kept) if json else dispute_summary(kept))
