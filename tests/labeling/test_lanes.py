"""Lanes by a column, priorities by another, and the words of skills."""

import pytest

from assay.core.encode import from_plain, to_plain
from assay.core.errors import InputError
from assay.labeling.gold import check_no_lanes, offered
from assay.labeling.kept import QueuePlan
from assay.labeling.lanes import (
    MOST_LANES,
    checked_skills,
    keeps_order,
    kinds_of,
    lanes_of,
    lanes_of_judge,
    priorities_of,
)


def test_a_lane_is_the_text_of_a_value_and_nothing_is_for_everybody() -> None:
    lanes = lanes_of(["zh", None, " zh ", "", 3, float("nan")], column="lang")
    assert lanes == ("zh", "any", "zh", "any", "3", "any")
    assert kinds_of(lanes) == ("3", "zh")


@pytest.mark.parametrize("value", ["gold", "Any", "nothing", "a,b", "x" * 61, "zh\u202e"])
def test_a_value_that_cannot_be_a_lane_is_named_with_what_to_do(value: str) -> None:
    with pytest.raises(InputError, match="of the column 'lang'") as caught:
        lanes_of(["zh", value], column="lang")
    assert caught.value.code == "queue.lane"
    assert caught.value.problems[0].fix.startswith("Write it in other words")


def test_a_column_of_many_values_is_no_column_of_lanes() -> None:
    assert len(kinds_of(lanes_of([f"s{n}" for n in range(MOST_LANES)], column="id"))) == MOST_LANES
    with pytest.raises(InputError, match="more than 50 values"):
        lanes_of([f"s{n}" for n in range(MOST_LANES + 2)], column="id")


def test_priorities_are_whole_numbers_however_they_are_written() -> None:
    assert priorities_of([2, "10", 3.0, -1], list("abcd"), column="p") == (2, 10, 3, -1)


@pytest.mark.parametrize("value", [None, 1.5, "high", True, 10**10, float("nan")])
def test_a_priority_that_is_none_is_told_with_its_id(value: object) -> None:
    with pytest.raises(InputError, match="of 'b'") as caught:
        priorities_of([1, value], ["a", "b"], column="p")
    assert caught.value.code == "queue.priority"


def test_the_random_order_stays_where_each_stratum_is_of_one_lane_and_one_priority() -> None:
    assert keeps_order(["zh", "en", "zh"], ["zh", "en", "zh"], [1, 0, 1])
    assert not keeps_order(["zh", "en", "zh"], ["zh", "en", "zh"], [1, 0, 2])
    assert not keeps_order(["all", "all"], ["zh", "any"], [0, 0])


def test_a_judge_gets_the_lanes_whose_skill_he_has_however_his_name_is_spelled() -> None:
    skills = {"j1": frozenset({"zh", "fr"})}
    assert lanes_of_judge(("en", "zh"), skills, "J1") == ("any", "zh")
    assert lanes_of_judge(("en", "zh"), skills, "j2") == ("any",)
    assert offered(None, "j1", ("any", "zh")).leave_out({"any", "zh"}).lanes == ("nothing",)


def test_skills_are_words_of_lanes_and_gold_is_not_for_queues_with_lanes() -> None:
    assert checked_skills("j1", ["zh ", "medical", "zh"]).has == ("medical", "zh")
    for words in (["gold"], [""], [f"s{n}" for n in range(MOST_LANES + 1)]):
        with pytest.raises(InputError):
            checked_skills("j1", words)
    with pytest.raises(InputError, match="gold would reach people without them") as caught:
        check_no_lanes("q", ("en", "zh"))
    assert "Fill a queue for each" in caught.value.problems[0].fix


def test_a_queue_without_lanes_is_kept_and_read_as_before_there_were_any() -> None:
    plan = QueuePlan("q", "d", "d:toxic", None, 3, 30)
    plain = to_plain(plan)
    assert list(plain) == ["name", "dataset", "question", "sample", "overlap", "lease_minutes"]
    assert from_plain(QueuePlan, plain) == plan
