"""``assay alt-test``: may a machine stand in for people."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(name="alt-test")
def alt_test(
    file: options.Votes,
    *,
    machine: Annotated[str, typer.Option(help="The judge that is tested.")],
    item: options.ItemIds = None,
    judge: options.JudgeIds = None,
    answer: options.Answer = None,
    judges: options.WideJudges = None,
    people: Annotated[str | None, typer.Option(help="The people, with commas; all other judges when left out.")] = None,
    epsilon: Annotated[float, typer.Option(help="By how much the machine may be worse, for what it saves.")] = 0.1,
    scale: Annotated[str, typer.Option(help="Of the answers: nominal, or interval for numbers.")] = "nominal",
    repeats: Annotated[str, typer.Option(help="Which repeated answer of a judge counts: last or first.")] = "last",
    level: options.Level = 0.95,
    json: options.Json = False,
) -> None:
    """Whether a machine may stand in for people: each is left out in turn and compared with it on the others.

    Example: assay alt-test votes.csv --item item --judge judge --answer label --machine gpt --epsilon 0.1
    """
    from assay.cli.show import show
    from assay.reports.replacing import replacing_json, replacing_summary
    from assay.workflows.replacing import alt_test as find

    found = find(
        file,
        machine=machine,
        item=item,
        judge=judge,
        answer=answer,
        judges=judges,
        people=people or (),
        epsilon=epsilon,
        scale=scale,
        repeats=repeats,
        level=level,
    )
    show(replacing_json(found) if json else replacing_summary(found))
