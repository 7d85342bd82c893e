"""Judges and judgments: who says what about an item."""

from dataclasses import dataclass
from enum import StrEnum

from assay.core.canonical import content_hash

QUEUED, LATE = "queue:", ":late"
"""Begins the run of judgments that came by a queue; ends the run of those that came when nobody needed them."""
RULED = ":ruled"
"""Ends the run of rulings: they are given in sight of the answers of others, and are no votes."""


class JudgeKind(StrEnum):
    """Who or what judges."""

    LABELER = "labeler"
    """A person."""
    LLM_JUDGE = "llm_judge"
    """A language model with a guideline for a prompt."""
    SCORER = "scorer"
    """A pure function of the output."""
    AGENT = "agent"
    """An annotation agent."""
    SYSTEM = "system"
    """What is evaluated, when it answers a question of the menu."""


class Status(StrEnum):
    """Whether there is an answer. Absence is a word, never NaN, 0 or an empty text."""

    GIVEN = "given"
    ABSTAINED = "abstained"
    REFUSED = "refused"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    EXPIRED = "expired"


OWN_DOING = (Status.REFUSED.value, Status.FAILED.value)
"""What a called system did instead of answering: it is wrong whatever is assumed of answers that never came."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Who or what judges, under one version. People appear by pseudonym."""

    id: str
    """Stable id; a pseudonym for people."""
    kind: JudgeKind
    """Who or what."""
    version: str
    """Content hash of whatever makes it answer as it does; for recorded outputs, of the recording."""


def judge_named(name: str, kind: JudgeKind, told: str | None = None) -> Judge:
    """Who judges, under a version that is the hash of name, kind and what was ``told`` of it (a model, a prompt)."""
    return Judge(name, kind, content_hash({"judge": name, "kind": kind.value, "version": told}))


@dataclass(frozen=True, slots=True)
class Judgment:
    """One judge's answer to one question on one item under one guideline version."""

    item: str
    """External id of the item within its dataset."""
    item_hash: str
    """Content hash of the item version that was judged."""
    question: str
    """Name of the question."""
    judge: str
    """Id of the judge."""
    judge_version: str
    """Version of the judge."""
    guideline_version: str | None
    """Version of the instruction; None for imported outputs."""
    status: Status
    """Whether there is an answer."""
    recorded_at: str
    """When the ledger took it, UTC."""
    label: str | None = None
    """Answer to a choice."""
    number: float | None = None
    """Answer to a number question."""
    text: str | None = None
    """Free answer."""
    structure: str | None = None
    """Canonical JSON of a structured answer."""
    confidence: float | None = None
    """0 to 1, as the judge gave it."""
    order_shown: str | None = None
    """For pairs, which side came first; where a machine suggested an answer, which, and whether it was shown."""
    attempt: int = 1
    """The k-th answer to the same item."""
    seconds: float | None = None
    """Time taken."""
    cost_minor: int | None = None
    """Cost in the smallest unit of ``currency``."""
    currency: str | None = None
    """ISO 4217."""
    sample: str | None = None
    """Sample through which the item came; None is "picked by hand"."""
    run: str | None = None
    """Run or submission."""
    observed_at: str | None = None
    """When the judge answered, UTC."""
    supersedes: str | None = None
    """The judgment this one corrects."""
