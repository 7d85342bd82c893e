"""``assay agree``: agreement of judges."""

from typing import Annotated

import typer

from assay.cli import logs, options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def agree(
    file: options.MaybeVotes = None,
    *,
    metric: Annotated[
        list[str], typer.Option(help="alpha, cohen, scott, light, fleiss, conger, ac1, brennan_prediger, icc2, ...")
    ],
    item: options.ItemIds = None,
    judge: options.JudgeIds = None,
    answer: options.Answer = None,
    judges: options.WideJudges = None,
    scale: Annotated[str, typer.Option(help="For alpha: nominal, ordinal, interval or ratio.")] = "nominal",
    weights: Annotated[
        str, typer.Option(help="For kappas: identity, linear, quadratic, ordinal or ratio.")
    ] = "identity",
    by: options.By = None,
    pairs: Annotated[bool, typer.Option("--pairs", help="Each pair of judges too.")] = False,
    repeats: options.Repeats = "last",
    level: options.Level = 0.95,
    replicates: Annotated[
        int, typer.Option(min=0, help="Bootstrap replicates over items; 0 takes the published standard error.")
    ] = 0,
    seed: options.Seed = 7,
    dataset: options.OfDataset = None,
    question: options.OfQuestion = None,
    workspace: options.WorkspaceFolder = None,
    format: logs.Format = None,
    json: options.Json = False,
) -> None:
    """Agreement of judges corrected for chance, by slice and by pair, with intervals.

    Example: assay agree votes.csv --item item --judge worker --answer label --metric alpha,fleiss,ac1
    """
    from assay.cli.show import show
    from assay.cli.votes import votes_given
    from assay.reports.agreement import agreement_summary
    from assay.reports.json import estimates_json
    from assay.workflows import from_votes

    given = votes_given(
        file, (item, judge, answer), dataset=dataset, question=question, workspace=workspace, format=format
    )
    if given.logs and judges is None and given.item is None:
        named = ",".join(each.name for each in given.logs[0].verdicts) or "ONE,TWO"
        raise typer.BadParameter(f"name the scorers of the log that are held against each other: --judges {named}")
    found = from_votes.agree(
        given.data,
        metric=options.listed(metric),
        item=given.item,
        judge=given.judge,
        answer=given.answer,
        judges=judges,
        scale=scale,
        weights=weights,
        by=by or (),
        pairs=pairs,
        repeats=repeats,
        level=level,
        replicates=replicates,
        seed=seed,
    )
    show(logs.told(estimates_json(found) if json else agreement_summary(found), given.logs))
