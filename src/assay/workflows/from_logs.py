"""The story of a log in a bare file: what another tool's scorers said of outputs, estimated and compared."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from assay.core.errors import InputError, did_you_mean
from assay.core.estimate import Estimate
from assay.core.slices import SliceSpec
from assay.datasets.log_table import EXPECTED, FAILED, SCORE, LogTable, Verdict, system_columns, verdict_named
from assay.datasets.scored_outputs import ITEM, PROMPT, SYSTEM
from assay.metrics.amounts import Of, mean_amount
from assay.metrics.compare import compare as compare_facts
from assay.metrics.comparisons import Comparisons
from assay.metrics.estimate import estimate as estimate_facts
from assay.metrics.facts import Facts, facts_from_table
from assay.metrics.several import Several, compare_several
from assay.metrics.shares import absent
from assay.metrics.slices import group, parse_by

SHARE_RIGHT, MEAN = "accuracy", "mean_score"
"""The metric of a verdict that says right or wrong alone, and of one that says how right."""
MEAN_OF = "Mean of what '{}' says of an output."
LACKING = "missing_verdicts"
"""Why a verdict has no value: some outputs that it was asked about have none."""


def estimate(
    log: LogTable,
    *,
    verdict: str | None = None,
    by: Sequence[str] = (),
    cluster: str | None = PROMPT,
    level: float = 0.95,
    seed: int = 7,
    missing: str = "refuse",
) -> tuple[Estimate, ...]:
    """The mean of each verdict of a log, or of one, overall, by system and by slice; attempts at a prompt together.

    A verdict is about the outputs that it was asked about. One that lacks some has no value where all are asked for.

    Raises
    ------
    InputError
        ``log.no_verdict``, ``log.missing_verdicts``, ``slice.unknown_column``.
    """
    verdicts = [each for each in log.verdicts if verdict in (None, each.name)]
    if not verdicts:
        raise InputError("log.no_verdict", *_no_verdict(log, verdict))
    many = SYSTEM in log.table.column_names and len(set(log.table[SYSTEM].to_pylist())) > 1
    specs = tuple(parse_by(each) for each in dict.fromkeys([*([SYSTEM] if many else []), *by]))
    found: list[Estimate] = []
    for each in verdicts:
        asked = _asked(log, each)
        n_lacking = asked[each.name + SCORE if each.is_share else each.name].null_count
        n_lacking -= 0 if each.is_share else sum(map(bool, asked[FAILED].to_pylist()))
        if n_lacking and missing == "refuse":
            if verdict is not None:
                what = f"'{each.name}' said nothing of {n_lacking} of {asked.num_rows} outputs that it was asked about."
                raise InputError("log.missing_verdicts", what, "Leave them out by --missing leave_out.")
            found.append(absent(each.name, MEAN_OF.format(each.name), (), asked.num_rows, LACKING, level=level))
        elif each.is_share:
            found += _shares(asked, each, specs, cluster=cluster, level=level, seed=seed)
        else:
            found += _amounts(asked, each, specs, cluster=cluster, level=level)
    return tuple(found)


def _asked(log: LogTable, verdict: Verdict) -> pa.Table:
    """The outputs that a scorer was asked about."""
    items = log.table[ITEM].to_pylist() if verdict.unasked else ()
    return log.table.filter(pa.array([each not in verdict.unasked for each in items])) if items else log.table


def _shares(
    table: pa.Table, verdict: Verdict, specs: Sequence[SliceSpec], *, cluster: str | None, level: float, seed: int
) -> list[Estimate]:
    facts = facts_from_table(
        table,
        label=EXPECTED,
        systems={verdict.name: _columns(verdict.name, verdict)},
        by=specs,
        cluster=cluster,
        missing="leave_out",
    )
    made = estimate_facts(_metric(verdict), facts, by=specs, level=level, seed=seed)
    return [replace(one, metric=verdict.name, system=None) for one in made]


def _amounts(
    table: pa.Table, verdict: Verdict, specs: Sequence[SliceSpec], *, cluster: str | None, level: float
) -> list[Estimate]:
    """The mean of numbers that are no shares, such as ratings from 1 to 5, of the outputs that have one."""
    rows = table.filter(table[verdict.name].is_valid())
    facts = facts_from_table(rows, label=EXPECTED, systems={verdict.name: (EXPECTED, None)}, by=specs, cluster=cluster)
    values = np.asarray(rows[verdict.name].to_pylist(), np.float64)
    clusters = np.unique(np.asarray(rows[cluster or ITEM].to_pylist(), str), return_inverse=True)[1].astype(np.int64)
    found = []
    for spec in (None, *specs):
        cut = group(facts, spec)
        for code, key in enumerate(cut.keys):
            own = cut.codes == code
            of = Of(key, None, clusters[own], level)
            found.append(mean_amount(verdict.name, MEAN_OF.format(verdict.name), values[own], of))
    return found


def _no_verdict(log: LogTable, asked: str | None) -> tuple[str, str]:
    """Why a log has no verdict, and what to do."""
    if log.pairs:
        return "The file holds votes on pairs, and no verdict on one output.", "Ask: assay pairwise FILE."
    if asked is not None:
        known = ", ".join(each.name for each in log.verdicts) or "none"
        return f"No scorer '{asked[:60]}' gave a verdict in numbers.", f"Verdicts of the log: {known}."
    if log.n_failed == log.table.num_rows:
        return "Every output of the log is missing, for its system failed: nothing was judged.", "Run it again."
    what = "The log has no verdict in numbers, or in right and wrong."
    return what, "Name columns: --label COLUMN --prediction COLUMN --metric accuracy."


def compare(
    logs: Sequence[LogTable],
    *,
    baseline: str,
    candidate: str,
    verdict: str | None = None,
    by: Sequence[str] = (),
    cluster: str | None = PROMPT,
    level: float = 0.95,
    seed: int = 7,
    missing: str = "refuse",
) -> Comparisons:
    """Candidate minus baseline in one verdict, on the prompts and attempts that both answered.

    Raises
    ------
    InputError
        ``log.system`` with the near match, ``log.no_verdict``, ``log.which_verdict``, ``input.missing_answer``.
    """
    specs = tuple(parse_by(each) for each in by)
    chosen, facts = _side_by_side(logs, verdict, (baseline, candidate), specs, cluster, missing)
    return compare_facts(
        _metric(chosen), facts, baseline=baseline, candidate=candidate, by=specs, level=level, seed=seed
    )


def compare_systems(
    logs: Sequence[LogTable],
    *,
    systems: Sequence[str] = (),
    verdict: str | None = None,
    by: Sequence[str] = (),
    cluster: str | None = PROMPT,
    level: float = 0.95,
    seed: int = 7,
    missing: str = "refuse",
) -> tuple[Several, ...]:
    """All pairs of the systems of some logs (those named, or all) in one verdict.

    Raises
    ------
    InputError
        As `compare`, and ``compare.systems``.
    """
    specs = tuple(parse_by(each) for each in by)
    chosen = verdict_named(logs, verdict)
    named = tuple(systems) or system_columns(logs, chosen.name)[1]
    _, facts = _side_by_side(logs, verdict, named, specs, cluster, missing)
    return compare_several([_metric(chosen)], facts, systems=named, by=specs, level=level, seed=seed)


def _side_by_side(
    logs: Sequence[LogTable],
    verdict: str | None,
    named: Sequence[str],
    specs: Sequence[SliceSpec],
    cluster: str | None,
    missing: str,
) -> tuple[Verdict, Facts]:
    """The verdict, and the systems of these names with what it says of each prompt and attempt."""
    chosen = verdict_named(logs, verdict)
    table, systems = system_columns(logs, chosen.name)
    for name in named:
        if name not in systems:
            what = f"No system '{name[:60]}' answered in the log."
            raise InputError("log.system", what, did_you_mean(name, systems))
    facts = facts_from_table(
        table,
        label=EXPECTED,
        systems={name: _columns(name, chosen) for name in named},
        by=specs,
        cluster=cluster,
        missing=missing,
    )
    return chosen, facts


def _metric(verdict: Verdict) -> str:
    return SHARE_RIGHT if verdict.is_binary else MEAN


def _columns(name: str, verdict: Verdict) -> tuple[str | None, str | None]:
    """Columns of the answer and of the score."""
    return (name, None) if verdict.is_binary else (None, name + SCORE)
