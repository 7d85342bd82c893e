"""``assay compare``: candidate against baseline on the same items."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assay.cli import logs, options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assay.datasets.log_table import LogTable
    from assay.metrics.comparisons import Comparisons

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def compare(
    file: Annotated[
        Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row an item; or a log of another tool.")
    ],
    *,
    baseline: Annotated[str, typer.Option(help="Column of the baseline's answers; of a log, the system.")],
    candidate: Annotated[str, typer.Option(help="Column of the candidate's answers; of a log, the system.")],
    label: options.Label = None,
    metric: options.Metric = None,
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
    format: logs.Format = None,
    beside: logs.Beside = None,
    verdict: logs.OfVerdict = None,
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

    log = logs.log_in(file, format)
    if log is not None and label is None:
        every = [log, *logs.logs_beside(beside, format or log.format)]
        made = _of_logs(every, baseline, candidate, verdict, by or (), cluster, level=level, seed=seed, missing=missing)
        found_verdicts = from_data.judged(made, margin=margin, by=by or (), level=level, multiplicity=multiplicity)
        document = logs.with_log(comparisons_json(made, found_verdicts), every) if json else None
        show(document or logs.beside_log(comparisons_table(made, found_verdicts), every))
        return
    if label is None or not metric:
        raise typer.BadParameter("name the column of the right answers and the metrics: --label COLUMN --metric NAME")
    found = from_data.compare(
        file if log is None else log.table,
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
    verdicts = from_data.judged(found, margin=margin, by=by or (), level=level, multiplicity=multiplicity)
    show(comparisons_json(found, verdicts) if json else comparisons_table(found, verdicts))


def _of_logs(
    every: "Sequence[LogTable]",
    baseline: str,
    candidate: str,
    verdict: str | None,
    by: "Sequence[str]",
    cluster: str | None,
    *,
    level: float,
    seed: int,
    missing: str,
) -> "Comparisons":
    """Two systems of one or more logs in one verdict."""
    from assay.datasets.scored_outputs import PROMPT
    from assay.workflows import from_logs

    return from_logs.compare(
        every,
        baseline=baseline,
        candidate=candidate,
        verdict=verdict,
        by=by,
        cluster=cluster or PROMPT,
        level=level,
        seed=seed,
        missing=missing,
    )
