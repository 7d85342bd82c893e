"""The story of planning: how many items a question needs, with what power, or how small a difference they show."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assay.core.errors import InputError
from assay.core.ports import Progress
from assay.plans.power_question import PowerQuestion, check_question, design_of
from assay.plans.power_tests import (
    FORMS,
    MOST_COUNTED,
    asked_test,
    check_countable,
    check_machine,
    other_tests,
    side_alpha,
    sides,
    worth_of,
)
from assay.stats.enumeration import McNemarTest
from assay.stats.power.answer import Answer, answered
from assay.stats.power.paired import ConnorTest
from assay.stats.power.planned import OtherTest, PowerPlan, compared, planned
from assay.stats.power.simulation import Clusters, Machine, Simulation, simulated_power
from assay.stats.power.worth import Worth
from assay.stats.power.zero_failure import ZeroFailure, zero_failure

USUAL_POWER = 0.8


def power(
    design: str | Sequence[str] = (),
    *,
    effect: float | None = None,
    n: int | None = None,
    power: float | None = None,
    alpha: float | None = None,
    discordance: float | None = None,
    margin: float | None = None,
    test: str | None = None,
    baseline: float | None = None,
    variance: float | None = None,
    within: float | Sequence[float] | None = None,
    attempts: int | Sequence[int] | None = None,
    threshold: float | None = None,
    rate: float | None = None,
    confidence: float | None = None,
    cluster_size: float | None = None,
    icc: float | None = None,
    cluster_cv: float | None = None,
    slices: Mapping[str, float] | Sequence[tuple[str, float]] = (),
    holm: bool = False,
    judge_correlation: float | None = None,
    machine_items: int | None = None,
    cost: float | None = None,
    simulate: bool = False,
    runs: int = 10_000,
    seed: int = 7,
    progress: Progress | None = None,
) -> PowerPlan | ZeroFailure:
    """How many items a question needs; with ``n``, what they can show, or with what power.

    Of ``n``, ``effect`` and ``power`` (0.8 unless given) two are given and the third is found.

    Parameters
    ----------
    design : paired, unpaired, means, threshold or zero-failure; told by the options where absent
    effect : true difference of candidate and baseline (0 for a ``margin``); true share for a ``threshold``; true
        failure rate for ``zero-failure``
    n : items (in each of two groups); with a machine judge, labels of people
    alpha : error, 0.05 unless given: two-sided for a difference, one-sided for a margin and a threshold
    discordance, margin, test : paired: share of items that only one system has right; how much worse is still
        acceptable; asymptotic (Connor), or mid-p, exact or corrected, counted out over every outcome
    baseline, test : unpaired: share that the baseline has right; pooled, unpooled or arcsine
    variance, within, attempts : means (Miller): variance over items of the difference of expected scores; variance of
        one attempt and number of attempts at an item, for both systems or for each
    threshold : what a share must be shown to reach, by Wilson's bound
    rate, confidence : zero-failure: what no failure in n items excludes, one-sided
    cluster_size, icc, cluster_cv : items of a cluster, how alike they are, how much sizes vary
    slices, holm : name and share of the items of each slice that must answer; whether they share the error
    judge_correlation, machine_items : a machine judge whose scores go with people's, on so many more items (PPI++)
    cost : of judging one item
    simulate, runs, seed : confirm the power by drawing data and running the test

    Raises
    ------
    InputError
        All problems of the question at once; ``power.useless_judge``, ``stats.out_of_reach``, ``power.simulate``.

    Examples
    --------
    >>> import assay
    >>> assay.power(discordance=0.13, effect=0.03).n
    1132
    >>> round(assay.power(discordance=0.13, effect=0.03, n=1132, test="exact").power, 4)
    0.7811
    >>> assay.power(rate=0.01, confidence=0.95).n
    299
    """
    given: dict[str, Any] = {
        **{"effect": effect, "n": n, "power": power, "alpha": alpha, "discordance": discordance, "margin": margin},
        **{"test": test, "baseline": baseline, "variance": variance, "within": _each(within)},
        **{"attempts": _each(attempts), "threshold": threshold, "rate": rate, "confidence": confidence},
        **{"cluster_size": cluster_size, "icc": icc, "cluster_cv": cluster_cv, "holm": holm, "cost": cost},
        **{"judge_correlation": judge_correlation, "machine_items": machine_items},
        "slices": tuple(slices.items() if isinstance(slices, Mapping) else slices),
    }
    named = (design,) if isinstance(design, str) else tuple(design)
    asked = check_question(PowerQuestion(design_of(named, given), **given))
    if asked.design == "zero-failure":
        found = zero_failure(n=n, rate=rate, confidence=confidence, true_rate=effect or 0.0)
        return replace(found, cost=None if cost is None else cost * found.n)
    plan = _plan(asked)
    if not simulate:
        return plan
    return replace(plan, simulation=_simulated(asked, plan, runs, seed, progress))


def _plan(asked: PowerQuestion) -> PowerPlan:
    wanted = asked.power if asked.power is not None else USUAL_POWER
    effect = 0.0 if asked.is_margin and asked.effect is None and asked.n is None else asked.effect
    two: dict[str, Any] = {"n": asked.n, "effect": effect, "power": wanted}
    test, worth = asked_test(asked), worth_of(asked)
    if asked.test in FORMS:
        check_countable(asked, asked.n or answered(ConnorTest(asked.discordance or 0.0), worth, **two).n)
    least, slices = planned(test, worth, asked.slices, **two)
    alone = _alone(asked, worth.of(least.share), least)
    check_machine(asked, least.n, alone)
    groups = 2 if asked.design == "unpaired" else 1
    return PowerPlan(
        asked="n" if asked.n is None else ("effect" if effect is None else "power"),
        design=asked.design,
        test=test.name,
        n=least.n * groups,
        n_group=least.n if groups == 2 else None,
        effect=least.effect,
        power=least.power,
        power_asked=wanted if asked.n is None or effect is None else None,
        side_alpha=side_alpha(asked),
        sides=sides(asked),
        null=test.null,
        design_effect=worth.design_effect,
        slices=slices,
        others=_others(asked, worth.of(least.share), least, two),
        judge_correlation=asked.judge_correlation,
        machine_items=asked.machine_items,
        n_alone=None if asked.judge_correlation is None else alone,
        cost=None if asked.cost is None else asked.cost * least.n * groups,
        simulation=None,
        notes=_notes(asked),
    )


def _alone(asked: PowerQuestion, worth: Worth, least: Answer) -> int:
    """Labels of people that do the same without the machine."""
    plain = replace(worth, correlation=0.0, machine_items=0)
    if asked.n is None:
        wanted = asked.power if asked.power is not None else USUAL_POWER
        return answered(asked_test(asked), plain, n=None, effect=least.effect, power=wanted).n
    return plain.items(least.n_independent)


def _others(asked: PowerQuestion, worth: Worth, least: Answer, two: dict[str, Any]) -> tuple[OtherTest, ...]:
    tests = other_tests(asked)
    if least.n_independent > MOST_COUNTED:
        tests = ((words, test) for words, test in tests if not isinstance(test, McNemarTest))
    return compared(tests, worth, **two)


def _simulated(asked: PowerQuestion, plan: PowerPlan, runs: int, seed: int, progress: Progress | None) -> Simulation:
    """The least sure slice, or all items, drawn and judged many times."""
    share = min((each.share for each in plan.slices), default=1.0)
    n = max(int((plan.n_group or plan.n) * share + 1e-9), 1)
    clustered = asked.cluster_size is not None and asked.icc is not None
    machine = asked.judge_correlation is not None
    if runs < 1:
        raise InputError("power.out_of_range", f"--runs is {runs}.", "Give 100 or more.")
    return simulated_power(
        asked_test(asked),
        plan.effect,
        n,
        runs=runs,
        seed=seed,
        clusters=Clusters(asked.cluster_size or 1.0, asked.icc or 0.0, asked.cluster_cv or 0.0) if clustered else None,
        machine=Machine(int((asked.machine_items or 0) * share), asked.judge_correlation or 0.0) if machine else None,
        heard=None if progress is None else (lambda done, total: progress(done, total, "simulated evaluations")),
    )


def _notes(asked: PowerQuestion) -> tuple[str, ...]:
    notes = []
    if asked.slices:
        notes.append("items are drawn so that every slice holds its share; stratify the sample to be sure of it")
    if asked.holm:
        notes.append(f"Holm over {len(asked.slices)} slices: each is planned at its strictest step")
    if asked.judge_correlation is not None:
        notes.append(
            "the correlation is of the scores that the estimate averages (for paired systems: of their differences), "
            "on labels that the machine was not tuned on"
        )
    return tuple(notes)


def _each(value: Any) -> tuple[Any, ...] | None:
    if value is None:
        return None
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)
