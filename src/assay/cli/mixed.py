"""``assay mixed``: people and a machine judge in one number."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)
Word = str | None


@app.command()
def mixed(
    file: options.MaybeVotes = None,
    *,
    item: options.ItemIds = None,
    judge: options.JudgeIds = None,
    answer: options.Answer = None,
    machine: Annotated[str, typer.Option(help="Value of the judge column: who stands in where people did not judge.")],
    people: Annotated[Word, typer.Option(help="Value of the judge column: whose answers are held to be right.")] = None,
    candidate: Annotated[Word, typer.Option(help="Value of the judge column: the system to be measured.")] = None,
    baseline: Annotated[Word, typer.Option(help="Another system: the difference is measured.")] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(help="accuracy,f1,... of the candidate (mae,rmse,bias of numbers); without one share or mean."),
    ] = None,
    by: options.By = None,
    cluster: options.Cluster = None,
    positive: options.Positive = None,
    design: Annotated[
        Word,
        typer.Option(help="How people's items were chosen: simple (a random sample), stratified, weighted or by-hand."),
    ] = None,
    probability: Annotated[Word, typer.Option(help="Column: how likely people's items were to be drawn.")] = None,
    stratum: Annotated[Word, typer.Option(help="Column of the stratum from which items were drawn.")] = None,
    sample: options.Sample = None,
    calibration: Annotated[
        Path | None, typer.Option(help="Instead of people's labels here: a file of other items that both judged.")
    ] = None,
    sensitivity: Annotated[Word, typer.Option(help="Or how right the machine is on positive items: 0.9/200.")] = None,
    specificity: Annotated[Word, typer.Option(help="And on negative ones, each with its number of items.")] = None,
    missing: Annotated[str, typer.Option(help="Items without the machine's answer: refuse or leave_out.")] = "refuse",
    repeats: Annotated[str, typer.Option(help="Which repeated answer of a judge counts: last or first.")] = "last",
    level: options.Level = 0.95,
    dataset: options.OfDataset = None,
    question: options.OfQuestion = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """A metric from few labels of people, sharpened by many answers of a machine judge.

    Example: assay mixed answers.csv --item item --judge judge --answer label --people human --machine gpt
    --metric accuracy --candidate system_b

    On the ledger (--dataset) all labelers together are --people people; machines and systems have their names.
    """
    from assay.cli.show import show
    from assay.cli.votes import votes_given
    from assay.reports.mixed import mixed_json, mixed_summary
    from assay.workflows.mixed import mixed as find_mixed

    columns = (item, judge, answer)
    given = votes_given(file, columns, dataset=dataset, question=question, workspace=workspace, systems=True)
    if given.item is None or given.judge is None or given.answer is None:
        raise typer.BadParameter("a FILE needs its columns: --item, --judge and --answer")
    found = find_mixed(
        given.data,
        item=given.item,
        judge=given.judge,
        answer=given.answer,
        people=people,
        machine=machine,
        candidate=candidate,
        baseline=baseline,
        metric=options.listed(metric),
        by=by or (),
        cluster=cluster,
        positive=positive,
        design=design,
        probability=probability,
        stratum=stratum,
        sample=sample,
        calibration=calibration,
        sensitivity=sensitivity,
        specificity=specificity,
        missing=missing,
        repeats=repeats,
        level=level,
    )
    show(mixed_json(found) if json else mixed_summary(found))
