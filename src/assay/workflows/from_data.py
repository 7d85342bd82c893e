"""The bare-file story: a file or a frame in, estimates or comparisons out, with no workspace."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from assay.core.plan import Gate, GateKind, GateRole, Plan, SystemSpec
from assay.core.slices import SliceSpec
from assay.core.verdict import Verdict
from assay.datasets.frames import table_from
from assay.datasets.reading import read_table
from assay.gates.verdicts import check_gates
from assay.metrics.compare import compare as compare_facts
from assay.metrics.comparisons import Comparisons
from assay.metrics.estimate import estimate as estimate_facts
from assay.metrics.estimates import Estimates
from assay.metrics.facts import Facts, columns_of_spec, facts_from_table
from assay.metrics.slices import parse_by


def estimate(
    data: Any,
    *,
    label: str,
    metric: str | Sequence[str],
    prediction: str | None = None,
    score: str | None = None,
    by: str | SliceSpec | Sequence[str | SliceSpec] = (),
    cluster: str | None = None,
    weight: str | None = None,
    item: str | None = None,
    positive: str | None = None,
    level: float = 0.95,
    seed: int = 7,
    missing: str = "refuse",
) -> Estimates:
    """Metrics of one system's answers, overall and by slice, with intervals.

    Parameters
    ----------
    data : path, pandas, polars, pyarrow, DuckDB or Ibis object, or dict of lists
        One row an item.
    label, prediction, score : column names
        The reference answer, the system's answer, its probability (0 to 1) of the positive class.
    metric : name or names, or one text with commas
        See ``docs/reference/metrics.md``.
    by : texts such as ``"country"``, ``"device,country"``, ``"age[30,50]"``, or slice specs
        All items are always estimated too.
    cluster : column name
        Items that share a value are not taken as independent.
    level : float in (0.5, 1)
        Coverage of the two-sided interval.
    missing : ``refuse`` or ``leave_out``
        What to do with items that have no prediction.

    Raises
    ------
    InputError
        With every problem of the data at once.

    Examples
    --------
    >>> import assay
    >>> rows = {"label": ["yes", "no"] * 50, "pred": ["yes", "no", "no", "no"] * 25}
    >>> print(assay.estimate(rows, label="label", prediction="pred", metric="accuracy")[0].value)
    0.75
    """
    systems = {prediction or score or "prediction": (prediction, score)}
    facts = _facts(
        data,
        label=label,
        systems=systems,
        by=by,
        cluster=cluster,
        weight=weight,
        item=item,
        positive=positive,
        missing=missing,
    )
    return estimate_facts(_metrics(metric), facts, by=_specs(by), level=level, seed=seed)


def compare(
    data: Any,
    *,
    label: str,
    baseline: str,
    candidate: str,
    metric: str | Sequence[str],
    baseline_score: str | None = None,
    candidate_score: str | None = None,
    by: str | SliceSpec | Sequence[str | SliceSpec] = (),
    cluster: str | None = None,
    weight: str | None = None,
    item: str | None = None,
    positive: str | None = None,
    level: float = 0.95,
    seed: int = 7,
    missing: str = "refuse",
) -> Comparisons:
    """Candidate minus baseline on the same items, overall and by slice, with intervals.

    ``baseline`` and ``candidate`` name the prediction columns; the rest is as in `estimate`.

    Examples
    --------
    >>> import assay
    >>> rows = {"label": ["yes", "no"] * 50, "a": ["yes", "no", "no", "no"] * 25, "b": ["yes", "no"] * 50}
    >>> found = assay.compare(rows, label="label", baseline="a", candidate="b", metric="accuracy")[0]
    >>> print(found.difference, found.interval is not None)
    0.25 True
    """
    systems = {baseline: (baseline, baseline_score), candidate: (candidate, candidate_score)}
    facts = _facts(
        data,
        label=label,
        systems=systems,
        by=by,
        cluster=cluster,
        weight=weight,
        item=item,
        positive=positive,
        missing=missing,
    )
    specs = _specs(by)
    return compare_facts(
        _metrics(metric), facts, baseline=baseline, candidate=candidate, by=specs, level=level, seed=seed
    )


def judge(
    found: Comparisons,
    *,
    margin: float,
    by: str | SliceSpec | Sequence[str | SliceSpec] = (),
    level: float = 0.95,
    multiplicity: str = "holm",
) -> tuple[Verdict, ...]:
    """A verdict for each comparison on "no worse than ``margin``", by the code that checks the gates of a plan.

    ``by`` are the cuts that the comparisons were made with.
    """
    metrics = tuple(dict.fromkeys(comparison.metric for comparison in found))
    kind, role = GateKind.NON_INFERIORITY, GateRole.CORE
    gates = tuple(
        Gate(f"{metric} {spec.name if spec else ''}", kind, role, metric, spec, margin=margin, min_items=2)
        for metric in metrics
        for spec in (None, *_specs(by))
    )
    first = found[0]
    names = SystemSpec(first.baseline.system or "baseline"), SystemSpec(first.candidate.system or "candidate")
    plan = Plan("bare file", "", "low", "", *names, metrics, gates, level=level, multiplicity=multiplicity)
    return check_gates(plan, (), found, (), needed=False)


def _metrics(metric: str | Sequence[str]) -> tuple[str, ...]:
    names = metric.split(",") if isinstance(metric, str) else metric
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _specs(by: str | SliceSpec | Sequence[str | SliceSpec]) -> tuple[SliceSpec, ...]:
    asked = (by,) if isinstance(by, (str, SliceSpec)) else by
    return tuple(parse_by(each) if isinstance(each, str) else each for each in asked)


def _facts(
    data: Any,
    *,
    label: str,
    systems: Mapping[str, tuple[str | None, str | None]],
    by: str | SliceSpec | Sequence[str | SliceSpec],
    cluster: str | None,
    weight: str | None,
    item: str | None,
    positive: str | None,
    missing: str,
) -> Facts:
    specs = _specs(by)
    answers = [column for pair in systems.values() for column in pair]
    wanted = [item, label, *answers, *(c for spec in specs for c in columns_of_spec(spec)), cluster, weight]
    return facts_from_table(
        _table(data, list(dict.fromkeys(column for column in wanted if column))),
        item=item,
        label=label,
        systems=systems,
        by=specs,
        cluster=cluster,
        weight=weight,
        positive=positive,
        missing=missing,
    )


def _table(data: Any, columns: list[str]) -> pa.Table:
    if isinstance(data, (str, Path)):
        return read_table(Path(data), columns=columns).table
    return table_from(data)
