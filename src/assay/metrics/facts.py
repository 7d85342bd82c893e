"""Facts as arrays: what a metric sees, one row an item, rows of one cluster side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError, did_you_mean
from assay.core.expression import columns_of
from assay.core.slices import Cut, Named, SliceSpec
from assay.metrics.columns import FactColumn
from assay.metrics.design import Design
from assay.metrics.encoding import ArrowArray, encode, one_array, reading_order
from assay.metrics.fact_reader import FactReader, items_text
from assay.metrics.fact_table import RowOrder, check_columns, cluster_codes, read_menu, read_numbers, row_order
from assay.metrics.soft import SoftReference, run_edges, soft_rows
from assay.stats.kernel import in_threads

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SystemColumns = tuple[str | None, str | None]
"""Columns of a system's answer and of its score."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What one system said."""

    system: str
    """Its name."""
    label: Int32s | None
    """Class of each row, shape (n_rows,), -1 where not answered; None when the system gave no classes."""
    score: Floats | None
    """Probability of the positive class, 0 where not answered; None when the system gave no scores."""
    answered: Flags | None = None
    """Rows with an answer; None when all have one."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Which rows belong together, and what was derived from columns that never change; shared by swapped facts."""

    starts: Int64s
    """Rows ``starts[c]`` to ``starts[c + 1]`` are cluster c."""
    cluster: str | None
    """Column that names the clusters; None when each row is its own."""
    known: dict[Any, Any] = field(default_factory=dict)
    """Derived arrays by what they were derived from."""
    lock: Lock = field(default_factory=Lock)
    """Guards ``known``."""

    @property
    def n_clusters(self) -> int:
        """Clusters, empty ones included."""
        return self.starts.size - 1


@dataclass(frozen=True, eq=False)
class Facts:
    """The table a metric sees."""

    classes: tuple[str, ...]
    """The menu: every class that is a reference or an answer, in reading order."""
    positive: str | None
    """The positive class; None when there are more than two classes and none was named."""
    positive_how: str
    """How the positive class was found, for the method card."""
    reference: Int32s
    """Class held to be right, shape (n_rows,)."""
    answers: tuple[Answers, ...]
    """One for each system."""
    columns: Mapping[str, FactColumn]
    """Columns by which items can be cut."""
    layout: Layout
    """Clusters."""
    weight: Floats | None = None
    """Weight of each row, above 0; None when all count the same."""
    weight_name: str | None = None
    """Column of the weights."""
    items: ArrowArray | None = None
    """External ids."""
    design: Design | None = None
    """How the items came to be chosen; None where they are simply there."""
    soft: SoftReference | None = None
    """How likely each row's reference is the right one; None where every reference is certain."""
    left_out: tuple[str, ...] = ()
    """Which items were left out and why: ``12 items without a label (column 'label')``."""
    assumed: tuple[str, ...] = ()
    """What was assumed about the data, a sentence each."""

    @property
    def n_rows(self) -> int:
        """Rows: items with a reference, times their answers where the reference is soft."""
        return int(self.reference.size)

    @property
    def n_items(self) -> int:
        """Items with a reference."""
        return self.n_rows if self.soft is None else self.soft.n_items

    @property
    def all_alike(self) -> bool:
        """Whether every row weighs 1."""
        return self.weight is None and self.soft is None

    @property
    def systems(self) -> tuple[str, ...]:
        """Names of the systems."""
        return tuple(each.system for each in self.answers)

    @property
    def binary(self) -> bool:
        """Whether there are two classes, one of them positive."""
        return self.positive is not None and len(self.classes) <= 2

    @cached_property
    def positive_code(self) -> int:
        """Code of the positive class; -2, which no row has, when there is none."""
        return self.classes.index(self.positive) if self.positive in self.classes else -2

    @cached_property
    def is_positive(self) -> Flags:
        """Rows whose reference is the positive class; none where there is no positive class."""
        return np.asarray(self.reference == self.positive_code)

    @cached_property
    def numbers(self) -> Floats:
        """The references as numbers.

        Raises
        ------
        InputError
            ``metric.not_a_number`` with the first class that is none.
        """
        wrong = [name for name in self.classes if reading_order(name)[0] > 0]
        if wrong:
            what = f"The reference '{wrong[0][:40]}' is no number."
            raise InputError("metric.not_a_number", what, "Give references that are numbers, or ask for accuracy.")
        return np.asarray([float(name) for name in self.classes], np.float64)[self.reference]

    @cached_property
    def weights(self) -> Floats:
        """What each row weighs: the weight of its item times the probability of its reference."""
        weight = np.ones(self.n_rows) if self.weight is None else self.weight
        return weight if self.soft is None else weight * self.soft.share

    def answers_of(self, system: str) -> Answers:
        """Answers of one system.

        Raises
        ------
        InputError
            ``input.unknown_system`` with the near match and the known names.
        """
        for each in self.answers:
            if each.system == system:
                return each
        raise InputError(
            "input.unknown_system",
            f"No system '{system}' answered in these facts.",
            did_you_mean(system, self.systems),
        )

    def column(self, name: str) -> FactColumn:
        """A column by which items can be cut.

        Raises
        ------
        InputError
            ``slice.unknown_column`` with the near match and the known names.
        """
        if name not in self.columns:
            raise InputError("slice.unknown_column", f"No column '{name}' to cut by.", did_you_mean(name, self.columns))
        return self.columns[name]


