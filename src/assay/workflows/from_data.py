"""The bare-file story: a file or a frame in, estimates or comparisons out, with no workspace."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from assay.core.errors import InputError, did_you_mean
from assay.core.plan import Gate, GateKind, GateRole, Plan, SystemSpec
from assay.core.slices import SliceSpec
from assay.core.verdict import Verdict
from assay.datasets.frames import table_from
from assay.datasets.reading import read_table
from assay.datasets.roles import assign_roles
from assay.datasets.sample_file import is_by_hand, read_sample, rows_of_sample
from assay.datasets.validate import validate
from assay.gates.verdicts import check_gates
from assay.metrics.compare import compare as compare_facts
from assay.metrics.comparisons import Comparisons
from assay.metrics.designed import picked_by_hand, with_sample
from assay.metrics.estimate import estimate as estimate_facts
from assay.metrics.estimates import Estimates
from assay.metrics.fact_reader import items_text
from assay.metrics.facts import Facts, columns_of_spec, facts_from_table
from assay.metrics.several import Several, compare_several
from assay.metrics.slices import parse_by

MISSING = ("refuse", "leave_out")
MULTIPLICITY = ("holm", "none")


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
    sample: Any = None,
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
    sample : path or frame with item, probability, stratum and order, or ``by-hand``
        How the labelled items were drawn (see `assay.draw_sample`); needs ``item``. Picked by hand gives no interval.
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
    check_seed(seed)
    asked = _Asked(label, systems, _specs(by), cluster, weight, item, sample, positive, missing)
    return estimate_facts(_metrics(metric), _facts(data, asked), by=asked.specs, level=level, seed=seed)


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
    sample: Any = None,
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
    check_seed(seed)
    asked = _Asked(label, systems, _specs(by), cluster, weight, item, sample, positive, missing)
    facts, specs = _facts(data, asked), asked.specs
    return compare_facts(
        _metrics(metric), facts, baseline=baseline, candidate=candidate, by=specs, level=level, seed=seed
    )


def compare_systems(
    data: Any,
    *,
    label: str,
    systems: str | Sequence[str],
    metric: str | Sequence[str],
    by: str | SliceSpec | Sequence[str | SliceSpec] = (),
    cluster: str | None = None,
    weight: str | None = None,
    positive: str | None = None,
    level: float = 0.95,
    seed: int = 7,
    missing: str = "refuse",
) -> tuple[Several, ...]:
    """All pairs of several systems on the same items, with intervals that hold together, and the ranks each may have.

    ``systems`` are columns of answers; the rest is as in `estimate`.

    Examples
    --------
    >>> rows = {"label": ["yes", "no"] * 50, "a": ["yes", "no", "no", "no"] * 25, "b": ["yes", "no"] * 50}
    >>> rows["c"] = rows["a"]
    >>> found = compare_systems(rows, label="label", systems="a,b,c", metric="accuracy")[0]
    >>> [(each.estimate.system, each.best_rank, each.worst_rank) for each in found.systems]
    [('b', 1, 1), ('a', 2, 3), ('c', 2, 3)]
    """
    names = _metrics(systems)
    check_seed(seed)
    asked = _Asked(
        label, {name: (name, None) for name in names}, _specs(by), cluster, weight, None, None, positive, missing
    )
    facts = _facts(data, asked)
    return compare_several(_metrics(metric), facts, systems=names, by=asked.specs, level=level, seed=seed)


def judged(
    found: Comparisons,
    *,
    margin: float | None,
    by: str | SliceSpec | Sequence[str | SliceSpec] = (),
    level: float = 0.95,
    multiplicity: str = "holm",
) -> tuple[Verdict, ...]:
    """The verdicts of `judge`; none where no margin was given."""
    if margin is None:
        return ()
    return judge(found, margin=margin, by=by, level=level, multiplicity=multiplicity)


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

    Raises
    ------
    InputError
        ``compare.margin``, ``compare.multiplicity``.
    """
    check_question(margin, multiplicity)
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


