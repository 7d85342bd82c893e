"""``assay gold``: items with a known answer, offered unseen to check judges."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Items with a known answer, to check judges.",
)
Queue = Annotated[str, typer.Argument(help="Name of the queue.")]


@app.command()
def add(
    queue: Queue,
    *,
    reference: Annotated[
        str | None, typer.Option(help="Reference set with the known answers; absent is the label column of the import.")
    ] = None,
    rate: Annotated[float, typer.Option(help="Share of a judge's items that are gold.")] = 0.1,
    n: Annotated[
        int | None, typer.Option(help="Gold items in all; by default as many as a judge of the whole queue meets.")
    ] = None,
    by: options.Person = "gold",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Put items with a known answer into a queue; judges cannot tell them from others.

    Items of the queue's sample stay in it, so keep some items with a known answer out of the sample.

    Example: assay gold add toxic-1 --reference expert --rate 0.1 --by lena
    """
    from assay.cli.show import show
    from assay.reports.gold import added_json, added_summary
    from assay.workflows.gold import add_gold
    from assay.workflows.workspace import open_workspace

    found = add_gold(open_workspace(workspace), queue, reference=reference, rate=rate, n=n, actor=by)
    show(added_json(found) if json else added_summary(found))


@app.command()
def doubtful(queue: Queue, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Gold whose known answer the judges contradict, with how likely it is and what each answered; for the lead alone.

    Example: assay gold doubtful toxic-1
    """
    from assay.cli.show import show
    from assay.reports.gold_review import doubts_json, doubts_summary
    from assay.workflows.gold_review import doubtful_gold
    from assay.workflows.workspace import open_workspace

    found = doubtful_gold(open_workspace(workspace), queue)
    show(doubts_json(found) if json else doubts_summary(found))


@app.command()
def retire(
    queue: Queue,
    item: Annotated[str, typer.Argument(help="Id of the item.")],
    *,
    because: Annotated[str, typer.Option(help="Why.")],
    right: Annotated[
        bool, typer.Option("--right/--doubtful", help="Whether its known answer is right, so that it may be told.")
    ] = False,
    by: options.Person = "gold",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """An item is gold no more: it is not offered any more and leaves the accuracy of everybody.

    Example: assay gold retire toxic-1 c17 --because "Three of four judges read rule 2.1 so." --by lena
    """
    from assay.cli.show import show
    from assay.reports.gold_review import retired_json, retired_summary
    from assay.workflows.gold_review import retire_gold
    from assay.workflows.workspace import open_workspace

    found = retire_gold(open_workspace(workspace), queue, item, because=because, holds=right, by=by)
    show(retired_json(found) if json else retired_summary(found))


@app.command("show")
def show_(
    queue: Queue,
    *,
    level: options.Level = 0.95,
    seed: options.Seed = 7,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """How accurate each judge is on gold, with intervals, and which gold the judges contradict.

    With --json every gold item is named: not for those who label.

    Example: assay gold show toxic-1
    """
    from assay.cli.show import show
    from assay.reports.gold import gold_json, gold_summary
    from assay.workflows.gold import shown_gold
    from assay.workflows.workspace import open_workspace

    found = shown_gold(open_workspace(workspace), queue, level=level, seed=seed)
    show(gold_json(found) if json else gold_summary(found))
