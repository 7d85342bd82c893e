"""How many judgments there are on each question: exact counts by question, guideline version and judge."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pyarrow as pa
from pyarrow import compute

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
GIVEN = "given"


class JudgeCount(NamedTuple):
    """One judge on one question."""

    judge: str
    """Id, a pseudonym for people."""
    kind: str
    """labeler, llm_judge, scorer or agent."""
    n_given: int
    """Answers."""
    n_other: int
    """Judgments without an answer."""


class QuestionCount(NamedTuple):
    """One question of a dataset version."""

    question: str
    """Its name."""
    n_items: int
    """Items with a judgment."""
    n_judgments: int
    """Judgments, those without an answer included."""
    statuses: Mapping[str, int]
    """Judgments by status; only those that occur."""
    guidelines: Mapping[str, int]
    """Judgments by guideline version, in order of name; those without one are not in it."""
    judges: tuple[JudgeCount, ...]
    """Most judgments first."""
    first: str | None
    """Earliest time of an answer, UTC; None where no time is known."""
    last: str | None
    """Latest."""


def question_counts(table: pa.Table) -> tuple[QuestionCount, ...]:
    """Each question of a table of judgments (``item``, ``question``, ``judge``, ``kind``, ``status``,
    ``guideline_version``, ``observed_at``), by name."""
    names = sorted(pc.unique(table["question"]).to_pylist())
    return tuple(_question(name, table.filter(pc.equal(table["question"], name))) for name in names)


def _question(name: str, table: pa.Table) -> QuestionCount:
    times = pc.min_max(table["observed_at"]).as_py()
    return QuestionCount(
        name,
        int(pc.count_distinct(table["item"]).as_py()),
        table.num_rows,
        _counts(table["status"]),
        _counts(table["guideline_version"]),
        _judges(table),
        times["min"],
        times["max"],
    )


def _counts(column: Any) -> dict[str, int]:
    found = pc.value_counts(pc.drop_null(column)).to_pylist()
    return dict(sorted((str(each["values"]), int(each["counts"])) for each in found))


def _judges(table: pa.Table) -> tuple[JudgeCount, ...]:
    given = pc.equal(table["status"], GIVEN).cast(pa.int64())
    grouped = pa.Table.from_arrays([table["judge"], table["kind"], given], names=["judge", "kind", "given"])
    sums = grouped.group_by(["judge", "kind"]).aggregate([("given", "sum"), ("given", "count")]).to_pylist()
    found = [
        JudgeCount(each["judge"], each["kind"], each["given_sum"], each["given_count"] - each["given_sum"])
        for each in sums
    ]
    return tuple(sorted(found, key=lambda each: (-each.n_given - each.n_other, each.judge, each.kind)))
