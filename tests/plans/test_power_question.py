"""A question of planning that cannot be answered is refused with everything that is wrong with it."""

import pytest

import assay
from assay.core.errors import AssayError

PAIRED = {"discordance": 0.1, "effect": 0.02}
REFUSED = {
    "nothing": ({}, {"power.design"}),
    "unknown design": ({"design": "pared"}, {"power.design"}),
    "two designs": ({"discordance": 0.1, "baseline": 0.8, "effect": 0.02}, {"power.design"}),
    "effect 0": ({"discordance": 0.1, "effect": 0.0}, {"power.effect"}),
    "effect above discordance": ({"discordance": 0.1, "effect": 0.2}, {"power.effect"}),
    "effect below the margin": ({"discordance": 0.1, "margin": 0.02, "effect": -0.03}, {"power.effect"}),
    "second share above 1": ({"baseline": 0.95, "effect": 0.1}, {"power.effect"}),
    "expected share below the threshold": ({"threshold": 0.9, "effect": 0.9}, {"power.effect"}),
    "power below alpha": ({**PAIRED, "power": 0.04}, {"power.out_of_range"}),
    "power 1": ({**PAIRED, "power": 1.0}, {"power.out_of_range"}),
    "no number": ({"discordance": float("nan"), "effect": 0.02}, {"power.out_of_range"}),
    "no items": ({"discordance": 0.1, "n": 0}, {"power.out_of_range"}),
    "too many items": ({"discordance": 0.1, "n": 10**10}, {"power.out_of_range"}),
    "nothing asked": ({**PAIRED, "n": 10, "power": 0.8}, {"power.conflict"}),
    "nothing given": ({"discordance": 0.1}, {"power.missing"}),
    "no discordance": ({"design": "paired", "effect": 0.02}, {"power.missing"}),
    "icc": ({**PAIRED, "cluster_size": 5, "icc": 1.5}, {"power.out_of_range"}),
    "negative icc": ({**PAIRED, "cluster_size": 5, "icc": -0.1}, {"power.out_of_range"}),
    "clusters without icc": ({**PAIRED, "cluster_size": 5}, {"power.missing"}),
    "variation of no clusters": ({**PAIRED, "cluster_cv": 0.5}, {"power.missing"}),
    "shares": ({**PAIRED, "slices": {"de": 0.7, "fr": 0.6}}, {"power.slices"}),
    "share 0": ({**PAIRED, "slices": {"de": 0.0}}, {"power.out_of_range"}),
    "one name twice": ({**PAIRED, "slices": [("de", 0.1), ("de", 0.2)]}, {"power.slices"}),
    "holm without slices": ({**PAIRED, "holm": True}, {"power.missing"}),
    "machine without items": ({**PAIRED, "judge_correlation": 0.9}, {"power.missing"}),
    "machine beside an exact test": (
        {**PAIRED, "judge_correlation": 0.9, "machine_items": 100, "test": "exact"},
        {"power.conflict"},
    ),
    "machine for two groups": (
        {"baseline": 0.8, "effect": 0.1, "judge_correlation": 0.9, "machine_items": 100},
        {"power.conflict"},
    ),
    "useless machine": ({**PAIRED, "judge_correlation": 0.1, "machine_items": 9000}, {"power.useless_judge"}),
    "machine that says the reverse": (
        {**PAIRED, "judge_correlation": -0.9, "machine_items": 9000},
        {"power.useless_judge"},
    ),
    "unknown test": ({**PAIRED, "test": "fisher"}, {"power.test"}),
    "attempts": ({"variance": 0.1, "effect": 0.03, "attempts": 0}, {"power.out_of_range"}),
    "three variances": ({"variance": 0.1, "effect": 0.03, "within": (0.1, 0.1, 0.1)}, {"power.out_of_range"}),
    "cost": ({**PAIRED, "cost": -1.0}, {"power.out_of_range"}),
    "no runs": ({**PAIRED, "simulate": True, "runs": 0}, {"power.out_of_range"}),
    "too many to count": ({"discordance": 0.1, "effect": 0.001, "test": "exact"}, {"power.too_many_to_count"}),
    "too many to judge": ({"discordance": 0.1, "effect": 1e-5}, {"stats.out_of_reach"}),
    "zero-failure with power": ({"rate": 0.01, "power": 0.8}, {"power.conflict"}),
    "zero-failure, nothing asked": ({"rate": 0.01, "n": 5, "confidence": 0.9}, {"power.conflict"}),
    "zero-failure, nothing given": ({"confidence": 0.9}, {"power.missing"}),
    "negative rate": ({"rate": 0.01, "effect": -0.1}, {"power.effect"}),
    "all at once": (
        {"discordance": 0.1, "effect": 0.0, "n": 0, "power": 0.04, "icc": 2, "slices": {"de": 0.7, "fr": 0.6}},
        {"power.effect", "power.out_of_range", "power.conflict", "power.missing", "power.slices"},
    ),
}


@pytest.mark.parametrize(("options", "codes"), REFUSED.values(), ids=REFUSED)
def test_a_question_is_refused(options: dict[str, object], codes: set[str]) -> None:
    with pytest.raises(AssayError) as caught:
        assay.power(**options)
    assert {problem.code for problem in caught.value.problems} == codes
    assert all(problem.fix for problem in caught.value.problems)


def test_a_useless_machine_is_told_with_the_labels_of_people_alone() -> None:
    with pytest.raises(AssayError, match=r"Plan 1,960 labels of people alone"):
        assay.power(**PAIRED, judge_correlation=0.1, machine_items=9_000)


ACCEPTANCE = {
    "nothing": ({}, {"acceptance.missing"}),
    "good above bad": ({"good": 0.06, "bad": 0.01}, {"acceptance.rates"}),
    "c is n": ({"n": 10, "accept": 10}, {"acceptance.plan"}),
    "only n": ({"n": 10, "good": 0.1}, {"acceptance.missing"}),
    "lot too small": ({"n": 10, "accept": 1, "lot": 9}, {"acceptance.plan"}),
    "plan and risks": ({"n": 10, "accept": 1, "alpha": 0.1}, {"acceptance.conflict"}),
    "blind judge": ({"n": 10, "accept": 1, "miss": 0.5, "false_alarm": 0.5}, {"acceptance.blind"}),
    "risks of a coin": ({"good": 0.01, "bad": 0.1, "alpha": 0.5, "beta": 0.5}, {"acceptance.out_of_range"}),
    "no number": ({"good": float("nan"), "bad": 0.1}, {"acceptance.out_of_range"}),
    "rates and prior": ({"n": 10, "accept": 1, "rates": [2], "prior": (0, 1)}, {"acceptance.out_of_range"}),
    "out of reach": ({"good": 0.01, "bad": 0.01 + 1e-9}, {"acceptance.out_of_reach"}),
    "all at once": (
        {"good": 0.06, "bad": 0.01, "alpha": 2.0, "n": 10, "accept": 10},
        {"acceptance.rates", "acceptance.out_of_range", "acceptance.plan", "acceptance.conflict"},
    ),
}


@pytest.mark.parametrize(("options", "codes"), ACCEPTANCE.values(), ids=ACCEPTANCE)
def test_an_acceptance_plan_is_refused(options: dict[str, object], codes: set[str]) -> None:
    with pytest.raises(AssayError) as caught:
        assay.acceptance(**options)
    assert {problem.code for problem in caught.value.problems} == codes
