"""Several systems: pairs as `compare` gives them at the corrected level, ranks by what is shown, families that hold."""

import numpy as np
import pyarrow as pa
import pytest

from assay import compare
from assay.core.errors import InputError
from assay.metrics.facts import facts_from_table
from assay.metrics.several import compare_several
from assay.stats.multiplicity import holm
from assay.workflows.from_data import compare_systems


def answers(n: int, *rights: float, seed: int = 1) -> dict[str, list[str]]:
    """A label and systems that are right with these chances."""
    random = np.random.default_rng(seed)
    label = random.choice(["a", "b"], n)
    other = np.where(label == "a", "b", "a")
    said = {f"s{place}": np.where(random.random(n) < right, label, other) for place, right in enumerate(rights)}
    return {"label": label.tolist(), **{name: each.tolist() for name, each in said.items()}}


def test_each_pair_is_the_comparison_at_the_level_divided_by_the_pairs() -> None:
    rows = answers(300, 0.9, 0.8, 0.6)
    found = compare_systems(rows, label="label", systems="s0,s1,s2", metric="accuracy")[0]
    alone = [
        compare(rows, label="label", baseline=a, candidate=b, metric="accuracy", level=1 - 0.05 / 3)[0]
        for a, b in (("s0", "s1"), ("s0", "s2"), ("s1", "s2"))
    ]
    assert [each.comparison.interval for each in found.pairs] == [pytest.approx(each.interval) for each in alone]
    assert [each.p_adjusted for each in found.pairs] == pytest.approx(holm([each.p_value or 0.0 for each in alone]))


def test_ranks_follow_from_what_is_shown() -> None:
    rows = answers(400, 0.9, 0.9, 0.6, seed=3)
    found = compare_systems(rows, label="label", systems="s0,s1,s2", metric="accuracy")[0]
    ranks = {each.estimate.system: (each.best_rank, each.worst_rank) for each in found.systems}
    assert ranks == {"s0": (1, 2), "s1": (1, 2), "s2": (3, 3)}
    assert [each.rank for each in found.systems] == [1, 2, 3]


def test_a_metric_that_is_better_lower_ranks_the_other_way() -> None:
    rows = {"label": [1, 0] * 60, "good": [0.9, 0.1] * 60, "bad": [0.5, 0.5] * 59 + [0.6, 0.4]}
    facts = facts_from_table(pa.table(rows), label="label", systems={n: (None, n) for n in ("bad", "good")})
    found = compare_several(["brier"], facts, systems=["bad", "good"])[0]
    assert [each.estimate.system for each in found.systems] == ["good", "bad"]


@pytest.mark.parametrize("systems", ["s0", "s0,s0"])
def test_one_system_is_refused(systems: str) -> None:
    with pytest.raises(InputError) as refused:
        compare_systems(answers(20, 0.5, 0.5), label="label", systems=systems, metric="accuracy")
    assert refused.value.code == "compare.systems"


def test_slices_are_families_of_their_own() -> None:
    rows = answers(200, 0.9, 0.8) | {"lang": ["de", "en"] * 100}
    found = compare_systems(rows, label="label", systems="s0,s1", metric="accuracy", by="lang")
    assert [each.slice for each in found] == [(), (("lang", "de"),), (("lang", "en"),)]


@pytest.mark.slow
def test_alike_systems_are_seldom_told_apart() -> None:
    """Four alike systems, six pairs: at least one false difference in at most 5 % of 400 families (3 errors more)."""
    false = 0
    for seed in range(400):
        found = compare_systems(
            answers(200, 0.8, 0.8, 0.8, 0.8, seed=seed), label="label", systems="s0,s1,s2,s3", metric="accuracy"
        )
        false += any(each.differs for each in found[0].pairs)
    assert false / 400 <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5
