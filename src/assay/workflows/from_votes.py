"""The story of votes in a bare file: who agrees with whom."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from assay.core.errors import InputError
from assay.core.estimate import Estimate
from assay.core.slices import SliceSpec
from assay.datasets.frames import table_from
from assay.datasets.reading import read_table
from assay.metrics import agreement
from assay.metrics.facts import columns_of_spec
from assay.metrics.long_facts import long_facts
from assay.metrics.slices import parse_by

Names = str | Sequence[str]
ITEM, JUDGE, ANSWER = "item", "judge", "answer"
"""Columns of the long form that a wide table is turned into."""


def agree(
    data: Any,
    *,
    metric: Names,
    item: Names | None = None,
    judge: Names | None = None,
    answer: str | None = None,
    judges: Names | None = None,
    scale: str = "nominal",
    weights: str = "identity",
    by: Names = (),
    pairs: bool = False,
    repeats: str = "last",
    level: float = 0.95,
    replicates: int = 0,
    seed: int = 7,
) -> tuple[Estimate, ...]:
    """Agreement of judges, with intervals, from one row a judgment or one column a judge.

    Parameters
    ----------
    data : path, pandas, polars, pyarrow, DuckDB or Ibis object, or dict of lists
        Long: one row a judgment, with the columns ``item``, ``judge`` and ``answer``.
        Wide: one row an item, with one column for each of ``judges``.
    metric : names, or one text with commas
        alpha, cohen, scott, light, fleiss, conger, ac1, brennan_prediger, icc1 to icc3 and icc1k to icc3k, kendall_w.
    scale : nominal, ordinal, interval or ratio (alpha)
    weights : identity, linear, quadratic, ordinal or ratio (the kappas)
    by : columns of the long form whose levels are slices, such as a question or a guideline version
    pairs : whether each pair of judges is estimated too
    repeats : last, first or all
        Which answer of a judge counts who answered an item several times.

    Raises
    ------
    InputError
        With what is wrong, where, and what would be right.

    Examples
    --------
    >>> import assay
    >>> votes = {"ann": ["a", "a", "b", "b"] * 10, "bob": ["a", "b", "b", "b"] * 10}
    >>> print(round(assay.agree(votes, judges="ann,bob", metric="cohen")[0].value, 3))
    0.5
    """
    specs = tuple(parse_by(each) for each in ([by] if isinstance(by, str) else by))
    table, names = vote_table(data, item=item, judge=judge, answer=answer, judges=judges, more=_columns(specs))
    facts = long_facts(table, item=names[0], judge=names[1], answer=names[2], by=specs, repeats=repeats)
    return agreement.agree(
        listed(metric),
        facts,
        scale=scale,
        weights=weights,
        by=specs,
        pairs=pairs,
        level=level,
        replicates=replicates,
        seed=seed,
    )


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
    if judges is not None:
        return _from_wide(data, listed(item or ()), listed(judges), more)
    if item is None or judge is None or answer is None:
        raise InputError(
            "input.votes_form",
            "Votes need item, judge and answer columns, or one column for each judge.",
            "Long: --item item --judge worker --answer label. Wide: --judges ann,bob,cem (and --item id).",
        )
    items, people = listed(item), listed(judge)
    return read_votes(data, [*items, *people, answer, *more], as_text=[*items, *people]), (items, people, answer)


def read_votes(data: Any, columns: Sequence[str], *, as_text: Sequence[str]) -> pa.Table:
    """The columns of a file or a frame; ids are read as text."""
    if isinstance(data, (str, Path)):
        return read_table(Path(data), columns=list(dict.fromkeys(columns)), as_text=as_text).table
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
        from assay.metrics.fact_table import check_columns

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


def _columns(specs: Sequence[SliceSpec]) -> list[str]:
    return [name for spec in specs for name in columns_of_spec(spec)]
