"""Metrics agree with scikit-learn to 1e-9: weighted and not, overall and by slice, two classes and more.

Where scikit-learn warns that a metric is undefined (and returns a stand-in), ours has no value but a reason.
"""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from sklearn import metrics as sk
from sklearn.exceptions import UndefinedMetricWarning

from assay.metrics.estimate import estimate
from assay.metrics.facts import Facts, facts_from_table
from assay.metrics.slices import parse_by

Column = npt.NDArray[Any]
Peer = Callable[[Column, Column, Column, Column], float]

STRICTER = {"mcc", "balanced_accuracy", "kappa", "average_precision"}
"""Where one class is all there is, ours is undefined, while scikit-learn's is 0 or the recall of that class."""
WEIGHED_OUT = {"balanced_accuracy", "recall:average=weighted"}
"""Classes without items have no weight in these, so that they are defined where scikit-learn warns of such classes."""


def of_answers(peer: Callable[..., Any], **options: Any) -> Peer:
    return lambda y, answer, score, weight: float(peer(y, answer, sample_weight=weight, **options))


def of_scores(peer: Callable[..., Any], **options: Any) -> Peer:
    return lambda y, answer, score, weight: float(peer(y, score, sample_weight=weight, **options))


def specificity(average: str) -> Peer:
    def peer(y: Column, answer: Column, score: Column, weight: Column) -> float:
        tables = sk.multilabel_confusion_matrix(y, answer, sample_weight=weight)
        right, false = tables[:, 0, 0], tables[:, 0, 1]
        if average == "micro":
            return float(right.sum() / (right + false).sum())
        if (right + false < 1e-9).any():  # scikit-learn gets true negatives by subtraction
            warnings.warn("no items of other classes", UndefinedMetricWarning, stacklevel=2)
        shares = right / (right + false)
        counts = tables[:, 1, :].sum(axis=1)
        return float(np.average(shares, weights=counts if average == "weighted" else None))

    return peer


AVERAGES = ("macro", "weighted", "micro")
OF_CLASSES: Mapping[str, Peer] = {
    "accuracy": of_answers(sk.accuracy_score),
    "balanced_accuracy": of_answers(sk.balanced_accuracy_score),
    "mcc": of_answers(sk.matthews_corrcoef),
    "kappa": of_answers(sk.cohen_kappa_score),
    **{f"precision:average={each}": of_answers(sk.precision_score, average=each) for each in AVERAGES},
    **{f"recall:average={each}": of_answers(sk.recall_score, average=each) for each in AVERAGES},
    **{f"f1:average={each}": of_answers(sk.f1_score, average=each) for each in AVERAGES},
    **{f"f_beta:beta=2,average={each}": of_answers(sk.fbeta_score, beta=2, average=each) for each in AVERAGES},
    **{f"specificity:average={each}": specificity(each) for each in AVERAGES},
}
OF_TWO: Mapping[str, Peer] = {
    **OF_CLASSES,
    "precision": of_answers(sk.precision_score),
    "recall": of_answers(sk.recall_score),
    "specificity": of_answers(sk.recall_score, pos_label=0),
    "f1": of_answers(sk.f1_score),
    "f_beta:beta=0.5": of_answers(sk.fbeta_score, beta=0.5),
    "log_loss": of_scores(sk.log_loss, labels=[0, 1]),
    "brier": of_scores(sk.brier_score_loss),
    "auroc": of_scores(sk.roc_auc_score),
    "average_precision": of_scores(sk.average_precision_score),
}
OF_MANY: Mapping[str, Peer] = {
    **OF_CLASSES,
    "precision": of_answers(sk.precision_score, average="macro"),
    "recall": of_answers(sk.recall_score, average="macro"),
    "f1": of_answers(sk.f1_score, average="macro"),
}


def table(n_classes: int, n: int = 900) -> pa.Table:
    """Answers right two times of three, scores with many ties and some at 0 and 1, slices of many and of few items."""
    random = np.random.default_rng(11 + n_classes)
    y = random.choice(n_classes, n, p=np.arange(n_classes, 0, -1) / np.arange(n_classes, 0, -1).sum())
    answer = np.where(random.random(n) < 0.66, y, random.integers(0, n_classes, n))
    score = np.clip(np.round(random.normal(0.3 + 0.4 * (y == 1), 0.3), 2), 0.0, 1.0)
    return pa.table(
        {
            "y": y,
            "answer": answer,
            "score": score,
            "weight": random.uniform(0.2, 4.0, n),
            "wide": random.choice(["a", "b", "c"], n),
            "narrow": [f"s{number}" for number in random.geometric(0.02, n) % 150],
        }
    )


def facts_of(data: pa.Table, *, weighted: bool) -> Facts:
    return facts_from_table(
        data,
        label="y",
        systems={"system": ("answer", "score")},
        by=[parse_by("wide"), parse_by("narrow")],
        weight="weight" if weighted else None,
    )


def peers_value(peer: Peer, data: pa.Table, *, weighted: bool) -> tuple[float | None, bool]:
    """scikit-learn's value (None where it has none) and whether it says that the metric is undefined."""
    y, answer, score, weight = (data[name].to_numpy() for name in ("y", "answer", "score", "weight"))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = peer(y, answer, score, weight if weighted else np.ones(y.size))
        except ValueError:
            return None, True
    undefined = any(issubclass(each.category, UndefinedMetricWarning) for each in caught)
    return (None, True) if np.isnan(value) else (value, undefined)


CASES = [(2, name) for name in OF_TWO] + [(4, name) for name in OF_MANY]


@pytest.mark.parametrize("weighted", [False, True], ids=["unweighted", "weighted"])
@pytest.mark.parametrize(("n_classes", "metric"), CASES, ids=str)
def test_the_value_is_scikit_learns_overall_and_on_every_slice(n_classes: int, metric: str, weighted: bool) -> None:
    data = table(n_classes)
    peer = (OF_TWO if n_classes == 2 else OF_MANY)[metric]
    found = estimate(metric, facts_of(data, weighted=weighted), by=[parse_by("wide"), parse_by("narrow")])
    assert len(found) > 50
    for each in found:
        part = data
        for column, level in each.slice:
            part = part.filter(pa.compute.equal(part[column], level))
        value, undefined = peers_value(peer, part, weighted=weighted)
        if each.value is None:
            assert each.reason
            assert undefined or metric in STRICTER, (each.slice, each.reason, value)
        else:
            assert not undefined or metric in WEIGHED_OUT, (each.slice, value)
            assert each.value == pytest.approx(value, abs=1e-9), each.slice


def test_log_loss_clips_certain_scores_as_scikit_learn_does() -> None:
    data = pa.table({"y": [1, 0, 1, 0], "score": [0.0, 1.0, 1.0, 0.0]})
    facts = facts_from_table(data, label="y", systems={"system": (None, "score")})
    assert estimate("log_loss", facts)[0].value == pytest.approx(
        sk.log_loss([1, 0, 1, 0], [0.0, 1.0, 1.0, 0.0]), abs=1e-9
    )
