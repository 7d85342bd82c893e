"""Forms: questions of one file, with conditions on earlier answers."""

import pytest

from assay.core.errors import PlanError
from assay.core.question import Amount, Choice, Rating
from assay.core.question_form import Conditional
from assay.labeling.form_file import is_form, parse_form

HEAD = "form: f\nasks: Look.\nshow: [comment]\nquestions:\n"
FIRST = '  - question: toxic\n    asks: Toxic?\n    type: choice\n    options: ["yes", "不"]\n'


def second(condition: str) -> str:
    return f"  - question: how\n    asks: How?\n    type: rating\n    low: 1\n    high: 3\n    if: {condition}\n"


def third(condition: str) -> str:
    return f"  - question: n\n    asks: How many?\n    type: number\n    if: {condition}\n"


def test_questions_are_read_with_their_conditions_and_the_columns_of_the_form() -> None:
    text = HEAD + FIRST + second('toxic = "yes"') + third('how >= 2 and not toxic = "不"')
    assert is_form(text)
    form, questions = parse_form(text, "f.yaml")
    assert (form.name, form.asks) == ("f", "Look.")
    assert form.questions == (
        Conditional("toxic"),
        Conditional("how", 'toxic = "yes"'),
        Conditional("n", 'how >= 2 and not toxic = "不"'),
    )
    assert [each.form for each in questions] == [Choice(("yes", "不")), Rating(1, 3), Amount()]
    assert {each.show for each in questions} == {("comment",)}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("form: f\n", "form.questions", 1),
        (f"form: f\nwhat: 1\nquestions:\n{FIRST}", "form.field", 2),
        (f"form: a:b\nquestions:\n{FIRST}", "form.name", 1),
        (f"{HEAD}{FIRST}    if: toxic is missing\n", "form.condition", 9),
        (HEAD + FIRST + second('toxic = "no"'), "form.condition", 14),
        (HEAD + FIRST + second("toxic = 1"), "form.condition", 14),
        (HEAD + FIRST + second('toxic > "yes"'), "form.condition", 14),
        (HEAD + FIRST + second('other = "yes"'), "form.condition", 14),
        (HEAD + FIRST + second("toxic ="), "form.condition", 14),
        (HEAD + FIRST + second('toxic = "yes"') + third('how = "2"'), "form.condition", 18),
        (HEAD + FIRST + FIRST, "form.questions", 5),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(PlanError) as caught:
        parse_form(text, "f.yaml")
    assert (caught.value.problems[0].code, caught.value.problems[0].line) == (code, line)