def check_question(margin: float, multiplicity: str) -> None:
    """Refuse a margin that is no finite number of 0 or more, and an unknown correction for many verdicts."""
    if not 0 <= margin < math.inf:
        what = f"The margin {margin} is not a number from 0 up."
        raise InputError("compare.margin", what, "Say how much worse is acceptable: --margin 0.01.")
    if multiplicity not in MULTIPLICITY:
        what = f"There is no multiplicity '{multiplicity}'."
        raise InputError("compare.multiplicity", what, did_you_mean(multiplicity, MULTIPLICITY))


def check_seed(seed: int) -> None:
    """Refuse a seed below 0, from which nothing can be drawn."""
    if seed < 0:
        raise InputError("input.seed", f"The seed {seed} is below 0.", "Give a whole number from 0 up: --seed 7.")


def _metrics(metric: str | Sequence[str]) -> tuple[str, ...]:
    names = metric.split(",") if isinstance(metric, str) else metric
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _specs(by: str | SliceSpec | Sequence[str | SliceSpec]) -> tuple[SliceSpec, ...]:
    asked = (by,) if isinstance(by, (str, SliceSpec)) else by
    return tuple(parse_by(each) if isinstance(each, str) else each for each in asked)


class _Asked(NamedTuple):
    """Which columns are what, and how the items were chosen."""

    label: str
    systems: Mapping[str, tuple[str | None, str | None]]
    specs: tuple[SliceSpec, ...]
    cluster: str | None
    weight: str | None
    item: str | None
    sample: Any
    positive: str | None
    missing: str

    def columns(self) -> list[str]:
        """Every column that is read, each once."""
        answers = [column for pair in self.systems.values() for column in pair]
        cuts = [column for spec in self.specs for column in columns_of_spec(spec)]
        wanted = [self.item, self.label, *answers, *cuts, self.cluster, self.weight]
        return list(dict.fromkeys(column for column in wanted if column))


def _facts(data: Any, asked: _Asked) -> Facts:
    if asked.missing not in MISSING:
        what = f"There is no way '{asked.missing}' to treat items without an answer."
        raise InputError("input.missing_word", what, did_you_mean(asked.missing, MISSING))
    label, item, sample = asked.label, asked.item, asked.sample
    drawn = None if sample is None or is_by_hand(sample) else read_sample(sample)
    if drawn is not None and item is None:
        raise InputError("sample.no_item", "A sample needs the ids of the items.", "Name their column: --item COLUMN.")
    read = _read(data, asked.columns(), as_text=[item] if drawn is not None and item else [])
    _check(read, asked)
    table, n_foreign = (read.table, 0) if drawn is None or not item else rows_of_sample(read.table, item, label, drawn)
    facts = facts_from_table(
        table,
        item=item,
        label=label,
        systems=asked.systems,
        by=asked.specs,
        cluster=asked.cluster,
        weight=asked.weight,
        positive=asked.positive,
        missing=asked.missing,
    )
    if drawn is None:
        return picked_by_hand(facts) if is_by_hand(sample) else facts
    note = (f"{items_text(n_foreign)} with a label that the sample did not draw",) if n_foreign else ()
    return replace(with_sample(facts, drawn), left_out=(*facts.left_out, *note))


class _Read(NamedTuple):
    """Rows, and how messages name them."""

    table: pa.Table
    file: str | None = None
    lines: Any = None


def _read(data: Any, columns: list[str], *, as_text: Sequence[str] = ()) -> _Read:
    if isinstance(data, (str, Path)):
        found = read_table(Path(data), columns=columns, as_text=as_text)
        return _Read(found.table, str(data), found.lines)
    return _Read(table_from(data))


def _check(read: _Read, asked: _Asked) -> None:
    """Refuse rows that do not fit what their columns are for, by line and item, as an import does."""
    columns = assign_roles(
        read.table,
        item=asked.item,
        label=asked.label,
        predictions={system: answer for system, (answer, _) in asked.systems.items() if answer},
        scores={system: score for system, (_, score) in asked.systems.items() if score},
        weight=asked.weight,
        file=read.file,
    )
    validate(read.table, columns, file=read.file, lines=read.lines, missing=asked.missing)
