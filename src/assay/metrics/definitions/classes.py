"""Metrics of the answer: accuracy, pass rate, precision, recall, specificity, F, balanced accuracy.

Each is a ratio of counts of a class; with more than two classes an average over the classes that occur.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Rule
from assay.metrics.definition import MetricDefinition, Smooth, SmoothMeasure, Sums
from assay.metrics.definitions.class_sums import ClassSums, class_family, class_sums
from assay.metrics.definitions.options import one_of, positive_number
from assay.metrics.definitions.ratios import ratio, total
from assay.metrics.reasons import Reason

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

AVERAGES = ("binary", "macro", "weighted", "micro")


@dataclass(frozen=True, slots=True)
class ClassRatio:
    """A ratio of linear functions of (correct, predicted, reference, others) of one class; others are not of it."""

    above: tuple[float, float, float, float]
    """Coefficients of the numerator."""
    below: tuple[float, float, float, float]
    """Coefficients of the denominator."""
    undefined: Reason
    """Why it may be undefined for the positive class."""
    class_undefined: Reason
    """Why it may be undefined for one of many classes."""
    cells: tuple[float, float, float, float]
    """Which of (true positive, false positive, false negative, true negative) the positive class's value rests on."""
    share: bool = True
    """Whether it is the mean of 0/1 over what it rests on."""


PRECISION = ClassRatio((1, 0, 0, 0), (0, 1, 0, 0), Reason.NEVER_PREDICTED, Reason.CLASS_NEVER_PREDICTED, (1, 1, 0, 0))
RECALL = ClassRatio((1, 0, 0, 0), (0, 0, 1, 0), Reason.NO_POSITIVES, Reason.CLASS_WITHOUT_ITEMS, (1, 0, 1, 0))
SPECIFICITY = ClassRatio((1, -1, 0, 1), (0, 0, 0, 1), Reason.NO_NEGATIVES, Reason.SINGLE_CLASS, (0, 1, 0, 1))


def f_ratio(beta: float) -> ClassRatio:
    """F-beta as a ratio: (1 + b^2) correct / (b^2 reference + predicted)."""
    square = beta * beta
    above, below = (1.0 + square, 0.0, 0.0, 0.0), (0.0, 1.0, square, 0.0)
    return ClassRatio(above, below, Reason.NO_POSITIVES, Reason.NO_POSITIVES, (1, 1, 1, 0), share=False)


def accuracy(options: Mapping[str, str]) -> MetricDefinition:
    """Share of items answered right."""

    def evaluate(sums: Sums) -> Smooth:
        right = sums.marks("cells", (1, 0, 0, 1)) if sums.has("cells") else sums.marks("hits", (1, 0))
        weight = total(sums)
        return ratio(sums, right, weight, weight, Reason.NO_ITEMS)

    return MetricDefinition(
        name="accuracy",
        sentence="Share of items whose answer equals the reference; 1 is all right, 0 none.",
        measure=SmoothMeasure(lambda facts: ("cells",) if facts.binary else ("hits",), evaluate),
        rule=Rule.WILSON,
        share=True,
    )


def pass_rate(options: Mapping[str, str]) -> MetricDefinition:
    """Share of outputs that are good: accuracy where the one right verdict on an output is that it is good."""
    return replace(
        accuracy(options),
        name="pass_rate",
        sentence="Share of outputs that are good (whose verdict equals the one held to be right); 1 is all of them.",
    )


def precision(options: Mapping[str, str]) -> MetricDefinition:
    """Share of the answers of a class that are right."""
    sentence = "Share of the items answered with the class that are of it; 1 is no false alarm."
    return _averaged("precision", sentence, PRECISION, options)


def recall(options: Mapping[str, str]) -> MetricDefinition:
    """Share of the items of a class that are found."""
    sentence = "Share of the items of the class that were answered so; 1 is none missed."
    return _averaged("recall", sentence, RECALL, options)


def specificity(options: Mapping[str, str]) -> MetricDefinition:
    """Share of the items of other classes that are left alone."""
    sentence = "Share of the items not of the class that were not answered with it; 1 is no false alarm."
    return _averaged("specificity", sentence, SPECIFICITY, options)


def f1(options: Mapping[str, str]) -> MetricDefinition:
    """Harmonic mean of precision and recall."""
    sentence = "Harmonic mean of precision and recall, 2 tp / (2 tp + fp + fn); 1 is perfect, 0 finds nothing."
    return _averaged("f1", sentence, f_ratio(1.0), options)


