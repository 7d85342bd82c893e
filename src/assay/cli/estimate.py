"""``assay estimate``: metrics of a file of predictions."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def estimate(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row an item.")],
    *,
    label: options.Label,
    metric: options.Metric,
    prediction: Annotated[str | None, typer.Option(help="Column of the system's answers.")] = None,
    score: Annotated[str | None, typer.Option(help="Column of its probability (0 to 1) of the positive class.")] = None,
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
    """Metrics of a file of predictions, overall and by slice, with intervals.

    Example: assay estimate predictions.parquet --label label --prediction pred --score score
    --metric accuracy,f1,auroc,ece --by country --by device,country --cluster user_id
    """
    from assay.cli.show import show
    from assay.reports.json import estimates_json
    from assay.reports.terminal import estimates_table
    from assay.workflows import from_data

    found = from_data.estimate(
        file,
        label=label,
        metric=options.listed(metric),
        prediction=prediction,
        score=score,
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
    show(estimates_json(found) if json else estimates_table(found))
