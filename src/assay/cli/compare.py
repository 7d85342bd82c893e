"""``assay compare``: candidate against baseline on the same items."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def compare(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row an item.")],
    *,
    label: options.Label,
    baseline: Annotated[str, typer.Option(help="Column of the baseline's answers.")],
    candidate: Annotated[str, typer.Option(help="Column of the candidate's answers.")],
    metric: options.Metric,
    baseline_score: Annotated[str | None, typer.Option(help="Column of the baseline's probabilities.")] = None,
    candidate_score: Annotated[str | None, typer.Option(help="Column of the candidate's probabilities.")] = None,
    margin: Annotated[
        float | None, typer.Option(min=0, help="How much worse is acceptable; with it each row has a verdict.")
    ] = None,
    multiplicity: Annotated[str, typer.Option(help="Verdicts corrected for being many: holm or none.")] = "holm",
    by: options.By = None,
    cluster: options.Cluster = None,
    weight: options.Weight = None,
    item: options.Item = None,
    sample: options.Sample = None,
    positive: options.Positive = None,
    level: options.Level = 0.95,
    seed: options.Seed = 7,
    missing: options.Missing = "refuse",
    json: options.Json = False,
) -> None:
    """Candidate minus baseline on the same items, overall and by slice, with intervals.

    Example: assay compare predictions.parquet --label label --baseline pred_a --candidate pred_b
    --metric accuracy --margin 0.01
    """
    from assay.cli.show import show
    from assay.reports.json import comparisons_json
    from assay.reports.terminal import comparisons_table
    from assay.workflows import from_data

    found = from_data.compare(
        file,
        label=label,
        baseline=baseline,
        candidate=candidate,
        metric=options.listed(metric),
        baseline_score=baseline_score,
        candidate_score=candidate_score,
        by=by or (),
        cluster=cluster,
        weight=weight,
        item=item,
        sample=sample,
        positive=positive,
        level=level,
        seed=seed,
        missing=missing,
    )
    verdicts = (
        ()
        if margin is None
        else from_data.judge(found, margin=margin, by=by or (), level=level, multiplicity=multiplicity)
    )
    show(comparisons_json(found, verdicts) if json else comparisons_table(found, verdicts))
