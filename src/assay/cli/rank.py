"""``assay rank``: several systems on the same items."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import logs, options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def rank(
    file: Annotated[
        Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row an item; or a log of another tool.")
    ],
    *,
    systems: Annotated[
        list[str] | None, typer.Option(help="Columns of the systems' answers, with commas; of a log, all if not named.")
    ] = None,
    label: options.Label = None,
    metric: options.Metric = None,
    by: options.By = None,
    cluster: options.Cluster = None,
    weight: options.Weight = None,
    positive: options.Positive = None,
    level: options.Level = 0.95,
    seed: options.Seed = 7,
    missing: options.Missing = "refuse",
    format: logs.Format = None,
    beside: logs.Beside = None,
    verdict: logs.OfVerdict = None,
    json: options.Json = False,
) -> None:
    """All pairs of several systems, with intervals that hold together, and the ranks that each may have.

    Example: assay rank predictions.csv --label label --systems pred_a,pred_b,pred_c --metric accuracy
    """
    from assay.cli.show import show
    from assay.datasets.scored_outputs import PROMPT
    from assay.reports.several import several_json, several_summary
    from assay.workflows import from_data, from_logs

    log, named = logs.log_in(file, format), options.listed(systems)
    if log is not None and label is None:
        every = [log, *logs.logs_beside(beside, format or log.format)]
        of_logs = from_logs.compare_systems(
            every,
            systems=named,
            verdict=verdict,
            by=by or (),
            cluster=cluster or PROMPT,
            level=level,
            seed=seed,
            missing=missing,
        )
        document = logs.with_log(several_json(of_logs), every) if json else None
        show(document or logs.beside_log(several_summary(of_logs), every))
        return
    if label is None or not metric or not named:
        raise typer.BadParameter("name the right answers, the systems and the metrics: --label, --systems, --metric")
    found = from_data.compare_systems(
        file if log is None else log.table,
        label=label,
        systems=named,
        metric=options.listed(metric),
        by=by or (),
        cluster=cluster,
        weight=weight,
        positive=positive,
        level=level,
        seed=seed,
        missing=missing,
    )
    show(several_json(found) if json else several_summary(found))
