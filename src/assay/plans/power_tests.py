"""The test that a question of planning is about, and the others that would answer it too."""

from collections.abc import Iterator
from typing import Literal

from assay.core.errors import InputError
from assay.plans.power_question import PowerQuestion
from assay.stats.enumeration import McNemarForm, McNemarTest, WilsonThresholdTest
from assay.stats.power.groups import TwoProportionsTest
from assay.stats.power.paired import ConnorTest, MeanDifferenceTest, NonInferiorityTest
from assay.stats.power.search import Powered
from assay.stats.power.worth import Worth, unequal_design_effect

ALPHA = 0.05
LEAST_WORTH = 1.05
"""A machine whose labels are worth less than this buys nothing."""
MOST_COUNTED = 100_000
"""Independent items up to which every outcome is counted out: beyond, the forms of the test agree."""
ONE_SIDED = (("error 0.05 on the side", 0.05), ("error 0.025 on the side, as a gate at level 0.95", 0.025))
FORMS: dict[str, McNemarForm] = {"mid-p": "mid_p", "exact": "exact", "corrected": "chi2_corrected"}
GroupForm = Literal["pooled", "unpooled", "arcsine"]
GROUP_FORMS: tuple[GroupForm, ...] = ("pooled", "unpooled", "arcsine")


def side_alpha(asked: PowerQuestion) -> float:
    """Error on one side: half of alpha for a difference, all of it for a margin or a threshold; shared by slices."""
    alpha = asked.alpha if asked.alpha is not None else ALPHA
    return alpha / sides(asked) / (max(len(asked.slices), 1) if asked.holm else 1)


def sides(asked: PowerQuestion) -> int:
    """2 for a difference either way, 1 for "no worse than" and "at least"."""
    return 1 if asked.is_margin or asked.design == "threshold" else 2


def asked_test(asked: PowerQuestion) -> Powered:
    """The test that was named, or the usual one of the design."""
    return _test(asked, side_alpha(asked))


def other_tests(asked: PowerQuestion) -> Iterator[tuple[str, Powered]]:
    """What else could be asked of the same truth, each in words."""
    side = side_alpha(asked)
    if asked.is_margin or asked.design == "threshold":
        shared = max(len(asked.slices), 1) if asked.holm else 1
        yield from ((words, _test(asked, error / shared)) for words, error in ONE_SIDED)
    elif asked.design == "paired" and not (asked.cluster_size or asked.judge_correlation):
        psi = asked.discordance or 0.0
        yield "asymptotic, by formula", ConnorTest(psi, side)
        yield "asymptotic, counted out", McNemarTest(psi, "chi2", side)
        yield from ((f"{word}, counted out", McNemarTest(psi, form, side)) for word, form in FORMS.items())
    elif asked.design == "unpaired":
        yield from ((form, TwoProportionsTest(asked.baseline or 0.0, form, side)) for form in GROUP_FORMS)
    elif asked.design == "means" and asked.within:
        yield "as asked", _test(asked, side)
        yield "without the noise of single attempts", MeanDifferenceTest(asked.variance or 0.0, side_alpha=side)


def worth_of(asked: PowerQuestion) -> Worth:
    """What one judged item counts."""
    clustered = asked.cluster_size is not None and asked.icc is not None
    factor = unequal_design_effect(asked.cluster_size or 1.0, asked.icc or 0.0, asked.cluster_cv or 0.0)
    return Worth(factor if clustered else 1.0, 1.0, asked.judge_correlation or 0.0, asked.machine_items or 0)


def check_countable(asked: PowerQuestion, n: int) -> None:
    """Refuse to count out every outcome of more items than can be counted quickly.

    Raises
    ------
    InputError
        ``power.too_many_to_count``.
    """
    if asked.test in FORMS and n > MOST_COUNTED:
        what = f"The {asked.test} test is counted out up to {MOST_COUNTED:,} items; here are about {n:,}."
        raise InputError("power.too_many_to_count", what, "Leave out --test: with so many items all forms agree.")


def check_machine(asked: PowerQuestion, n: int, alone: int) -> None:
    """Refuse a machine judge that does not make labels worth more.

    Raises
    ------
    InputError
        ``power.useless_judge``: the message says how many labels of people alone are needed.
    """
    if asked.judge_correlation is None or worth_of(asked).independent(n) * worth_of(asked).design_effect >= (
        LEAST_WORTH * n
    ):
        return
    what = f"A machine judge with a correlation of {asked.judge_correlation:g} buys nothing here: labels are worth "
    what += f"less than {LEAST_WORTH - 1:.0%} more with it."
    fix = f"Plan {alone:,} labels of people alone (leave out --judge-correlation), or find a better judge."
    raise InputError("power.useless_judge", what, fix)


def _test(asked: PowerQuestion, side: float) -> Powered:
    if asked.design == "unpaired":
        form: GroupForm = next((form for form in GROUP_FORMS if form == asked.test), "pooled")
        return TwoProportionsTest(asked.baseline or 0.0, form, side)
    if asked.design == "threshold":
        return WilsonThresholdTest(asked.threshold or 0.0, side_alpha=side)
    if asked.design == "means":
        return _means(asked, side)
    psi = asked.discordance or 0.0
    if asked.margin is not None:
        return NonInferiorityTest(psi, asked.margin, side)
    return McNemarTest(psi, FORMS[asked.test], side) if asked.test in FORMS else ConnorTest(psi, side)


def _means(asked: PowerQuestion, side: float) -> MeanDifferenceTest:
    within, attempts = asked.within or (0.0,), asked.attempts or (1,)
    return MeanDifferenceTest(asked.variance or 0.0, within[0], within[-1], attempts[0], attempts[-1], side_alpha=side)
