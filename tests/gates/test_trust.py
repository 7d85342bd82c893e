"""A judge is doubted for each thing that a card cannot answer for, one row a thing."""

from dataclasses import replace
from typing import Any

import pytest

from assay.core.judge_card import Finding, JudgeCard, Trait, item_mark
from assay.gates.trust import (
    EXPIRED,
    NO_CARD,
    OTHER_VERSION,
    SAYS_NOTHING,
    SEVERAL,
    TUNED,
    UNCORRECTED,
    Used,
    doubts,
)

NOW = "2026-11-27T12:00:00.000000Z"
AGREES = Finding(Trait.AGREES, "It agrees.", "accuracy", True)
CARD = JudgeCard(
    judge="gpt",
    version="v1",
    question="good",
    guideline="",
    against="people",
    n_items=200,
    estimates=(),
    confusion=(),
    findings=(AGREES,),
    notes=(),
    made_at="2026-11-01T00:00:00.000000Z",
    valid_until="2027-01-30T00:00:00.000000Z",
    items="h",
)
USED = Used("gpt", ("v1",), "good", corrected=True, items=frozenset({item_mark("p1#a"), item_mark("p1")}))


def card(**changes: Any) -> JudgeCard:
    return replace(CARD, **changes)


def says(trait: Trait) -> JudgeCard:
    return card(findings=(Finding(trait, f"It is {trait.value}.", "kappa", False), AGREES))


TABLE = {
    "a card that holds": (CARD, USED, ()),
    "no card": (None, USED, (NO_CARD,)),
    "an expired card": (card(valid_until=NOW), USED, (EXPIRED,)),
    "a card that ends in a moment": (card(valid_until="2026-11-27T12:00:00.000001Z"), USED, ()),
    "another version": (CARD, USED._replace(versions=("v2",)), (OTHER_VERSION,)),
    "several versions": (CARD, USED._replace(versions=("v0", "v1")), (OTHER_VERSION, SEVERAL)),
    "nothing judged yet": (CARD, USED._replace(versions=()), ()),
    "tuned on an output": (card(tuned_on=(item_mark("p1#a"),)), USED, (TUNED,)),
    "tuned on a prompt": (card(tuned_on=(item_mark("p1"), item_mark("x"))), USED, (TUNED,)),
    "tuned on other items": (card(tuned_on=(item_mark("x"),)), USED, ()),
    "calibrated on items it was tuned on": (card(n_tuned=3), USED, (TUNED,)),
    "random": (says(Trait.RANDOM), USED, (SAYS_NOTHING,)),
    "constant": (says(Trait.CONSTANT), USED, (SAYS_NOTHING,)),
    "injected": (says(Trait.INJECTED), USED, (SAYS_NOTHING,)),
    "biased by length, which people correct": (says(Trait.LENGTH_BIASED), USED, ()),
    "nobody checks it": (CARD, USED._replace(corrected=False), (UNCORRECTED,)),
    "all at once": (
        card(valid_until=NOW, n_tuned=1, findings=(Finding(Trait.RANDOM, "It is.", "kappa", False),)),
        Used("gpt", ("v2",), "good", corrected=False),
        (SAYS_NOTHING, EXPIRED, OTHER_VERSION, TUNED, UNCORRECTED),
    ),
}


@pytest.mark.parametrize(("held", "used", "expected"), TABLE.values(), ids=TABLE)
def test_a_judge_is_doubted_row_by_row(held: JudgeCard | None, used: Used, expected: tuple[str, ...]) -> None:
    found = doubts(held, used, now=NOW)
    assert tuple(each.code for each in found) == expected
    assert all("gpt" in each.sentence and each.sentence.endswith(".") for each in found)
