"""Errors say what is wrong, where, and what to do next."""

import pytest

from assay.core import errors
from assay.core.errors import AssayError, InputError, PlanError, Problem, did_you_mean

KINDS = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, AssayError)]


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("a.b", "What.", "Fix."), "What. Fix."),
        (Problem("a.b", "What.", "Fix.", file="plan.yaml"), "plan.yaml: What. Fix."),
        (Problem("a.b", "What.", "Fix.", file="plan.yaml", line=3), "plan.yaml:3: What. Fix."),
        (Problem("a.b", "What.", "Fix.", file="a.csv", line=3, item="x"), "a.csv:3, item x: What. Fix."),
        (Problem("a.b", "What.", "Fix.", item="x"), "item x: What. Fix."),
        (Problem("a.b", "What.", "Fix.", line=3), "What. Fix."),
    ],
)
def test_a_problem_is_said_with_its_place(problem: Problem, said: str) -> None:
    assert str(problem) == said


def test_all_problems_of_a_file_come_in_one_error_of_the_right_class() -> None:
    found = PlanError.gather(Problem(f"plan.{word}", word, "Fix.") for word in ("first", "second"))
    assert type(found) is PlanError
    assert found.code == "plan.first"
    assert str(found) == "first Fix.\nsecond Fix."
    assert found.args == (str(found),)


def test_gathering_nothing_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="at least one problem"):
        InputError.gather([])


def test_an_error_keeps_the_place_of_its_problem() -> None:
    error = InputError("input.nan", "Score is NaN.", "Remove it.", file="p.csv", line=7, item="a1")
    assert error.problems == (Problem("input.nan", "Score is NaN.", "Remove it.", "p.csv", 7, "a1"),)
    assert str(error) == "p.csv:7, item a1: Score is NaN. Remove it."


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_drawn_in_the_tree_and_says_when_it_happens(kind: type[AssayError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
    assert kind.__doc__


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("contry", ["country", "device"], "Did you mean 'country'? Known: country, device."),
        ("zzz", ["country", "device"], "Known: country, device."),
        ("a", [], "None are known here."),
        ("a", ["b", "b"], "Known: b."),
        ("x9", [f"c{n}" for n in range(10)], "Known: c0, c1, c2, c3, c4, c5, c6, c7 and 2 more."),
    ],
)
def test_an_unknown_name_gets_the_near_one_and_the_known_ones(name: str, known: list[str], said: str) -> None:
    assert did_you_mean(name, known) == said
