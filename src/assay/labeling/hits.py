"""Answers as right or not: for shares of right ones among so few answers that none need be right."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

RIGHT, NOT_RIGHT = "right", "not right"


def hits(rows: Sequence[Mapping[str, Any]], *answers: str, label: str = "label") -> pa.Table:
    """The rows, with ``label`` right throughout and each of the ``answers`` right or not.

    Their accuracy is the same. Answers and labels that have no class in common are refused in files, where they are
    written differently; here they are judges who were wrong each time.

    Examples
    --------
    >>> hits([{"label": "a", "you": "b"}, {"label": "a", "you": "a"}], "you").to_pylist()
    [{'label': 'right', 'you': 'not right'}, {'label': 'right', 'you': 'right'}]
    """
    return pa.Table.from_pylist(
        [
            {**row, label: RIGHT, **{name: RIGHT if row[name] == row[label] else NOT_RIGHT for name in answers}}
            for row in rows
        ]
    )
