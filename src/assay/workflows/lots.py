"""The story of lots: finished work is cut into lots, others inspect a part, all of it is accepted or rejected."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from assay.core.encode import from_plain
from assay.core.errors import InputError, WorkspaceError, did_you_mean
from assay.core.judgment import Judgment, Status
from assay.datasets.names import name_problems
from assay.datasets.tickets import tickets
from assay.labeling.duties import DUTY, Duty
from assay.labeling.finished import Finished, Wanted, finished, makers, without
from assay.labeling.flagging import words_said
from assay.labeling.kept import QUEUE, QueuePlan, find_queue
from assay.labeling.lots import (
    LOT,
    LOT_DECISION,
    Inspected,
    Lot,
    LotDecision,
    Outcome,
    Rework,
    Terms,
    check_may_decide,
    curve_of,
    cut,
    decision_of,
    find_lot,
    inspected,
    lots,
    plan_of,
)
from assay.labeling.reviewing import (
    Finding,
    KeptReviewed,
    Review,
    every_reviewed,
    find_review,
    open_review,
    queue_of,
    reviewed_in,
)
from assay.programs.program import PROGRAM, Program
from assay.stats.acceptance.planned import CurvePoint
from assay.stats.sampling.draws import draw_simple
from assay.store.named import judgments_called, superseded
from assay.store.queueing.assignment import Need, QueueItem
from assay.store.queueing.listing import Held

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

LONGEST_REASON = 2_000


class LotNumbers(NamedTuple):
    """A lot as it stands."""

    lot: Lot
    """What it holds, and its plan."""
    inspected: Inspected
    """What was found so far, and what the plan says."""
    bad: tuple[KeptReviewed, ...]
    """Answers that were not accepted."""
    decision: LotDecision | None
    """What was decided; None while nothing was."""
    decided_at: str | None
    """When, UTC."""
    n_replaced: int = 0
    """Drawn answers that were corrected or changed elsewhere before they were inspected; none of them is accepted."""

    @property
    def curve(self) -> tuple[CurvePoint, ...]:
        """The operating curve; a list of lots does not ask for it."""
        return curve_of(self.lot)


def make_lots(
    workspace: "Workspace",
    name: str,
    queue: str,
    *,
    terms: Terms,
    wanted: Wanted | None = None,
    vendor: str | None = None,
    size: int | None = None,
    seed: int = 7,
    actor: str,
) -> tuple[Lot, ...]:
    """Finished answers that are in no lot yet, cut into lots, each with its plan and the answers to be inspected.

    Several lots are called ``name-1``, ``name-2``. Those who made a lot cannot inspect it.

    Raises
    ------
    InputError
        ``dataset.name``, ``lot.size``, ``lot.taken``, ``review.day``; ``acceptance.out_of_reach`` when a lot is too
        small for what its plan has to keep.
    WorkspaceError
        ``queue.unknown``, ``lot.vendor``, ``lot.nothing``.
    """
    store, plan = workspace.store, find_queue(workspace.store, queue)
    problems = name_problems(name, "lot")
    if problems:
        raise InputError.gather(problems)
    asked = wanted or Wanted()
    if vendor is not None:
        asked = asked._replace(judges=_members(workspace, queue, vendor))
    taken = {judgment for lot in lots(store) if lot.queue == queue for judgment in lot.judgments}
    answers = without(finished(store, plan, asked, position=store.ledger.size()), taken)
    if not answers:
        what = f"No answer of '{queue}' that counts and is in no lot yet is as wanted."
        raise WorkspaceError("lot.nothing", what, "Ask for other judges or days, or wait for answers.")
    parts = cut(answers, size)
    names = [name] if len(parts) == 1 else [f"{name}-{place}" for place in range(1, len(parts) + 1)]
    known = {each.name for each in lots(store)} & set(names)
    if known:
        what = f"There is a lot '{sorted(known)[0]}' already."
        raise InputError("lot.taken", what, "A lot never changes what it holds: choose another name.")
    of = _words(asked, vendor)
    made = [_planned(called, queue, of, part, terms) for called, part in zip(names, parts, strict=True)]
    for lot, part in zip(made, parts, strict=True):
        _keep(workspace, lot, part, seed=seed, actor=actor)
    return tuple(made)


def lot_numbers(workspace: "Workspace", name: str) -> LotNumbers:
    """A lot, what its inspection found, what the plan says, and what was decided.

    Raises
    ------
    WorkspaceError
        ``lot.unknown``.
    """
    lot = find_lot(workspace.store, name)
    return _numbers(workspace, lot, reviewed_in(workspace.store, name))


def lot_lines(workspace: "Workspace") -> tuple[LotNumbers, ...]:
    """Every lot, by name."""
    found = every_reviewed(workspace.store)
    return tuple(_numbers(workspace, lot, found.get(lot.name, {})) for lot in lots(workspace.store))


def decide_lot(
    workspace: "Workspace", name: str, *, outcome: str, by: str, reason: str, rework: str | None = None
) -> LotDecision:
    """Accept a lot, or reject it: then its answers count no more, and with ``rework`` they are asked for anew.

    A person decides, who may differ from the plan in the open.

    Raises
    ------
    InputError
        ``lot.outcome``, ``lot.rework``, ``lot.reason``; ``lot.decided`` when it was; ``lot.not_inspected`` when it is
        to be accepted before all of the plan was inspected.
    NotPermitted
        ``lot.own_work``.
    WorkspaceError
        ``lot.unknown``.
    """
    found = lot_numbers(workspace, name)
    account = workspace.store.accounts.named(by)
    check_may_decide(found.lot, [by] if account is None else [by, account.judge])
    decided = _decided(found, _outcome(outcome), by if account is None else account.judge)
    again = None if rework is None else _rework(rework)
    if again is not None and decided.outcome is Outcome.ACCEPTED:
        raise InputError("lot.rework", "An accepted lot needs no rework.", "Leave out --rework, or reject the lot.")
    decided = replace(decided, reason=words_said(reason, "lot.reason", most=LONGEST_REASON), rework=again)
    if decided.outcome is Outcome.REJECTED:
        withdrawn = _withdraw(workspace, found.lot, actor=decided.by)
        _ask_anew(workspace, found.lot, withdrawn, again, actor=decided.by)
    workspace.put(LOT_DECISION, name, decided, actor=decided.by)
    return decided


def rework_queue(lot: str) -> str:
    """The queue in which those who made a rejected lot answer it anew."""
    return f"{lot}-rework"


def _numbers(workspace: "Workspace", lot: Lot, found: Mapping[str, KeptReviewed]) -> LotNumbers:
    drawn = [found[each] for each in lot.judgments if each in found]
    bad = tuple(each for each in drawn if each.reviewed.finding is not Finding.ACCEPTED)
    decision = decision_of(workspace.store, lot.name)
    if decision is not None:
        told, at = decision
        return LotNumbers(lot, inspected(lot, n=told.n_inspected, n_bad=told.n_bad), bad, told, at)
    n_replaced = _n_replaced(workspace, lot, found) if len(drawn) < lot.n else 0
    seen = inspected(lot, n=len(drawn) + n_replaced, n_bad=len(bad) + n_replaced)
    return LotNumbers(lot, seen, bad, None, None, n_replaced)


def _n_replaced(workspace: "Workspace", lot: Lot, found: Mapping[str, KeptReviewed]) -> int:
    """Answers drawn from a lot that were corrected or changed elsewhere before anybody looked at them here."""
    gone = superseded(workspace.store)
    return sum(1 for each in find_review(workspace.store, lot.name).judgments if each in gone and each not in found)


def _planned(name: str, queue: str, of: str, answers: tuple[Finished, ...], terms: Terms) -> Lot:
    plan = plan_of(terms, len(answers))
    return Lot(name, queue, of, makers(answers), tuple(each.name for each in answers), terms, plan.n, plan.accept)


def _keep(workspace: "Workspace", lot: Lot, answers: tuple[Finished, ...], *, seed: int, actor: str) -> None:
    chances = tickets(lot.judgments, design="simple", seed=seed)[0]
    drawn = tuple(lot.judgments[place] for place in draw_simple(chances, lot.n).tolist())
    review = Review(lot.name, lot.queue, None, len(answers), seed, drawn, barred=lot.judges, lot=lot.name)
    open_review(workspace.store, review, {each.name: each for each in answers}, actor=actor, now=workspace.now())
    workspace.put(LOT, lot.name, lot, actor=actor)


def _members(workspace: "Workspace", queue: str, vendor: str) -> tuple[str, ...]:
    """The judges of a vendor, by the programs that a queue belongs to."""
    every = [from_plain(Program, each.body) for each in workspace.store.documents.latest(PROGRAM)]
    members = [member for program in every if queue in program.queues for member in program.members]
    found = tuple(dict.fromkeys(member.judge for member in members if member.vendor == vendor))
    if not found:
        known = sorted({member.vendor for member in members if member.vendor})
        what = f"No program with the queue '{queue}' has members of a vendor '{vendor[:60]}'."
        raise WorkspaceError("lot.vendor", what, did_you_mean(vendor, known))
    return found


def _words(wanted: Wanted, vendor: str | None) -> str:
    whose = f"vendor {vendor}" if vendor else ", ".join(wanted.judges) or "everybody"
    days = (f"from {wanted.since}" if wanted.since else "", f"to {wanted.until}" if wanted.until else "")
    return " ".join(each for each in (whose, *days) if each)


def _outcome(text: str) -> Outcome:
    if text not in set(Outcome):
        raise InputError("lot.outcome", f"A lot is not '{text[:40]}'.", did_you_mean(text, Outcome))
    return Outcome(text)


def _rework(text: str) -> Rework:
    if text not in set(Rework):
        raise InputError("lot.rework", f"Nobody called '{text[:40]}' does a rework.", did_you_mean(text, Rework))
    return Rework(text)


def _decided(found: LotNumbers, outcome: Outcome, by: str) -> LotDecision:
    lot, seen = found.lot, found.inspected
    if found.decision is not None:
        what = f"The lot '{lot.name}' was {found.decision.outcome.value} by {found.decision.by}."
        raise InputError("lot.decided", what, "Make a new lot of what was answered since.")
    if outcome is Outcome.ACCEPTED and seen.n < lot.n:
        what = f"{seen.n} of {lot.n} answers of the lot '{lot.name}' were inspected."
        raise InputError("lot.not_inspected", what, f"Inspect {lot.n - seen.n} more: the page Review, or assay review.")
    return LotDecision(lot.name, outcome, seen.n, seen.n_bad, seen.by_plan, by, "")


def _withdraw(workspace: "Workspace", lot: Lot, *, actor: str) -> list[Judgment]:
    """Judgments without an answer in the place of those of a lot; a corrected one is another's and stays."""
    store, now, id = workspace.store, workspace.now(), f"lot:{lot.name}:rejected"
    known = store.ledger.entry(id)
    if known is not None:
        return list(store.ledger.records_of(known, Judgment))
    gone_before = superseded(store)
    standing = [name for name in lot.judgments if name not in gone_before]
    pairs = zip(judgments_called(store, standing), standing, strict=True)
    gone = [_withdrawn(before, name, at=now) for before, name in pairs]
    if gone:
        store.ledger.append("judgment", gone, id=id, actor=actor, now=now)
    return gone


