"""One answer made of several: majorities of panels and shares of supported claims."""

import json

import pytest

from assay.core.answers import Given
from assay.core.errors import InputError
from assay.core.judgment import Status
from assay.core.question import Amount, Choice, Question
from assay.harness.judging.judge_spec import Prices
from assay.harness.judging.reading import Read
from assay.harness.judging.settling import check_claims, majority, support
from assay.harness.judging.spending import cost_of, whole_costs

SHARE = Question("support", "Which share is supported?", Amount(0.0, 1.0))
YES, NO = (Read(Status.GIVEN, Given("label", each), "", f"says {each}") for each in ("yes", "no"))
UNREAD = Read(Status.FAILED, None, "outside_menu")
REFUSED = Read(Status.REFUSED, None, "refusal")


@pytest.mark.parametrize(
    ("reads", "status", "value", "confidence"),
    [
        ([YES, YES, NO], "given", "yes", 2 / 3),
        ([YES, NO], "abstained", None, 0.5),
        ([YES, NO, UNREAD], "abstained", None, 0.5),
        ([YES, YES, UNREAD], "given", "yes", 1.0),
        ([YES, UNREAD, UNREAD], "failed", None, None),
        ([REFUSED, REFUSED, REFUSED], "refused", None, None),
    ],
)
def test_a_panel_says_what_most_say_and_abstains_when_it_is_split(
    reads: list[Read], status: str, value: str | None, confidence: float | None
) -> None:
    found = majority(reads, ["a", "b", "c"][: len(reads)])
    assert found.read.status.value == status
    assert (found.read.given.value if found.read.given else None) == value
    assert found.confidence == (None if confidence is None else pytest.approx(confidence))
    assert [each["model"] for each in json.loads(found.detail)] == ["a", "b", "c"][: len(reads)]


def test_the_share_of_supported_claims_is_an_answer_only_when_every_claim_was_judged() -> None:
    one, two = (Read(Status.GIVEN, Given("label", each)) for each in ("supported", "not_supported"))
    assert support([one, one, two, one], SHARE).read.given == Given("number", 0.75)
    assert (support([one, UNREAD], SHARE).read.status, support([one, UNREAD], SHARE).read.why) == (
        Status.FAILED,
        "claims_unread",
    )
    assert support([], SHARE).read.status is Status.NOT_APPLICABLE
    with pytest.raises(InputError, match="share of claims"):
        check_claims(Question("t", "?", Choice(("yes", "no"))))


def test_costs_are_whole_and_add_up_though_each_is_less_than_one() -> None:
    prices = Prices(1.0, 2.0, "USD")
    assert cost_of(prices, {"tokens_in": 1_000, "tokens_out": 500}) == pytest.approx(0.2)
    assert cost_of(Prices(1.0, 2.0, "JPY"), {"tokens_in": 1_000_000, "tokens_out": 0}) == 1.0
    assert cost_of(Prices(1.0, 2.0, "BIF"), {"tokens_in": 1_000_000, "tokens_out": 0}) == 1.0, "no cents either"
    assert cost_of(prices, {"tokens_in": None, "tokens_out": 5}) is None
    whole = whole_costs([0.2, None, *[0.2] * 9])
    assert (sum(each or 0 for each in whole), whole[1]) == (2, None)
