"""Every method of truth inference by its name, with the options it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from assay.core.errors import InputError, did_you_mean
from assay.stats.arrays import FloatArray
from assay.stats.truth import competence
from assay.stats.truth.consensus import Consensus
from assay.stats.truth.dawid_skene import Options, dawid_skene
from assay.stats.truth.glad import glad
from assay.stats.truth.majority import majority, wawa
from assay.stats.truth.numbers import NumberConsensus, mean, median
from assay.stats.truth.weighted import weighted
from assay.stats.votes import Votes

LOOP = ("init", "diagonal", "first", "iterations", "tolerance", "bound", "prior", "smoothing")
"""Options of the methods that iterate over confusions."""


@dataclass(frozen=True, slots=True)
class Method:
    """What a name stands for."""

    name: str
    """As asked for."""
    sentence: str
    """What it assumes."""
    infer: Callable[[Votes, Options], Consensus]
    """The method."""
    defaults: Options
    """Its options where none is asked for."""
    takes: tuple[str, ...] = LOOP
    """Options that change it."""


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        each.name: each
        for each in (
            Method(
                "majority", "The commonest answer; all judges count alike.", lambda v, _: majority(v), Options(), ()
            ),
            Method(
                "wawa",
                "Majority; a judge weighs the share of its votes that agree with the plain majority.",
                lambda v, _: wawa(v),
                Options(),
                (),
            ),
            Method("dawid-skene", "Each judge has its own confusion of the classes.", dawid_skene, Options()),
            Method(
                "zencrowd",
                "Each judge is right with one chance of its own, whatever the class.",
                competence.zencrowd,
                Options(prior="uniform"),
            ),
            Method(
                "lfc",
                "Dawid-Skene held near a good judge by Dirichlet priors (4 on the diagonal, 1 beside it).",
                competence.lfc,
                Options(),
            ),
            Method(
                "mace",
                "A judge knows the answer or spams from a habit of its own; variational Bayes with the paper's priors.",
                competence.mace,
                Options(prior="uniform", iterations=50, tolerance=None),
                tuple(name for name in LOOP if name != "smoothing"),
            ),
            Method(
                "mace-em",
                "A judge knows the answer or spams from a habit of its own; by plain EM, which imbalance can mislead.",
                competence.mace_em,
                Options(prior="uniform", smoothing=0.1),
            ),
            Method(
                "glad",
                "A judge's ability times an item's ease decides how likely an answer is right.",
                glad,
                Options(prior="uniform"),
                ("iterations", "tolerance", "prior"),
            ),
        )
    }
)
"""By name."""


@dataclass(frozen=True, slots=True)
class NumberMethod:
    """What a name stands for, where answers are numbers."""

    name: str
    """As asked for."""
    sentence: str
    """What it assumes."""
    infer: Callable[[Votes, FloatArray, Options, float], NumberConsensus]
    """The method, from votes, the number of each answer, options and the level of the intervals."""
    defaults: Options
    """Its options where none is asked for."""
    takes: tuple[str, ...] = ()
    """Options that change it."""


NUMBER_METHODS: Mapping[str, NumberMethod] = MappingProxyType(
    {
        each.name: each
        for each in (
            NumberMethod(
                "mean", "The mean of an item's votes; all judges count alike.", lambda v, x, *_: mean(v, x), Options()
            ),
            NumberMethod(
                "median",
                "The median of an item's votes; all judges count alike.",
                lambda v, x, _, level: median(v, x, level=level),
                Options(),
            ),
            NumberMethod(
                "weighted",
                "Each judge has its own bias and error variance; a vote less its bias weighs one over that variance.",
                lambda v, x, asked, _: weighted(
                    v, x, iterations=asked.iterations, tolerance=asked.tolerance, smoothing=asked.smoothing
                ),
                Options(iterations=500, tolerance=1e-6, smoothing=1.0),
                ("iterations", "tolerance", "smoothing"),
            ),
        )
    }
)
"""By name."""

Asked = Mapping[str, str | float | int | None]
"""Options by name; those left out are the method's own. Iterations asked for without a tolerance are all made."""


def infer(name: str, votes: Votes, asked: Asked) -> tuple[Consensus, Options]:
    """The consensus by a method, and the options it was reached with.

    Raises
    ------
    InputError
        ``stats.method`` and ``stats.option`` with the near match or what the method takes.
    """
    method = method_of(name)
    options = options_of(method, asked)
    return method.infer(votes, options), options


def infer_numbers(
    name: str, votes: Votes, values: FloatArray, asked: Asked, *, level: float
) -> tuple[NumberConsensus, Options]:
    """The consensus of numbers by a method, and the options it was reached with.

    Parameters
    ----------
    values : float array of shape (n_classes,)
        The number that each answer stands for.

    Raises
    ------
    InputError
        ``stats.method`` and ``stats.option`` with the near match or what the method takes.
    """
    if name not in NUMBER_METHODS:
        raise InputError("stats.method", f"There is no method '{name}'.", did_you_mean(name, NUMBER_METHODS))
    method = NUMBER_METHODS[name]
    options = options_of(method, asked)
    return method.infer(votes, values, options, level), options


def options_of(method: Method | NumberMethod, asked: Asked) -> Options:
    """The method's options with those asked for.

    Raises
    ------
    InputError
        ``stats.option`` for one that the method does not take, or that means nothing.
    """
    foreign = [option for option in asked if option not in method.takes]
    if foreign:
        known = ", ".join(method.takes) or "none"
        what = f"Method {method.name} has no option '{foreign[0]}'."
        raise InputError("stats.option", what, f"Its options: {known}.")
    given: dict[str, Any] = dict(asked)
    options = replace(method.defaults, **given)
    if "iterations" in asked and "tolerance" not in asked:
        options = replace(options, tolerance=None)
    if options.init == "diagonal" and "first" not in asked:
        options = replace(options, first="e")
    options.check()
    return options


def method_of(name: str) -> Method:
    """The method of a name.

    Raises
    ------
    InputError
        ``stats.method`` with the near match.
    """
    if name not in METHODS:
        raise InputError(
            "stats.method", f"There is no method '{name}'.", did_you_mean(name, [*METHODS, *NUMBER_METHODS])
        )
    return METHODS[name]


def told(method: Method | NumberMethod, options: Options) -> tuple[tuple[str, str], ...]:
    """Options for the method card."""
    found = []
    for name in method.takes:
        value = getattr(options, name)
        if name == "diagonal" and options.init != "diagonal":
            continue
        found.append((name, "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)))
    return tuple(found)
