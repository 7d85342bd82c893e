"""``assay pairwise``: which of two outputs is better."""

from typing import Annotated

import typer

from assay.cli import logs, options

app = typer.Typer(add_completion=False, rich_markup_mode=None)
Column = str | None


@app.command()
def pairwise(
    file: options.MaybeVotes = None,
    *,
    item: Annotated[Column, typer.Option(help="Columns that name the pair; several with commas.")] = None,
    judge: options.JudgeIds = None,
    first: Annotated[Column, typer.Option(help="Column of the winner, left output shown first.")] = None,
    second: Annotated[Column, typer.Option(help="Column of the winner, right output shown first.")] = None,
    shown: Annotated[
        Column, typer.Option(help="Column of the side shown first, where a row is one verdict; instead of --second.")
    ] = None,
    reference: Annotated[Column, typer.Option(help="Column of the better side.")] = None,
    sides: Annotated[Column, typer.Option(help="The two sides as verdicts name them: left,right.")] = None,
    preference: Annotated[
        Column, typer.Option(help="Column of a preference for the candidate, 0 to 1 or 1 to 2.")
    ] = None,
    system: Annotated[Column, typer.Option(help="Column of the candidate that the preference is for.")] = None,
    length: Annotated[Column, typer.Option(help="Column of the length of the candidate's output.")] = None,
    baseline_length: Annotated[Column, typer.Option(help="Column of the length of the baseline's.")] = None,
    left: Annotated[Column, typer.Option(help="Column of one system, for strengths.")] = None,
    right: Annotated[Column, typer.Option(help="Column of the other system.")] = None,
    winner: Annotated[Column, typer.Option(help="Column of the system that won, or a word for a tie.")] = None,
    empty: Annotated[str, typer.Option(help="How an unread verdict counts: report, tie or second.")] = "report",
    level: options.Level = 0.95,
    dataset: options.OfDataset = None,
    question: options.OfQuestion = None,
    workspace: options.WorkspaceFolder = None,
    format: logs.Format = None,
    json: options.Json = False,
) -> None:
    """Win rates, consistency over presentation orders, first-bias, strengths, with intervals.

    Example: assay pairwise votes.csv --item item --judge judge --first winner_order1 --second winner_order2
    --reference label --empty report
    """
    from assay.cli.show import show
    from assay.cli.votes import votes_given
    from assay.datasets.paired_outputs import PREFERENCE, RIGHT_SYSTEM
    from assay.reports.agreement import pairwise_summary
    from assay.reports.json import estimates_json
    from assay.workflows.pairwise import pairwise as find_pairwise

    given = votes_given(
        file, (item, judge, first), dataset=dataset, question=question, workspace=workspace, format=format
    )
    is_weighed, has_winner = given.question == PREFERENCE and preference is None, winner is not None
    if given.item is None:
        of_log = "this log holds no votes on pairs; people give them after assay pair make, or "
        raise typer.BadParameter(f"{of_log if given.logs else ''}name the column of the pair: --item COLUMN")
    found = find_pairwise(
        given.data,
        item=given.item,
        judge=given.judge,
        first=None if is_weighed or has_winner else given.answer,
        second=second,
        shown=None if is_weighed or has_winner else shown or given.shown,
        reference=reference,
        sides=sides or given.sides,
        preference=given.answer if is_weighed and not has_winner else preference,
        system=system or (RIGHT_SYSTEM if is_weighed and not has_winner else None),
        length=length,
        baseline_length=baseline_length,
        left=left,
        right=right,
        winner=winner,
        empty=empty,
        level=level,
    )
    show(logs.told(estimates_json(found) if json else pairwise_summary(found), given.logs))
