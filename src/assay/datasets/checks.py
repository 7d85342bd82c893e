"""Checks of data that a decision needs, each one sentence, one function and exact counts.

A check passes when it found nothing; what it found is told with ids and columns, and never changes the data.
"""

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa

from assay.core.check import CheckResult
from assay.core.errors import InputError, Problem, did_you_mean
from assay.core.item import Column, Role
from assay.datasets.check_answers import check_imbalance, check_label_copy
from assay.datasets.check_content import check_cluster_leak, check_constant_column, check_duplicates, check_missing
from assay.datasets.check_input import CheckInput

Check = Callable[[CheckInput], CheckResult]


def check_schema_change(data: CheckInput) -> CheckResult:
    """Columns against those of the version before: added, removed, of another type or role."""
    if data.previous is None:
        return data.passed("schema_change", "There is no version before this one to compare columns with.")
    before = {column.name: column for column in data.previous}
    after = {column.name: column for column in data.columns}
    told = schema_changes(before, after)
    if not told:
        return data.passed("schema_change", f"All {len(after):,} columns have the type and role they had before.")
    concerned = tuple(name for name, _ in told)
    what = f"{len(told):,} columns differ from the version before: " + _listed([text for _, text in told])
    fix = "If that was meant, say so in the card and lock the plan on this version; else import with the same roles."
    return CheckResult("schema_change", False, what, fix, len(told), (), concerned)


def schema_changes(before: Mapping[str, Column], after: Mapping[str, Column]) -> list[tuple[str, str]]:
    """Name and sentence for each column that was removed, added, or has another type, role or system."""
    removed = [(name, f"'{name}' was removed") for name in before if name not in after]
    added = [(name, f"'{name}' was added") for name in after if name not in before]
    changed = [
        (name, f"'{name}' was {_said(before[name])} and is {_said(after[name])}")
        for name in after
        if name in before and before[name] != after[name]
    ]
    return removed + added + changed


CHECKS: dict[str, tuple[str, Check]] = {
    "duplicates": ("No two items with different ids have the same content.", check_duplicates),
    "missing": ("No item lacks a label, prediction, score, slice, group, cluster or weight.", check_missing),
    "schema_change": ("The columns have the types and roles of the version before.", check_schema_change),
    "imbalance": ("The rarest class of the label has at least a tenth of an even share.", check_imbalance),
    "label_copy": ("No column besides the predictions tells the label of 99.9 % of each class.", check_label_copy),
    "constant_column": ("No column that is cut by or read has one value only.", check_constant_column),
    "cluster_leak": ("No content appears in two clusters, which would not be independent.", check_cluster_leak),
}


def known_checks() -> dict[str, str]:
    """Every check with its definition in one sentence."""
    return {name: definition for name, (definition, _) in CHECKS.items()}


def run_checks(
    names: Sequence[str],
    table: pa.Table,
    columns: Sequence[Column],
    *,
    previous: Sequence[Column] | None = None,
) -> tuple[CheckResult, ...]:
    """What each named check finds, in the order named.

    Parameters
    ----------
    table : rows with types of the house
    columns : their roles; sensitive columns are not looked at
    previous : columns of the version before, for ``schema_change``

    Raises
    ------
    InputError
        ``check.unknown`` for each name that is no check, with the nearest that is.
    """
    unknown = [name for name in dict.fromkeys(names) if name not in CHECKS]
    if unknown:
        raise InputError.gather(
            Problem("check.unknown", f"There is no check '{name}'.", did_you_mean(name, CHECKS)) for name in unknown
        )
    data = CheckInput(table, tuple(columns), None if previous is None else tuple(previous))
    return tuple(CHECKS[name][1](data) for name in names)


def _said(column: Column) -> str:
    whose = f" of {column.system}" if column.system else ""
    role = "without a role" if column.role is Role.OTHER else f"{column.role.value}{whose}"
    return f"{column.type} ({role})"


def _listed(texts: Sequence[str], most: int = 8) -> str:
    more = f" and {len(texts) - most:,} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more + "."
