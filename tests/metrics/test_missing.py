"""Answers that called systems owe: counted, and filled with the worst and the best that they can be."""

import pyarrow as pa
import pytest

from assay.core.facts import BAD, GOOD, ITEM, REFERENCE, answer_column, status_column
from assay.core.plan import Plan, Scoring, SystemSpec
from assay.metrics.missing import Owed, completed, owed

ANSWER, STATUS = answer_column("new"), status_column("new")


def plan(scoring: Scoring | None = None) -> Plan:
    return Plan("p", "", "low", "d", SystemSpec("old"), SystemSpec("new"), (), (), scoring=scoring)


def table(answers: list[str | None], statuses: list[str | None], reference: list[str | None]) -> pa.Table:
    ids = [f"i{n}" for n in range(len(answers))]
    text = pa.string()
    columns = {ITEM: ids, REFERENCE: pa.array(reference, text), answer_column("old"): reference}
    return pa.table({**columns, ANSWER: pa.array(answers, text), STATUS: pa.array(statuses, text)})


def test_what_never_came_is_told_from_what_the_system_did_itself() -> None:
    found = table(["a", None, None, None, None], [None, "expired", "refused", "failed", "expired"], [*"abaa", None])
    assert list(owed(plan(), found)) == [Owed("new", 4, 1, 2)]


@pytest.mark.parametrize(("right", "filled"), [((), "a"), (("new",), "b"), (("old",), "a")])
def test_the_missing_are_wrong_or_right_and_the_systems_own_doing_is_wrong(right: tuple[str, ...], filled: str) -> None:
    found = table(["a", None, None, "a"], [None, "expired", "refused", None], [*"abaa"])
    assert completed(plan(), found, right=right)[ANSWER].to_pylist() == ["a", filled, "b", "a"]


def test_of_many_classes_a_wrong_answer_is_the_commonest_other_one() -> None:
    found = table([None, None, None, "c"], ["expired"] * 3 + [None], [*"aabc"])
    assert completed(plan(), found)[ANSWER].to_pylist() == ["b", "b", "a", "c"]


def test_where_outputs_are_good_or_not_the_missing_are_not_good() -> None:
    found = table([GOOD, BAD, None], [None, "refused", "expired"], [GOOD] * 3)
    scored = plan(Scoring(scorer="exact"))
    assert list(owed(scored, found)) == [Owed("new", 3, 1, 1)]
    assert completed(scored, found)[ANSWER].to_pylist() == [GOOD, BAD, BAD]
    assert completed(scored, found, right=("new",))[ANSWER].to_pylist() == [GOOD, BAD, GOOD]


def test_facts_without_called_systems_stay_as_they_are() -> None:
    found = table(["a", None], [None, None], [*"ab"]).drop_columns([STATUS])
    assert completed(plan(), found) is found