def f_beta(options: Mapping[str, str]) -> MetricDefinition:
    """Weighted harmonic mean of precision and recall."""
    beta = positive_number("f_beta", "beta", options)
    sentence = (
        f"Harmonic mean of precision and recall in which recall weighs {beta:g} times as much; "
        "1 is perfect, 0 finds nothing."
    )
    return _averaged("f_beta", sentence, f_ratio(beta), options, (("beta", f"{beta:g}"),))


def balanced_accuracy(options: Mapping[str, str]) -> MetricDefinition:
    """Mean recall of the classes."""

    def evaluate(sums: Sums) -> Smooth:
        classes = class_sums(sums)
        occurs = classes.reference > 0
        found = _mean_of_classes(sums, classes, RECALL, occurs, occurs / _at_least_one(occurs))
        single = np.count_nonzero(occurs, axis=1) < 2
        return _without(found, single, classes.total, Reason.SINGLE_CLASS)

    return MetricDefinition(
        name="balanced_accuracy",
        sentence="Mean over the classes that occur of the share of their items found; guessing gives 1 / classes.",
        measure=SmoothMeasure(lambda facts: (class_family(facts, one_class=False),), evaluate),
        rule=Rule.WILSON,
    )


def _averaged(
    name: str,
    sentence: str,
    shape: ClassRatio,
    options: Mapping[str, str],
    told: tuple[tuple[str, str], ...] = (),
) -> MetricDefinition:
    average = one_of(name, "average", options, AVERAGES)
    evaluate = EVALUATORS[average or "auto"](shape)
    full = ":".join([name, ",".join(f"{key}={value}" for key, value in (*told, ("average", average)) if value)])
    return MetricDefinition(
        name=full.rstrip(":"),
        sentence=sentence,
        measure=SmoothMeasure(
            lambda facts: (class_family(facts, one_class=average in (None, "binary")),),
            evaluate,
        ),
        rule=Rule.WILSON,
        share=shape.share and average in (None, "binary"),
        options=(*told, ("average", average or "positive class of two, macro of more")),
    )


def _positive(shape: ClassRatio) -> Callable[[Sums], Smooth]:
    """Of the positive class, from the confusion cells."""

    def evaluate(sums: Sums) -> Smooth:
        above, below = (_by_cells(coefficients) for coefficients in (shape.above, shape.below))
        support = sums.marks("cells", shape.cells)
        found = ratio(sums, sums.marks("cells", above), sums.marks("cells", below), support, shape.undefined)
        return _without(found, np.zeros(sums.n_slices, np.bool_), sums.of("cells").sum(axis=1), Reason.NONE)

    return evaluate


def _positive_or_macro(shape: ClassRatio) -> Callable[[Sums], Smooth]:
    """Of the positive class of two, macro of more."""
    positive, macro = _positive(shape), _macro(shape)
    return lambda sums: positive(sums) if sums.has("cells") else macro(sums)


def _macro(shape: ClassRatio) -> Callable[[Sums], Smooth]:
    """Mean over the classes that occur in the slice, as reference or as answer."""

    def evaluate(sums: Sums) -> Smooth:
        classes = class_sums(sums)
        occurs = (classes.reference > 0) | (classes.predicted > 0)
        return _mean_of_classes(sums, classes, shape, occurs, occurs / _at_least_one(occurs))

    return evaluate


def _weighted(shape: ClassRatio) -> Callable[[Sums], Smooth]:
    """Mean over the classes of the slice, weighted by how often they are the reference."""

    def evaluate(sums: Sums) -> Smooth:
        classes = class_sums(sums)
        whole = np.where(classes.total > 0, classes.total, 1.0)[:, None]
        shares = classes.reference / whole
        found = _mean_of_classes(sums, classes, shape, classes.reference > 0, shares)
        values = _class_values(classes, shape)[0]
        by_share = (values - found.value[:, None]) / whole * (found.reason == 0)[:, None]
        zeros = np.zeros_like(by_share)
        return found._replace(gradient=found.gradient + classes.gradient(zeros, zeros, by_share))

    return evaluate


