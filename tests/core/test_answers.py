"""An answer is what its question allows, and equal answers are kept as equal."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.core.answers import Given, check_answer
from assay.core.encode import from_plain, to_plain
from assay.core.errors import InputError
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
    columns_of,
)

FAMILY = "👨‍👩‍👧"
"""One picture, five code points."""
ARABIC = "مرحبا يا عالم"
CHINESE = "这条评论很伤人。"


def asked(form: Form) -> Question:
    return Question("q", "What is it?", form)


def codes(form: Form, answer: object, **content: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        check_answer(asked(form), answer, **content)
    problems = caught.value.problems
    assert all(len(each.what) + len(each.fix) < 1_000 for each in problems), "nothing huge is told"
    return sorted({each.code for each in problems})


MENU = ("yes", "no", "不确定", "غير واضح", FAMILY)


@pytest.mark.parametrize("option", MENU)
def test_an_option_of_the_menu_is_a_label(option: str) -> None:
    assert check_answer(asked(Choice(MENU)), option) == Given("label", option)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("Yes", "answer.unknown_option"),
        ("", "answer.unknown_option"),
        ("yes ", "answer.unknown_option"),
        ("x" * 5_000_000, "answer.unknown_option"),
        ("\u202eyes", "answer.unknown_option"),
        (None, "answer.type"),
        (1, "answer.type"),
        (True, "answer.type"),
        (["yes"], "answer.type"),
        ({"label": "yes"}, "answer.type"),
        (b"yes", "answer.type"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_not_on_the_menu_is_no_answer(answer: object, code: str) -> None:
    assert codes(Choice(MENU), answer) == [code]


def test_a_near_option_is_offered() -> None:
    with pytest.raises(InputError, match=r"'Yes' is not on the menu\. Did you mean 'yes'\?"):
        check_answer(asked(Choice(MENU)), "Yes")


PATHS = ("harm", "harm/insult", "harm/insult/slur", "伤害/威胁", "harmless", "none")


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ([], []),
        (["none"], ["none"]),
        (["harmless", "harm"], ["harm", "harmless"]),
        (("伤害/威胁", "harm/insult"), ["harm/insult", "伤害/威胁"]),
    ],
)
def test_several_options_are_kept_in_the_order_of_the_menu(answer: Any, kept: list[str]) -> None:
    found = check_answer(asked(MultipleChoice(PATHS)), answer)
    assert (found.column, json.loads(str(found.value))) == ("structure", kept)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (["harm", "harm/insult/slur"], ["answer.within"]),
        (["none", "none"], ["answer.twice"]),
        (["x", "none", "none"], ["answer.twice", "answer.unknown_option"]),
        (["none", 3], ["answer.type"]),
        ("none", ["answer.type"]),
        (["none"] * 20_000, ["answer.too_many"]),
    ],
    ids=str,
)
def test_several_options_are_refused_with_all_that_is_wrong(answer: Any, code: list[str]) -> None:
    assert codes(MultipleChoice(PATHS), answer) == code


def test_how_many_options_are_chosen_is_bounded() -> None:
    form = MultipleChoice(PATHS, least=1, most=2)
    assert codes(form, []) == ["answer.too_few"]
    assert codes(form, ["harm", "harmless", "none"]) == ["answer.too_many"]
    assert check_answer(asked(form), ["none"]).column == "structure"


@pytest.mark.parametrize("answer", [1, 3, 5, 4.0])
def test_a_step_of_the_scale_is_a_number(answer: float) -> None:
    assert check_answer(asked(Rating(1, 5)), answer) == Given("number", float(answer))


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (0, "answer.out_of_range"),
        (6, "answer.out_of_range"),
        (2.5, "answer.not_whole"),
        ("3", "answer.type"),
        (True, "answer.type"),
        (math.nan, "answer.not_finite"),
        (10**400, "answer.not_finite"),
        (None, "answer.type"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_what_is_no_step_of_the_scale_is_refused(answer: object, code: str) -> None:
    assert codes(Rating(1, 5), answer) == [code]


@pytest.mark.parametrize(
    ("form", "answer", "code"),
    [
        (Amount(), math.inf, "answer.not_finite"),
        (Amount(), -(10**400), "answer.not_finite"),
        (Amount(low=0), -0.5, "answer.out_of_range"),
        (Amount(high=10), 10.5, "answer.out_of_range"),
        (Amount(whole=True), 0.5, "answer.not_whole"),
    ],
    ids=str,
)
def test_a_number_out_of_its_range_is_refused(form: Amount, answer: float, code: str) -> None:
    assert codes(form, answer) == [code]


def test_a_number_is_kept_as_it_is_and_zero_has_no_sign() -> None:
    assert check_answer(asked(Amount(unit="kg")), 0.1) == Given("number", 0.1)
    kept = check_answer(asked(Amount()), -0.0).value
    assert math.copysign(1, float(kept)) == 1


def test_the_message_of_a_range_says_what_is_allowed() -> None:
    with pytest.raises(InputError, match=r"The answer is 7\. Give a number from 1 to 5\."):
        check_answer(asked(Rating(1, 5)), 7)
    with pytest.raises(InputError, match=r"Give 0 or more\."):
        check_answer(asked(Amount(low=0)), -1)


def test_a_pair_has_a_better_side_or_a_tie_where_it_is_allowed() -> None:
    assert check_answer(asked(Pair("a", "b")), "tie") == Given("label", "tie")
    assert check_answer(asked(Pair("a", "b", tie=False)), "left") == Given("label", "left")
    assert codes(Pair("a", "b", tie=False), "tie") == ["answer.unknown_option"]
    assert codes(Pair("a", "b"), "a") == ["answer.unknown_option"]


def test_a_ranking_has_everything_once() -> None:
    form = Ranking(("old", "new", "人工"))
    assert check_answer(asked(form), ["new", "人工", "old"]) == Given("structure", '["new","人工","old"]')
    assert codes(form, ["new"]) == ["answer.incomplete"]
    assert codes(form, ["new", "new", "old", "x"]) == ["answer.incomplete", "answer.twice", "answer.unknown_option"]
    assert codes(form, "new") == ["answer.type"]


@pytest.mark.parametrize("text", [CHINESE, ARABIC, FAMILY, "a\nb\tc", " x ", "\u202eabc"])
def test_a_text_is_kept_letter_by_letter(text: str) -> None:
    assert check_answer(asked(FreeText()), text) == Given("text", text)


@pytest.mark.parametrize(
    ("form", "text", "code"),
    [
        (FreeText(), "", "answer.too_short"),
        (FreeText(), " \n", "answer.too_short"),
        (FreeText(most=5), FAMILY + "x", "answer.too_long"),
        (FreeText(), "x" * 5_000_000, "answer.too_long"),
        (FreeText(), "a\x00b", "answer.character"),
        (FreeText(), "a\ud800", "answer.character"),
        (FreeText(), 3, "answer.type"),
    ],
    ids=lambda value: str(value)[:20].encode("unicode_escape").decode(),
)
def test_a_text_that_cannot_be_kept_is_refused(form: FreeText, text: object, code: str) -> None:
    assert codes(form, text) == [code]


def test_a_family_is_five_characters_long() -> None:
    assert check_answer(asked(FreeText(most=5)), FAMILY) == Given("text", FAMILY)


@pytest.mark.parametrize(
    ("content", "passage"),
    [(CHINESE, "伤人"), (ARABIC, "يا"), (f"a{FAMILY}b", FAMILY), (f"{FAMILY}你", "你"), ("e\u0301x", "\u0301")],
    ids=["chinese", "arabic", "emoji", "after an emoji", "combining"],
)
def test_a_passage_is_counted_by_code_points(content: str, passage: str) -> None:
    start = content.index(passage)
    span = {"start": start, "end": start + len(passage), "label": "bad"}
    found = check_answer(asked(Spans(("bad",), "text")), [span], content=content)
    assert found.column == "structure"
    (kept,) = json.loads(str(found.value))
    assert content[kept["start"] : kept["end"]] == passage


def span(start: Any, end: Any, label: Any = "a") -> dict[str, Any]:
    return {"start": start, "end": end, "label": label}


SPANS = Spans(("a", "b"), "text")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ([span(0, 11)], ["answer.passage"]),
        ([span(3, 3)], ["answer.passage"]),
        ([span(4, 3)], ["answer.passage"]),
        ([span(-1, 3)], ["answer.passage"]),
        ([span(0.0, 3)], ["answer.passage"]),
        ([span(True, 3)], ["answer.passage"]),
        ([span(0, 10**400)], ["answer.passage"]),
        ([span("0", None)], ["answer.passage"]),
        ([span(0, 3, "c")], ["answer.unknown_option"]),
        ([span(0, 3, ["a"])], ["answer.type"]),
        ([span(0, 3), span(0, 3)], ["answer.twice"]),
        ([span(0, 3), span(2, 5, "b")], ["answer.overlap"]),
        ([span(0, 9), span(1, 2), span(4, 5)], ["answer.overlap"]),
        ([span(0, 3, "c"), span(5, 3)], ["answer.passage", "answer.unknown_option"]),
        ([{"start": 0, "end": 3}], ["answer.type"]),
        ([{**span(0, 3), "note": "x"}], ["answer.type"]),
        (["abc"], ["answer.type"]),
        ("abc", ["answer.type"]),
        (None, ["answer.type"]),
        ([span(0, 3)] * 5_000, ["answer.too_many"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_passage_that_cannot_be_is_refused(answer: object, code: list[str]) -> None:
    assert codes(SPANS, answer, content="0123456789") == code


def test_passages_may_touch_and_overlap_where_it_is_allowed() -> None:
    touching = check_answer(asked(SPANS), [span(3, 5, "b"), span(0, 3)], content="0123456789")
    assert [each["start"] for each in json.loads(str(touching.value))] == [0, 3]
    both = [span(0, 5), span(2, 3, "b"), span(0, 5, "b")]
    over = check_answer(asked(Spans(("a", "b"), "text", overlaps=True)), both, content="0123456789")
    assert len(json.loads(str(over.value))) == 3


def test_no_passage_is_an_answer() -> None:
    assert check_answer(asked(SPANS), [], content="") == Given("structure", "[]")


FORMS_MADE = (
    *(Choice(("a", "b")), MultipleChoice(("a", "a/b"), most=1), Rating(1, 2, ("low", "high")), Amount(0, 1.5, "kg")),
    *(Pair("a", "b"), Ranking(("a", "b")), FreeText(), SPANS),
    *(Pair("a", "b", strength=("a little", "much")), Boxes(("cat",), "photo")),
)


def test_a_question_of_each_form_is_written_and_read_back() -> None:
    assert {type(form) for form in FORMS_MADE} == set(FORMS)
    for form in FORMS_MADE:
        assert from_plain(Question, json.loads(json.dumps(to_plain(asked(form))))) == asked(form)


def test_a_question_names_the_columns_that_it_needs() -> None:
    assert columns_of(Question("q", "?", SPANS, ("title", "text"))) == ("title", "text")
    assert columns_of(asked(Pair("x", "y"))) == ("x", "y")
    assert columns_of(asked(Choice(("a", "b")))) == ()


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["a", "start", "b"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["start", "end", "label"]), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(answer=ANY, form=st.sampled_from(FORMS_MADE), content=st.text(max_size=8))
def test_whatever_comes_is_an_answer_or_a_mistake_that_is_told(answer: Any, form: Form, content: str) -> None:
    try:
        found = check_answer(asked(form), answer, content=content)
    except InputError as error:
        told = {each.code.split(".")[0] for each in error.problems}
    else:
        told = {"answer"}
        assert found.column in ("label", "number", "text", "structure")
        assert check_answer(asked(form), answer, content=content) == found
    assert told == {"answer"}


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_passages_in_any_order_are_one_answer(data: st.DataObject) -> None:
    content = data.draw(st.text(min_size=1, max_size=12))
    ends = st.tuples(st.integers(0, len(content)), st.integers(0, len(content))).filter(lambda pair: pair[0] < pair[1])
    marked = data.draw(st.lists(st.tuples(ends, st.sampled_from("ab")), unique=True, max_size=5))
    spans = [span(start, end, label) for (start, end), label in marked]
    question = asked(Spans(("a", "b"), "text", overlaps=True))
    shuffled = data.draw(st.permutations(spans))
    assert check_answer(question, spans, content=content) == check_answer(question, shuffled, content=content)
