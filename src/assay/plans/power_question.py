"""What is asked before anything is judged: the design, two of items, effect and power, and what else is known."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from assay.core.errors import InputError, Problem, did_you_mean

DESIGNS = ("paired", "unpaired", "means", "threshold", "zero-failure")
OWN = {
    "discordance": "paired",
    "margin": "paired",
    "baseline": "unpaired",
    "variance": "means",
    "within": "means",
    "attempts": "means",
    "threshold": "threshold",
    "rate": "zero-failure",
    "confidence": "zero-failure",
}
"""Options that only one design has."""
NEEDS = {"paired": "discordance", "unpaired": "baseline", "means": "variance", "threshold": "threshold"}
TESTS = {"paired": ("asymptotic", "mid-p", "exact", "corrected"), "unpaired": ("pooled", "unpooled", "arcsine")}
NOT_ZERO_FAILURE = ("power", "alpha", "cluster_size", "icc", "cluster_cv", "slices", "judge_correlation")
MOST_ITEMS = 10**9


@dataclass(frozen=True, slots=True)
class PowerQuestion:
    """The options of ``assay power``; absent ones are None."""

    design: str
    """paired, unpaired, means, threshold or zero-failure."""
    effect: float | None = None
    """True difference, true share for a threshold, or true failure rate."""
    n: int | None = None
    """Items to be judged (in each group)."""
    power: float | None = None
    """Chance wanted to succeed."""
    alpha: float | None = None
    """Error: two-sided for a difference, one-sided for a margin or a threshold."""
    discordance: float | None = None
    """Share of items that only one system has right."""
    margin: float | None = None
    """How much worse is still acceptable."""
    test: str | None = None
    """Which test of the design."""
    baseline: float | None = None
    """Share of right answers of the baseline."""
    variance: float | None = None
    """Variance over items of the difference of expected scores."""
    within: tuple[float, ...] | None = None
    """Variance of one attempt at an item, of both systems or of each."""
    attempts: tuple[int, ...] | None = None
    """Attempts at each item, of both systems or of each."""
    threshold: float | None = None
    """What a share must reach."""
    rate: float | None = None
    """Failure rate to be excluded."""
    confidence: float | None = None
    """One-sided confidence of a claim without failures."""
    cluster_size: float | None = None
    """Mean items of a cluster."""
    icc: float | None = None
    """How alike items of a cluster are."""
    cluster_cv: float | None = None
    """Standard deviation of cluster sizes over their mean."""
    slices: tuple[tuple[str, float], ...] = ()
    """Slices that each must answer, with their shares of the items."""
    holm: bool = False
    """Whether the slices share the error."""
    judge_correlation: float | None = None
    """Of the machine's and people's score of an item."""
    machine_items: int | None = None
    """Items that only the machine judges."""
    cost: float | None = None
    """Cost of judging one item."""

    @property
    def is_margin(self) -> bool:
        """Whether no worse than a margin is asked."""
        return self.margin is not None


def design_of(named: tuple[str, ...], given: dict[str, object]) -> str:
    """The one design that is named, or that the options belong to.

    Raises
    ------
    InputError
        ``power.design``: none, an unknown one, or more than one; the message tells which options say so.
    """
    known = "Say --paired, --unpaired, --means, --threshold SHARE or --zero-failure."
    unknown = [name for name in named if name not in DESIGNS]
    if unknown:
        what = f"There is no design '{unknown[0]}'."
        raise InputError("power.design", what, did_you_mean(unknown[0], DESIGNS))
    by_option = {name: OWN[name] for name, value in given.items() if name in OWN and value is not None}
    found = sorted({*named, *by_option.values()}, key=DESIGNS.index)
    if not found:
        raise InputError("power.design", "No design is named.", known)
    if len(found) > 1:
        reasons = [f"--{name.replace('_', '-')} is of {design}" for name, design in by_option.items()]
        what = f"Two designs are asked at once: {' and '.join(found)} ({', '.join(reasons) or 'both named'})."
        raise InputError("power.design", what, f"Ask one. {known}")
    return found[0]


def check_question(asked: PowerQuestion) -> PowerQuestion:
    """The question itself, when it can be answered.

    Raises
    ------
    InputError
        All problems at once: ``power.missing``, ``power.conflict``, ``power.out_of_range``, ``power.test``.
    """
    problems = [*_ranges(asked), *_parts(asked)]
    if asked.design == "zero-failure":
        problems += _zero_failure(asked)
    else:
        problems += [*_three(asked), *_truth(asked)]
    if problems:
        raise InputError.gather(problems)
    return asked


RANGES: dict[str, tuple[float, float, bool, str]] = {
    "power": (0.0, 1.0, True, "such as 0.8"),
    "alpha": (0.0, 0.5, True, "such as 0.05"),
    "discordance": (0.0, 1.0, True, "the share of items that only one system has right"),
    "margin": (0.0, 1.0, True, "how much worse is still acceptable, such as 0.02"),
    "baseline": (0.0, 1.0, True, "its share of right answers"),
    "variance": (0.0, 1e6, True, "of the difference of expected scores over items"),
    "threshold": (0.0001, 0.9999, False, "what the share must reach"),
    "rate": (1e-9, 1.0, True, "the failure rate to be excluded"),
    "confidence": (0.0, 1.0, True, "such as 0.95"),
    "cluster_size": (1.0, 1e9, False, "mean items of a cluster"),
    "icc": (0.0, 1.0, False, "how alike items of a cluster are"),
    "cluster_cv": (0.0, 100.0, False, "standard deviation of cluster sizes over their mean"),
    "judge_correlation": (-1.0, 1.0, False, "of the machine's and people's scores"),
    "machine_items": (1, MOST_ITEMS, False, "items that only the machine judges"),
    "n": (1, MOST_ITEMS, False, "items"),
    "cost": (0.0, 1e12, False, "of one item"),
    "effect": (-1.0, 1.0, False, "a difference or a share, as a fraction"),
}
"""Lowest, highest, whether these are excluded, and what the option is."""


def _ranges(asked: PowerQuestion) -> Iterator[Problem]:
    for field in fields(asked):
        value = getattr(asked, field.name)
        if field.name not in RANGES or value is None:
            continue
        low, high, is_open, words = RANGES[field.name]
        if not (low < value < high if is_open else low <= value <= high):
            where = f"above {low:g} and below {high:g}" if is_open else f"from {low:,.12g} to {high:,.12g}"
            fix = f"Give a number {where}: {words}."
            yield Problem("power.out_of_range", f"{_option(field.name)} is {value:,}.", fix)
    for name, share in asked.slices:
        if not 0.0 < share <= 1.0:
            yield Problem(
                "power.out_of_range", f"Slice '{name}' has share {share:g}.", "Give a share above 0, up to 1."
            )
    total = sum(share for _, share in asked.slices)
    if total > 1.0 + 1e-9:
        what = f"The shares of the slices add up to {total:.4g}."
        yield Problem("power.slices", what, "Give shares that add up to at most 1; ask crossing slices one by one.")
    if len({name for name, _ in asked.slices}) < len(asked.slices):
        yield Problem("power.slices", "Two slices have one name.", "Name every slice once.")


def _parts(asked: PowerQuestion) -> Iterator[Problem]:
    """Options that need another, or that exclude it."""
    tests = TESTS.get(asked.design, ())
    if asked.test is not None and asked.test not in tests:
        fix = did_you_mean(asked.test, tests) if tests else "Leave out --test: this design has one test."
        yield Problem("power.test", f"There is no test '{asked.test}' of the design {asked.design}.", fix)
    if (asked.cluster_size is None) != (asked.icc is None):
        what = "Clusters need both their size and how alike their items are."
        yield Problem("power.missing", what, "Give --cluster-size and --icc, or neither.")
    if asked.cluster_cv is not None and asked.cluster_size is None:
        yield Problem("power.missing", "--cluster-cv tells of no clusters.", "Give --cluster-size and --icc.")
    if (asked.judge_correlation is None) != (asked.machine_items is None):
        what = "A machine judge needs both how well it follows people and how many items it judges."
        yield Problem("power.missing", what, "Give --judge-correlation and --machine-items, or neither.")
    if asked.judge_correlation is not None and asked.design == "unpaired":
        what = "A machine judge is planned for items that both systems answered, for means and for thresholds."
        yield Problem("power.conflict", what, "Leave out --judge-correlation, or ask --paired.")
    counted = asked.test is not None and asked.test in {"mid-p", "exact", "corrected"}
    if counted and (asked.judge_correlation is not None or asked.cluster_size is not None or asked.is_margin):
        what = f"The {asked.test} test counts independent items with two answers each."
        yield Problem("power.conflict", what, "Leave out --test with clusters, a machine judge or a margin.")
    if asked.holm and not asked.slices:
        yield Problem("power.missing", "--holm shares the error among slices, and there are none.", "Give --slices.")
    for option, values in (("within", asked.within), ("attempts", asked.attempts)):
        if values is not None and (len(values) not in {1, 2} or any(not 0 <= each <= 1e6 for each in values)):
            yield Problem(
                "power.out_of_range", f"--{option} is {_listed(values)}.", "Give one number, or one a system."
            )
    if asked.attempts is not None and any(each < 1 for each in asked.attempts):
        yield Problem("power.out_of_range", f"--attempts is {_listed(asked.attempts)}.", "Give 1 or more.")


def _three(asked: PowerQuestion) -> Iterator[Problem]:
    """Of items, effect and power two are given, and the need of the design."""
    need = NEEDS[asked.design]
    if getattr(asked, need) is None:
        yield Problem("power.missing", f"{asked.design} needs {_option(need)}.", f"Give {RANGES[need][3]}.")
    if asked.n is not None and asked.effect is not None and asked.power is not None:
        what = "Items, effect and power are all given, so nothing is asked."
        yield Problem("power.conflict", what, "Leave out the one that you want to know: --n, --effect or --power.")
    if asked.n is None and asked.effect is None and not asked.is_margin:
        what = "Neither items nor an effect is given."
        yield Problem("power.missing", what, "Give --effect to ask for items, or --n to ask what they can show.")
    side = asked.alpha if asked.alpha is not None else 0.05
    if asked.power is not None and 0.0 < asked.power <= side:
        what = f"A power of {asked.power:g} is no more than the error {side:g}."
        yield Problem("power.out_of_range", what, "Ask for more power than a coin with that error has, such as 0.8.")


def _truth(asked: PowerQuestion) -> Iterator[Problem]:
    """The effect is one that can be, and that the test can find."""
    effect, psi = asked.effect, asked.discordance
    if asked.design == "threshold" and effect is not None and asked.threshold is not None:
        if effect <= asked.threshold:
            what = f"A true share of {effect:g} does not reach the threshold {asked.threshold:g}."
            yield Problem("power.effect", what, "Give with --effect the share that you expect, above the threshold.")
        return
    if effect == 0.0 and not asked.is_margin:
        what = "An effect of 0 cannot be shown by any number of items."
        yield Problem(
            "power.effect", what, "Give the smallest difference that matters, or --margin to ask for no worse."
        )
    if effect is not None and asked.margin is not None and effect <= -asked.margin:
        what = f"A true difference of {effect:g} is not above the margin, −{asked.margin:g}."
        yield Problem("power.effect", what, "Give a difference above it: 0 for equal systems.")
    if effect is not None and psi is not None and abs(effect) > psi:
        what = f"A difference of {effect:g} cannot come from a discordance of {psi:g}."
        yield Problem("power.effect", what, "Give a discordance of at least the size of the effect.")
    if asked.baseline is not None and effect is not None and not 0.0 <= asked.baseline + effect <= 1.0:
        what = f"A baseline of {asked.baseline:g} and an effect of {effect:g} make {asked.baseline + effect:g}."
        yield Problem("power.effect", what, "Give an effect that leaves the second share in [0, 1].")


def _zero_failure(asked: PowerQuestion) -> Iterator[Problem]:
    given = [_option(name) for name in NOT_ZERO_FAILURE if getattr(asked, name) not in (None, ())]
    if given:
        what = f"A plan without any failure takes no {', '.join(given)}."
        yield Problem("power.conflict", what, "Give --rate and --confidence, or --n and one of them.")
    if asked.rate is None and asked.n is None:
        yield Problem("power.missing", "Neither a rate nor items are given.", "Give --rate, or --n to ask for it.")
    if asked.rate is not None and asked.n is not None and asked.confidence is not None:
        what = "Rate, items and confidence are all given, so nothing is asked."
        yield Problem("power.conflict", what, "Leave out the one that you want to know.")
    if asked.effect is not None and asked.effect < 0.0:
        yield Problem("power.effect", f"A failure rate of {asked.effect:g} cannot be.", "Give 0 or more.")


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _listed(values: tuple[float, ...]) -> str:
    return ",".join(f"{each:g}" for each in values)
