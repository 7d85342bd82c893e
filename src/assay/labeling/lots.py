"""Lots: answers that are accepted or rejected together, by a plan of how many to inspect and how many may be bad."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from assay.core.encode import from_plain
from assay.core.errors import InputError, NotPermitted, WorkspaceError, did_you_mean
from assay.core.people import same_person
from assay.labeling.finished import Finished
from assay.stats.acceptance.inspector import Inspector
from assay.stats.acceptance.plan import SinglePlan
from assay.stats.acceptance.planned import CurvePoint, operating_curve, usual_rates
from assay.stats.acceptance.smallest import smallest_plan
from assay.stats.risk.bounds import error_bound
from assay.store.open import Store

LOT, LOT_DECISION = "lot", "lot-decision"
"""Kinds of documents."""
MOST_ANSWERS = 50_000
"""Answers of a lot."""


class Outcome(StrEnum):
    """What becomes of a lot."""

    ACCEPTED = "accepted"
    """Its answers stand."""
    REJECTED = "rejected"
    """Its answers count no more."""


class Rework(StrEnum):
    """Who answers the items of a rejected lot anew."""

    OTHERS = "others"
    """The queue offers them to judges who had none of them."""
    SAME = "same"
    """A queue that is open only to those who made the lot."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an acceptance plan has to keep."""

    good: float
    """Share of bad answers in lots that should be accepted."""
    bad: float
    """Share in lots that should be rejected."""
    alpha: float = 0.05
    """Largest chance to reject a good lot."""
    beta: float = 0.10
    """Largest chance to accept a bad one."""
    miss: float = 0.0
    """Chance that an inspector accepts a bad answer."""
    false_alarm: float = 0.0
    """Chance that an inspector does not accept a good one."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Answers of one queue that are accepted or rejected together."""

    name: str
    """Name of the lot; its inspection is the review of the same name."""
    queue: str
    """Queue in which they were given."""
    of: str
    """Whose work of which days, in words."""
    judges: tuple[str, ...]
    """Who gave them."""
    judgments: tuple[str, ...]
    """Their names on the ledger."""
    terms: Terms
    """What the plan keeps."""
    n: int
    """Answers that are inspected."""
    accept: int
    """Most bad ones among them with which the lot is accepted."""


@dataclass(frozen=True, slots=True)
class LotDecision:
    """What a named person decided of a lot."""

    lot: str
    """Name of the lot."""
    outcome: Outcome
    """What becomes of it."""
    n_inspected: int
    """Answers that were looked at by then."""
    n_bad: int
    """Those of them that were not accepted."""
    by_plan: Outcome | None
    """What the plan says; None when too few were inspected."""
    by: str
    """Who decided, a pseudonym or as claimed."""
    reason: str
    """Why."""
    rework: Rework | None = None
    """Who answers anew; None when nobody does, and for a lot that was accepted."""


class Inspected(NamedTuple):
    """What the inspection of a lot found so far."""

    n: int
    """Answers that were looked at."""
    n_bad: int
    """Those that were not accepted."""
    by_plan: Outcome | None
    """What the plan says; None while it says nothing."""
    bound: float | None
    """Largest share of answers of the lot that inspectors would not accept, as this does not contradict (95 %)."""
    true_bound: float | None
    """The same of answers that are bad, with what inspectors miss and wrongly refuse; None where they are perfect."""


def inspector_of(terms: Terms) -> Inspector:
    """Who inspects."""
    return Inspector(terms.miss, terms.false_alarm).checked()


def plan_of(terms: Terms, size: int) -> SinglePlan:
    """How many answers of a lot to inspect, and how many may be bad.

    Raises
    ------
    InputError
        ``acceptance.out_of_reach``, ``stats.out_of_range`` and others of the plan.
    """
    risks = {"alpha": terms.alpha, "beta": terms.beta}
    return smallest_plan(terms.good, terms.bad, lot=size, inspector=inspector_of(terms), **risks)


def curve_of(lot: Lot) -> tuple[CurvePoint, ...]:
    """The operating curve: how likely a lot is accepted by its share of bad answers."""
    plan = SinglePlan(lot.n, lot.accept, len(lot.judgments), inspector_of(lot.terms))
    return operating_curve(plan, usual_rates(plan, [lot.terms.good, lot.terms.bad]))


def inspected(lot: Lot, *, n: int, n_bad: int, level: float = 0.95) -> Inspected:
    """What so many bad answers among so many say of a lot."""
    by_plan = Outcome.REJECTED if n_bad > lot.accept else Outcome.ACCEPTED if n >= lot.n else None
    if n == 0:
        return Inspected(n, n_bad, by_plan, None, None)
    bound = error_bound(n_bad, n, 1.0 - level, pool=len(lot.judgments))
    seen = inspector_of(lot.terms)
    return Inspected(n, n_bad, by_plan, bound, None if seen.is_perfect else float(seen.true(bound)))


def cut(answers: Sequence[Finished], size: int | None) -> tuple[tuple[Finished, ...], ...]:
    """Lots of so many answers in the order in which they came, the last one larger by what is left over.

    Raises
    ------
    InputError
        ``lot.size``.
    """
    if size is not None and not 1 <= size <= MOST_ANSWERS:
        raise InputError("lot.size", f"A lot of {size:,} answers.", f"Give 1 to {MOST_ANSWERS:,}.")
    n_lots = max(1, len(answers) // (size or MOST_ANSWERS))
    each = size if size is not None and n_lots > 1 else -(-len(answers) // n_lots)
    ends = [*range(each, each * n_lots, each), len(answers)]
    return tuple(tuple(answers[start:end]) for start, end in zip([0, *ends], ends, strict=False))


def lots(store: Store) -> tuple[Lot, ...]:
    """Every lot, by name."""
    return tuple(from_plain(Lot, each.body) for each in store.documents.latest(LOT))


def find_lot(store: Store, name: str) -> Lot:
    """The lot of that name.

    Raises
    ------
    WorkspaceError
        ``lot.unknown`` with the near match.
    """
    document = store.documents.find(LOT, name)
    if document is None:
        fix = f"{did_you_mean(name, [each.name for each in lots(store)])} Or: assay lot make."
        raise WorkspaceError("lot.unknown", f"There is no lot '{name[:60]}' here.", fix)
    return from_plain(Lot, document.body)


def decision_of(store: Store, lot: str) -> tuple[LotDecision, str] | None:
    """What was decided of a lot and when (UTC); None while nothing was."""
    document = store.documents.find(LOT_DECISION, lot)
    return None if document is None else (from_plain(LotDecision, document.body), document.at)


def check_may_decide(lot: Lot, names: Sequence[str]) -> None:
    """Nothing when nobody of these names made a part of the lot.

    Raises
    ------
    NotPermitted
        ``lot.own_work``.
    """
    if any(same_person(name, each) for name in names for each in lot.judges):
        what = f"{names[0]} made a part of the lot '{lot.name}'."
        raise NotPermitted("lot.own_work", what, "Ask somebody else to decide: nobody decides about own work.")
