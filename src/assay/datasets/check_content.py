"""Checks of what items hold: duplicates, missing values, constant columns, content shared by clusters."""

import numpy as np

from assay.core.check import CheckResult
from assay.core.item import Role
from assay.datasets.cells import Cells
from assay.datasets.check_input import CheckInput, listed
from assay.datasets.validate import is_missing

NEEDED = (Role.LABEL, Role.PREDICTION, Role.SCORE, Role.SLICE, Role.GROUP, Role.CLUSTER, Role.WEIGHT)
LOOKED_AT = (Role.SLICE, Role.GROUP, Role.TEXT, Role.CLUSTER, Role.SCORE)
TELLS_APART = 0.5
"""Features that give fewer different contents than this share of the items cannot tell items apart."""


def check_duplicates(data: CheckInput) -> CheckResult:
    """Items with the same content under different ids.

    Content is the text columns; without them the undeclared columns together with slices, groups and time. Such
    features must give at least half as many different contents as there are items, else equal rows are expected.
    """
    names = data.content()
    if not names:
        return data.passed("duplicates", "There is no column with content (text or features); only ids were compared.")
    _, first, codes, counts = np.unique(
        data.content_codes().codes, return_index=True, return_inverse=True, return_counts=True
    )
    if not data.named(Role.TEXT) and len(counts) < TELLS_APART * data.table.num_rows:
        what = f"Columns {listed(names)} have {len(counts):,} different contents and cannot tell items apart."
        return data.passed("duplicates", f"{what} Name a text column to look for duplicates.", columns=names)
    copies = counts[codes] > 1
    copies[first] = False
    n = int(copies.sum())
    if not n:
        what = f"All {data.table.num_rows:,} items differ in {listed(names)}."
        return data.passed("duplicates", what, columns=names)
    what = (
        f"{n:,} of {data.table.num_rows:,} items have the same content ({listed(names)}) as an earlier one "
        f"with another id; {int((counts > 1).sum()):,} contents stand more than once."
    )
    fix = "Keep one of each, or declare a --cluster column that holds equal items together."
    return CheckResult("duplicates", False, what, fix, n, data.ids(np.flatnonzero(copies)), tuple(names))


def check_missing(data: CheckInput) -> CheckResult:
    """Items without a value in a column that the evaluation uses."""
    names = data.named(*NEEDED)
    absent = {name: is_missing(data.table.column(name)) for name in names}
    counts = {name: int(rows.sum()) for name, rows in absent.items() if rows.any()}
    if not counts:
        what = f"No value is missing in the {len(names):,} columns with a role that an evaluation uses."
        return data.passed("missing", what, columns=names)
    rows = np.logical_or.reduce([absent[name] for name in counts])
    n = int(rows.sum())
    told = listed_counts(counts)
    what = f"{n:,} of {data.table.num_rows:,} items lack a value: {told}."
    fix = "Fill in what is known; items without a reference or an answer are left out of numbers that need one."
    return CheckResult("missing", False, what, fix, n, data.ids(np.flatnonzero(rows)), tuple(counts))


def check_constant_column(data: CheckInput) -> CheckResult:
    """Slices, groups, texts, clusters and scores with one value only."""
    names = data.named(*LOOKED_AT) if data.table.num_rows > 1 else []
    constant = tuple(name for name in names if _is_constant(data.table.column(name)))
    if not constant:
        return data.passed("constant_column", f"None of {len(names):,} columns with such a role has one value only.")
    what = f"{len(constant):,} columns have one value only: {listed(constant)}."
    fix = "Check the export; a column with one value makes no slice and tells nothing apart."
    return CheckResult("constant_column", False, what, fix, len(constant), (), constant)


def check_cluster_leak(data: CheckInput) -> CheckResult:
    """Items whose content also stands in another cluster."""
    clusters, names = data.named(Role.CLUSTER), data.content()
    if not clusters or not names:
        need = "no cluster column" if not clusters else "no column with content"
        return data.passed("cluster_leak", f"There is {need}, so nothing to compare.")
    if not data.named(Role.TEXT):
        return data.passed("cluster_leak", "There is no text column; equal features in two clusters are expected.")
    content, cluster = data.content_codes().codes, data.coded(clusters[0]).codes
    first = np.full(int(content.max(initial=0)) + 1, -1)
    first[content[::-1]] = cluster[::-1]
    spread = np.zeros(len(first), np.bool_)
    spread[content[cluster != first[content]]] = True
    leaks = spread[content]
    n = int(leaks.sum())
    if not n:
        return data.passed("cluster_leak", f"No content stands in two clusters of '{clusters[0]}'.")
    what = f"{n:,} items have content that also stands in another cluster of '{clusters[0]}'."
    fix = "Give items with equal content one cluster, or remove the copies: intervals take clusters as independent."
    return CheckResult("cluster_leak", False, what, fix, n, data.ids(np.flatnonzero(leaks)), (clusters[0], *names))


def listed_counts(counts: dict[str, int], most: int = 8) -> str:
    """``'label' 3, 'score' 1``, the most first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    more = f" and {len(ordered) - most:,} more columns" if len(ordered) > most else ""
    return ", ".join(f"'{name}' {count:,}" for name, count in ordered[:most]) + more


def _is_constant(column: Cells) -> bool:
    """Whether no cell differs from the first; a head is looked at before the whole."""
    return len(column.slice(0, 1000).unique()) == 1 and len(column.unique()) == 1
