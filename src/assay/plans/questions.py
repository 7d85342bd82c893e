"""What each gate asks of the data, as a test whose power can be told, with the truth that is assumed."""

from collections.abc import Mapping
from dataclasses import dataclass

from assay.core.plan import Gate, GateKind
from assay.stats.enumeration import WilsonThresholdTest
from assay.stats.power.calibration_error import CalibrationTest
from assay.stats.power.gap import GapTest
from assay.stats.power.normal import errors_apart
from assay.stats.power.paired import NonInferiorityTest
from assay.stats.power.search import Powered

USUAL_VALUE = 0.8
"""Share of right answers assumed where none is given."""
LEAST_DISCORDANCE = 0.01
"""The most favourable assumption: two systems that differ on fewer items are the same for most purposes."""
BINS = 10
"""Bins of the calibration error unless the metric names others."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is taken to be true before the first result."""

    side_alpha: float
    """Error on the one side of each claim, after the correction for many."""
    power: float
    """Power of the plan."""
    effect: float
    """Design effect of clusters, 1 or more."""
    discordance: float | None
    """Share of items that only one system has right, if known."""
    expected: Mapping[str, float]
    """Values of the candidate that are expected, by metric."""
    positive_share: float | None
    """Share of items of the positive class, if known."""
    note: str = ""
    """What else must be said of every answer."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A gate as a test, with a cautious and a most favourable truth."""

    test: Powered
    """The test under the assumed truth."""
    effect: float
    """The truth that is assumed: a value, a difference or a gap."""
    best: tuple[Powered, float]
    """The test and the truth under which fewest items are needed."""
    given: bool
    """Whether what the answer hangs on was given, not assumed."""
    assumed: str
    """The assumptions in words."""
    noun: str
    """What the truth is of, in words: ``recall``, ``difference``, ``gap``."""


def part_judged(metric: str, positive_share: float | None) -> float | None:
    """The part of the items that a share is about: all of them, or those of one class; None when that is not known.

    A balanced accuracy over both classes is as sure as ``4 s (1 - s)`` of the items would make an accuracy.
    """
    if metric in ("accuracy", "pass_rate"):
        return 1.0
    if positive_share is None:
        return None
    parts = {
        "recall": positive_share,
        "precision": positive_share,
        "specificity": 1 - positive_share,
        "balanced_accuracy": 4 * positive_share * (1 - positive_share),
    }
    return parts[metric]


def is_share(metric: str) -> bool:
    """Whether planning can treat a metric as a share of items."""
    return metric in ("accuracy", "pass_rate", "recall", "precision", "specificity", "balanced_accuracy")


def ask_of(gate: Gate, known: Assumptions) -> Ask | None:
    """What a gate on one slice asks; None for a metric whose spread cannot be told beforehand."""
    metric = gate.metric or ""
    if gate.kind is GateKind.CALIBRATION:
        return _calibration(gate, known) if metric.partition(":")[0] == "ece" and "mass" not in metric else None
    if not is_share(metric):
        return None
    if gate.kind is GateKind.NON_INFERIORITY:
        return _non_inferiority(gate, metric, known)
    return _threshold(gate, metric, known)


def most_discordance(margin: float, n_independent: float, known: Assumptions) -> float:
    """The largest share of items that only one system has right at which n items show non-inferiority.

    ``n (margin / (z_alpha + z_power))^2``, from ``n = (z_alpha + z_power)^2 psi / margin^2`` (Liu et al. 2002,
    doi:10.1002/sim.1012, at equal systems).
    """
    return n_independent * (margin / errors_apart(known.side_alpha, known.power)) ** 2


def _threshold(gate: Gate, metric: str, known: Assumptions) -> Ask | None:
    accept = gate.accept or 0.0
    if not 0 < accept < 1:
        return None
    test = WilsonThresholdTest(accept, side_alpha=known.side_alpha)
    given = metric in known.expected
    value = known.expected[metric] if given else (1 + accept) / 2
    words = f"the true {metric} is {value:.4g}" + ("" if given else ", halfway from the threshold to 1")
    return Ask(test, value, (test, 1.0), given, words, metric)


def _non_inferiority(gate: Gate, metric: str, known: Assumptions) -> Ask:
    margin = gate.margin or 0.0
    value = known.expected.get(metric, USUAL_VALUE)
    given = known.discordance is not None
    psi = known.discordance if known.discordance is not None else 2 * value * (1 - value)
    test = NonInferiorityTest(max(psi, margin, LEAST_DISCORDANCE), margin, known.side_alpha)
    least = NonInferiorityTest(max(margin, LEAST_DISCORDANCE), margin, known.side_alpha)
    words = f"both systems are equally good and only one is right on {test.discordance:.3g} of the items"
    if not given:
        words += f", as of two systems with {metric} {value:.3g} that err independently"
    if margin == 0:
        return Ask(test, 0.0, (test, test.farthest), False, words, "difference")
    return Ask(test, 0.0, (least, 0.0), given, words, "difference")


def _calibration(gate: Gate, known: Assumptions) -> Ask:
    metric = gate.metric or ""
    options = dict(part.split("=", 1) for part in metric.partition(":")[2].split(",") if "=" in part)
    test = CalibrationTest(gate.accept or 0.0, int(options.get("bins", BINS)), known.side_alpha)
    least = CalibrationTest(gate.accept or 0.0, 1, known.side_alpha)
    words = "the scores are perfectly calibrated and spread as widely as can be"
    return Ask(test, 0.0, (least, 0.0), False, words, "error")


def gap_ask(gate: Gate, parts: tuple[float, float], known: Assumptions) -> Ask | None:
    """What a gap gate asks of two slices that hold these parts of its items."""
    metric = gate.metric or ""
    accept = gate.accept or 0.0
    if not is_share(metric) or accept <= 0:
        return None
    value = known.expected.get(metric, USUAL_VALUE)
    test = GapTest(accept, value, parts, known.side_alpha)
    words = f"all slices have a {metric} near {value:.3g} and the true gap is half of what is acceptable"
    return Ask(test, accept / 2, (test, 0.0), False, words, "gap")
