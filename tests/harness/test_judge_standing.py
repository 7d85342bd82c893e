"""Whether a card still holds: its date, versions, what the endpoint calls itself, and how accuracy changed."""

from typing import Any

import numpy as np
import pytest

from assay.core.judge_card import JudgeCard
from assay.core.judge_check import Standing
from assay.harness.judge_standing import card_stands
from assay.metrics.judge_check import accuracy_since, since_card

CARD = JudgeCard(
    *("strict", "v1", "toxic", "g1", "people", 200),
    estimates=(),
    confusion=(),
    findings=(),
    notes=(),
    made_at="2026-11-01T00:00:00.000000Z",
    valid_until="2027-02-01T00:00:00.000000Z",
    items="",
)
NOW = "2026-12-01T00:00:00.000000Z"


def standings(**changed: Any) -> list[Standing]:
    asked: dict[str, Any] = {"now": NOW, "version": "v1", "guideline": "g1", "served": (["m-1"], ["m-1"])}
    asked |= {"change": None, "since": None, "tolerance": 0.05}
    return [each.standing for each in card_stands(CARD, **(asked | changed))]


@pytest.mark.parametrize(
    ("changed", "worst"),
    [
        ({}, Standing.HOLDS),
        ({"now": "2027-02-01T00:00:00.000000Z"}, Standing.EXPIRED),
        ({"version": "v2"}, Standing.OTHER_VERSION),
        ({"guideline": "g2"}, Standing.OTHER_VERSION),
        ({"served": (["m-1"], ["m-2"])}, Standing.OTHER_VERSION),
        ({"served": ([], ["m-2"])}, Standing.HOLDS),
    ],
)
def test_what_speaks_against_a_card_comes_first(changed: dict[str, Any], worst: Standing) -> None:
    assert standings(**changed)[0] is worst


@pytest.mark.parametrize(
    ("n_since", "wrong_since", "standing"),
    [(400, 0.1, Standing.HOLDS), (400, 0.3, Standing.DRIFTED), (20, 0.1, Standing.UNSURE)],
)
@pytest.mark.parametrize("same_items", [True, False])
def test_a_judge_drifts_where_it_is_surely_worse_than_when_the_card_was_made(
    n_since: int, wrong_since: float, standing: Standing, same_items: bool
) -> None:
    before = np.ones(400)
    before[::10] = 0.0
    since = np.ones(n_since)
    since[: int(n_since * wrong_since)] = 0.0
    since = since[np.random.default_rng(3).permutation(n_since)]
    items = np.concatenate([np.arange(400), np.arange(n_since) + (0 if same_items else 400)])
    rows = (items, np.concatenate([before, since]), np.arange(400 + n_since) >= 400)
    change = since_card(*rows, judge="strict")
    found = standings(change=change, since=accuracy_since(*rows, judge="strict"), tolerance=0.08)
    assert found[0] is standing, change
