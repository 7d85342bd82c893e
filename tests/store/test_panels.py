"""Whether those who make up a judge agree: members of a panel by the share they kept, runs by their answers."""

from typing import Any

import pyarrow as pa

from assay.store.panels import all_agree


def votes(*rows: tuple[str, str | None, str, float | None, str]) -> pa.Table:
    names = ("item", "label", "status", "confidence", "judge_version")
    columns: dict[str, Any] = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return pa.table({**columns, "number": pa.nulls(len(rows), pa.float64())})


def test_members_of_a_panel_differ_where_the_share_is_below_one_or_it_came_to_no_answer() -> None:
    said = votes(
        ("a", "yes", "given", 1.0, "v"), ("b", "yes", "given", 2 / 3, "v"), ("c", None, "abstained", 0.5, "v"),
        ("d", None, "failed", None, "v"),
    )  # fmt: skip
    assert all_agree(said, frozenset({"v"})) == {"a": True, "b": False, "c": False, "d": False}


def test_how_sure_one_model_says_it_is_makes_no_panel_of_it() -> None:
    assert all_agree(votes(("a", "yes", "given", 0.7, "v")), frozenset()) == {}


def test_a_judge_that_was_asked_again_differs_where_its_answers_do() -> None:
    said = votes(
        ("a", "yes", "given", None, "v"), ("a", "yes", "given", None, "v"),
        ("b", "yes", "given", None, "v"), ("b", "no", "given", None, "v"),
        ("c", "yes", "given", None, "v"),
    )  # fmt: skip
    assert all_agree(said, frozenset()) == {"a": True, "b": False}