def _micro(shape: ClassRatio) -> Callable[[Sums], Smooth]:
    """Numerators and denominators summed over the classes that occur in the slice."""

    def evaluate(sums: Sums) -> Smooth:
        classes = class_sums(sums)
        occurs = (classes.reference > 0) | (classes.predicted > 0)
        _, numerators, denominators = _class_values(classes, shape)
        numerator, denominator = ((each * occurs).sum(axis=1) for each in (numerators, denominators))
        defined = denominator > 0
        value = np.divide(numerator, denominator, out=np.zeros(sums.n_slices), where=defined)
        scale = np.divide(1.0, denominator, out=np.zeros(sums.n_slices), where=defined)
        gradient = _chain(classes, shape, value[:, None], occurs * scale[:, None])
        reason = np.where(defined, Reason.NONE, shape.class_undefined).astype(np.int8)
        found = Smooth(value, gradient, total(sums), reason)
        return _without(found, np.zeros(sums.n_slices, np.bool_), classes.total, Reason.NONE)

    return evaluate


EVALUATORS: dict[str, Callable[[ClassRatio], Callable[[Sums], Smooth]]] = {
    "auto": _positive_or_macro,
    "binary": _positive,
    "macro": _macro,
    "weighted": _weighted,
    "micro": _micro,
}


def _mean_of_classes(sums: Sums, classes: ClassSums, shape: ClassRatio, asked: Flags, shares: Floats) -> Smooth:
    """Mean of the class ratios with given weights; undefined where one that is asked for is."""
    values, _, denominators = _class_values(classes, shape)
    absent = np.any(asked & (denominators <= 0), axis=1)
    scale = np.divide(shares, denominators, out=np.zeros(values.shape), where=denominators > 0)
    gradient = _chain(classes, shape, values, scale)
    value = np.asarray((values * shares).sum(axis=1))
    found = Smooth(value, gradient, total(sums), np.zeros(sums.n_slices, np.int8))
    return _without(found, absent, classes.total, shape.class_undefined)


def _class_values(classes: ClassSums, shape: ClassRatio) -> tuple[Floats, Floats, Floats]:
    """Ratio, numerator and denominator of each class; 0 where undefined."""
    others = _sums_of_others(classes.reference)
    numerators, denominators = (
        each[0] * classes.correct + each[1] * classes.predicted + each[2] * classes.reference + each[3] * others
        for each in (shape.above, shape.below)
    )
    values = np.divide(numerators, denominators, out=np.zeros(numerators.shape), where=denominators > 0)
    return values, numerators, denominators


def _chain(classes: ClassSums, shape: ClassRatio, values: Floats, scale: Floats) -> Floats:
    """Gradient of sum_k w_k ratio_k, with ``scale`` = w_k / denominator_k."""
    correct, predicted, reference, others = (
        scale * (above - values * below) for above, below in zip(shape.above, shape.below, strict=True)
    )
    return classes.gradient(correct, predicted, reference + _sums_of_others(others))


def _sums_of_others(values: Floats) -> Floats:
    """For each class the sum over the other classes, without subtracting: 0 stays 0."""
    before = _shifted(np.cumsum(values, axis=1))
    after = _shifted(np.cumsum(values[:, ::-1], axis=1))[:, ::-1]
    return np.asarray(before + after)


def _shifted(values: Floats) -> Floats:
    """One place to the right, 0 in front."""
    return np.concatenate((np.zeros((values.shape[0], 1)), values[:, :-1]), axis=1)


def _by_cells(coefficients: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Coefficients of (correct, predicted, reference, others) of the positive class as coefficients of the cells."""
    correct, predicted, reference, others = coefficients
    return (correct + predicted + reference, predicted + others, reference, others)


def _at_least_one(occurs: Flags) -> Floats:
    return np.asarray(np.maximum(np.count_nonzero(occurs, axis=1), 1), dtype=np.float64)[:, None]


def _without(found: Smooth, absent: Flags, weight: Floats, reason: Reason) -> Smooth:
    """The same with no value where ``absent``, and ``no_items`` where the slice is empty."""
    reasons = np.where(absent & (found.reason == 0), reason, found.reason)
    reasons = np.where(weight > 0, reasons, Reason.NO_ITEMS).astype(np.int8)
    kept = reasons == 0
    return found._replace(
        value=np.where(kept, found.value, 0.0), gradient=found.gradient * kept[:, None], reason=reasons
    )


DEFINITIONS: dict[str, Callable[[Mapping[str, str]], MetricDefinition]] = {
    "accuracy": accuracy,
    "pass_rate": pass_rate,
    "balanced_accuracy": balanced_accuracy,
    "precision": precision,
    "recall": recall,
    "specificity": specificity,
    "f1": f1,
    "f_beta": f_beta,
}
