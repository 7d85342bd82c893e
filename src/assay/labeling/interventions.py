"""Interventions: what a quality rule did, to whom, on what evidence, and whether somebody lifted it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

from assay.core.canonical import content_hash
from assay.core.encode import from_plain
from assay.core.errors import NotPermitted, WorkspaceError
from assay.labeling.flagging import words_said
from assay.labeling.quality_evidence import Met
from assay.labeling.quality_rule import Does, KeptRule
from assay.store.open import Store

INTERVENTION = "intervention"
"""Kind of document."""
BY_QUALIFYING = "qualification"
"""Who lifted what ended because the judge qualified again."""
STAYS = frozenset({Does.PAUSE, Does.RETRAIN, Does.REMOVE_SKILL})
"""What holds until it is lifted; the others are done once."""
LONGEST_REASON = 500
USUAL = {
    Does.PAUSE: "The lead of the program would like to look at it with you first.",
    Does.RETRAIN: "Read the guideline once more and qualify again; then it goes on.",
}
"""What a judge is told who gets no items."""


@dataclass(frozen=True, slots=True)
class Intervention:
    """What a quality rule did to the work of one judge."""

    queue: str
    """Queue in which he works."""
    judge: str
    """Pseudonym."""
    rule: str
    """Name of the quality rule."""
    rule_version: str
    """Version of it."""
    does: Does
    """What was done."""
    value: float
    """The value on which it rests; of a pair of judges the adjusted p."""
    low: float | None
    """Lower end of its interval; None for a pair."""
    high: float | None
    """Upper end; None for a pair."""
    n: int
    """Answers behind it."""
    seen_until: str
    """When the last of these answers was given, UTC."""
    items: tuple[str, ...]
    """The items of these answers."""
    other: str | None = None
    """The other judge of a pair."""
    skill: str | None = None
    """The lane that was taken away."""
    says: str | None = None
    """What the judge is told."""
    lifted_by: str | None = None
    """Who lifted it; None while it holds."""
    because: str | None = None
    """Why it was lifted."""

    @property
    def holds(self) -> bool:
        """Whether it keeps the judge from items now."""
        return self.does in STAYS and self.lifted_by is None


class KeptIntervention(NamedTuple):
    """An intervention as the workspace keeps it."""

    made: Intervention
    """What was done."""
    at: str
    """When it was done, or lifted, UTC."""


def intervention_name(queue: str, judge: str, rule: str) -> str:
    """Under which what a rule does to a judge is kept."""
    return f"{queue}:{judge}:{rule}"


def review_name(made: Intervention) -> str:
    """The review that an audit opens; another one for later answers."""
    words = f"{made.rule}-{made.judge}"
    plain = "".join(each if each.isascii() and each.isalnum() else "-" for each in words)[:60].strip("-")
    return f"quality-{plain}-{content_hash({'rule': words, 'until': made.seen_until})[:8]}"


def intervened(kept: KeptRule, met: Met) -> Intervention:
    """What a rule does to a judge for whom its condition is met."""
    rule = kept.rule
    told = (met.value, met.low, met.high, met.n, met.at, met.items, met.other)
    return Intervention(rule.queue, met.judge, rule.name, kept.version, rule.does, *told, rule.skill, rule.says)


def interventions_in(store: Store, queue: str | None = None) -> tuple[KeptIntervention, ...]:
    """Every intervention as it stands, those that hold first, then the newest first."""
    every = (each for each in store.documents.latest(INTERVENTION) if queue in (None, each.body["queue"]))
    found = [KeptIntervention(from_plain(Intervention, each.body), each.at) for each in every]
    newest = sorted(found, key=lambda each: each.at, reverse=True)
    return tuple(sorted(newest, key=lambda each: not each.made.holds))


def stopped_judges(every: Collection[KeptIntervention]) -> frozenset[str]:
    """Judges who get no items at all."""
    return frozenset(each.made.judge for each in every if each.made.holds and each.made.does in USUAL)


def skills_removed(every: Collection[KeptIntervention]) -> dict[str, frozenset[str]]:
    """Lanes that judges get no items of."""
    found: dict[str, frozenset[str]] = {}
    for each in every:
        if each.made.holds and each.made.skill:
            found[each.made.judge] = found.get(each.made.judge, frozenset()) | {each.made.skill}
    return found


def retrained_since(every: Collection[KeptIntervention]) -> dict[str, str]:
    """From when on answers count for qualifying again, of judges who are to."""
    found: dict[str, str] = {}
    for each in every:
        if each.made.holds and each.made.does is Does.RETRAIN:
            found[each.made.judge] = max(each.at, found.get(each.made.judge, ""))
    return found


def ended_by_qualifying(store: Store, queue: str, judge: str) -> tuple[Intervention, ...]:
    """What sent a judge to qualify again, over: for who was found qualified since."""
    found = (each.made for each in interventions_in(store, queue) if each.made.judge == judge and each.made.holds)
    retrained = (each for each in found if each.does is Does.RETRAIN)
    return tuple(replace(each, lifted_by=BY_QUALIFYING, because="Qualified again.") for each in retrained)


def check_not_paused(store: Store, queue: str, judge: str) -> None:
    """Nothing when no quality rule paused the judge's work in a queue.

    Raises
    ------
    NotPermitted
        ``queue.paused``, in words that are kind and tell nothing of gold.
    """
    for each in interventions_in(store, queue):
        made = each.made
        if made.judge == judge and made.holds and made.does is Does.PAUSE:
            what = f"Your work in '{queue}' rests for now; all your answers are kept."
            raise NotPermitted("queue.paused", what, made.says or USUAL[Does.PAUSE])


def lifted(made: Intervention, *, by: str, because: str) -> Intervention:
    """The intervention, over.

    Raises
    ------
    InputError
        ``quality.reason``.
    """
    return replace(made, lifted_by=by, because=words_said(because, "quality.reason", most=LONGEST_REASON))


def find_held(store: Store, queue: str, judge: str) -> tuple[Intervention, ...]:
    """What holds for a judge in a queue.

    Raises
    ------
    WorkspaceError
        ``quality.nothing_holds``.
    """
    found = tuple(each.made for each in interventions_in(store, queue) if each.made.judge == judge and each.made.holds)
    if not found:
        what = f"No quality rule keeps {judge[:100]} from items of '{queue}'."
        raise WorkspaceError("quality.nothing_holds", what, f"See whom one does: assay quality show {queue}.")
    return found
