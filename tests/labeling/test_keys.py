"""What a judge types becomes an answer, in any script, or a message that says which keys there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.answers import check_answer
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
from assay.labeling.keys import Command, Key, command_of, has_many_lines, hint_of, keys_of, read_typed

FAMILY = "👨‍👩‍👧"
FORMS: tuple[Form, ...] = (
    *(Choice(("yes", "no")), MultipleChoice(("a", "b")), Rating(1, 5), Amount(0, 9, "kg"), Pair("x", "y")),
    *(Ranking(("a", "b")), FreeText(most=20), Spans(("bad", "good"), "text")),
)


def asked(form: Form) -> Question:
    return Question("q", "?", form)


def typed(form: Form, *lines: str, **known: str) -> object:
    return read_typed(asked(form), lines, **known)


@pytest.mark.parametrize(
    ("form", "line", "answer"),
    [
        (Choice(("yes", "不确定")), "2", "不确定"),
        (Choice(("yes", "不确定")), " ２ ", "不确定"),
        (Choice(("yes", "不确定")), "٢", "不确定"),
        (Choice(("1", "0")), "b", "0"),
        (Choice(("1", "0")), "B", "0"),
        (MultipleChoice(("a", "b", "c")), "1 3", ["a", "c"]),
        (MultipleChoice(("a", "b", "c")), "3,1", ["c", "a"]),
        (MultipleChoice(("a", "b", "c")), "١،٣", ["a", "c"]),
        (MultipleChoice(("a", "b", "c")), "-", []),
        (Ranking(("old", "new")), "2 1", ["new", "old"]),
        (Rating(1, 5), "４", 4.0),
        (Amount(), "-12.5", -12.5),
        (Amount(), "١٢٫٥", 12.5),
        (Pair("x", "y"), "1", "left"),
        (Pair("x", "y"), "0", "tie"),
        (FreeText(), "很好 😀\n", "很好 😀"),
        (FreeText(), "s", "s"),
    ],
)
def test_a_line_answers(form: Form, line: str, answer: object) -> None:
    assert typed(form, line) == answer


def test_the_first_side_of_a_pair_is_the_one_that_was_shown_first() -> None:
    assert typed(Pair("x", "y"), "1", order="right") == "right"
    assert typed(Pair("x", "y"), "2", order="right") == "left"
    assert typed(Pair("x", "y"), "0", order="right") == "tie"


TEXT = f"你好{FAMILY}，你真蠢。مرحبا أحمق! 你好"


@pytest.mark.parametrize(
    ("lines", "passages"),
    [
        (["1 真蠢"], ["真蠢"]),
        (["1 أحمق", "2 مرحبا"], ["أحمق", "مرحبا"]),
        ([f"1 {FAMILY}"], [FAMILY]),
        (["1 0-2"], ["你好"]),
        (["1 ٠-٢"], ["你好"]),
        (["1 你好 #2", "2 你好 #1", "", ""], ["你好", "你好"]),
        (["-"], []),
    ],
)
def test_passages_are_named_by_their_words_or_offsets(lines: list[str], passages: list[str]) -> None:
    found = typed(FORMS[-1], *lines, content=TEXT)
    assert isinstance(found, list)
    assert [TEXT[each["start"] : each["end"]] for each in found] == passages
    check_answer(asked(FORMS[-1]), found, content=TEXT)


def test_the_second_time_is_another_place() -> None:
    (found,) = typed(FORMS[-1], "1 你好 #2", content=TEXT)  # type: ignore[misc] - a list of one passage
    assert found["start"] == TEXT.rindex("你好")


@pytest.mark.parametrize(
    ("form", "line", "message"),
    [
        (Choice(("yes", "no")), "3", r"'3' is no key\. Keys: 1, 2\."),
        (Choice(("yes", "no")), "", "Nothing was typed"),
        (Choice(("yes", "no")), "yes", "'yes' is no key"),
        (Choice(("yes", "no")), "\x1b[2J", r"'\\x1b\[2j' is no key"),
        (Choice(("yes", "no")), "9" * 5_000_000, "no key"),
        (MultipleChoice(("a", "b")), "1 9", "'9' is no key"),
        (Pair("x", "y", tie=False), "0", "'0' is no key"),
        (Amount(), "12,5", "'12,5' is no number"),
        (Amount(), "1_000", "is no number"),
        (Rating(1, 5), "", "Nothing was typed"),
        (Spans(("bad",), "text"), "1 nowhere", "stands in the text 0 times"),
        (Spans(("bad",), "text"), "1 你好", "stands in the text 2 times"),
        (Spans(("bad",), "text"), "1 你好 #3", "stands in the text 2 times"),
        (Spans(("bad",), "text"), "1", "stands in the text 0 times"),
        (Spans(("bad",), "text"), "2 你好", "'2' is no key"),
        (Spans(("bad",), "text"), "", "Type - where there is nothing to mark"),
    ],
    ids=lambda value: str(value)[:20].encode("unicode_escape").decode(),
)
def test_what_is_no_answer_is_told_with_what_would_be(form: Form, line: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        typed(form, line, content=TEXT)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("form", FORMS, ids=lambda form: type(form).__name__)
def test_commands_are_told_from_answers(form: Form) -> None:
    mark = "/" if isinstance(form, FreeText) else ""
    question = asked(form)
    assert command_of(question, f"{mark}s not a comment") == (Command.SKIP, "not a comment")
    assert command_of(question, f"{mark}q\n") == (Command.LEAVE, "")
    assert command_of(question, f"{mark}U") == (Command.UNDO, "")
    assert command_of(question, f"{mark}？") == (Command.RULES, "")
    assert command_of(question, "/q") == (Command.LEAVE, "")
    assert command_of(question, "1") is None
    assert command_of(question, "") is None


def test_no_key_of_a_long_menu_is_a_command_or_another_key() -> None:
    digits = asked(Choice(tuple(str(n) for n in range(600))))
    words = asked(Choice(tuple(f"w{n}" for n in range(600))))
    for question in (digits, words):
        keys = [key.key for key in keys_of(question)]
        assert len(set(keys)) == 600
        assert not set(keys) & set(Command)
        assert read_typed(question, [keys[599]]) == question.form.options[599]  # type: ignore[union-attr] - a choice
    assert keys_of(digits)[0] == Key("a", "0")


def test_every_question_says_how_it_is_answered() -> None:
    assert all(hint_of(asked(form)) for form in FORMS)
    assert keys_of(asked(Rating(1, 2, ("bad", "good")))) == (Key("1", "bad"), Key("2", "good"))
    assert has_many_lines(asked(FORMS[-1]))


@given(st.sampled_from(FORMS), st.lists(st.text(max_size=30), min_size=1, max_size=3))
def test_whatever_is_typed_is_an_answer_or_a_mistake_that_is_told(form: Form, lines: list[str]) -> None:
    try:
        answer = read_typed(asked(form), lines, content=TEXT)
        check_answer(asked(form), answer, content=TEXT)
    except InputError as error:
        codes = {each.code for each in error.problems}
    else:
        codes = set()
    assert all(code.startswith("answer.") for code in codes)
