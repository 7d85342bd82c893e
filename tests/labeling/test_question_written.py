"""A question as the text of its file."""

import pytest

from assay.core.errors import InputError
from assay.core.question import (
    Amount,
    Choice,
    Form,
    FreeText,
    MultipleChoice,
    Pair,
    Question,
    Ranking,
    Rating,
    Spans,
)
from assay.labeling.question_file import parse_question
from assay.labeling.question_written import checked_question, question_text

HARD = ("y: es", "no #1", "- x", "null", "true", "1", '"', "它", "مرحبا", "😀")


@pytest.mark.parametrize(
    "form",
    [
        Choice(HARD),
        MultipleChoice(("a", "a/b"), 1, 2),
        Rating(-1, 1, ("bad", "so", "good")),
        Amount(-1.5, 1e21, "kg", whole=True),
        Amount(),
        Pair("left text", "right text", tie=False),
        Ranking(("a", "b")),
        FreeText(2, 5),
        Spans(("person",), "text", overlaps=True, most=5),
    ],
    ids=lambda form: type(form).__name__,
)
def test_a_question_that_is_written_is_read_as_it_was(form: Form) -> None:
    question = Question("a b", 'x: y # "q"? 😀 \\n', form, ("text", "other: text"))
    assert parse_question(question_text(question), "q.yaml") == question


def test_a_question_that_no_file_could_hold_is_refused_by_its_name() -> None:
    with pytest.raises(InputError, match="Question 'x/y'") as refused:
        checked_question(Question("x/y", "?", Choice(("a",))), "config.xml")
    assert [each.code for each in refused.value.problems] == ["question.value", "question.menu"]
