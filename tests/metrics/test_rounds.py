"""Agreement of two rounds: paired where both hold the same items, apart where they do not, with a reason where not."""

import pyarrow as pa
import pytest

from assay.metrics.long_facts import LongFacts, long_facts
from assay.metrics.rounds import APART, compare_rounds
from assay.stats.agreement.rounds import Ends, difference_of, jackknife_error

N = 40


def answers(*, wrong: int, prefix: str = "i", n: int = N) -> LongFacts:
    """Three judges; the third one differs on the first ``wrong`` items."""
    rows = [
        (f"{prefix}{place:02d}", judge, "yes" if (place % 2 == 0) != (judge == "c" and place < wrong) else "no")
        for place in range(n)
        for judge in "abc"
    ]
    columns = dict(zip(("item", "judge", "answer"), map(list, zip(*rows, strict=True)), strict=True))
    return long_facts(pa.table(columns), item=["item"], judge=["judge"], answer="answer")


def test_the_same_items_are_paired_and_tell_more_than_others() -> None:
    before = answers(wrong=20)
    paired, apart = compare_rounds(before, answers(wrong=5)), compare_rounds(before, answers(wrong=5, prefix="k"))
    assert paired.difference == pytest.approx(apart.difference)
    assert "jackknife" in paired.method.interval
    assert paired.interval is not None
    assert apart.interval is not None
    assert paired.interval.low > 0
    assert paired.interval.high - paired.interval.low < apart.interval.high - apart.interval.low


def test_rounds_with_some_items_in_common_are_held_apart_and_say_so() -> None:
    found = compare_rounds(answers(wrong=20), answers(wrong=5, n=N + 4))
    assert found.method.notes == (APART,)


def test_without_any_change_there_is_no_interval_but_a_reason() -> None:
    found = compare_rounds(answers(wrong=20), answers(wrong=20))
    assert (found.difference, found.interval, found.reason) == (0.0, None, "no_variation")
    few = compare_rounds(answers(wrong=2, n=10), answers(wrong=1, n=10))
    assert (few.interval, few.reason) == (None, "few_varied_items")


def test_the_jackknife_of_a_mean_is_its_standard_error_and_a_difference_keeps_its_skew() -> None:
    values = [3.0, 5.0, 4.0, 8.0]
    left_out = [(sum(values) - each) / 3 for each in values]
    assert jackknife_error(left_out) == pytest.approx((sum((each - 5.0) ** 2 for each in values) / 3 / 4) ** 0.5)
    found = difference_of(Ends(0.2, 0.1, 0.6), Ends(0.5, 0.4, 0.55))
    assert found.value - found.low == pytest.approx((0.1**2 + 0.4**2) ** 0.5)
    assert found.high - found.value == pytest.approx((0.05**2 + 0.1**2) ** 0.5)
