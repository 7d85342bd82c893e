"""Same wrong answers: false alarms at or below the level whatever makes items hard; copies are found."""

import numpy as np
import pytest
from scipy.stats import nchypergeom_fisher

from assay.stats.same_errors import NOT_JUDGED, RIGHT, _tail, same_errors


def history(
    seed: int, *, n_judges: int = 8, n_items: int = 200, hard: float = 1.0, sees: float = 1.0, copied: float = 0.0
) -> np.ndarray:
    """Errors by skill and difficulty; the second judge copies a share of the items from the first."""
    rng = np.random.default_rng(seed)
    skill, difficulty = rng.normal(-1.8, 0.5, (n_judges, 1)), rng.normal(0.0, hard, (1, n_items))
    wrong = rng.random((n_judges, n_items)) < 1.0 / (1.0 + np.exp(-(skill + difficulty)))
    codes = np.where(wrong, 0, RIGHT)
    copies = rng.random(n_items) < copied
    codes[1] = np.where(copies, codes[0], codes[1])
    codes[rng.random(codes.shape) > sees] = NOT_JUDGED
    return codes


def test_the_tail_is_that_of_fishers_noncentral_hypergeometric_law() -> None:
    for n, first, second, same, odds in ((40, 9, 12, 5, 1.0), (60, 20, 15, 9, 2.5), (30, 25, 20, 16, 1.7)):
        law = nchypergeom_fisher(n, first, second, odds)
        expected, p = _tail(n, first, second, same, odds)
        assert expected == pytest.approx(law.mean(), rel=1e-6)
        assert p == pytest.approx(law.sf(same - 1), rel=1e-6)


@pytest.mark.parametrize(
    "made",
    [{"hard": 0.0}, {"hard": 2.0}, {"n_judges": 4, "n_items": 100}, {"n_judges": 5, "hard": 1.5}, {"sees": 0.5}],
    ids=str,
)
def test_false_alarms_stay_at_or_below_the_level(made: dict[str, float]) -> None:
    n, level = 150, 0.05
    found = (same_errors(history(seed, **made)).adjusted for seed in range(n))  # type: ignore[arg-type]
    alarms = sum(bool(each.size and each[0] <= level) for each in found)
    assert alarms / n <= level + 2 * (level * (1 - level) / n) ** 0.5


def test_who_copies_half_is_found_in_most_histories() -> None:
    hits = 0
    for seed in range(60):
        found = same_errors(history(seed, n_items=300, copied=0.5))
        hits += bool(found.adjusted[0] <= 0.01 and (found.first[0], found.second[0]) == (0, 1))
    assert hits / 60 > 0.75


def test_errors_on_the_same_items_with_other_answers_are_no_copying() -> None:
    codes = history(3, n_items=300, copied=1.0)
    apart = codes.copy()
    apart[1] = np.where(codes[1] >= 0, 1, codes[1])
    assert same_errors(codes).adjusted[0] < 1e-6
    assert same_errors(apart).adjusted[0] > 0.5


def test_fewer_judges_than_four_are_not_compared() -> None:
    assert same_errors(history(1, n_judges=3)).p_values.size == 0
