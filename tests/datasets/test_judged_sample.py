"""Samples of judged outputs: strata are verdicts and how far a panel agrees; probabilities are those of the draw."""

from collections import Counter

import pytest

from assay.datasets.judged_sample import AGREEMENT, TOO_SMALL, Prompt, draw_judged
from assay.datasets.sample import DrawnSample

SIZES = {("good", "good", True): 60, ("good", "good", False): 20, ("bad", "good", True): 16, ("bad", "good", False): 4}
"""Prompts of each pair of verdicts, and of each agreement."""


def pool(*, several: bool = True) -> list[Prompt]:
    kinds = [kind for kind, n in SIZES.items() for _ in range(n)]
    return [
        Prompt((old, new), (f"old{place}", f"new{place}"), agreed if several else None)
        for place, (old, new, agreed) in enumerate(kinds)
    ]


def drawn(prompts: list[Prompt], n: int, first: int | None = None) -> DrawnSample:
    return draw_judged(prompts, n, seed=5, name="s", frame="f", first=first)


def test_where_a_panel_judged_strata_tell_verdicts_and_agreement_with_the_chances_of_the_draw() -> None:
    found = drawn(pool(), 80)
    rows = found.table.to_pylist()
    names = {f"{old}, {new}; {'all agree' if agreed else 'some differ'}": n for (old, new, agreed), n in SIZES.items()}
    taken = Counter(row["stratum"] for row in rows)
    assert set(taken) == set(names)
    assert {row["stratum"]: row["probability"] for row in rows} == pytest.approx(
        {name: taken[name] / 2 / n for name, n in names.items()}
    )
    assert sum(1 / row["probability"] for row in rows if row["item"].startswith("old")) == pytest.approx(100)
    assert AGREEMENT in found.sample.notes


def test_without_a_panel_strata_are_the_verdicts_alone() -> None:
    found = drawn(pool(several=False), 80)
    assert set(found.table["stratum"].to_pylist()) == {"good, good", "bad, good"}
    assert AGREEMENT not in found.sample.notes


def test_stages_hold_each_other_and_have_the_strata_of_the_first() -> None:
    small, large = drawn(pool(), 40, 40), drawn(pool(), 120, 40)
    assert set(small.table["item"].to_pylist()) < set(large.table["item"].to_pylist())
    for n in (10, 120):
        found = drawn(pool(), n, 10)
        assert set(found.table["stratum"].to_pylist()) == {"good, good", "bad, good"}
        assert TOO_SMALL in found.sample.notes
