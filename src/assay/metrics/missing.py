"""Answers that called systems owe: how many, and the facts as if they were right or wrong."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa
from pyarrow import compute

from assay.core.facts import BAD, GOOD, REFERENCE, answer_column, status_column
from assay.core.judgment import OWN_DOING
from assay.core.plan import Plan

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""


class Owed(NamedTuple):
    """Answers of one system that are not there, of items with a reference."""

    system: str
    """Whose."""
    n: int
    """Answers asked for."""
    n_missing: int
    """Never had: what they would have been is unknown."""
    n_own: int
    """The system's own doing."""


def owed(plan: Plan, table: pa.Table) -> Iterator[Owed]:
    """What each called system of a plan owes; ``table`` is by `assay.core.facts`."""
    for system in _called(plan, table):
        missing, own = _absent(table, system)
        n = table.num_rows - table[REFERENCE].null_count
        yield Owed(system, n, int(pc.sum(missing).as_py() or 0), int(pc.sum(own).as_py() or 0))


def completed(plan: Plan, table: pa.Table, *, right: tuple[str, ...] = ()) -> pa.Table:
    """The facts table with every answer that a called system owes: wrong, or right for the systems in ``right``.

    What a system did itself (a refusal, an answer that is none) stays wrong.
    """
    for system in _called(plan, table):
        missing, own = _absent(table, system)
        name = answer_column(system)
        if not pc.any(pc.or_(missing, own)).as_py():
            continue
        wrong = _wrong(plan, table[REFERENCE])
        fill = pc.if_else(missing, table[REFERENCE], wrong) if system in right else wrong
        table = table.set_column(table.column_names.index(name), name, pc.coalesce(table[name], fill))
    return table


def _called(plan: Plan, table: pa.Table) -> list[str]:
    names = (plan.baseline.name, plan.candidate.name)
    return [each for each in names if status_column(each) in table.column_names]


def _absent(table: pa.Table, system: str) -> tuple[Any, Any]:
    """Rows that miss an answer, and rows where the system did not give one itself."""
    asked = pc.is_valid(table[REFERENCE])
    own = pc.and_(asked, pc.is_in(table[status_column(system)], value_set=pa.array(OWN_DOING)))
    absent = pc.and_(asked, pc.is_null(table[answer_column(system)]))
    return pc.and_(absent, pc.invert(own)), own


def _wrong(plan: Plan, reference: Any) -> Any:
    """For each row an answer that is not right: the commonest class that is not its own."""
    if plan.by_verdict:
        return pa.chunked_array([pa.array([BAD] * len(reference), pa.string())])
    counts = pc.value_counts(pc.drop_null(reference)).to_pylist()
    common = [each["values"] for each in sorted(counts, key=lambda each: (-each["counts"], each["values"]))]
    first, second = (*common, *(f"not {each}" for each in common), BAD, GOOD)[:2]
    return pc.if_else(pc.fill_null(pc.equal(reference, first), False), second, first)
