"""Metric names to definitions: ``accuracy``, ``f_beta:beta=2``, ``precision:average=macro``."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from assay.core.errors import AssayError, InputError, Problem, did_you_mean
from assay.metrics.definition import MetricDefinition
from assay.metrics.definitions import agreement, calibration, classes, probability, ranking

Maker = Callable[[Mapping[str, str]], MetricDefinition]

MAKERS: dict[str, Maker] = {
    **classes.DEFINITIONS,
    **agreement.DEFINITIONS,
    **probability.DEFINITIONS,
    **ranking.DEFINITIONS,
    **calibration.DEFINITIONS,
}
OPTIONS: dict[str, tuple[str, ...]] = {
    "precision": ("average",),
    "recall": ("average",),
    "specificity": ("average",),
    "f1": ("average",),
    "f_beta": ("beta", "average"),
    "ece": ("bins", "kind"),
}


def known_metrics() -> tuple[str, ...]:
    """Names of all metrics, sorted."""
    return tuple(sorted(MAKERS))


@cache
def parse_metric(text: str) -> MetricDefinition:
    """The metric that ``name`` or ``name:option=value,option=value`` asks for.

    Raises
    ------
    InputError
        ``metric.unknown`` or ``metric.option``, with the near match.
    """
    name, _, rest = text.strip().partition(":")
    if name not in MAKERS:
        raise InputError("metric.unknown", f"No metric '{name}'.", did_you_mean(name, MAKERS, most=20))
    options: dict[str, str] = {}
    for part in rest.split(",") if rest else []:
        key, sign, value = (each.strip() for each in part.partition("="))
        if not sign or key not in OPTIONS.get(name, ()):
            raise InputError(
                "metric.option",
                f"Metric '{name}' has no option '{part}'.",
                did_you_mean(key, OPTIONS.get(name, ())) + " Write name:option=value.",
            )
        options[key] = value
    return MAKERS[name](options)


def split_metrics(text: str) -> tuple[str, ...]:
    """The metrics of a list such as ``accuracy,ece:bins=10,kind=mass,f1``: options stay with their metric."""
    found: list[str] = []
    for part in text.split(","):
        if found and "=" in part and ":" not in part:
            found[-1] += f",{part.strip()}"
        elif part.strip():
            found.append(part.strip())
    return tuple(found)


def parse_metrics(asked: str | MetricDefinition | Iterable[str | MetricDefinition]) -> tuple[MetricDefinition, ...]:
    """Definitions of all metrics asked for, each once.

    Raises
    ------
    InputError
        All that cannot be read, at once; ``metric.none`` when nothing was asked for.
    """
    wanted = [asked] if isinstance(asked, str | MetricDefinition) else list(asked)
    found: dict[str, MetricDefinition] = {}
    problems: list[Problem] = []
    for each in (part for one in wanted for part in (split_metrics(one) if isinstance(one, str) else (one,))):
        try:
            definition = parse_metric(each) if isinstance(each, str) else each
        except AssayError as error:
            problems += error.problems
        else:
            found.setdefault(definition.name, definition)
    if problems:
        raise InputError.gather(problems)
    if not found:
        raise InputError("metric.none", "No metric was asked for.", did_you_mean("", MAKERS, most=20))
    return tuple(found.values())
