"""Votes in a file or a frame, with one row a judgment or one column a judge, as one long table."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from assay.core.errors import InputError
from assay.datasets.frames import table_from
from assay.datasets.reading import read_table
from assay.metrics.fact_table import check_columns

Names = str | Sequence[str]
ITEM, JUDGE, ANSWER = "item", "judge", "answer"
"""Columns of the long form that a wide table is turned into."""


def vote_table(
    data: Any,
    *,
    item: Names | None,
    judge: Names | None,
    answer: str | None,
    judges: Names | None,
    more: Sequence[str] = (),
) -> tuple[pa.Table, tuple[list[str], list[str], str]]:
    """A table with one row a judgment, and the columns of item, judge and answer.

    Raises
    ------
    InputError
        ``input.votes_form`` when neither the long nor the wide form is named.
    """
    if judges is not None and listed(judges):
        return _from_wide(data, listed(item or ()), listed(judges), more)
    if not (item and listed(item)) or not (judge and listed(judge)) or not answer:
        raise InputError(
            "input.votes_form",
            "Votes need item, judge and answer columns, or one column for each judge.",
            "Long: --item item --judge worker --answer label. Wide: --judges ann,bob,cem (and --item id).",
        )
    items, people = listed(item), listed(judge)
    return read_votes(data, [*items, *people, answer, *more], as_text=[*items, *people]), (items, people, answer)


def read_votes(data: Any, columns: Sequence[str], *, as_text: Sequence[str]) -> pa.Table:
    """The columns of a file or a frame (all when none is named); ids are read as text."""
    if isinstance(data, (str, Path)):
        return read_table(Path(data), columns=list(dict.fromkeys(columns)) or None, as_text=as_text).table
    return table_from(data)


def listed(names: Names) -> list[str]:
    """``"a,b"`` or ``["a", "b"]`` as ``["a", "b"]``, each once."""
    given = names.split(",") if isinstance(names, str) else [part for name in names for part in name.split(",")]
    return list(dict.fromkeys(name.strip() for name in given if name.strip()))


def _from_wide(
    data: Any, item: list[str], judges: list[str], more: Sequence[str]
) -> tuple[pa.Table, tuple[list[str], list[str], str]]:
    table = read_votes(data, [*item, *judges, *more], as_text=item)
    lacking = [name for name in (*item, *judges, *more) if name not in table.column_names]
    if lacking:
        check_columns(table, lacking)
    rows = table.num_rows
    kind = table[judges[0]].type
    same = all(table[name].type == kind for name in judges)
    answers = [table[name] if same else table[name].cast(pa.string()) for name in judges]
    ids = {name: table[name] for name in item} if item else {ITEM: pa.array([str(row + 1) for row in range(rows)])}
    long = {name: pa.concat_arrays([_whole(column)] * len(judges)) for name, column in ids.items()}
    long |= {name: pa.concat_arrays([_whole(table[name])] * len(judges)) for name in more}
    long[JUDGE] = pa.array([name for name in judges for _ in range(rows)])
    long[ANSWER] = pa.concat_arrays([_whole(each) for each in answers])
    return pa.table(long), (list(ids), [JUDGE], ANSWER)


def _whole(column: Any) -> Any:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
