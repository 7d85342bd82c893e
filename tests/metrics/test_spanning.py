"""Clusters that lie across slices are counted, whatever the cut."""

import pyarrow as pa
import pytest

from assay.core.expression import parse_expression
from assay.core.slices import Cut, Named, SliceSpec
from assay.metrics.facts import facts_from_table
from assay.metrics.spanning import clusters_across

TABLE = pa.table(
    {
        "label": ["y", "n"] * 4,
        "said": ["y"] * 8,
        "user": ["a", "a", "b", "b", "c", "c", "d", "e"],
        "country": ["DE", "FR", "DE", "DE", "FR", "DE", None, "DE"],
        "device": ["x", "x", "x", "y", "x", "x", "x", "x"],
        "age": [20, 40, 20, 20, 20, 60, 30, 30],
    }
)
COUNTRY, DEVICE, AGE = SliceSpec(("country",)), SliceSpec(("device",)), SliceSpec((Cut("age", (30.0, 50.0)),))
GERMAN = 'country == "DE"'
IN_DE = SliceSpec((Named("in DE", parse_expression(GERMAN), GERMAN),))


def facts(cluster: str | None):
    cuts = (COUNTRY, DEVICE, AGE, IN_DE)
    return facts_from_table(
        TABLE, item=None, label="label", systems={"s": ("said", None)}, by=cuts, cluster=cluster, weight=None,
        positive="y",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "across"),
    [(COUNTRY, 2), (DEVICE, 1), (AGE, 2), (SliceSpec(("country", "device")), 3), (IN_DE, 0)],
    ids=["column", "another", "ranges", "cross", "one condition"],
)
def test_clusters_in_several_slices_are_counted(spec: SliceSpec, across: int) -> None:
    assert clusters_across(facts("user"), spec) == across


def test_without_a_cluster_column_nothing_lies_across() -> None:
    assert clusters_across(facts(None), COUNTRY) == 0
