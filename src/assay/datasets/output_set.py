"""What systems said as rows of a dataset version: the text, beside what people and judges must see of its prompt."""

from collections.abc import Sequence

import pyarrow as pa

from assay.core.errors import InputError
from assay.core.item import Column, DatasetVersion, Role
from assay.core.safe_text import neutral
from assay.datasets.names import LONGEST, NOT_IN_NAMES

ID, OUTPUT = "output_id", "output"
"""Columns of an output set: its id, and the text."""
SHOWN = (Role.TEXT, Role.SLICE, Role.GROUP, Role.CLUSTER)
"""Roles of the prompt's columns that its outputs keep."""
HIDDEN = (Role.LABEL, Role.PREDICTION, Role.SCORE, Role.SENSITIVE)
"""Roles of columns that no prompt sees: what is right, and what others said."""


def prompt_columns(manifest: DatasetVersion) -> tuple[str, ...]:
    """Columns that a prompt may name."""
    return tuple(each.name for each in manifest.columns if each.role not in HIDDEN)


def shown_columns(columns: Sequence[Column], *, hidden: Sequence[str] = ()) -> tuple[Column, ...]:
    """Columns of the prompts that their outputs keep; without a text among them, every text that is not ``hidden``.

    Raises
    ------
    InputError
        ``outputs.column`` where the prompts have a column of a name that outputs need.
    """
    taken = next((each.name for each in columns if each.name in (ID, OUTPUT)), None)
    if taken is not None:
        what = f"The dataset has a column '{taken}', which an output set needs for what systems say."
        raise InputError("outputs.column", what, "Rename the column and import again.")
    kept = [each for each in columns if each.role in SHOWN and each.name not in hidden]
    if not any(each.role is Role.TEXT for each in kept):
        texts = [
            each for each in columns if each.role is Role.OTHER and each.type == "text" and each.name not in hidden
        ]
        kept += [Column(each.name, each.type, Role.TEXT) for each in texts]
    return tuple(kept)


def outputs_name(plan: str) -> str:
    """Name of the dataset of what the systems of a plan say."""
    plain = "".join("-" if each in NOT_IN_NAMES else each for each in neutral(plan, most=LONGEST - 11))
    return f"outputs of {plain.strip()}"


def output_columns(shown: Sequence[Column]) -> tuple[Column, ...]:
    """Columns of an output set whose prompts have those that are shown."""
    return (Column(ID, "text", Role.ID), *shown, Column(OUTPUT, "text", Role.TEXT))


def outputs_as_rows(
    prompts: pa.Table, shown: Sequence[Column], *, places: Sequence[int], ids: Sequence[str], texts: Sequence[str]
) -> tuple[pa.Table, tuple[Column, ...]]:
    """The rows of an output set and its columns.

    Parameters
    ----------
    prompts : the items that were asked
    places, ids, texts : for each output the row of its prompt, its id, and what was said
    """
    rows = prompts.select([each.name for each in shown]).take(pa.array(places, pa.int64()))
    rows = rows.add_column(0, ID, pa.array(ids, pa.string())).append_column(OUTPUT, pa.array(texts, pa.string()))
    return rows, output_columns(shown)
