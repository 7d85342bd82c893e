"""A question file says what is asked, and everything that is wrong with it at once."""

from typing import Any

import pytest

from assay.core.errors import PlanError
from assay.core.question import (
    FORMS,
    Amount,
    Boxes,
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
from assay.labeling.question_file import TYPES, parse_question

HEAD = "question: q\nasks: What is it?\n"
FILES: dict[str, tuple[str, Form]] = {
    "choice": ("options: [yes, no, 不确定]", Choice(("yes", "no", "不确定"))),
    "multiple": (
        "options: [harm, harm/insult, none]\nleast: 1\nmost: 2",
        MultipleChoice(("harm", "harm/insult", "none"), 1, 2),
    ),
    "rating": ("low: 1\nhigh: 3\nwords: [bad, so-so, good]", Rating(1, 3, ("bad", "so-so", "good"))),
    "number": ("low: -0.5\nhigh: 10\nunit: kg\nwhole: false", Amount(-0.5, 10.0, "kg")),
    "pairwise": (
        "left: a\nright: b\ntie: false\nstrength: [稍微, clearly, much]",
        Pair("a", "b", tie=False, strength=("稍微", "clearly", "much")),
    ),
    "ranking": ("options: [old, new]", Ranking(("old", "new"))),
    "text": ("most: 300", FreeText(most=300)),
    "boxes": ("labels: [猫, كلب]\ncolumn: photo\nmost: 3", Boxes(("猫", "كلب"), "photo", 3)),
    "spans": ("labels: [إهانة]\ncolumn: text\noverlaps: true", Spans(("إهانة",), "text", overlaps=True)),
}


@pytest.mark.parametrize("kind", FILES)
def test_each_type_of_question_is_read(kind: str) -> None:
    settings, form = FILES[kind]
    found = parse_question(f"{HEAD}type: {kind}\n{settings}\nshow: [text]\n", "q.yaml")
    assert found == Question("q", "What is it?", form, ("text",))


def test_columns_of_markdown_are_named_and_passages_are_not_marked_in_them() -> None:
    found = parse_question(f"{HEAD}type: text\nshow: [a, b]\nmarkdown: [b]\n", "q.yaml")
    assert found.markdown == ("b",)
    marked = f"{HEAD}type: spans\nlabels: [a]\ncolumn: text\nmarkdown: [text]\n"
    assert problems(marked) == [("question.markdown", 6)]


def test_every_form_has_a_type() -> None:
    assert set(TYPES) == set(FILES)
    assert {type(form) for _, form in FILES.values()} == set(FORMS)


def problems(text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(PlanError) as caught:
        parse_question(text, "q.yaml")
    assert all(each.file == "q.yaml" for each in caught.value.problems)
    return [(each.code, each.line) for each in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("yaml.empty", 1)]),
        ("- a", [("yaml.empty", 1)]),
        ("type: choice\noptions: [a, b]", [("question.missing_field", 1), ("question.missing_field", 1)]),
        (f"{HEAD}type: choise\n", [("question.type", 3)]),
        (f"{HEAD}type: choice\n", [("question.missing_field", 1)]),
        (f"{HEAD}type: choice\noptions: [a]", [("question.menu", 4)]),
        (f"{HEAD}type: choice\noptions: [a, a]", [("question.menu", 4)]),
        (f"{HEAD}type: choice\noptions: [a, '']", [("question.menu", 4)]),
        (f"{HEAD}type: choice\noptions: [a, b/]", [("question.menu", 4)]),
        (f"{HEAD}type: choice\noptions: {{a: 1}}", [("question.value", 4)]),
        (f"{HEAD}type: choice\noptions: [a, [b]]", [("question.value", 4)]),
        (f"{HEAD}type: choice\noptions: [a, b]\nlow: 3", [("question.unknown_field", 5)]),
        (f"{HEAD}type: rating\nlow: 5\nhigh: 5", [("question.range", 5)]),
        (f"{HEAD}type: rating\nlow: 1\nhigh: 3\nwords: [a]", [("question.range", 6)]),
        (f"{HEAD}type: rating\nlow: one\nhigh: 1e3", [("question.value", 4), ("question.value", 5)]),
        (f"{HEAD}type: number\nlow: 3\nhigh: 3", [("question.range", 5)]),
        (f"{HEAD}type: number\nlow: nan", [("question.value", 4)]),
        (f"{HEAD}type: number\nwhole: perhaps", [("question.value", 4)]),
        (f"{HEAD}type: multiple\noptions: [a, b]\nmost: 3", [("question.range", 5)]),
        (f"{HEAD}type: multiple\noptions: [a, b]\nleast: 2\nmost: 1", [("question.range", 6)]),
        (f"{HEAD}type: text\nleast: 0", [("question.range", 1)]),
        (f"{HEAD}type: spans\nlabels: []\ncolumn: text", [("question.menu", 4)]),
        (f"{HEAD}type: spans\nlabels: [a]\ncolumn: text\nmost: 0", [("question.range", 6)]),
        (f"{HEAD}type: pairwise\nleft: a\nright: a", [("question.range", 5)]),
        ("question: a:b\nasks: x\ntype: text", [("question.value", 1)]),
        (f"question: {'x' * 150}\nasks: x\ntype: text", [("question.value", 1)]),
        ("question: [a]\nasks: x\ntype: text", [("question.value", 1)]),
        (f"{HEAD}type: text\nasks: again", [("yaml.duplicate_key", 4)]),
        (f"{HEAD}type: &x text\n", [("yaml.alias", 3)]),
        ("question: q\nasks: \u202eevil\ntype: text", [("yaml.hidden_character", 2)]),
    ],
    ids=lambda value: value[-40:] if isinstance(value, str) else "",
)
def test_a_mistake_is_told_with_its_line(text: str, found: list[tuple[str, int]]) -> None:
    assert problems(text) == found


def test_a_near_type_and_field_are_offered() -> None:
    with pytest.raises(PlanError, match="Did you mean 'choice'"):
        parse_question(f"{HEAD}type: choise", "q.yaml")
    with pytest.raises(PlanError, match="Did you mean 'options'"):
        parse_question(f"{HEAD}type: choice\noptons: [a, b]", "q.yaml")


@pytest.mark.parametrize("text", ["yes", "no", "null", "1", "1.0", "2026-11-22", "0x1f"])
def test_an_option_is_the_text_that_stands_there(text: str) -> None:
    found: Any = parse_question(f"{HEAD}type: choice\noptions: [{text}, other]", "q.yaml").form
    assert found.options[0] == text
