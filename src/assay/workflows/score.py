"""The story of scoring: outputs in a file against their targets, by scorers that run again to the same score."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError
from assay.core.estimate import Estimate
from assay.core.slices import SliceKey, SliceSpec
from assay.datasets.votes import Names, listed, read_votes
from assay.harness.scorers.named import needs_target, scorer
from assay.harness.scorers.score import Score
from assay.metrics.amounts import Of, amount_estimates
from assay.metrics.attempts import AttemptsFound, attempts_found
from assay.metrics.columns import FactColumn
from assay.metrics.encoding import encode, one_array
from assay.metrics.estimate import check_level
from assay.metrics.fact_table import check_columns
from assay.metrics.facts import columns_of_spec
from assay.metrics.long_facts import cuttable, number_column
from assay.metrics.shares import mean_share
from assay.metrics.slices import group, parse_by

Floats = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]
SENTENCE = "Mean score of '{}' from 0 (wrong) to 1 (right); an output that is missing scores 0."


class Scored(NamedTuple):
    """Outputs with their scores."""

    table: pa.Table
    """The rows that were given, with a column ``SCORER`` and one ``SCORER why`` for each scorer."""
    estimates: tuple[Estimate, ...]
    """Mean score of each, overall and by slice."""
    without: dict[str, int]
    """Rows to which a scorer could give no score, by scorer."""
    attempts: tuple[tuple[str, AttemptsFound], ...] = ()
    """What several attempts at one item show, by scorer; nothing unless asked for."""


def score(
    data: Any,
    *,
    output: str,
    scorers: Names,
    target: str | None = None,
    between: str | None = None,
    cluster: str | None = None,
    by: Sequence[str] = (),
    attempts_of: str | None = None,
    k: Sequence[int] = (1,),
    passes_from: float = 1.0,
    amounts: Names = (),
    level: float = 0.95,
) -> Scored:
    """Score outputs against their targets.

    Parameters
    ----------
    data : path or frame
        One row an output.
    output, target : columns
    scorers : names with options, several with commas
        ``exact``, ``token_f1``, ``numeric:tolerance=0.01``, ``json_schema``, ``ndcg:k=10``, ``refusal`` and more: see
        `assay.harness.scorers.named.SCORERS`.
    between : text that parts several targets in one cell
    cluster : column whose equal values are not independent; that of ``attempts_of`` when left out
    by : cuts
    attempts_of : column of the item that several rows are attempts at, for pass@k and pass^k
    k : attempts granted
    passes_from : smallest score that passes
    amounts : columns of seconds, tokens or money, whose mean and percentiles are told too

    Raises
    ------
    InputError
        ``attempts.too_few``, ``scorer.unknown``, ``scorer.option``, ``scorer.target``, ``scorer.library``,
        ``input.unknown_column``.

    Examples
    --------
    >>> found = score({"said": ["Paris.", "Rome"], "right": ["paris", "Milan"]}, output="said", target="right",
    ...               scorers="exact,normalised")
    >>> [(each.metric, each.value) for each in found.estimates]
    [('exact', 0.0), ('normalised', 0.5)]
    """
    check_level(level)
    made, measured = _scorers(scorers, target), listed(amounts)
    specs = tuple(parse_by(each) for each in by)
    table = _read(data, (output, target), (cluster, attempts_of, *measured), specs)
    rows = _rows(table, output, target, between=between, cluster=cluster, attempts_of=attempts_of, specs=specs)
    estimates: list[Estimate] = []
    attempts: list[tuple[str, AttemptsFound]] = []
    without: dict[str, int] = {}
    for name, run in made.items():
        scores = [_score(run, *each) for each in zip(rows.outputs, rows.targets, strict=True)]
        values = np.asarray([np.nan if each.value is None else each.value for each in scores], np.float64)
        without |= {name: int(np.isnan(values).sum())} if np.isnan(values).any() else {}
        table = table.append_column(name, pa.array(values, mask=np.isnan(values)))
        table = table.append_column(f"{name} why", pa.array([each.why for each in scores], pa.string()))
        estimates += [_mean(name, values, inside, key, rows.units, level) for key, inside in rows.cuts]
        if rows.groups is not None:
            found = _attempts(name, values, rows.groups, k, passes_from, level)
            attempts.append((name, found))
            estimates += found.estimates
    for name in measured:
        estimates += _amounts(name, number_column(table, name), rows.units, level)
    return Scored(table, tuple(estimates), without, tuple(attempts))


class _Rows(NamedTuple):
    """What is scored, and what belongs together."""

    outputs: list[str | None]
    targets: list[list[str]]
    cuts: list[tuple[SliceKey, npt.NDArray[np.bool_]]]
    groups: Int64s | None
    """Item of each attempt; None where attempts are not told."""
    units: Int64s | None
    """What is not independent: the cluster, else the item of several attempts."""


def _scorers(scorers: Names, target: str | None) -> dict[str, Any]:
    names = listed(scorers)
    if not names:
        raise InputError("scorer.unknown", "No scorer is named.", "Name one: --scorer exact.")
    made = {name: scorer(name) for name in names}
    if target is None and any(needs_target(name) for name in names):
        what = f"'{next(name for name in names if needs_target(name))}' compares an output with its target."
        raise InputError("scorer.target", what, "Name the column of targets: --target COLUMN.")
    return made


def _read(data: Any, texts: Sequence[str | None], others: Sequence[str | None], specs: Sequence[SliceSpec]) -> pa.Table:
    table = read_votes(data, (), as_text=[name for name in texts if name])
    cuts = (name for spec in specs for name in columns_of_spec(spec))
    check_columns(table, list(dict.fromkeys([*(name for name in (*texts, *others) if name), *cuts])))
    return table


def _rows(
    table: pa.Table,
    output: str,
    target: str | None,
    *,
    between: str | None,
    cluster: str | None,
    attempts_of: str | None,
    specs: Sequence[SliceSpec],
) -> _Rows:
    outputs = [None if each is None else str(each) for each in table[output].to_pylist()]
    targets = [_targets(each, between) for each in (table[target].to_pylist() if target else [None] * len(outputs))]
    cuts = dict.fromkeys(name for spec in specs for name in columns_of_spec(spec))
    facts = cuttable({name: FactColumn(name, one_array(table[name])) for name in cuts}, table.num_rows)
    slices = [group(facts, spec) for spec in (None, *specs)]
    clusters, groups = (
        None if name is None else np.asarray(encode(one_array(table[name])).values, np.int64)
        for name in (cluster, attempts_of)
    )
    inside = [(key, np.asarray(cut.codes == code)) for cut in slices for code, key in enumerate(cut.keys)]
    return _Rows(outputs, targets, inside, groups, groups if clusters is None else clusters)


def _attempts(
    name: str, values: Floats, groups: Int64s, k: Sequence[int], passes_from: float, level: float
) -> AttemptsFound:
    rows = np.flatnonzero(~np.isnan(values) & (groups >= 0))
    passed = (values[rows] >= passes_from).astype(np.float64)
    return attempts_found(name, passed, groups[rows], k, level=level)


def _amounts(name: str, values: Floats, units: Int64s | None, level: float) -> list[Estimate]:
    """The mean and the percentiles of a column, over the rows that have a value."""
    rows = np.flatnonzero(~np.isnan(values))
    of = Of((), None, None if units is None else units[rows], level)
    return amount_estimates(name, f"'{name}'", values[rows], of)


def _score(run: Any, said: str | None, wanted: Sequence[str]) -> Score:
    """A missing output is wrong, as an empty one: it must not help the system that failed to answer."""
    found: Score = run(said or "", wanted)
    return found._replace(why="there is no output") if said is None and found.value is not None else found


def _mean(
    name: str, values: Floats, inside: npt.NDArray[np.bool_], key: SliceKey, clusters: Int64s | None, level: float
) -> Estimate:
    rows = np.flatnonzero(inside & ~np.isnan(values))
    of = None if clusters is None else clusters[rows]
    return mean_share(name, SENTENCE.format(name), values[rows], key, clusters=of, level=level)


def _targets(cell: Any, between: str | None) -> list[str]:
    if cell is None:
        return []
    return [each for each in str(cell).split(between) if each.strip()] if between else [str(cell)]
