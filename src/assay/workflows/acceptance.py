"""The story of accepting lots: how many items to judge, how many may be bad, and what that lets through."""

from collections.abc import Iterator, Sequence

from assay.core.errors import InputError, Problem
from assay.stats.acceptance.belief import chance_no_worse
from assay.stats.acceptance.inspector import Inspector
from assay.stats.acceptance.plan import SinglePlan
from assay.stats.acceptance.planned import AcceptancePlan, limit_of, operating_curve, usual_rates
from assay.stats.acceptance.sequential import sequential_plan
from assay.stats.acceptance.smallest import smallest_plan

MOST_ITEMS = 10**9
ALPHA, BETA = 0.05, 0.10


def acceptance(
    *,
    good: float | None = None,
    bad: float | None = None,
    alpha: float | None = None,
    beta: float | None = None,
    n: int | None = None,
    accept: int | None = None,
    lot: int | None = None,
    miss: float = 0.0,
    false_alarm: float = 0.0,
    prior: tuple[float, float] | None = None,
    rates: Sequence[float] = (),
) -> AcceptancePlan:
    """How many items of a lot to judge, and how many may be bad; with ``n`` and ``accept``, what that plan does.

    Parameters
    ----------
    good, bad : rates of bad items in lots that should be accepted, and in lots that should be refused
    alpha, beta : largest chance to refuse a good lot (0.05 unless given), to accept a bad one (0.10)
    n, accept : instead: a plan to be looked at; its risks are those at ``good`` and ``bad``, where given
    lot : items of the lot, for draws without replacement and for what leaves when refused lots are judged whole
    miss, false_alarm : chance that the judge calls a bad item good, a good one bad
    prior : Beta prior of the rate: how much is believed of an accepted lot
    rates : of the operating curve; round ones unless given

    Raises
    ------
    InputError
        All problems of the question at once; ``acceptance.out_of_reach`` when no plan keeps both risks.

    Examples
    --------
    >>> import assay
    >>> plan = assay.acceptance(good=0.01, bad=0.06)
    >>> plan.n, plan.accept, round(plan.alpha, 3), round(plan.beta, 3)
    (110, 3, 0.025, 0.098)
    """
    problems = [
        *_ranges(good=good, bad=bad, alpha=alpha, beta=beta, miss=miss, false_alarm=false_alarm),
        *_sizes(n, accept, lot),
        *_asked(good, bad, n, accept, is_risk_given=alpha is not None or beta is not None),
        *_risks(ALPHA if alpha is None else alpha, BETA if beta is None else beta),
        *_rest(miss, false_alarm, prior, rates),
    ]
    if problems:
        raise InputError.gather(problems)
    inspector = Inspector(miss, false_alarm)
    risks = {"alpha": ALPHA if alpha is None else alpha, "beta": BETA if beta is None else beta}
    if n is not None and accept is not None:
        plan = SinglePlan(n, accept, lot, inspector).checked()
    else:
        plan = smallest_plan(good or 0.0, bad or 0.0, lot=lot, inspector=inspector, **risks)
    named = [rate for rate in (good, bad) if rate is not None]
    limit, worst_at = limit_of(plan)
    can_stop_early = n is None and inspector.is_perfect and 0.0 < (good or 0.0) < (bad or 0.0) < 1.0
    return AcceptancePlan(
        asked="plan" if n is None else "risks",
        n=plan.n,
        accept=plan.accept,
        lot=lot,
        miss=miss,
        false_alarm=false_alarm,
        good=good,
        bad=bad,
        alpha=None if good is None else 1.0 - float(plan.accepted(good)),
        beta=None if bad is None else float(plan.accepted(bad)),
        rate_95=plan.rate_at(0.95),
        rate_50=plan.rate_at(0.5),
        rate_10=plan.rate_at(0.1),
        curve=operating_curve(plan, rates or usual_rates(plan, named)),
        outgoing_limit=limit,
        worst_at=worst_at,
        sequential=sequential_plan(good or 0.0, bad or 0.0, **risks) if can_stop_early else None,
        prior=prior,
        belief=None if prior is None or bad is None else chance_no_worse(plan.accept, plan.n, bad, prior=prior),
    )


