"""``assay estimate``: metrics of a file of predictions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assay.cli import logs, options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assay.datasets.log_table import LogTable

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def estimate(
    file: Annotated[
        Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row an item; or a log of another tool.")
    ],
    *,
    label: options.Label = None,
    metric: options.Metric = None,
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
    format: logs.Format = None,
    verdict: logs.OfVerdict = None,
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

    log = logs.log_in(file, format)
    if log is not None and label is None:
        _of_log(log, verdict, metric, by or (), cluster=cluster, level=level, seed=seed, missing=missing, json=json)
        return
    if label is None or not metric:
        raise typer.BadParameter("name the column of the right answers and the metrics: --label COLUMN --metric NAME")
    found = from_data.estimate(
        file if log is None else log.table,
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


def _of_log(
    log: "LogTable",
    verdict: str | None,
    metric: list[str] | None,
    by: "Sequence[str]",
    *,
    cluster: str | None,
    level: float,
    seed: int,
    missing: str,
    json: bool,
) -> None:
    """The mean of each verdict of a log."""
    from assay.cli.show import show
    from assay.datasets.scored_outputs import PROMPT
    from assay.reports.json import estimates_json
    from assay.reports.terminal import estimates_table
    from assay.workflows import from_logs

    if metric:
        raise typer.BadParameter("a log has its verdicts: leave --metric out, or name --label and --prediction too")
    found = from_logs.estimate(
        log, verdict=verdict, by=by, cluster=cluster or PROMPT, level=level, seed=seed, missing=missing
    )
    if json:
        show(logs.with_log(estimates_json(found), [log]))
        return
    show(logs.beside_log(estimates_table(found), [log]))