def _withdrawn(before: Judgment, name: str, *, at: str) -> Judgment:
    told = replace(before, label=None, number=None, text=None, structure=None, seconds=None, status=Status.EXPIRED)
    return replace(told, observed_at=at, recorded_at="", supersedes=name)


def _ask_anew(
    workspace: "Workspace", lot: Lot, withdrawn: list[Judgment], rework: Rework | None, *, actor: str
) -> None:
    """As many answers to each item as were withdrawn, by others in its queue or by the same in one of their own."""
    store, plan = workspace.store, find_queue(workspace.store, lot.queue)
    store.queues.set_needs(queue_of(lot.name), [Need(each.item, open=False) for each in _open(workspace, lot)])
    lacking = dict[str, int]()
    for each in withdrawn:
        lacking[each.item] = lacking.get(each.item, 0) + 1
    if rework is Rework.OTHERS:
        held = {each.item: each for each in store.queues.items(lot.queue)}
        needs = [Need(item, needed=held[item].taken + n) for item, n in lacking.items() if item in held]
        store.queues.set_needs(lot.queue, needs)
    elif rework is Rework.SAME and lacking:
        name = rework_queue(lot.name)
        most = max(lacking.values())
        made = QueuePlan(name, plan.dataset, plan.question, plan.sample, most, plan.lease_minutes)
        workspace.put(DUTY, name, Duty(name, lot.judges, f"rework of the lot {lot.name}"), actor=actor)
        workspace.put(QUEUE, name, made, actor=actor)
        store.queues.make(name, lease_seconds=60 * plan.lease_minutes)
        rows = [QueueItem(item, place, needed=n) for place, (item, n) in enumerate(lacking.items())]
        store.queues.fill(name, rows)


def _open(workspace: "Workspace", lot: Lot) -> list[Held]:
    return [each for each in workspace.store.queues.items(queue_of(lot.name)) if each.open]
