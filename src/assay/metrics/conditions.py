"""Conditions of the slice grammar, evaluated on the columns of facts."""

import numpy as np
import numpy.typing as npt

from assay.core.errors import InputError
from assay.core.expression import Compare, Every, Expression, Missing, Not, OneOf, Some, Value
from assay.core.holding import SIGNS
from assay.metrics.columns import FactColumn
from assay.metrics.facts import Facts

Flags = npt.NDArray[np.bool_]


def holds(condition: Expression, facts: Facts) -> Flags:
    """Rows for which the condition holds; a comparison with a missing value never does.

    Raises
    ------
    InputError
        ``slice.unknown_column``; ``slice.type`` when a text is asked to be above or below a number.
    """
    match condition:
        case Not(term):
            return ~holds(term, facts)
        case Every(terms):
            return np.asarray(np.logical_and.reduce([holds(term, facts) for term in terms]))
        case Some(terms):
            return np.asarray(np.logical_or.reduce([holds(term, facts) for term in terms]))
        case Missing(column):
            return facts.column(column).absent
        case OneOf(column, values):
            return np.asarray(np.logical_or.reduce([_compare(facts.column(column), "=", value) for value in values]))
        case Compare(column, sign, value):
            return _compare(facts.column(column), sign, value)


def _compare(column: FactColumn, sign: str, value: Value) -> Flags:
    if isinstance(value, float) and column.numbers is not None:
        numbers = column.numbers
        return np.asarray(SIGNS[sign](numbers, value) & ~np.isnan(numbers))
    if isinstance(value, float) and sign not in ("=", "!="):
        raise InputError(
            "slice.type",
            f"Column '{column.name}' holds texts and cannot be {sign} {value:g}.",
            "Compare it with a text in quotes, or choose a column of numbers.",
        )
    codes = column.codes
    true_levels = [_level_holds(level, sign, value) for level in codes.levels]
    return np.asarray([*true_levels, False], dtype=np.bool_)[codes.values] & ~column.absent


def _level_holds(level: str, sign: str, value: Value) -> bool:
    return bool(SIGNS[sign](level, _as_level(value)))


def _as_level(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.17g}" if isinstance(value, float) else value
