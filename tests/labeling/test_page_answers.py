"""Answers as a page sends and shows them."""

from typing import Any

import pytest

from assay.core.errors import InputError
from assay.core.judgment import Judgment, Status
from assay.core.question import Choice, Form, Pair, Question, Rating
from assay.labeling.page_answers import read_answer, shown_answer

PAIR = Pair("a", "b")


def asked(form: Form) -> Question:
    return Question("q", "?", form)


def given(status: Status = Status.GIVEN, **answer: Any) -> Judgment:
    known: dict[str, Any] = {"question": "q", "judge": "j", "judge_version": "1", "guideline_version": None}
    return Judgment("i", "h", **known, status=status, recorded_at="", **answer)


@pytest.mark.parametrize(("order", "sides"), [("left", ("left", "right")), ("right", ("right", "left"))])
def test_the_side_of_a_pair_is_its_place_on_the_screen(order: str, sides: tuple[str, str]) -> None:
    assert tuple(read_answer(asked(PAIR), key, order=order) for key in ("1", "2", "0")) == (*sides, "tie")
    for key, side in zip(("1", "2", "0"), (*sides, "tie"), strict=True):
        assert shown_answer(asked(PAIR), given(label=side, order_shown=order)) == key


@pytest.mark.parametrize("sent", ["left", "3", "", 1, None, ["1"]])
def test_a_side_that_is_not_on_the_screen_is_refused(sent: object) -> None:
    with pytest.raises(InputError):
        read_answer(asked(PAIR), sent, order="left")


def test_numbers_are_taken_as_they_are_typed() -> None:
    assert [read_answer(asked(Rating(1, 5)), sent, order=None) for sent in ("٣", " 3.0", 3)] == [3.0, 3.0, 3]


def test_an_item_that_was_passed_over_has_no_answer() -> None:
    assert shown_answer(asked(Choice(("a", "b"))), given(Status.ABSTAINED)) is None
