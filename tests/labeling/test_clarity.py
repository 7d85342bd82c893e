"""Which rule to mend first: what people tied to the items on which judges part, and which answers they confuse."""

import pyarrow as pa
import pytest

from assay.core.question import Choice, Form, FreeText, MultipleChoice, Rating
from assay.labeling.clarity import Clarity, TiedToRule, clarity, still_said
from assay.labeling.guideline import Guideline, parse_guideline

RULES = "## 1. Insults\n\nAn insult.\n\n## 2. Quotes\n\nA quote.\n\n## 3. Irony\n\nPraise.\n"
MENU = Choice(("yes", "no", "unsure"))


def guideline(text: str = RULES) -> Guideline:
    return parse_guideline(text, "g.md", question="q")


def flag(rule: str, item: str, judge: str = "j1", *, is_ruling: bool = False, under: str | None = None) -> TiedToRule:
    return TiedToRule(rule, item, judge, is_ruling, guideline().version if under is None else under)


def found(said: dict[str, list[object]], form: Form = MENU, tied: list[TiedToRule] | None = None) -> Clarity:
    """Clarity of what judges j1, j2, ... said of each item."""
    rows = [(item, f"j{n}", answer) for item, answers in said.items() for n, answer in enumerate(answers, start=1)]
    items, judges, answers = (list(column) for column in zip(*rows, strict=True))
    table = pa.table(
        {"item": items, "judge": judges, "answer": answers, "observed_at": pa.nulls(len(rows), pa.string())}
    )
    return clarity(table, form, guideline(), tied or [])


SAID: dict[str, list[object]] = {
    **{f"y{n}": ["yes", "yes", "yes"] for n in range(4)},
    **{f"n{n}": ["no", "no", "no"] for n in range(4)},
    "a": ["yes", "no", "yes"],
    "b": ["no", "yes", "unsure"],
    "c": ["no", "yes", "no"],
}


def test_rules_are_ranked_by_items_on_which_judges_part_and_that_somebody_tied_to_them() -> None:
    tied = [
        *(flag("1", "y0", judge) for judge in ("j1", "j2", "j3")),
        *(flag("3", item) for item in "aa"),
        flag("3", "b", "j2"),
        flag("2", "c", "ada", is_ruling=True),
    ]
    rules = found(SAID, tied=tied).rules
    assert [(each.number, each.items, each.n_flags, each.n_judges, each.n_rulings) for each in rules] == [
        ("3", ("a", "b"), 3, 2, 0),
        ("2", ("c",), 0, 0, 1),
        ("1", (), 3, 3, 0),
    ]


def test_answers_that_one_item_got_are_counted_and_each_is_held_against_all_others() -> None:
    clear = found(SAID)
    assert [tuple(each) for each in clear.confused] == [("no", "yes", 3), ("no", "unsure", 1), ("unsure", "yes", 1)]
    assert [each.item for each in clear.items] == ["b", "a", "c"]
    assert (clear.n_judgments, clear.n_overlapping) == (33, 11)
    assert [(each.answer, each.n_judgments) for each in clear.answers] == [("unsure", 1), ("no", 16), ("yes", 16)]
    values = [each.agreement.value for each in clear.answers]
    assert all(value is not None for value in values)
    assert values == sorted(values, key=lambda value: value or 0.0)


def test_of_two_answers_each_has_the_agreement_of_all() -> None:
    said = {item: ["no" if answer == "unsure" else answer for answer in answers] for item, answers in SAID.items()}
    clear = found(said, Choice(("yes", "no")))
    assert [each.agreement.value for each in clear.answers] == pytest.approx([clear.overall.value] * 2)
    assert [each.agreement.interval for each in clear.answers] == [clear.overall.interval] * 2


def test_of_several_answers_each_is_chosen_or_not() -> None:
    said: dict[str, list[object]] = {"x": ["[]", '["b"]'], **{f"i{n}": ['["a","b"]', '["a"]'] for n in range(5)}}
    clear = found(said, MultipleChoice(("a", "b", "c")))
    assert [(each.answer, each.n_judgments) for each in clear.answers] == [("b", 6), ("a", 10)]
    assert clear.answers[1].agreement.value == 1.0


def test_numbers_agree_by_their_distance_and_texts_have_no_menu() -> None:
    near = found({f"i{n}": [float(n), n + 0.1] for n in range(12)}, Rating(0, 12))
    assert near.overall.value is not None
    assert near.overall.value > 0.99
    assert near.answers == ()
    assert found({"a": ["x", "y"]}, FreeText()).answers == ()


def test_what_was_said_of_a_rule_that_reads_otherwise_now_is_settled() -> None:
    old, new = guideline(), guideline(RULES.replace("Praise.", "Praise that stings."))
    versions = {old.version: old, new.version: new}
    tied = [
        flag("1", "a"),
        flag("3", "a"),
        flag("3", "b", under=new.version),
        flag("9", "a"),
        flag("1", "a", under="gone"),
    ]
    assert [(each.rule, each.item) for each in still_said(tied, versions, new)] == [("1", "a"), ("3", "b")]
