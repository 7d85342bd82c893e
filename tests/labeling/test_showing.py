"""A judge sees the texts of an item, and nothing that others or machines said of it."""

from dataclasses import replace

import pytest

from assay.core.errors import InputError
from assay.core.item import Column, Role
from assay.core.question import Choice, Form, Pair, Question, Spans
from assay.labeling.showing import Part, check_columns, content_of, order_shown, parts_of, shown_columns

COLUMNS = (
    *(Column("id", "text", Role.ID), Column("title", "text", Role.OTHER), Column("text", "text", Role.TEXT)),
    *(Column("label", "text", Role.LABEL), Column("pred", "text", Role.PREDICTION, "old")),
    *(Column("lang", "text", Role.SLICE), Column("score", "number", Role.SCORE, "old")),
    Column("name", "text", Role.SENSITIVE),
)
MENU = Choice(("yes", "no"))


def asked(form: Form = MENU, *show: str) -> Question:
    return Question("q", "?", form, show)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        (asked(), ("text",)),
        (asked(MENU, "title", "text"), ("title", "text")),
        (asked(Spans(("a",), "title")), ("text", "title")),
        (asked(Pair("pred", "title")), ("text", "pred", "title")),
    ],
)
def test_texts_are_shown_and_what_the_question_names(question: Question, shown: tuple[str, ...]) -> None:
    check_columns(question, COLUMNS, dataset="reviews")
    assert shown_columns(question, COLUMNS) == shown


def test_without_texts_all_is_shown_that_gives_nothing_away() -> None:
    columns = [each for each in COLUMNS if each.role is not Role.TEXT]
    assert shown_columns(asked(), columns) == ("title", "lang")
    assert shown_columns(asked(Pair("title", "lang")), columns) == ("title", "lang")


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        (asked(MENU, "txt"), ["question.unknown_column"]),
        (asked(MENU, "label", "name"), ["question.hidden_column", "question.hidden_column"]),
        (asked(Pair("label", "x")), ["question.hidden_column", "question.unknown_column"]),
    ],
)
def test_a_column_that_may_not_be_shown_is_refused(question: Question, codes: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        check_columns(question, COLUMNS, dataset="reviews")
    assert [each.code for each in caught.value.problems] == codes


def test_a_dataset_without_anything_to_show_is_refused() -> None:
    with pytest.raises(InputError, match="has no column that the question 'q' could show"):
        check_columns(asked(), COLUMNS[:1], dataset="ids")


def test_the_sides_of_a_pair_come_without_their_names() -> None:
    row = {"old": "A", "new": None, "prompt": "P"}
    question = asked(Pair("old", "new"))
    sides = (Part("(1)", "A", is_side=True), Part("(2)", "(nothing)", is_side=True))
    assert parts_of(question, row) == (Part("prompt", "P"), *sides)
    assert [part.text for part in parts_of(question, row, swapped=True)[1:]] == ["(nothing)", "A"]


def test_a_text_is_shown_as_what_it_is() -> None:
    chat = '[{"role": "user", "content": "hi"}]'
    question = replace(asked(), markdown=("said",))
    row = {"said": "**b**", "chat": chat, "plain": "**b**", "run": '{"steps": [{"name": "a"}]}', "cells": '[{"a": 1}]'}
    parts = parts_of(question, row)
    assert [part.kind for part in parts] == ["markdown", "conversation", "text", "trace", "table"]


def test_passages_are_marked_in_a_text_as_it_is_written() -> None:
    question = asked(Spans(("a",), "chat"))
    assert parts_of(question, {"chat": '[{"role": "user", "content": "hi"}]'})[0].kind == "text"


def test_both_orders_of_a_pair_are_drawn_and_an_assignment_keeps_its_own() -> None:
    question = asked(Pair("old", "new"))
    drawn = [order_shown(question, f"{number:026x}") for number in range(100)]
    assert {drawn.count("left"), drawn.count("right")} <= set(range(30, 71))
    assert order_shown(question, "a") == order_shown(question, "a")
    assert order_shown(asked(), "a") is None


def test_passages_are_marked_in_the_column_that_the_question_names() -> None:
    assert content_of(asked(Spans(("a",), "title")), {"title": "你好", "text": "x"}) == "你好"
    assert content_of(asked(Spans(("a",), "title")), {"title": None}) == ""
    assert content_of(asked(), {"text": "x"}) is None
