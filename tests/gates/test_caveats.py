"""What an evidence cannot say is said, and only where it applies."""

import numpy as np
import pyarrow as pa
import pytest

from assay.core.plan import GateKind, GateRole
from assay.core.slices import SliceSpec
from assay.gates.caveats import caveats
from assay.gates.gap import difference
from assay.gates.measured import Measured
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table

DEVICE = SliceSpec(("device",))


def facts_of(right: np.ndarray, device: np.ndarray, user: np.ndarray):
    columns = {"label": np.full(right.size, "y"), "said": np.where(right, "y", "n"), "device": device, "user": user}
    table = pa.table({**columns, "other": np.where(np.arange(right.size) % 2, "y", "n")})
    systems = {"old": ("other", None), "new": ("said", None)}
    return facts_from_table(
        table, item=None, label="label", systems=systems, by=(DEVICE,), cluster="user", weight=None, positive="y"
    )


def said(make, facts, *gates, **fields):
    plan = make.plan(*gates, cluster="user", **fields)
    return caveats(plan, facts, looks=1, state="locked", reference_source="imported")


def gap(make):
    return make.gate("gap", GateKind.GAP, role=GateRole.SLICE, by="device", accept=0.1)


def test_a_gap_between_slices_that_share_clusters_says_how_many(make):
    facts = facts_of(np.ones(6, bool), np.asarray(["x", "y", "x", "x", "y", "x"]), np.asarray(list("aabbcc")))
    (told,) = [each for each in said(make, facts, gap(make), gap(make)) if "gap" in each]
    assert "slices of device takes the slices as independent, but 2 of 3 clusters have items in several of them" in told


@pytest.mark.parametrize("reason", ["no shared cluster", "no gap gate"])
def test_nothing_is_said_of_gaps_where_slices_are_independent_or_not_compared(make, reason):
    user = np.asarray(list("abcdef" if reason == "no shared cluster" else "aabbcc"))
    facts = facts_of(np.ones(6, bool), np.asarray(["x", "y"] * 3), user)
    gates = [gap(make)] if reason == "no shared cluster" else [make.gate()]
    assert not [each for each in said(make, facts, *gates) if "gap" in each]


@pytest.mark.slow
@pytest.mark.parametrize(("lift", "is_wide"), [(1.0, True), (-1.0, False)], ids=["together", "against each other"])
def test_the_interval_of_a_gap_over_shared_clusters_is_wide_or_narrow_as_the_caveat_says(lift, is_wide):
    """300 users, two items on each of two devices; ability lifts the second by ``lift`` times itself."""
    rng = np.random.default_rng(8)
    device, user = np.tile(np.asarray(["x", "x", "y", "y"]), 300), np.repeat(np.arange(300), 4)
    gaps, errors = [], []
    for _ in range(60):
        ability = np.repeat(rng.normal(0, 2, 300), 4) * np.where(device == "x", 1.0, lift)
        right = rng.random(1200) < 1 / (1 + np.exp(-ability))
        found = estimate(("accuracy",), facts_of(right, device, user), by=(DEVICE,), systems=("new",))
        first, second = (Measured(each.value, each.spread, each.n) for each in found[1:])
        pair = difference(first, second)
        gaps.append(pair.value)
        errors.append(pair.standard_error)
    assert (np.mean(errors) > 1.15 * np.std(gaps)) if is_wide else (np.mean(errors) < 0.87 * np.std(gaps))
