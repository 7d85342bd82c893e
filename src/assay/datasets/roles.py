"""What each column of a table is for, as declared: one role a column, every mistake named at once."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assay.core.item import Column, Role
from assay.datasets.cells import Cells, cells_of
from assay.datasets.house_types import column_type
from assay.datasets.named import check_known
from assay.datasets.problems import Problems, shown

Claim = tuple[Role, str | None]
"""A role and, for a prediction or a score, whose."""

SLICED_TOO = frozenset({Role.GROUP, Role.CLUSTER, Role.TIME, Role.LABEL, Role.TEXT})
"""Roles of columns that may also be cut by: the other role is kept."""
RESERVED = ("__item", "__reference", "__answer:", "__score:")


def assign_roles(
    table: pa.Table,
    *,
    item: str | None = None,
    label: str | None = None,
    predictions: Mapping[str, str] | None = None,
    scores: Mapping[str, str] | None = None,
    slices: Sequence[str] = (),
    cluster: str | None = None,
    weight: str | None = None,
    time: str | None = None,
    text: str | Sequence[str] = (),
    group: str | Sequence[str] = (),
    media: str | Sequence[str] = (),
    sensitive: str | Sequence[str] = (),
    file: str | None = None,
) -> tuple[Column, ...]:
    """Columns of ``table`` (types of the house) in its order, each with its role; undeclared ones are ``other``.

    Parameters
    ----------
    predictions, scores : system to column
        Whose answer, or probability of the positive class, a column holds.
    slices : names
        A column that is also group, cluster, time, label or text keeps that role and may still be cut by.

    Raises
    ------
    InputError
        ``input.unknown_column``, ``input.two_roles``, ``input.reserved_name`` and ``input.system_name``, all at once.
    """
    claims: list[tuple[str, Claim]] = [
        *((name, (Role.SENSITIVE, None)) for name in _names(sensitive)),
        *((name, (Role.ID, None)) for name in _names(item)),
        *((name, (Role.LABEL, None)) for name in _names(label)),
        *((name, (Role.PREDICTION, system)) for system, name in (predictions or {}).items()),
        *((name, (Role.SCORE, system)) for system, name in (scores or {}).items()),
        *((name, (Role.CLUSTER, None)) for name in _names(cluster)),
        *((name, (Role.WEIGHT, None)) for name in _names(weight)),
        *((name, (Role.TIME, None)) for name in _names(time)),
        *((name, (Role.GROUP, None)) for name in _names(group)),
        *((name, (Role.MEDIA, None)) for name in _names(media)),
        *((name, (Role.TEXT, None)) for name in _names(text)),
        *((name, (Role.SLICE, None)) for name in _names(slices)),
    ]
    problems = Problems(file)
    check_known((name for name, _ in claims), table.column_names, problems)
    _check_names(table.column_names, {**(predictions or {}), **(scores or {})}, problems)
    roles = _one_role_each(claims, problems)
    problems.raise_any()
    return tuple(
        Column(field.name, column_type(field.type), *roles.get(field.name, (Role.OTHER, None)))
        for field in table.schema
    )


def named(columns: Sequence[Column], *roles: Role) -> list[str]:
    """Names of the columns that have one of the roles, in order."""
    return [column.name for column in columns if column.role in roles]


def item_ids(table: pa.Table, columns: Sequence[Column]) -> Cells:
    """External id of each item as text; without an id column, the row number from 1."""
    names = named(columns, Role.ID)
    if not names:
        return pc.cast(cells_of(pa.array(np.arange(1, table.num_rows + 1))), pa.string())
    return pc.cast(table.column(names[0]), pa.string())


def _names(given: str | Sequence[str] | None) -> list[str]:
    if given is None:
        return []
    return [given] if isinstance(given, str) else list(dict.fromkeys(given))


def _check_names(known: Sequence[str], systems: Mapping[str, str], problems: Problems) -> None:
    for name in known:
        if name.startswith(RESERVED):
            what = f"The column name {shown(name)} is one that Assay uses itself."
            problems.add("input.reserved_name", what, "Rename the column in the file.")
    for system in systems:
        if not system.strip():
            problems.add("input.system_name", "A system has an empty name.", "Name it: --prediction NAME=COLUMN.")


def _one_role_each(claims: Sequence[tuple[str, Claim]], problems: Problems) -> dict[str, Claim]:
    roles: dict[str, Claim] = {}
    for name, claim in claims:
        held = roles.setdefault(name, claim)
        if held == claim or (claim[0] is Role.SLICE and held[0] in SLICED_TOO):
            continue
        fix = "A column has one role: name another column, or copy the column under a second name."
        if Role.SENSITIVE in (held[0], claim[0]):
            fix = "A sensitive column is sealed and cannot be used otherwise: leave out one of the two."
        what = f"Column {shown(name)} is declared as {_said(held)} and as {_said(claim)}."
        problems.add("input.two_roles", what, fix)
    return roles


def _said(claim: Claim) -> str:
    role, system = claim
    return f"{role.value} of {shown(system)}" if system is not None else role.value
