"""Agreement equals krippendorff and statsmodels on random votes."""

import krippendorff
import numpy as np
import pytest
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa

from assay.stats.agreement import pairs
from assay.stats.agreement.named import coefficient
from assay.stats.agreement.patterns import judge_patterns
from assay.stats.agreement.weights import agreement_weights
from assay.stats.votes import Votes, votes


def answers(seed: int, *, n_items: int = 80, n_judges: int = 4, n_classes: int = 4, gaps: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, n_classes, n_items)
    said = np.where(
        rng.random((n_items, n_judges)) < 0.6, truth[:, None], rng.integers(0, n_classes, (n_items, n_judges))
    ).astype(float)
    said[rng.random(said.shape) < gaps] = np.nan
    return said


def as_votes(table: np.ndarray, n_classes: int = 4) -> Votes:
    items, judges = np.nonzero(~np.isnan(table))
    return votes(items, judges, table[items, judges], n_items=table.shape[0], n_classes=n_classes)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("scale", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_equals_krippendorff(seed: int, scale: str) -> None:
    table = answers(seed, gaps=0.3)
    values = np.array([1.0, 2.0, 5.0, 9.0])
    expected = krippendorff.alpha(
        reliability_data=np.where(np.isnan(table), np.nan, values[np.nan_to_num(table).astype(int)]).T,
        level_of_measurement=scale,
        value_domain=values,
    )
    assert coefficient("alpha", as_votes(table), scale=scale, values=values).value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_fleiss_equals_statsmodels(seed: int) -> None:
    table = answers(seed)
    counts, _ = aggregate_raters(table.astype(int), n_cat=4)
    assert coefficient("fleiss", as_votes(table)).value == pytest.approx(fleiss_kappa(counts), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("ours", "theirs"), [("identity", None), ("linear", "linear"), ("quadratic", "quadratic")])
def test_cohen_equals_statsmodels_with_its_standard_error(seed: int, ours: str, theirs: str | None) -> None:
    table = answers(seed, n_judges=2)
    cells = np.zeros((4, 4))
    np.add.at(cells, (table[:, 0].astype(int), table[:, 1].astype(int)), 1)
    expected = cohens_kappa(cells, wt=theirs)
    found = pairs.cohen(judge_patterns(as_votes(table)), agreement_weights(ours, np.arange(4.0)))
    assert found.value == pytest.approx(expected.kappa, abs=1e-9)
    n = table.shape[0]
    assert found.standard_error * np.sqrt((n - 1) / n) == pytest.approx(expected.std_kappa, abs=1e-9)
