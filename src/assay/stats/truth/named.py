"""Every method of truth inference by its name, with the options it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from assay.core.errors import InputError, did_you_mean
from assay.stats.truth import competence
from assay.stats.truth.consensus import Consensus
from assay.stats.truth.dawid_skene import Options, dawid_skene
from assay.stats.truth.glad import glad
from assay.stats.truth.majority import majority, wawa
from assay.stats.votes import Votes

LOOP = ("init", "diagonal", "first", "iterations", "tolerance", "prior", "smoothing")
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


def infer(name: str, votes: Votes, asked: Mapping[str, str | float | int | None]) -> tuple[Consensus, Options]:
    """The consensus by a method, and the options it was reached with.

    Parameters
    ----------
    asked : options by name; those left out are the method's own
        Iterations asked for without a tolerance are all made.

    Raises
    ------
    InputError
        ``stats.method`` and ``stats.option`` with the near match or what the method takes.
    """
    method = method_of(name)
    foreign = [option for option in asked if option not in method.takes]
    if foreign:
        known = ", ".join(method.takes) or "none"
        raise InputError("stats.option", f"Method {name} has no option '{foreign[0]}'.", f"Its options: {known}.")
    options = replace(method.defaults, **asked)  # type: ignore[arg-type]  # names and kinds were checked above
    if "iterations" in asked and "tolerance" not in asked:
        options = replace(options, tolerance=None)
    options.check()
    return method.infer(votes, options), options


def method_of(name: str) -> Method:
    """The method of a name.

    Raises
    ------
    InputError
        ``stats.method`` with the near match.
    """
    if name not in METHODS:
        raise InputError("stats.method", f"There is no method '{name}'.", did_you_mean(name, METHODS))
    return METHODS[name]


def told(method: Method, options: Options) -> tuple[tuple[str, str], ...]:
    """Options for the method card."""
    found = []
    for name in method.takes:
        value = getattr(options, name)
        if name == "diagonal" and (options.init != "diagonal" or options.first == "m"):
            continue
        found.append((name, "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)))
    return tuple(found)
