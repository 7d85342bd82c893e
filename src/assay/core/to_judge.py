"""What is put to a machine judge, and what it came to: the words that people's questions and called judges share."""

from typing import NamedTuple

from assay.core.answers import Given
from assay.core.judgment import Status
from assay.core.question import Question


class Instruction(NamedTuple):
    """A question with the rules by which it is answered: the same that people read."""

    question: Question
    """What is asked."""
    guideline: str
    """Text of the guideline; empty where there is none."""
    version: str | None
    """Version of the guideline; None where there is none."""


class ToJudge(NamedTuple):
    """An item as a judge reads it."""

    item: str
    """Id of the item."""
    item_hash: str
    """Content hash of the item version that is shown."""
    texts: tuple[tuple[str, str], ...]
    """What is shown, each text with its name."""
    sides: tuple[str, str] | None = None
    """For pairs: the left and the right one."""
    claims: tuple[str, ...] = ()
    """For a judge of claims: what the item claims."""
    sample: str | None = None
    """Sample through which it came."""


class Said(NamedTuple):
    """What a machine judge came to on an item and a question."""

    to_judge: ToJudge
    """The item."""
    question: str
    """Name of the question."""
    guideline: str | None
    """Version of the guideline."""
    attempt: int
    """The k-th answer."""
    status: Status
    """Whether there is an answer."""
    given: Given | None
    """The answer; None where there is none."""
    shown: str | None = None
    """For pairs: the side that was shown first."""
    demanded: str | None = None
    """For a canary: the answer that its text demands. It is no judgment of the item."""
    why: str = ""
    """Word for why there is no answer; empty where there is one."""
    rationale: str = ""
    """Reasons that the judge gave: one line, bounded, with what cannot be seen written out."""
    text: str = ""
    """How its answer began, as `rationale`."""
    detail: str = ""
    """Canonical JSON of what lies behind it: the answers to claims, of the members of a panel, of the tools called."""
    confidence: float | None = None
    """For a panel: the share of its members with this answer, of those that gave one."""
    seconds: float | None = None
    """Time taken."""
    cost: float | None = None
    """What it cost, in the smallest unit of the currency; None where it is not known."""
    served: str = ""
    """What the endpoint says that it is."""
