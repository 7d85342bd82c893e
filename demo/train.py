"""Two real systems, trained in seconds: fixed seeds, one thread, the same answers on every run."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from demo.benchmark import Benchmark

SEED = 7
BASELINE, CANDIDATE = "logistic", "boosted"
RAREST_LEVEL = 20
SCORE_DECIMALS = 6


class Classifier(Protocol):
    """What scikit-learn's classifiers can do."""

    def fit(self, features: np.ndarray[Any, Any], answers: np.ndarray[Any, Any]) -> "Classifier":
        """Learn."""
        ...

    def predict_proba(self, features: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Probabilities, shape (n_items, 2)."""
        ...


@dataclass(frozen=True, slots=True)
class Trained:
    """The file of answers and what it took."""

    table: pa.Table
    """item, label, both systems' answers and scores, and the columns to cut slices from."""
    learned_from: dict[str, int]
    """Rows that each system learned from."""


def train(benchmark: Benchmark) -> Trained:
    """Train baseline and candidate, and let both answer every item of the test split."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    seen = pa.array(column(benchmark.train, benchmark.gap.column) != benchmark.gap.level)
    systems = {
        BASELINE: (LogisticRegression(max_iter=1000), benchmark.train),
        CANDIDATE: (HistGradientBoostingClassifier(random_state=SEED), benchmark.train.filter(seen)),
    }
    with threadpool_limits(limits=1):
        scores = {name: answer(model, rows, benchmark) for name, (model, rows) in systems.items()}
    return Trained(answers_table(benchmark, scores), {name: rows.num_rows for name, (_, rows) in systems.items()})


def answer(model: Classifier, rows: pa.Table, benchmark: Benchmark) -> np.ndarray[Any, Any]:
    """Probability of the positive class for each test item, shape (n_items,), after learning from ``rows``."""
    encoder = Encoder(benchmark, rows)
    is_positive = column(rows, benchmark.label) == benchmark.positive
    model.fit(encoder.features(rows), is_positive)
    return np.round(model.predict_proba(encoder.features(benchmark.test))[:, 1], SCORE_DECIMALS)


class Encoder:
    """Words to indicator columns, numbers to standard scores, as learned from one training table."""

    def __init__(self, benchmark: Benchmark, rows: pa.Table) -> None:
        from sklearn.preprocessing import OneHotEncoder, StandardScaler

        self.words, self.numbers = benchmark.words, benchmark.numbers
        self.indicators = OneHotEncoder(handle_unknown="ignore", min_frequency=RAREST_LEVEL, sparse_output=False)
        self.scale = StandardScaler().fit(matrix(rows, self.numbers))
        if self.words:
            self.indicators.fit(matrix(rows, self.words))

    def features(self, rows: pa.Table) -> np.ndarray[Any, Any]:
        """Float array of shape (n_rows, n_features)."""
        numbers = self.scale.transform(matrix(rows, self.numbers))
        return np.hstack([self.indicators.transform(matrix(rows, self.words)), numbers]) if self.words else numbers


def matrix(rows: pa.Table, names: tuple[str, ...]) -> np.ndarray[Any, Any]:
    """The named columns side by side, shape (n_rows, n_columns)."""
    return np.column_stack([column(rows, name) for name in names])


def column(rows: pa.Table, name: str) -> np.ndarray[Any, Any]:
    """One column as floats, or as words with ``absent`` where nothing is known."""
    values = rows[name]
    if pa.types.is_string(values.type):
        return np.asarray(["absent" if each is None else each for each in values.to_pylist()], dtype=object)
    return np.asarray(values.to_numpy(), dtype=np.float64)


def answers_table(benchmark: Benchmark, scores: dict[str, np.ndarray[Any, Any]]) -> pa.Table:
    """item, label, answer and score of each system, then the columns to cut slices from."""
    other = next(each for each in sorted(set(column(benchmark.train, benchmark.label))) if each != benchmark.positive)
    columns = {"item": benchmark.test["item"], "label": benchmark.test[benchmark.label]}
    for system, score in scores.items():
        columns[system] = pa.chunked_array([[benchmark.positive if each >= 0.5 else other for each in score]])
        columns[f"{system}_score"] = pa.chunked_array([pa.array(score)])
    columns |= {name: benchmark.test[name] for name in benchmark.kept}
    return pa.Table.from_arrays([each.combine_chunks() for each in columns.values()], names=list(columns))
