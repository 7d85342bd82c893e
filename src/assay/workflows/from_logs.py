"""The story of a log in a bare file: what another tool's scorers said of outputs, estimated and compared."""

from collections.abc import Sequence
from dataclasses import replace

from assay.core.errors import InputError, did_you_mean
from assay.core.estimate import Estimate
from assay.core.slices import SliceSpec
from assay.datasets.log_table import EXPECTED, SCORE, LogTable, Verdict, system_columns, verdict_named
from assay.datasets.scored_outputs import PROMPT, SYSTEM
from assay.metrics.compare import compare as compare_facts
from assay.metrics.comparisons import Comparisons
from assay.metrics.estimate import estimate as estimate_facts
from assay.metrics.facts import Facts, facts_from_table
from assay.metrics.several import Several, compare_several
from assay.metrics.slices import parse_by

SHARE_RIGHT, MEAN = "accuracy", "mean_score"
"""The metric of a verdict that says right or wrong alone, and of one that says how right."""


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

    Raises
    ------
    InputError
        ``log.no_verdict``, ``input.missing_answer``, ``slice.unknown_column``.
    """
    verdicts = log.verdicts if verdict is None else (verdict_named([log], verdict),)
    if not verdicts:
        what = "The log has no verdict from 0 to 1."
        raise InputError("log.no_verdict", what, "Name columns: --label COLUMN --prediction COLUMN --metric accuracy.")
    many = len(set(log.table[SYSTEM].to_pylist())) > 1
    specs = tuple(parse_by(each) for each in dict.fromkeys([*([SYSTEM] if many else []), *by]))
    found: list[Estimate] = []
    for each in verdicts:
        answer, score = _columns(each.name, each)
        facts = facts_from_table(
            log.table,
            label=EXPECTED,
            systems={each.name: (answer, score)},
            by=specs,
            cluster=cluster,
            missing=missing,
        )
        made = estimate_facts(_metric(each), facts, by=specs, level=level, seed=seed)
        found += [replace(one, metric=each.name, system=None) for one in made]
    return tuple(found)


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
