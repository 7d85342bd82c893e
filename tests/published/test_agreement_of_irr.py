"""The examples in the documentation of R's irr, on its data (in ../shared; not copied here)."""

import csv
from pathlib import Path

import numpy as np
import pytest

from assay.stats.agreement import concordance, intraclass
from assay.stats.agreement.named import coefficient
from assay.stats.votes import Votes, votes

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "agreement"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared folder is not beside the checkout"),
]


def rows(name: str) -> list[list[str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def as_votes(table: list[list[str]]) -> Votes:
    levels = sorted({cell for row in table for cell in row})
    codes = np.asarray([[levels.index(cell) for cell in row] for row in table])
    items = np.repeat(np.arange(codes.shape[0]), codes.shape[1])
    return votes(items, np.tile(np.arange(codes.shape[1]), codes.shape[0]), codes.ravel())


def test_diagnoses() -> None:
    table = rows("diagnoses.csv")
    given = as_votes(table)
    assert coefficient("fleiss", given).value == pytest.approx(0.430, abs=6e-4)
    assert coefficient("conger", given).value == pytest.approx(0.442, abs=6e-4)  # "exact"
    assert coefficient("light", given).value == pytest.approx(0.459, abs=6e-4)
    assert coefficient("cohen", as_votes([row[1:3] for row in table])).value == pytest.approx(0.631, abs=6e-4)
    assert coefficient("cohen", as_votes([row[0:2] for row in table])).value == pytest.approx(0.651, abs=6e-4)


def test_diagnoses_by_category() -> None:
    table = rows("diagnoses.csv")
    levels = sorted({cell for row in table for cell in row})
    found = [
        coefficient("fleiss", as_votes([["this" if cell == level else "other" for cell in row] for row in table])).value
        for level in levels
    ]
    assert found == pytest.approx([0.245, 0.245, 0.520, 0.471, 0.566], abs=6e-4)


def test_anxiety() -> None:
    table = np.asarray(rows("anxiety.csv"), dtype=float)
    found = intraclass.squares(table)
    agreement = intraclass.intraclass(found, "icc2", 0.025)
    assert tuple(agreement) == pytest.approx((0.198, -0.039, 0.494), abs=6e-4)
    assert intraclass.intraclass(found, "icc3", 0.025).value == pytest.approx(0.216, abs=6e-4)
    assert intraclass.intraclass(found, "icc1", 0.025).value == pytest.approx(0.175, abs=6e-4)
    concordant = concordance.kendall_w(table)
    assert (concordant.value, concordant.uncorrected) == pytest.approx((0.540, 0.502), abs=6e-4)


def test_anxiety_weighted() -> None:
    table = np.asarray(rows("anxiety.csv"), dtype=float)[:, :2]
    levels = np.unique(table)
    given = votes(np.repeat(np.arange(20), 2), np.tile([0, 1], 20), np.searchsorted(levels, table).ravel())
    weights = {"quadratic": 0.297, "linear": 0.189}
    for kind, value in weights.items():
        found = coefficient("cohen", given, weights=kind, values=levels)
        assert found.value == pytest.approx(value, abs=6e-4)


def test_video_is_said_by_finn_and_by_nobody_else() -> None:
    table = np.asarray(rows("video.csv"), dtype=float)
    found = intraclass.squares(table)
    # Finn (two-way, 6 levels): 1 - residual mean square over (6^2 - 1) / 12
    assert 1 - found.rest / ((6**2 - 1) / 12) == pytest.approx(0.925, abs=6e-4)
    assert coefficient("light", as_votes(rows("video.csv"))).value < 0.5


def test_caries_patterns_are_counted() -> None:
    table = [[int(cell) for cell in row] for row in rows("caries.csv")]
    times = np.asarray([row[-1] for row in table])
    codes = np.repeat(np.asarray([row[:-1] for row in table]) - 1, times, axis=0)
    items = np.repeat(np.arange(codes.shape[0]), 5)
    given = votes(items, np.tile(np.arange(5), codes.shape[0]), codes.ravel())
    assert given.n_items == 3859
    assert 0.2 < coefficient("fleiss", given).value < 0.4
