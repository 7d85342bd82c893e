"""Which calls a judge needs for some items: each with its prompt, and a key of all that its answer depends on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from assay.core.canonical import content_hash
from assay.core.errors import InputError
from assay.core.question import LEFT, RIGHT, Pair
from assay.core.to_judge import Instruction, ToJudge
from assay.harness.judging.canaries import canaries, check_canaries
from assay.harness.judging.frame import check_form, instructions, shown
from assay.harness.judging.judge_spec import Caller, JudgeSpec, Kind
from assay.harness.judging.settling import check_claims

MOST_REPEATS = 20
MOST_CLAIMS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A judge and what it is asked."""

    spec: JudgeSpec
    """The judge."""
    instructions: tuple[Instruction, ...]
    """What it is asked, in the order of its file."""
    repeat: int = 1
    """How often each item is asked, to see whether the judge agrees with itself."""
    again: bool = False
    """Whether what was given up is asked once more."""

    @property
    def system(self) -> str:
        """The system message."""
        is_claims = self.spec.kind is Kind.CLAIMS
        has_reference = self.spec.reference is not None
        return instructions(self.instructions, work=self.spec.prompt, claims=is_claims, reference=has_reference)

    @property
    def tools(self) -> str:
        """A hash of the tools and of what they answer; empty without tools."""
        return "" if self.spec.tools is None else content_hash(self.spec.tools.told())

    @property
    def is_paired(self) -> bool:
        """Whether items are pairs, which are shown in both orders."""
        return isinstance(self.instructions[0].question.form, Pair)


class Turn(NamedTuple):
    """One answer that is wanted, of one call or several."""

    item: ToJudge
    """The item as it is shown."""
    attempt: int
    """The k-th answer."""
    shown: str | None
    """For pairs: the side that is shown first."""
    demanded: str | None
    """For a canary: what its text demands."""
    prompts: tuple[str | None, ...]
    """One for each claim, else one; None where the item is too long."""


def check_asking(asking: Asking) -> None:
    """Nothing when the judge can be asked that.

    Raises
    ------
    InputError
        ``judging.form``, ``judging.canary``, ``judging.repeat``.
    """
    if not 1 <= asking.repeat <= MOST_REPEATS:
        what = f"Each item is to be asked {asking.repeat} times."
        raise InputError("judging.repeat", what, f"Give a number from 1 to {MOST_REPEATS}.")
    for each in asking.instructions:
        check_form(each.question)
        fits = isinstance(each.question.form, Pair) == (asking.spec.kind is Kind.PAIRWISE)
        if not fits and asking.spec.kind is not Kind.PANEL:
            what = f"A judge of kind {asking.spec.kind.value} cannot be asked '{each.question.name}'."
            fix = "Pairs are for kind pairwise or panel, and these for pairs alone."
            raise InputError("judging.form", what, fix)
    question = asking.instructions[0].question
    if asking.spec.kind is Kind.CLAIMS:
        check_claims(question)
    if asking.spec.canaries:
        check_canaries(question)


def turns(asking: Asking, items: Sequence[ToJudge]) -> Iterator[Turn]:
    """Every answer that is wanted, item by item, the canaries last."""
    orders = (LEFT, RIGHT) if asking.is_paired else (None,)
    is_claims = asking.spec.kind is Kind.CLAIMS
    for item in items:
        for order in orders:
            swapped = order == RIGHT
            prompts = _of_claims(item) if is_claims else (shown(item, swapped=swapped),)
            for attempt in range(1, asking.repeat + 1):
                yield Turn(item, attempt, order, None, prompts)
    if asking.spec.canaries:
        for item, demanded in canaries(items, asking.instructions[0].question, asking.spec.canaries):
            yield Turn(item, 1, None, demanded, (shown(item),))


def _of_claims(item: ToJudge) -> tuple[str | None, ...]:
    """A prompt a claim; an item with too many is not judged by some of them."""
    if len(item.claims) > MOST_CLAIMS:
        return (None,)
    return tuple(shown(item, claim=claim) for claim in item.claims)


def key_of(caller: Caller, system: str, prompt: str, attempt: int, *, tools: str = "") -> str:
    """Under which the answer to a call is kept; the secret is not in it. ``tools`` is a hash of those there are."""
    about: Any = {**caller.told(), "system": system, "prompt": prompt, "attempt": attempt}
    about |= {"tools": tools} if tools else {}
    return content_hash(about)
