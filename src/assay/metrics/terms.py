"""Row terms: what each item adds to the sums that metrics are functions of.

A family is a few terms, of which a row has one or a few: the cell of the confusion table it falls in, say.
Values are always times the row's weight.

    cells           positive class against the rest: true positive, false positive, false negative, true negative
    hits            right, wrong
    margins         for K classes: K right answers, K answers, K references
    weight          the weight itself
    squared_error   (score - 1{positive})^2
    log_error       minus log of the probability given to what was right, clipped as scikit-learn does
    scores          the score itself
    errors          for numbers: |answer - reference|, the same with its sign, and squared
    products        for numbers x = answer, y = reference, less the mean reference: x, y, x^2, y^2, x y
    residuals:B:k   for B bins of the score: 1{positive} - score; and the weight
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from assay.core.errors import InputError
from assay.metrics.facts import Answers, Facts

Int32s = npt.NDArray[np.int32]
Slots = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.integer[Any]] | int
"""Terms of a family that rows have, from 0: one for each row, or the same one for all."""
Column = tuple[Places, Floats]

MOST_CLASSES = 2_000
NO_TERM = np.uint32(2**31)
"""Beyond all terms, whatever is added to find a system's."""
LEAST_PROBABILITY = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class RowTerms:
    """Sparse terms of each row for one or more systems."""

    slots: Slots
    """Which terms a row has, shape (n_rows, width)."""
    values: Floats
    """Their values, shape (n_rows, width)."""
    n_terms: int
    """Terms of all systems."""
    places: tuple[dict[str, tuple[int, int]], ...]
    """For each system, first and last place of each family."""


def row_terms(facts: Facts, systems: Sequence[Answers], families: Sequence[str]) -> RowTerms:
    """Terms of the given families for the given systems, one system after the other."""
    columns: list[tuple[int, Column]] = []
    places: list[dict[str, tuple[int, int]]] = []
    n_terms = 0
    for answers in systems:
        own: dict[str, tuple[int, int]] = {}
        for family in families:
            size, made = _family(facts, answers, family)
            own[family] = (n_terms, n_terms + size)
            columns += [(n_terms, column) for column in made]
            n_terms += size
        places.append(own)
    return RowTerms(*_side_by_side(columns, facts.n_rows), n_terms, tuple(places))


def score_bins(score: Floats, bins: int, kind: str) -> tuple[Int32s, Floats]:
    """Bin of each score and the edges: equal width over [0, 1], or equal mass over all items given.

    A score at an inner edge belongs to the bin above it; 1 belongs to the last bin.
    """
    if kind == "width" or not score.size:
        edges = np.linspace(0.0, 1.0, bins + 1)
    else:
        edges = np.quantile(score, np.linspace(0.0, 1.0, bins + 1))
    found = np.searchsorted(edges[1:-1], score, side="right")
    return found.astype(np.int32), edges


def _side_by_side(columns: list[tuple[int, Column]], n_rows: int) -> tuple[Slots, Floats]:
    slots = np.empty((n_rows, len(columns)), np.uint32)
    values = np.empty((n_rows, len(columns)))
    for place, (first, (terms, value)) in enumerate(columns):
        slots[:, place] = terms
        slots[:, place] += np.uint32(first)
        values[:, place] = value
    return slots, values


def _family(facts: Facts, answers: Answers, family: str) -> tuple[int, list[Column]]:
    name, _, rest = family.partition(":")
    if name == "residuals":
        bins, kind = rest.split(":")
        return _residuals(facts, answers, int(bins), kind)
    return FAMILIES[name](facts, answers)


def _cells(facts: Facts, answers: Answers) -> tuple[int, list[Column]]:
    not_said = _labels(answers) != facts.positive_code
    return 4, [(2 * not_said.view(np.uint8) + (~facts.is_positive).view(np.uint8), facts.weights)]


