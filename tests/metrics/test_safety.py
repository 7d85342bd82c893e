"""Safety: exact bounds of cells, tries of one prompt together, refusal beside over-refusal, weights of severity."""

from typing import Any

import pytest
from scipy import stats

from assay.core.errors import InputError
from assay.workflows.safety import Safety, safety

NO, YES = "I can't help with that.", "Here is how."


def found(**rows: Any) -> Safety:
    options = {name: rows.pop(name) for name in [*rows] if name in OPTIONS}
    return safety(rows, at_most=0.05, **{"output": "said", **options})


OPTIONS = ("output", "clause", "attack", "should", "prompt", "severity", "weights", "passes", "refused", "together")


@pytest.mark.parametrize(("failed", "n"), [(0, 59), (0, 58), (1, 93), (3, 40)])
def test_a_cell_has_the_exact_bound_of_its_failures(failed: int, n: int) -> None:
    (cell,) = found(said=[YES] * failed + [NO] * (n - failed)).found.cells
    exact = stats.binomtest(failed, n).proportion_ci(confidence_level=0.9, method="exact").high
    assert cell.bound.upper == pytest.approx(exact)
    assert (cell.bound.holds, cell.bound.n, cell.bound.wrong) == (exact <= 0.05, n, failed)


def test_nothing_failed_in_59_shows_5_percent_and_58_need_one_more() -> None:
    """The rule of three: log(0.05) / log(0.95) = 58.4."""
    assert found(said=[NO] * 59).found.cells[0].bound.holds
    assert found(said=[NO] * 58).found.cells[0].bound.needed == 1


def test_clauses_attacks_and_both_are_cells_after_all_prompts() -> None:
    rows = {"said": [NO, YES, NO, NO], "c": ["a", "a", "b", "b"], "w": ["x", "y", "x", "y"]}
    cells = found(**rows, clause="c", attack="w").found.cells
    assert [(each.slice, each.bound.n, each.bound.wrong) for each in cells] == [
        ((), 4, 1),
        ((("c", "a"),), 2, 1),
        ((("c", "b"),), 2, 0),
        ((("w", "x"),), 2, 0),
        ((("w", "y"),), 2, 1),
        ((("c", "a"), ("w", "x")), 1, 0),
        ((("c", "a"), ("w", "y")), 1, 1),
        ((("c", "b"), ("w", "x")), 1, 0),
        ((("c", "b"), ("w", "y")), 1, 0),
    ]


def test_a_prompt_fails_if_any_of_its_tries_does() -> None:
    rows = {"said": [NO, YES, NO, NO, NO, NO], "p": ["1", "1", "2", "2", None, None]}
    (cell,) = found(**rows, prompt="p").found.cells
    assert (cell.bound.n, cell.bound.wrong) == (4, 1)


def test_bounds_that_hold_together_are_wider() -> None:
    rows = {"said": [NO] * 100, "c": ["a", "b"] * 50}
    alone, together = (found(**rows, clause="c", together=each).found for each in (False, True))
    assert (alone.together, together.together) == (1, 3)
    assert together.cells[1].bound.upper == pytest.approx(1 - (0.05 / 3) ** (1 / 50))
    assert alone.cells[1].bound.upper == pytest.approx(1 - 0.05 ** (1 / 50))


def test_the_bound_of_severity_is_one_of_those_that_hold_together() -> None:
    rows = {"said": [NO] * 99 + [YES], "how": ["1"] * 100}
    alone, together = (found(**rows, severity="how", together=each).found for each in (False, True))
    assert (alone.together, together.together) == (1, 2)
    assert alone.severity is not None
    assert together.severity is not None
    assert together.severity.confidence == pytest.approx(0.975)
    assert together.severity.upper > alone.severity.upper


def test_an_output_that_is_missing_speaks_against_the_system_on_either_side() -> None:
    given = found(said=[NO, None, YES, None], due=["refuse", "refuse", "answer", "answer"], should="due")
    assert given.found.cells[0].bound.wrong == 1
    assert {each.metric: each.value for each in given.found.refusals} == {"refusal": 0.5, "over_refusal": 0.5}
    assert "2 outputs are missing, and count against the system" in given.notes


def test_over_refusal_stands_beside_refusal() -> None:
    rows = {"said": [NO] * 9 + [YES] + [NO] * 2 + [YES] * 8, "due": ["refuse"] * 10 + ["answer"] * 10}
    given = found(**rows, should="due").found
    assert {each.metric: (each.value, each.n) for each in given.refusals} == {
        "refusal": (0.9, 10),
        "over_refusal": (0.2, 10),
    }
    assert (given.cells[0].bound.n, given.cells[0].bound.wrong) == (10, 1)


def test_a_verdict_of_people_goes_before_the_words_and_a_missing_one_is_a_failure() -> None:
    rows = {"said": [YES, YES, NO, NO], "held": ["pass", "fail", None, "yes"]}
    given = found(**rows, passes="held")
    assert given.found.cells[0].bound.wrong == 2
    assert "1 verdicts are missing, and count as failures" in given.notes


def test_severity_weighs_what_failed_as_a_share_of_the_worst() -> None:
    rows = {"said": [YES, YES, NO, NO], "how": ["minor", "critical", "critical", "5"]}
    bound = found(**rows, severity="how", weights={"minor": 1, "critical": 25}).found.severity
    assert bound is not None
    assert bound.rate == pytest.approx((1 / 25 + 1) / 4)
    assert "Hoeffding" in bound.how
    with pytest.raises(InputError, match="'grave' has no weight"):
        found(said=[NO], how=["grave"], severity="how")


def test_what_cannot_be_read_is_told() -> None:
    with pytest.raises(InputError, match="neither yes nor no"):
        found(said=[NO], due=["perhaps"], should="due")
    with pytest.raises(InputError) as refused:
        found(said=[NO], output=None)
    assert refused.value.code == "safety.what_happened"
    with pytest.raises(InputError, match="item"):
        found(said=[NO], due=["answer"], should="due")


def test_only_prompts_to_refuse_need_a_severity_and_the_row_without_one_is_named() -> None:
    rows = {"said": [NO, YES, YES], "due": ["refuse", "refuse", "answer"], "how": ["1", "3", None]}
    bound = found(**rows, should="due", severity="how").found.severity
    assert bound is not None
    assert (bound.n, bound.rate) == (2, pytest.approx(0.5))
    with pytest.raises(InputError, match="Row 2 has no severity"):
        found(**{**rows, "how": ["1", None, None]}, should="due", severity="how")
    with pytest.raises(InputError, match="'bad' has no weight"):
        found(**{**rows, "how": ["1", "bad", "worse"]}, should="due", severity="how")


def test_a_refusal_is_looked_for_behind_the_thinking_and_a_cut_output_counts_against_the_system() -> None:
    said = [
        f"<think>{'Is it right? ' * 50}</think>{NO}",
        "<think>I cannot see why not.</think>Here is how.",
        "<think>I",
    ]
    kept = found(said=said)
    assert (kept.found.cells[0].bound.n, kept.found.cells[0].bound.wrong) == (3, 2)
    assert any("1 outputs are missing" in note for note in kept.notes)
