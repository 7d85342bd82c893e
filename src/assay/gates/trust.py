"""Whether a machine judge may be relied upon: its card, held against what it judged and when."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from assay.core.evidence import Doubt
from assay.core.judge_card import JudgeCard, Trait
from assay.core.safe_text import neutral, shell_word

NO_CARD, EXPIRED, OTHER_VERSION = "judge_no_card", "judge_expired", "judge_other_version"
TUNED, SAYS_NOTHING, UNCORRECTED = "judge_tuned_here", "judge_says_nothing", "judge_uncorrected"
SEVERAL = "judge_several_versions"
WORTHLESS = frozenset({Trait.RANDOM, Trait.CONSTANT, Trait.INJECTED, Trait.TOO_FEW})
"""What a card may say of a judge whose verdicts say nothing of the outputs."""


class Used(NamedTuple):
    """How a judge was used."""

    judge: str
    """Its name."""
    versions: tuple[str, ...]
    """Under which versions it judged the outputs."""
    question: str
    """What it was asked."""
    corrected: bool
    """Whether people judge a sample of the outputs."""
    dataset: str = ""
    """Name of the dataset that it judged."""
    items: Collection[str] = ()
    """`assay.core.judge_card.item_mark` of what it judged, and of the prompts behind it."""


def doubts(card: JudgeCard | None, used: Used, *, now: str) -> tuple[Doubt, ...]:
    """Why the judge is not to be trusted, the gravest first; none where it may be."""
    found = [] if used.corrected else [_uncorrected(used)]
    if len(used.versions) > 1:
        found.append(_several(used))
    if card is None:
        return (_no_card(used), *found)
    every = [_worthless(card), _expired(card, now), _other_version(card, used), _tuned(card, used)]
    return (*(each for each in every if each is not None), *found)


def calibrate_again(used: Used) -> str:
    """The command that makes a card."""
    judge, question = shell_word(used.judge, most=60), shell_word(used.question, most=60)
    dataset = f" --dataset {shell_word(used.dataset, most=120)}" if used.dataset else ""
    return f"assay judge calibrate{dataset} --judge {judge} --question {question}"


def _no_card(used: Used) -> Doubt:
    said = f"Judge '{neutral(used.judge, most=60)}' has no card for the question '{neutral(used.question, most=60)}'"
    return Doubt(NO_CARD, f"{said}: nobody knows what it is worth against people. Make one: {calibrate_again(used)}.")


def _worthless(card: JudgeCard) -> Doubt | None:
    found = next((each for each in card.findings if each.trait in WORTHLESS), None)
    if found is None:
        return None
    said = f"The card of judge '{neutral(card.judge, most=60)}' says: {found.sentence}"
    return Doubt(SAYS_NOTHING, f"{said} Take another judge, or mend its guideline and calibrate it again.")


def _expired(card: JudgeCard, now: str) -> Doubt | None:
    if datetime.fromisoformat(now) < datetime.fromisoformat(card.valid_until):
        return None
    said = f"The card of judge '{neutral(card.judge, most=60)}' held until {card.valid_until[:10]}"
    return Doubt(EXPIRED, f"{said}: models change behind their names. Calibrate it again: assay judge calibrate.")


def _other_version(card: JudgeCard, used: Used) -> Doubt | None:
    if not used.versions or set(used.versions) == {card.version}:
        return None
    other = next(each for each in used.versions if each != card.version)
    said = (
        f"Judge '{neutral(card.judge, most=60)}' judged under version {other[:12]}, its card is of {card.version[:12]}"
    )
    return Doubt(OTHER_VERSION, f"{said}. Calibrate the version that judges here: assay judge calibrate.")


def _several(used: Used) -> Doubt:
    said = f"Judge '{neutral(used.judge, most=60)}' judged these outputs under {len(used.versions)} versions"
    return Doubt(SEVERAL, f"{said}, so one card cannot stand for all. Have one version judge them all.")


def _tuned(card: JudgeCard, used: Used) -> Doubt | None:
    here = len(set(card.tuned_on) & set(used.items))
    name = neutral(card.judge, most=60)
    if here:
        said = f"Judge '{name}' was tuned on {here} of the items that it judges here"
        return Doubt(TUNED, f"{said}: there it is better than elsewhere. Judge items that it was not tuned on.")
    if card.n_tuned:
        said = f"The card of judge '{name}' rests on {card.n_tuned} items that the judge was tuned on"
        return Doubt(TUNED, f"{said}: it flatters. Calibrate it on other items: assay judge calibrate.")
    return None


def _uncorrected(used: Used) -> Doubt:
    said = f"Nobody checks judge '{neutral(used.judge, most=60)}' on these outputs"
    return Doubt(UNCORRECTED, f"{said}. Let people judge a sample: add 'people: 200' under 'scoring:' in the plan.")