def _hits(facts: Facts, answers: Answers) -> tuple[int, list[Column]]:
    return 2, [((_labels(answers) != facts.reference).view(np.uint8), facts.weights)]


def _margins(facts: Facts, answers: Answers) -> tuple[int, list[Column]]:
    n_classes = len(facts.classes)
    if n_classes > MOST_CLASSES:
        raise InputError(
            "metric.too_many_classes",
            f"There are {n_classes} classes; metrics over classes take at most {MOST_CLASSES}.",
            "Ask for accuracy, or name one positive class.",
        )
    said, is_class = _labels(answers).astype(np.uint32), facts.reference.astype(np.uint32)
    right = np.where(said == is_class, said, NO_TERM)
    columns = (right, said + np.uint32(n_classes), is_class + np.uint32(2 * n_classes))
    return 3 * n_classes, [(column, facts.weights) for column in columns]


def _weight(facts: Facts, answers: Answers) -> tuple[int, list[Column]]:
    return 1, [(0, facts.weights)]


def _squared_error(facts: Facts, answers: Answers) -> tuple[int, list[Column]]:
    error = _scores(answers) - facts.is_positive
    error *= error
    return 1, [(0, _weighted(facts, error))]


def _log_error(facts: Facts, answers: Answers) -> tuple[int, list[Column]]:
    score = _scores(answers)
    given = np.where(facts.is_positive, score, 1.0 - score)
    np.clip(given, LEAST_PROBABILITY, 1.0 - LEAST_PROBABILITY, out=given)
    return 1, [(0, _weighted(facts, -np.log(given)))]


def _own_scores(facts: Facts, answers: Answers) -> tuple[int, list[Column]]:
    return 1, [(0, _weighted(facts, _scores(answers)))]


def _errors(facts: Facts, answers: Answers) -> tuple[int, list[Column]]:
    error = _scores(answers) - facts.numbers
    return 3, [(place, _weighted(facts, each)) for place, each in enumerate((np.abs(error), error, error * error))]


def _products(facts: Facts, answers: Answers) -> tuple[int, list[Column]]:
    middle = float(facts.numbers.mean()) if facts.n_rows else 0.0
    x, y = _scores(answers) - middle, facts.numbers - middle
    return 5, [(place, _weighted(facts, each)) for place, each in enumerate((x, y, x * x, y * y, x * y))]


def _residuals(facts: Facts, answers: Answers, bins: int, kind: str) -> tuple[int, list[Column]]:
    score = _scores(answers)
    kept = _one_an_item(facts, score, answers.answered)
    _, edges = score_bins(kept, bins, kind)
    found = np.searchsorted(edges[1:-1], score, side="right")
    return bins + 1, [(found, _weighted(facts, facts.is_positive - score)), (bins, facts.weights)]


def _weighted(facts: Facts, values: Floats) -> Floats:
    return values if facts.all_alike else values * facts.weights


def _one_an_item(facts: Facts, score: Floats, answered: Flags | None) -> Floats:
    """Scores that were given, each item once."""
    firsts = np.ones(score.size, np.bool_) if facts.soft is None else np.zeros(score.size, np.bool_)
    if facts.soft is not None:
        firsts[facts.soft.starts[:-1]] = True
    return score[firsts if answered is None else firsts & answered]


def _labels(answers: Answers) -> Int32s:
    if answers.label is None:
        raise ValueError(f"system {answers.system} gave no classes; the caller must leave such metrics out")
    return answers.label


def _scores(answers: Answers) -> Floats:
    if answers.score is None:
        raise ValueError(f"system {answers.system} gave no scores; the caller must leave such metrics out")
    return answers.score


FAMILIES: dict[str, Callable[[Facts, Answers], tuple[int, list[Column]]]] = {
    "cells": _cells,
    "hits": _hits,
    "margins": _margins,
    "weight": _weight,
    "squared_error": _squared_error,
    "log_error": _log_error,
    "scores": _own_scores,
    "errors": _errors,
    "products": _products,
}
