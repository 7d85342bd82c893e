"""When gold is offered: at its rate for every judge, at places that nobody can foresee, each item at most once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.errors import InputError
from assay.labeling.gold import EMPTY_LANE, GOLD_LANE, Gold, check_rate, is_gold_turn, offered, placed, usual_number
from assay.store.queueing.assignment import ANY_LANE
from assay.store.queueing.listing import Held

RATES = st.floats(0.01, 1.0)


def gold(rate: float, *, by: str = "s", queue: str = "q") -> Gold:
    return Gold(queue, "right", rate, by, ("g0", "g1"))


def turns(policy: Gold, judge: str, n: int) -> list[int]:
    return [place for place in range(n) if is_gold_turn(policy, judge, place)]


@given(rate=RATES, n=st.integers(0, 500), judge=st.sampled_from(["j1", "j2", "评审"]))
def test_after_any_number_of_items_gold_is_at_its_rate_within_one(rate: float, n: int, judge: str) -> None:
    assert abs(len(turns(gold(rate), judge, n)) - n * rate) <= 1.0 + 1e-6


@given(rate=RATES, n=st.integers(0, 300))
def test_the_same_judge_meets_gold_at_the_same_places_whenever_asked(rate: float, n: int) -> None:
    assert is_gold_turn(gold(rate), "j1", n) is is_gold_turn(gold(rate), "j1", n)


def test_places_differ_by_judge_by_queue_and_by_secret() -> None:
    mine = turns(gold(0.1), "j1", 300)
    assert mine != turns(gold(0.1), "j2", 300)
    assert mine != turns(gold(0.1, by="t"), "j1", 300)
    assert mine != turns(gold(0.1, queue="other"), "j1", 300)
    assert len({place % 10 for place in mine}) > 5, "not every tenth"


def test_at_a_rate_of_one_everything_is_gold() -> None:
    assert turns(gold(1.0), "j1", 50) == list(range(50))


def test_gold_and_usual_items_come_out_of_as_many_lanes() -> None:
    lanes, pick = offered(gold(0.5), "j1")
    assert pick is not None
    picked = {tuple(pick(n)) for n in range(20)}
    assert picked == {(GOLD_LANE, ANY_LANE), (EMPTY_LANE, ANY_LANE)}
    assert lanes == (GOLD_LANE, ANY_LANE)
    assert offered(None, "j1") == ((ANY_LANE,), None)


@pytest.mark.parametrize("rate", [0.0, -0.1, 1.01, float("nan")])
def test_a_rate_that_is_no_share_is_refused(rate: float) -> None:
    with pytest.raises(InputError, match="Give a share"):
        check_rate(rate)


def test_as_much_gold_as_a_whole_queue_needs() -> None:
    assert (usual_number(0.1, 200), usual_number(0.3, 10), usual_number(1.0, 7)) == (20, 3, 7)


def held(item: str, *, taken: int = 0, lane: str = "any", round: int = 1) -> Held:
    return Held(item, round, 3, taken, True, lane)


def test_items_outside_of_the_queue_become_gold_first_and_those_that_nobody_had_next() -> None:
    known = ["a", "b", "c", "d", "e"]
    queue = {"a": held("a"), "b": held("b", taken=1), "c": held("c", round=2), "d": held("d")}
    found = placed(known, queue, n=2, secret="s", is_sample=False)
    assert {each.item for each in found.fresh} == {"e"}
    assert len(found.moved) == 1
    assert {each.item for each in found.moved} <= {"a", "d"}
    assert found.n_held_back == 2
    assert {each.lane for each in (*found.fresh, *found.moved)} == {GOLD_LANE}


def test_items_of_a_sample_stay_in_it_and_what_judges_can_know_is_no_gold() -> None:
    queue = {"a": held("a"), "b": held("b")}
    found = placed(["a", "b", "c", "d"], queue, n=9, secret="s", is_sample=True, taboo=["c"])
    assert ([each.item for each in found.fresh], found.moved, found.n_held_back) == (["d"], (), 2)


def test_the_same_again_adds_none_and_more_are_placed_behind() -> None:
    queue = {"g": held("g", lane=GOLD_LANE)}
    assert placed(["g", "h"], queue, n=1, secret="s", is_sample=True).fresh == ()
    more = placed(["g", "h"], queue, n=2, secret="s", is_sample=True).fresh
    assert [(each.item, each.place) for each in more] == [("h", 1)]
