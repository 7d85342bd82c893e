"""Data checks: exact counts, ids, and what is not suspected."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from assay.core.check import CheckResult
from assay.core.errors import InputError
from assay.core.item import Column, Role
from assay.datasets.checks import known_checks, run_checks
from assay.datasets.frames import table_from
from assay.datasets.roles import assign_roles

N = 2000
RNG = np.random.default_rng(11)
LABEL = RNG.choice(["yes", "no"], N, p=[0.3, 0.7])
BASE: dict[str, Any] = {
    "id": [f"i{place}" for place in range(N)],
    "label": LABEL,
    "pred": LABEL,
    "score": RNG.random(N),
    "country": RNG.choice(["DE", "FR"], N),
    "user": RNG.integers(0, 300, N),
    "text": [f"text {place}" for place in range(N)],
}
ROLES: dict[str, Any] = {
    "item": "id",
    "label": "label",
    "predictions": {"m": "pred"},
    "scores": {"m": "score"},
    "slices": ["country"],
    "cluster": "user",
    "text": "text",
}


def check(name: str, changes: dict[str, Any] | None = None, **roles: Any) -> CheckResult:
    table = table_from({**BASE, **(changes or {})})
    (found,) = run_checks([name], table, assign_roles(table, **{**ROLES, **roles}))
    assert found.name == name
    assert found.passed == (found.n == 0) == (found.fix == "")
    assert len(found.items) <= 50
    return found


@pytest.mark.parametrize("name", known_checks())
def test_sound_data_pass_every_check(name: str) -> None:
    found = check(name)
    assert found.passed, found.what


@pytest.mark.parametrize("name", known_checks())
@pytest.mark.parametrize("rows", [{"id": ["a"]}, {"id": ["a"], "label": ["x"]}, {"label": [None, None]}])
def test_small_and_bare_tables_do_not_trouble_a_check(name: str, rows: dict[str, Any]) -> None:
    table = table_from(rows)
    columns = assign_roles(table, item="id" if "id" in rows else None, label="label" if "label" in rows else None)
    (found,) = run_checks([name], table, columns)
    assert found.what.endswith(".")
    assert found.passed == (found.n == 0)


def test_unknown_checks_are_named_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        run_checks(["duplicate", "zzz"], table_from(BASE), ())
    assert [problem.code for problem in caught.value.problems] == ["check.unknown"] * 2
    assert "Did you mean 'duplicates'?" in str(caught.value)


def test_results_come_in_the_order_asked() -> None:
    table = table_from(BASE)
    found = run_checks(["missing", "duplicates"], table, assign_roles(table, **ROLES))
    assert [each.name for each in found] == ["missing", "duplicates"]


def test_same_text_under_another_id_is_a_duplicate() -> None:
    texts = [*BASE["text"][:-3], "text 0", "text 0", "text 1"]
    found = check("duplicates", {"text": texts})
    assert (found.n, found.items, found.columns) == (3, ("i1997", "i1998", "i1999"), ("text",))
    assert "3 of 2,000" in found.what
    assert "2 contents stand more than once" in found.what


def test_without_text_features_are_compared_when_they_tell_items_apart() -> None:
    heights = np.arange(N, dtype=float)
    heights[-1] = 0.0
    country = np.array(["DE"] * N)
    found = check("duplicates", {"text": heights, "country": country}, text=())
    assert (found.n, found.items) == (1, ("i1999",))
    few = check("duplicates", {"text": RNG.integers(0, 5, N)}, text=())
    assert few.passed
    assert "cannot tell items apart" in few.what


def test_slices_alone_are_no_content() -> None:
    table = table_from({name: BASE[name] for name in ("id", "label", "country")})
    (found,) = run_checks(["duplicates"], table, assign_roles(table, item="id", label="label", slices=["country"]))
    assert found.passed
    assert "only ids were compared" in found.what


def test_missing_values_are_counted_by_item_and_column() -> None:
    label = [None, None, *LABEL[2:]]
    score = [None, *BASE["score"][1:]]
    found = check("missing", {"label": label, "score": score})
    assert (found.n, found.items, found.columns) == (2, ("i0", "i1"), ("label", "score"))
    assert "'label' 2, 'score' 1" in found.what


def test_missing_values_in_other_columns_do_not_count() -> None:
    assert check("missing", {"text": [None] * N}).passed


def test_schema_changes_are_each_named() -> None:
    table = table_from({"id": ["a"], "x": [1], "new": ["z"]})
    before = (Column("id", "text", Role.ID), Column("x", "text", Role.SLICE), Column("old", "text", Role.OTHER))
    (found,) = run_checks(["schema_change"], table, assign_roles(table, item="id"), previous=before)
    assert (found.n, found.columns) == (3, ("old", "new", "x"))
    assert "'x' was text (slice) and is integer (without a role)" in found.what
    (same,) = run_checks(["schema_change"], table, before, previous=before)
    assert same.passed


@pytest.mark.parametrize(
    ("counts", "n"),
    [({"a": 950, "b": 50}, 0), ({"a": 951, "b": 49}, 49), ({"a": 485, "b": 485, "c": 30}, 30), ({"a": 1000}, 1000)],
)
def test_class_below_a_tenth_of_an_even_share_is_rare(counts: dict[str, int], n: int) -> None:
    table = table_from({"label": [name for name, count in counts.items() for _ in range(count)]})
    (found,) = run_checks(["imbalance"], table, assign_roles(table, label="label"))
    assert found.n == n
    assert found.passed == (n == 0)


def test_times_of_year_0_may_be_labels() -> None:
    table = table_from({"label": pa.array(["0000-01-01"] * 30 + ["9999-12-31"]).cast(pa.date32())})
    found = run_checks(list(known_checks()), table, assign_roles(table, label="label"))
    assert "'9999-12-31' has 1 of 31" in next(each.what for each in found if each.name == "imbalance")


def test_rare_items_are_named_among_items_without_label() -> None:
    table = table_from({"id": ["n", *map(str, range(100))], "label": [None, *["a"] * 99, "b"]})
    (found,) = run_checks(["imbalance"], table, assign_roles(table, item="id", label="label"))
    assert (found.n, found.items) == (1, ("99",))
    assert "1.000%" in found.what


@pytest.mark.parametrize(
    "column",
    [
        LABEL,
        np.where(LABEL == "yes", 1, 0),
        [None if each == "yes" else "n" for each in LABEL],
        [f"{each}{place % 7}" for place, each in enumerate(LABEL)],
        ["no" if place == 0 else each for place, each in enumerate(LABEL)] if LABEL[0] == "no" else LABEL,
        np.where(LABEL == "yes", "2024-01-01", "2024-01-02"),
    ],
    ids=["the label", "as numbers", "as absence", "finer than the label", "nearly", "as dates"],
)
def test_column_that_tells_the_label_is_found(column: Any) -> None:
    found = check("label_copy", {"source": column})
    assert found.columns == ("source",)
    assert found.n == 1


def flipped(count: int) -> Any:
    """The label, wrong for the first ``count`` items of class yes."""
    column = LABEL.copy()
    column[np.flatnonzero(LABEL == "yes")[:count]] = "no"
    return column


@pytest.mark.parametrize(
    "column",
    [
        np.arange(N),
        RNG.choice(["x", "y"], N),
        flipped(2),
        ["same"] * N,
        RNG.normal(size=N),
        [f"pair {place // 2}" for place in range(N)],
    ],
    ids=["all different", "unrelated", "two of 600 wrong", "constant", "continuous", "pairs"],
)
def test_column_that_does_not_tell_the_label_is_not_suspected(column: Any) -> None:
    assert check("label_copy", {"source": column}).passed


def test_rare_class_must_be_told_too() -> None:
    label = np.array(["no"] * 9990 + ["yes"] * 10)
    table = table_from({"label": label, "x": ["c"] * 10_000, "leak": label})
    (found,) = run_checks(["label_copy"], table, assign_roles(table, label="label"))
    assert found.columns == ("leak",)


def test_predictions_scores_and_clusters_are_not_suspected() -> None:
    assert check("label_copy", {"pred": LABEL, "score": np.where(LABEL == "yes", 1.0, 0.0), "user": LABEL}).passed


def test_too_few_items_tell_nothing() -> None:
    table = table_from({"label": ["a", "b"] * 5, "x": ["a", "b"] * 5})
    (found,) = run_checks(["label_copy"], table, assign_roles(table, label="label"))
    assert found.passed
    assert "too few" in found.what


def test_constant_slice_is_found_and_a_constant_label_is_not_its_business() -> None:
    found = check("constant_column", {"country": ["DE"] * N, "label": ["yes"] * N})
    assert found.columns == ("country",)


def test_text_in_two_clusters_leaks() -> None:
    texts = [*BASE["text"][:-1], "text 0"]
    users = [*range(N - 2), 1, 2]
    found = check("cluster_leak", {"text": texts, "user": users})
    assert (found.n, found.items) == (2, ("i0", "i1999"))
    together = check("cluster_leak", {"text": texts, "user": [*range(N - 1), 0]})
    assert together.passed


def test_sensitive_columns_are_not_looked_at() -> None:
    found = check("label_copy", {"secret": LABEL}, sensitive=["secret"])
    assert found.passed


def test_wide_tables_are_checked() -> None:
    table = table_from(pa.table({f"c{place}": [0, 1] * 20 for place in range(1500)} | {"label": ["a", "b"] * 20}))
    (found,) = run_checks(["label_copy"], table, assign_roles(table, label="label"))
    assert found.n == 1500
    assert "and 1,495 more" in found.what
