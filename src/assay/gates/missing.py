"""What is missing, bounded from both sides: a verdict holds only if it is the same at the worst and at the best."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pyarrow as pa

from assay.core.called import Bound, Missing
from assay.core.estimate import Estimate
from assay.core.plan import Plan
from assay.core.verdict import Outcome, Verdict
from assay.gates.assess import Assessment, assess
from assay.gates.recommend import recommend
from assay.metrics.facts import Facts
from assay.metrics.missing import Owed, completed, owed
from assay.metrics.planned import planned_facts

HIDDEN = "missing_answers"
"""Reason of a verdict that the missing answers could turn."""


class Whole(NamedTuple):
    """All that follows from a facts table."""

    facts: Facts
    """What a called system owes counts as wrong."""
    found: Assessment
    """With verdicts that hold whatever the missing answers are."""
    missing: tuple[Missing, ...]
    """What each called system owes; none where nothing is."""


def assess_all(plan: Plan, table: pa.Table, **how: Any) -> Whole:
    """What a plan says of a facts table; ``how`` is as for `assay.gates.assess.assess`.

    Where calls were never answered, everything is done three times: what is missing is wrong (these are the numbers
    that are told), wrong for the candidate and right for the baseline, and the other way round.
    """
    facts = planned_facts(plan, table)
    found, debts = assess(plan, facts, table=completed(plan, table), **how), tuple(owed(plan, table))
    debts = tuple(each for each in debts if each.n_missing or each.n_own)
    if not any(each.n_missing for each in debts):
        return Whole(facts, found, tuple(_record(each, ()) for each in debts))
    baseline, candidate = plan.baseline.name, plan.candidate.name
    whole = [completed(plan, table, right=(system,)) for system in (baseline, candidate)]
    against, favour = (assess(plan, planned_facts(plan, each), table=each, **how) for each in whole)
    best = {baseline: against, candidate: favour}
    missing = tuple(
        _record(each, _bounds(found.estimates, best[each.system].estimates, each.system) if each.n_missing else ())
        for each in debts
    )
    verdicts = tuple(
        _held(*three, debts) for three in zip(found.verdicts, against.verdicts, favour.verdicts, strict=True)
    )
    if verdicts == found.verdicts:
        return Whole(facts, found, missing)
    noun = "item" if found.judged is None else "label"
    recommendation = recommend(verdicts, plan_state=how["plan_state"], noun=noun)
    return Whole(facts, found._replace(verdicts=verdicts, recommendation=recommendation), missing)


def still_hanging(now: Sequence[Verdict], recorded: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Verdicts made again of kept numbers, with those that the missing answers could turn as they were recorded."""
    hanging = {(each.gate, each.slice): each for each in recorded if each.reason == HIDDEN}
    return tuple(hanging.get((each.gate, each.slice), each) for each in now)


def _held(verdict: Verdict, against: Verdict, favour: Verdict, debts: Sequence[Owed]) -> Verdict:
    """The verdict where the missing answers cannot turn it; else INCONCLUSIVE."""
    if against.outcome is favour.outcome is verdict.outcome:
        return verdict
    owing = " and ".join(f"{each.n_missing:,} of '{each.system}'" for each in debts if each.n_missing)
    why = (
        f"It hangs on answers that are missing ({owing}): {against.outcome.value} at the worst for the candidate, "
        f"{favour.outcome.value} at the best."
    )
    return replace(verdict, outcome=Outcome.INCONCLUSIVE, why=why, reason=HIDDEN, items_needed=None, waiver=None)


def _record(debt: Owed, bounds: tuple[Bound, ...]) -> Missing:
    return Missing(debt.system, debt.n, debt.n_missing, debt.n_own, bounds)


def _bounds(worst: Sequence[Estimate], best: Sequence[Estimate], system: str) -> tuple[Bound, ...]:
    """The metrics of a system on all items, with its missing answers wrong and right."""
    low, high = (
        {each.metric: each.value for each in found if each.system == system and not each.slice}
        for found in (worst, best)
    )
    return tuple(Bound(name, low[name], high.get(name)) for name in low)
