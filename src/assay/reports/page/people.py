"""Who locked, amended, waived, approved and decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.core.evidence import Evidence
from assay.core.plan import Lock
from assay.core.slices import slice_text
from assay.core.verdict import Decision, Waiver
from assay.reports.words import ADVICE, moment


@dataclass(frozen=True, slots=True)
class Amendment:
    """One amendment of the plan."""

    at: str
    """When."""
    by: str
    """Who, as claimed."""
    reason: str
    """Why."""
    changes: Sequence[str]
    """What, a sentence each."""


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """One waiver."""

    gate: str
    """Which gate."""
    place: str
    """Which slice."""
    reason: str
    """Why the failure is acceptable."""
    by: str
    """Who asked."""
    approver: str
    """Who approved."""
    ends: str
    """When it ends."""
    use: str
    """Whether a verdict of this evidence rests on it."""


@dataclass(frozen=True, slots=True)
class PeopleView:
    """The section."""

    locked: str
    """When the plan was locked."""
    amendments: Sequence[Amendment]
    """Oldest first."""
    waivers: Sequence[WaiverLine]
    """Valid or not."""
    approvals: Sequence[str]
    """Approvals of the lock, then decisions, a sentence each."""


def people_view(evidence: Evidence, decisions: Sequence[Decision], history: Sequence[Lock]) -> PeopleView:
    """What people did to the plan and on this evidence; ``history`` holds earlier locks, oldest first."""
    lock = evidence.lock
    used = {verdict.waiver for verdict in evidence.verdicts if verdict.waiver is not None}
    locks = [each for each in (*history, lock) if each.amends is not None]
    return PeopleView(
        locked=moment(lock.locked_at),
        amendments=[_amendment(each) for each in {each.content: each for each in locks}.values()],
        waivers=[_waiver(each, used) for each in evidence.waivers],
        approvals=[*_approvals(lock), *_decisions(decisions)],
    )


def _amendment(lock: Lock) -> Amendment:
    return Amendment(moment(lock.locked_at), lock.locked_by, lock.reason or "no reason was recorded", lock.changes)


def _waiver(waiver: Waiver, used: set[str]) -> WaiverLine:
    return WaiverLine(
        gate=waiver.gate,
        place="whole gate" if waiver.slice is None else slice_text(waiver.slice),
        reason=waiver.reason,
        by=waiver.by,
        approver=waiver.approver,
        ends=moment(waiver.expires_at),
        use="yes" if waiver.id in used else "no: it has ended, or nothing failed that it covers",
    )


def _approvals(lock: Lock) -> Iterator[str]:
    for approval in lock.approvals:
        yield f"{moment(approval.at)}: {approval.by} (as claimed) approved plan content {approval.subject}."


def _decisions(decisions: Sequence[Decision]) -> Iterator[str]:
    for decision in decisions:
        who = f"{moment(decision.at)}: {decision.by} (as claimed) decided {ADVICE[decision.advice].lower()}"
        yield f"{who} on evidence {decision.evidence}. {decision.reason}".strip()
