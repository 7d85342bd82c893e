"""DeLong's variance on the example of the reference implementation, yandexdataschool/roc_comparison.

methods.md entry 43.
The iris measurements come with scikit-learn. The second value of the entry, pROC's aSAH, needs the data of an R package
that may not be copied. It was checked by hand on 2026-11-26 from Debian's r-cran-proc 1.18.0: s100b .731369, wfns
.823679, Z -2.2089835914, p .0271757822, the printed digits. The paired variance is held to its definition, case by
case, in ``tests/stats/test_delong.py``.
"""

import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from assay.stats.delong import delong


def test_iris() -> None:
    features, species = load_iris(return_X_y=True)
    train, test, train_label, test_label = train_test_split(features, species == 1, test_size=0.8, random_state=42)
    score = LogisticRegression(solver="lbfgs").fit(train, train_label).predict_proba(test)[:, 1]
    area = delong(test_label, score)
    assert (area.n_positive + area.n_negative, area.n_positive) == (120, 39)
    assert area.value == pytest.approx(0.817664, abs=5e-7)
    assert area.variance == pytest.approx(0.0015359814789736538, abs=1e-9)
