"""Whether a condition of the slice grammar holds for one row, told as a mapping from name to value."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from assay.core.expression import Compare, Every, Expression, Missing, Not, OneOf, Some, Value

SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    **{"=": operator.eq, "==": operator.eq, "!=": operator.ne},
    **{"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge},
}


def holds_for(condition: Expression, row: Mapping[str, object]) -> bool:
    """Whether a condition holds; a comparison with what is not there never does.

    Of a list ``=`` asks whether it holds the value.

    Examples
    --------
    >>> from assay.core.expression import parse_expression
    >>> holds_for(parse_expression('toxic = "yes" and not helpful >= 3'), {"toxic": "yes", "helpful": 2.0})
    True
    """
    match condition:
        case Not(term):
            return not holds_for(term, row)
        case Every(terms):
            return all(holds_for(term, row) for term in terms)
        case Some(terms):
            return any(holds_for(term, row) for term in terms)
        case Missing(column):
            return row.get(column) is None
        case OneOf(column, values):
            return any(_compares(row.get(column), "=", value) for value in values)
        case Compare(column, sign, value):
            return _compares(row.get(column), sign, value)


def _compares(found: object, sign: str, value: Value) -> bool:
    if isinstance(found, (list, tuple)):
        return (value in found) is (sign != "!=")
    if not isinstance(found, (str, float, int)):
        return False
    if isinstance(found, str) != isinstance(value, str):
        return sign == "!="
    return bool(SIGNS[sign](found, value))
