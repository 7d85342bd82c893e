"""A first card of a dataset version: counts from the data, everything else marked for a person to fill in."""

import json
from collections.abc import Sequence

import pyarrow as pa

from assay.core.item import Column, DatasetVersion, Role
from assay.core.safe_text import escape_unseen
from assay.datasets.card import FIELDS, TO_FILL, Counts, Field
from assay.datasets.cells import kernels
from assay.datasets.roles import named
from assay.datasets.version import version_hash

LABELS_WRITTEN = 1000


def count_facts(table: pa.Table, columns: Sequence[Column]) -> Counts:
    """Exact counts for a card."""
    labels = named(columns, Role.LABEL)
    if not labels:
        return Counts(table.num_rows, table.num_columns)
    column = kernels.cast(table.column(labels[0]), pa.string())
    counted = kernels.value_counts(column.drop_null())
    pairs = zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)
    ordered = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    return Counts(table.num_rows, table.num_columns, tuple(ordered), column.null_count)


def draft_card(version: DatasetVersion, table: pa.Table) -> str:
    """YAML text of a first card of ``version``, whose rows are ``table``; `assay.datasets.card.parse_card` reads it."""
    sensitive = named(version.columns, Role.SENSITIVE)
    lines = [
        f"# Card of dataset {escape_unseen(version.name)}. Counts come from the data.",
        f"# Fill in what is marked {TO_FILL}; the card counts once a reviewer is named.",
        f"dataset: {quoted(version.name)}",
        f"version: {quoted(version_hash(version))}",
        *_count_lines(count_facts(table, version.columns)),
    ]
    for name, field in FIELDS.items():
        lines += _sensitive_lines(sensitive) if name == "sensitive_columns" else _field_lines(name, field)
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """``text`` as a YAML scalar in double quotes, in one line, unseen characters as escapes."""
    return escape_unseen(json.dumps(text, ensure_ascii=False))


def _count_lines(counts: Counts) -> list[str]:
    lines = ["counts:", f"  items: {counts.items}", f"  columns: {counts.columns}"]
    if counts.labels:
        lines.append("  labels:" if len(counts.labels) <= LABELS_WRITTEN else f"  labels: # the first {LABELS_WRITTEN}")
        lines += [f"    {quoted(label)}: {n}" for label, n in counts.labels[:LABELS_WRITTEN]]
        lines.append(f"  without_label: {counts.without_label}")
    return lines


def _field_lines(name: str, field: Field) -> list[str]:
    blank = f"{TO_FILL}: {field.sentence}"
    return [f"{name}:", f"  - {quoted(blank)}"] if field.is_list else [f"{name}: {quoted(blank)}"]


def _sensitive_lines(names: Sequence[str]) -> list[str]:
    return ["sensitive_columns:", *(f"  - {quoted(name)}" for name in names)] if names else ["sensitive_columns: []"]
