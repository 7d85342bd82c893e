"""``assay mixed``: people and a machine judge in one number."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def mixed(
    file: options.Votes,
    *,
    item: Annotated[str, typer.Option(help="Column of item ids; several with commas.")],
    judge: Annotated[str, typer.Option(help="Column of judges; several with commas.")],
    answer: Annotated[str, typer.Option(help="Column of the answers.")],
    people: Annotated[str, typer.Option(help="Value of the judge column: whose answers are held to be right.")],
    machine: Annotated[str, typer.Option(help="Value of the judge column: who stands in where people did not judge.")],
    candidate: Annotated[str, typer.Option(help="Value of the judge column: the system to be measured.")],
    baseline: Annotated[str | None, typer.Option(help="Another system: the difference is measured.")] = None,
    metric: options.Metric = ["accuracy"],  # noqa: B006 - Typer reads the default and copies it
    by: options.By = None,
    cluster: options.Cluster = None,
    positive: options.Positive = None,
    design: Annotated[
        str, typer.Option(help="How people's items were chosen: simple (at random) or by-hand (no interval).")
    ] = "simple",
    repeats: options.Repeats = "last",
    level: options.Level = 0.95,
    json: options.Json = False,
) -> None:
    """A metric from few labels of people, sharpened by many answers of a machine judge.

    Example: assay mixed answers.csv --item item --judge judge --answer label --people human --machine gpt
    --metric accuracy --candidate system_b
    """
    from assay.cli.show import show
    from assay.reports.mixed import mixed_json, mixed_summary
    from assay.workflows.mixed import mixed as find_mixed

    found = find_mixed(
        file,
        item=item,
        judge=judge,
        answer=answer,
        people=people,
        machine=machine,
        candidate=candidate,
        baseline=baseline,
        metric=options.listed(metric),
        by=by or (),
        cluster=cluster,
        positive=positive,
        design=design,
        repeats=repeats,
        level=level,
    )
    show(mixed_json(found) if json else mixed_summary(found))