def _ranges(**shares: float | None) -> Iterator[Problem]:
    closed = {"good": (0.0, 1.0), "bad": (0.0, 1.0), "miss": (0.0, 1.0), "false_alarm": (0.0, 1.0)}
    for name, value in shares.items():
        if value is None:
            continue
        option = f"--{name.replace('_', '-')}"
        if name in closed and not 0.0 <= value <= 1.0:
            yield Problem("acceptance.out_of_range", f"{option} is {value:g}.", "Give a share from 0 to 1.")
        if name not in closed and not 0.0 < value < 1.0:
            yield Problem("acceptance.out_of_range", f"{option} is {value:g}.", "Give a risk above 0 and below 1.")


def _sizes(n: int | None, accept: int | None, lot: int | None) -> Iterator[Problem]:
    for option, value, least in (("--n", n, 1), ("--accept", accept, 0), ("--lot", lot, 1)):
        if value is not None and not least <= value <= MOST_ITEMS:
            fix = f"Give a whole number from {least} to {MOST_ITEMS:,}."
            yield Problem("acceptance.out_of_range", f"{option} is {value:,}.", fix)
    if n is not None and accept is not None and accept >= n:
        what = f"A plan of {n:,} items that accepts {accept:,} bad ones refuses no lot."
        yield Problem("acceptance.plan", what, "Accept fewer bad items than are judged.")
    if n is not None and lot is not None and n > lot:
        yield Problem(
            "acceptance.plan", f"The lot has {lot:,} items, fewer than {n:,}.", "Judge at most the whole lot."
        )


def _asked(
    good: float | None, bad: float | None, n: int | None, accept: int | None, *, is_risk_given: bool
) -> Iterator[Problem]:
    if (n is None) != (accept is None):
        yield Problem("acceptance.missing", "A plan has both --n and --accept.", "Give both, or neither.")
    if n is None and accept is None and (good is None or bad is None):
        what = "Neither the rates of good and bad lots nor a plan is given."
        fix = "Give --good and --bad to find a plan, or --n and --accept to look at one."
        yield Problem("acceptance.missing", what, fix)
    if good is not None and bad is not None and good >= bad:
        what = f"The rate of good lots is {good:g} and that of bad lots {bad:g}."
        yield Problem("acceptance.rates", what, "Give a rate of good lots below that of bad lots.")
    if n is not None and is_risk_given:
        what = "A plan is given, and risks that it should have."
        yield Problem("acceptance.conflict", what, "Leave out --alpha and --beta, or --n and --accept.")


def _risks(alpha: float, beta: float) -> Iterator[Problem]:
    if 0.0 < alpha < 1.0 and 0.0 < beta < 1.0 and alpha + beta >= 1.0:
        what = f"The risks {alpha:g} and {beta:g} add up to 1 or more: a coin does as well."
        yield Problem("acceptance.out_of_range", what, "Give smaller risks, such as 0.05 and 0.10.")


def _rest(
    miss: float, false_alarm: float, prior: tuple[float, float] | None, rates: Sequence[float]
) -> Iterator[Problem]:
    if miss <= 1.0 and false_alarm <= 1.0 and miss + false_alarm >= 1.0:
        what = f"A judge that misses {miss:g} and calls {false_alarm:g} of the good items bad says nothing of the lot."
        yield Problem("acceptance.blind", what, "Give chances that add up to less than 1, or find a better judge.")
    if prior is not None and (len(prior) != 2 or not all(0.0 < each <= MOST_ITEMS for each in prior)):
        yield Problem("acceptance.out_of_range", "--prior needs two numbers above 0.", "Give them as 1,19.")
    wrong = [rate for rate in rates if not 0.0 <= rate <= 1.0]
    if wrong:
        yield Problem("acceptance.out_of_range", f"--rates has {wrong[0]:g}.", "Give shares from 0 to 1.")
