"""The decision of a named person."""

import pytest

from assay.core.errors import InputError
from assay.core.verdict import Advice, Decision, Recommendation
from assay.gates.decide import decide

NOW = "2026-11-22T14:05:00.000000Z"
HASH = "0123456789abcdef" * 4
ADVISED = Recommendation(Advice.HOLD, "Hold: recall is low.")


def decided(**fields):
    return decide(HASH, ADVISED, **{"advice": Advice.HOLD, "by": "Lead", "reason": "", "now": NOW, **fields})


def test_following_the_recommendation_needs_no_reason_of_ones_own():
    assert decided() == Decision(HASH, Advice.HOLD, "Lead", "As recommended. Hold: recall is low.", NOW)


@pytest.mark.parametrize("advice", list(Advice))
def test_any_decision_is_possible_with_a_reason(advice):
    assert decided(advice=advice, reason=" Legal wants it. ") == Decision(HASH, advice, "Lead", "Legal wants it.", NOW)


@pytest.mark.parametrize("advice", [each for each in Advice if each is not Advice.HOLD])
def test_differing_without_a_reason_is_refused(advice):
    with pytest.raises(InputError, match="The recommendation is 'hold'") as caught:
        decided(advice=advice, reason=" ")
    assert caught.value.code == "decision.reason"


def test_a_decision_needs_a_person():
    with pytest.raises(InputError) as caught:
        decided(by=" ")
    assert caught.value.code == "decision.by"


@pytest.mark.parametrize("text", ["", "abc", "Z" * 64, HASH + "0"])
def test_a_decision_rests_on_one_evidence(text):
    with pytest.raises(InputError) as caught:
        decide(text, ADVISED, advice=Advice.HOLD, by="Lead", reason="", now=NOW)
    assert caught.value.code == "decision.evidence"
