"""``assay judge``: what a machine judge is worth against people."""

from typing import Annotated

import typer

from assay.cli import logs, options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="What machine judges are worth."
)
Column = str | None
OfJudge = Annotated[str, typer.Option("--judge", help="Name of the judge.")]


@app.command()
def calibrate(
    file: options.MaybeVotes = None,
    *,
    judge: OfJudge,
    item: Annotated[Column, typer.Option(help="Column of item ids (of pairs, where pairs are judged).")] = "item",
    answer: Annotated[
        Column, typer.Option(help="Column of the judge's answers; empty where none could be read.")
    ] = None,
    reference: Annotated[
        Column, typer.Option(help="Column of people's answers; with --dataset, name of a reference set.")
    ] = None,
    sides: Annotated[Column, typer.Option(help="For pairs: the two sides as verdicts name them: left,right.")] = None,
    second: Annotated[Column, typer.Option(help="For pairs: column of the verdict with the right side first.")] = None,
    shown: Annotated[
        Column, typer.Option(help="For pairs: column of the side shown first, where a row is one verdict.")
    ] = None,
    own: Annotated[
        Column, typer.Option(help="For pairs: column of the side that the judge's own system wrote.")
    ] = None,
    length: Annotated[
        Column, typer.Option(help="Column of the length of what was judged; for pairs two, with a comma.")
    ] = None,
    canary: Annotated[
        Column, typer.Option(help="Column of the answer that an instruction planted in the item demands.")
    ] = None,
    cost: Annotated[Column, typer.Option(help="Column of what a verdict cost, in the smallest unit.")] = None,
    seconds: Annotated[Column, typer.Option(help="Column of the seconds a verdict took.")] = None,
    slices: Annotated[
        list[str] | None,
        typer.Option("--slice", help="Column whose levels are slices; two with a comma cross. Repeatable."),
    ] = None,
    version: Annotated[str, typer.Option("--version", help="Model and prompt of the judge.")] = "",
    days: Annotated[int, typer.Option(help="Days the card holds.")] = 90,
    level: options.Level = 0.95,
    dataset: options.OfDataset = None,
    question: options.OfQuestion = None,
    by: options.Person = "judge",
    workspace: options.WorkspaceFolder = None,
    format: logs.Format = None,
    json: options.Json = False,
) -> None:
    """What a judge is worth: agreement with people, confusion, consistency, biases, and answers that need no reading.

    With --dataset the judgments are those on the ledger, and the card is kept.

    Example: assay judge calibrate verdicts.csv --judge gpt --answer said --reference human --length words --slice topic
    """
    from assay.cli.show import show
    from assay.datasets.verdict_columns import Columns
    from assay.reports.judge_cards import card_json, card_summary
    from assay.store.clock import system_now
    from assay.workflows import judge_cards
    from assay.workflows.workspace import open_workspace

    if (file is None) == (dataset is None):
        raise typer.BadParameter("name a FILE of verdicts, or --dataset NAME for judgments on the ledger")
    if dataset is not None:
        found = judge_cards.calibrate(
            open_workspace(workspace),
            dataset=dataset,
            judge=judge,
            question=question,
            reference=reference,
            days=days,
            by=slices or (),
            level=level,
            actor=by,
        )
    else:
        if answer is None or reference is None or item is None:
            raise typer.BadParameter(
                "name the columns of the judge's and of people's answers: --answer and --reference"
            )
        columns = Columns(
            item=item,
            said=answer,
            right=reference,
            sides=_listed(sides),
            second=second,
            shown=shown,
            own=own,
            lengths=_listed(length),
            canary=canary,
            cost=cost,
            seconds=seconds,
        )
        about = judge_cards.About(judge=judge, version=version, question=question or "", days=days)
        data = logs.data_in(file, format)
        found = judge_cards.judge_card(data, columns, about, now=system_now(), by=slices or (), level=level)
    show(card_json(found) if json else card_summary(found))


@app.command("list")
def list_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """The newest card of each judge, and until when it holds.

    Example: assay judge list
    """
    from assay.cli.show import show
    from assay.reports.judge_cards import cards_json, cards_summary
    from assay.workflows.judge_cards import cards
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    found = [each.card for each in cards(opened)]
    show(cards_json(found, opened.now()) if json else cards_summary(found, opened.now()))


@app.command("show")
def show_(
    judge: Annotated[str, typer.Argument(help="Name of the judge.")],
    *,
    question: Annotated[Column, typer.Option(help="Which question, where it has cards for several.")] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """The newest card of a judge.

    Example: assay judge show gpt
    """
    from assay.cli.show import show
    from assay.reports.judge_cards import card_json, card_summary
    from assay.workflows.judge_cards import card_of
    from assay.workflows.workspace import open_workspace

    found = card_of(open_workspace(workspace), judge, question).card
    show(card_json(found) if json else card_summary(found))


def _listed(names: str | None) -> tuple[str, ...]:
    return () if names is None else tuple(options.listed([names]))
