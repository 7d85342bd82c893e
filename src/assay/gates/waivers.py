"""Accepted failures: who may grant one, for what, and until when it counts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from assay.core.errors import InputError, NotPermitted, did_you_mean
from assay.core.plan import Gate, GateRole, Plan
from assay.core.safe_text import neutral
from assay.core.slices import SliceKey, part_name, slice_text
from assay.core.verdict import Outcome, Verdict, Waiver
from assay.gates.times import clock_text, moment_of, spoken


def grant(
    plan: Plan,
    gate: str,
    *,
    plan_content: str,
    reason: str,
    by: str,
    approver: str,
    expires_at: str,
    now: str,
    id: str,
    slice: SliceKey | None = None,
) -> Waiver:
    """A waiver of a guardrail or slice gate, for one slice or the whole gate.

    Parameters
    ----------
    plan_content : text
        Content hash of the locked plan; a waiver counts for that content only.
    expires_at : text
        A day or a time in the future, UTC when it names no zone.
    now, id : text
        From the clock and id ports.

    Raises
    ------
    NotPermitted
        ``waiver.core_gate``, ``waiver.own_approval``: nobody waives a core gate or approves what they asked for.
    InputError
        ``waiver.unknown_gate``, ``waiver.slice``, ``waiver.blank``, ``waiver.expired``, ``gate.time``.
    """
    found = _gate_called(plan, gate)
    if found.role is GateRole.CORE:
        raise NotPermitted(
            "waiver.core_gate",
            f"Gate '{gate}' is a core gate: it says what the release is for, so its failure cannot be waived.",
            "Hold, or decide otherwise in the open (assay decide) with a reason.",
            item=gate,
        )
    for field, text in (("reason", reason), ("by", by), ("approver", approver)):
        _refuse_blank(field, text)
    if _person(by) == _person(approver):
        raise NotPermitted(
            "waiver.own_approval",
            f"'{by}' asks for the waiver and cannot approve it too.",
            "Name another person as approver.",
            item=gate,
        )
    if slice is not None:
        _refuse_other_slice(found, slice)
    ends = moment_of(expires_at, what="the end of a waiver")
    if ends <= moment_of(now, what="now"):
        what = f"The waiver would expire on {spoken(ends)}, which is not in the future."
        raise InputError("waiver.expired", what, f"Name a day after {now[:10]}.", item=gate)
    texts = reason.strip(), by.strip(), approver.strip()
    return Waiver(id, plan_content, gate, *texts, granted_at=now, expires_at=clock_text(ends), slice=slice or None)


def apply_waivers(
    verdicts: Sequence[Verdict], waivers: Sequence[Waiver], *, plan_content: str, now: str
) -> tuple[Verdict, ...]:
    """The verdicts with valid waivers on their failures; a waiver that has ended is told in the sentence.

    Only failures of guardrail and slice gates can be waived, by waivers of this plan's content granted by ``now``.
    Of several valid ones the one that ends last counts. Applying them again
    at a later time is the same as applying them then to what `check_gates` gave.
    """
    of_plan = [waiver for waiver in waivers if waiver.plan == plan_content]
    return tuple(_waived(verdict, tuple(_of(verdict, of_plan)), now) for verdict in verdicts)


def _of(verdict: Verdict, waivers: Sequence[Waiver]) -> Iterator[Waiver]:
    """Waivers that name the gate, and the slice if they name one, of a failure that may be waived."""
    if verdict.outcome is not Outcome.FAIL or verdict.role is GateRole.CORE:
        return
    for waiver in waivers:
        if waiver.gate == verdict.gate and (waiver.slice is None or waiver.slice == verdict.slice):
            yield waiver


def _waived(verdict: Verdict, waivers: Sequence[Waiver], now: str) -> Verdict:
    at = moment_of(now, what="now")
    plain = replace(verdict, waiver=None, why=_without_notes(verdict.why, waivers))
    granted = [waiver for waiver in waivers if moment_of(waiver.granted_at, what="a waiver") <= at]
    if not granted:
        return plain
    last = max(granted, key=_end)
    if at < _end(last):
        return replace(plain, waiver=last.id, why=plain.why + _valid_note(last))
    return replace(plain, why=plain.why + _expired_note(last))


def _without_notes(why: str, waivers: Sequence[Waiver]) -> str:
    """The sentence before waivers were applied, so that applying them again at a later time starts afresh."""
    for waiver in waivers:
        why = why.removesuffix(_valid_note(waiver)).removesuffix(_expired_note(waiver))
    return why


def _valid_note(waiver: Waiver) -> str:
    until = spoken(_end(waiver))
    return f" Waived until {until}, approved by {neutral(waiver.approver)}: {neutral(waiver.reason)}"


def _expired_note(waiver: Waiver) -> str:
    return f" Its waiver expired on {spoken(_end(waiver))} and does not count."


def _end(waiver: Waiver) -> datetime:
    return moment_of(waiver.expires_at, what="a waiver")


def _gate_called(plan: Plan, name: str) -> Gate:
    for gate in plan.gates:
        if gate.name == name:
            return gate
    known = [gate.name for gate in plan.gates]
    raise InputError("waiver.unknown_gate", f"The plan has no gate '{name}'.", did_you_mean(name, known), item=name)


def _refuse_blank(field: str, text: str) -> None:
    if not text.strip():
        raise InputError("waiver.blank", f"A waiver needs its '{field}'.", f"Write it: --{field} TEXT.")


def _refuse_other_slice(gate: Gate, key: SliceKey) -> None:
    columns = [part_name(part) for part in gate.by.parts] if gate.by else []
    if key and [column for column, _ in key] == columns:
        return
    cut = f"slices of {gate.by.name}" if gate.by else "all items"
    what = f"Gate '{gate.name}' looks at {cut}, so {slice_text(key)} is none of its slices."
    raise InputError("waiver.slice", what, "Name one of its slices, or none to waive the whole gate.", item=gate.name)


def _person(name: str) -> str:
    """Names that differ in case or blanks only are one person."""
    return " ".join(name.split()).casefold()
