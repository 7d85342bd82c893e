"""What the demo judges: people or digits to learn from, others to be judged on, and what is true about them."""

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows that the candidate never saw while it learned."""

    column: str
    """Column that tells them."""
    level: str
    """Its value in the rows that are absent."""
    story: str
    """How such a thing happens, in a sentence."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A data set, split, with the questions that the plan asks of it."""

    name: str
    """Name of the dataset in the workspace."""
    question: str
    """What the systems answer."""
    source: str
    """Where the data come from, in a sentence."""
    train: pa.Table
    """Rows to learn from."""
    test: pa.Table
    """Rows to be judged on; a first column ``item`` holds unique ids."""
    label: str
    """Column of the right answer."""
    positive: str
    """The answer whose probability the scores are."""
    words: tuple[str, ...]
    """Columns of words that the systems read."""
    numbers: tuple[str, ...]
    """Columns of numbers that the systems read."""
    kept: tuple[str, ...]
    """Columns that go into the file of answers, to cut slices from."""
    gap: Gap
    """What the candidate lacks."""
    slice_column: str
    """Column whose slices the plan guards."""
    slice_metric: str
    """What must not get worse on those slices."""
    worst_column: str
    """Column on each of whose levels the candidate must be good enough."""
    cuts: tuple[str, ...]
    """Further slices that the plan reports."""
    check: str
    """Check of the data that guards the release."""
