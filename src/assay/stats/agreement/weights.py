"""How much two different answers agree: weights of 1 for equal answers down to 0 for those farthest apart.

References
----------
Krippendorff (2011), Computing Krippendorff's alpha-reliability, https://repository.upenn.edu/asc_papers/43 (distances).
Gwet (2014), Handbook of inter-rater reliability, 4th ed., ISBN 978-0970806284 (weights of kappas and AC2).
Cohen (1968), Weighted kappa, doi:10.1037/h0026256.
"""

import numpy as np

from assay.core.errors import InputError, did_you_mean
from assay.stats.arrays import FloatArray

SCALES = ("nominal", "ordinal", "interval", "ratio")
"""What the answers are: names, ranks, numbers with a unit, numbers with a zero."""
WEIGHTS = ("identity", "linear", "quadratic", "ordinal", "ratio")
"""Weights of kappas, AC2 and Brennan-Prediger; ``identity`` counts equal answers alone."""
MOST_CLASSES = 2_000
"""A table of weights has the square of the classes."""


def distances(scale: str, totals: FloatArray, values: FloatArray) -> FloatArray:
    """Krippendorff's squared distances of all pairs of classes, shape (n_classes, n_classes).

    nominal ``c != k``; interval ``(v_c - v_k)^2``; ratio ``((v_c - v_k) / (v_c + v_k))^2``; ordinal
    ``(sum_{g=c..k} n_g - (n_c + n_k) / 2)^2`` with n_g the pairable votes for g, classes in ascending order.

    Parameters
    ----------
    totals : float array of shape (n_classes,)
        Pairable votes of each class; read by ``ordinal`` alone.
    values : float array of shape (n_classes,)
        The classes as numbers, ascending; read by ``interval`` and ``ratio``.

    Raises
    ------
    InputError
        ``stats.scale`` for an unknown scale; ``stats.too_many_classes``; ``stats.out_of_range`` for a ratio scale with
        values below 0.
    """
    check_scale(scale)
    check_classes(totals.size)
    if scale == "nominal":
        return np.asarray(1.0 - np.eye(totals.size))
    if scale == "ordinal":
        below = np.cumsum(totals)
        between = below[None, :] - below[:, None] + totals[:, None] - (totals[:, None] + totals[None, :]) / 2.0
        upper = np.triu(between**2, 1)
        return np.asarray(upper + upper.T)
    apart = values[:, None] - values[None, :]
    if scale == "interval":
        return np.asarray(apart**2)
    return _ratio(apart, values)


def agreement_weights(kind: str, values: FloatArray) -> FloatArray:
    """Weights of all pairs of classes in [0, 1], shape (n_classes, n_classes).

    linear ``1 - |v_c - v_k| / range``; quadratic ``1 - (v_c - v_k)^2 / range^2``; ratio
    ``1 - ((v_c - v_k) / (v_c + v_k))^2 / max``; ordinal ``1 - M_ck / max M`` with ``M_ck = d (d + 1) / 2`` for classes
    d places apart.

    Raises
    ------
    InputError
        ``stats.weights`` for an unknown kind; as `distances`.
    """
    if kind not in WEIGHTS:
        raise InputError("stats.weights", f"There are no weights '{kind}'.", did_you_mean(kind, WEIGHTS))
    check_classes(values.size)
    if kind == "identity":
        return np.asarray(np.eye(values.size))
    places = np.arange(values.size, dtype=np.float64)
    steps = np.abs(places[:, None] - places[None, :])
    apart = np.abs(values[:, None] - values[None, :])
    if kind == "ratio":
        found = _ratio(apart, values)
    else:
        found = {"ordinal": steps * (steps + 1.0) / 2.0, "linear": apart, "quadratic": apart**2}[kind]
    most = float(found.max(initial=0.0))
    return np.asarray(1.0 - found / most) if most > 0 else np.ones(found.shape)


def check_scale(scale: str) -> None:
    """Refuse an unknown scale with the near match."""
    if scale not in SCALES:
        raise InputError("stats.scale", f"There is no scale '{scale}'.", did_you_mean(scale, SCALES))


def check_classes(n_classes: int) -> None:
    """Refuse more classes than a table of their pairs may have."""
    if n_classes > MOST_CLASSES:
        raise InputError(
            "stats.too_many_classes",
            f"There are {n_classes} different answers; weights of their pairs take at most {MOST_CLASSES}.",
            "Group rare answers, or round numbers; an ICC (icc1, icc2, icc3) takes measured numbers as they are.",
        )


def _ratio(apart: FloatArray, values: FloatArray) -> FloatArray:
    if (values < 0).any():
        raise InputError(
            "stats.out_of_range",
            f"A ratio scale has no values below 0; found {float(values.min()):g}.",
            "Use the scale interval.",
        )
    both = values[:, None] + values[None, :]
    return np.divide(apart, both, out=np.zeros(apart.shape), where=both > 0) ** 2