def facts_from_table(
    table: pa.Table,
    *,
    label: str,
    systems: Mapping[str, SystemColumns],
    item: str | None = None,
    by: Sequence[SliceSpec] = (),
    cluster: str | None = None,
    weight: str | None = None,
    positive: str | None = None,
    missing: str = "refuse",
    share: str | None = None,
) -> Facts:
    """Facts of a table with one row an item, or for a soft reference one row for each answer that can be right.

    Items without a label are left out and told in ``left_out``. Rows are put in order of their cluster.

    Parameters
    ----------
    table : pyarrow.Table
        One row an item; columns of any type.
    label, item, cluster, weight : str
        Columns of the reference, the external id, the cluster key, the weight.
    systems : mapping of name to (answer column, score column)
        Either may be None, not both. A score tells how likely the positive class is.
    by : sequence of SliceSpec
        Cuts whose columns are to be kept.
    positive : str, optional
        The positive class; without it the usual one of two classes (1, true, yes, positive, pos), else the last.
    missing : ``refuse`` or ``leave_out``
        What to do with items that a system did not answer.
    share : str, optional
        Column of the probability that the row's label is the right one; needs ``item``.

    Raises
    ------
    InputError
        ``input.share``, ``input.unknown_column``, ``input.missing_answer``, ``input.not_finite``, ``input.weight``,
        ``input.answers_do_not_fit``, ``input.unknown_class`` and others, with counts and first places.
    """
    cuts = tuple(dict.fromkeys(name for spec in by for name in columns_of_spec(spec)))
    given = [name for pair in systems.values() for name in pair if name is not None]
    check_columns(table, [name for name in (label, *given, item, cluster, weight, share, *cuts) if name is not None])
    menu = read_menu(table, label, [answer for answer, _ in systems.values() if answer is not None], positive)
    labelled = np.asarray(menu.codes[label] >= 0)
    order, soft = _order(table, labelled, cluster, item=item, share=share)
    reader = FactReader(table, menu, labelled, order.rows, leave_out=missing == "leave_out")
    answers = tuple(Answers(system, *reader.answers(system, *columns)) for system, columns in systems.items())
    weights = None if weight is None else reader.weights(weight)
    reader.stop_at_problems()
    columns = in_threads(reader.column, cuts, work=table.num_rows * len(cuts))
    return Facts(
        classes=menu.classes,
        positive=menu.positive,
        positive_how=menu.positive_how,
        reference=reader.placed(menu.codes[label]),
        answers=answers,
        columns={name: FactColumn(name, array) for name, array in zip(cuts, columns, strict=True)},
        layout=Layout(order.starts, cluster),
        weight=weights,
        weight_name=weight,
        items=None if item is None else reader.column(item),
        soft=soft,
        left_out=reader.left_out(label),
        assumed=_assumed(cluster, order.unclustered),
    )


def columns_of_spec(spec: SliceSpec) -> Iterator[str]:
    """Every column that a cut reads."""
    for part in spec.parts:
        match part:
            case Cut():
                yield part.column
            case Named():
                yield from columns_of(part.where)
            case _:
                yield part


def _order(
    table: pa.Table, labelled: Flags, cluster: str | None, *, item: str | None, share: str | None
) -> tuple[RowOrder, SoftReference | None]:
    """Rows of the facts in their order, and for a soft reference their probabilities."""
    if share is None:
        return row_order(table, labelled, cluster), None
    if item is None:
        raise InputError("input.share", f"'{share}' needs the item of each row.", "Name the column of item ids.")
    found, problems = read_numbers(one_array(table[share]), share, "probability")
    if problems:
        raise InputError.gather(problems)
    clusters, unclustered = (None, 0) if cluster is None else cluster_codes(table, cluster, item)
    codes = encode(one_array(table[item])).values
    made = soft_rows(found, codes, labelled & (codes >= 0), clusters, name=share)
    starts = made.reference.starts if clusters is None else run_edges(clusters[made.rows])
    return RowOrder(made.rows, starts, unclustered), made.reference


def _assumed(cluster: str | None, unclustered: int) -> tuple[str, ...]:
    if not unclustered:
        return ()
    return (f"{items_text(unclustered)} without a value of '{cluster}': each is its own cluster",)
