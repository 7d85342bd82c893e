"""Columns that were asked for by name, against those that exist."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assay.core.errors import did_you_mean
from assay.datasets.limits import USUAL_LIMITS, Limits
from assay.datasets.problems import Problems, shown


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be read."""

    columns: Sequence[str] | None = None
    """Columns to read; None for all."""
    as_text: Sequence[str] = ()
    """Columns to keep as text whatever they look like."""
    hidden: Sequence[str] = ()
    """Sensitive columns: no message or note shows their values."""
    limits: Limits = USUAL_LIMITS
    """Bounds beyond which the file is refused."""


def check_known(asked: Iterable[str], known: Sequence[str], problems: Problems) -> None:
    """One problem for each name of ``asked`` that no column has, with the nearest that exists."""
    names = set(known)
    for name in dict.fromkeys(asked):
        if name not in names:
            problems.add("input.unknown_column", f"There is no column {shown(name)}.", did_you_mean(name, known))


def wanted_columns(known: Sequence[str], asked: Sequence[str] | None, *, file: str) -> list[str]:
    """Names to read: all, or those asked, once each and in file order.

    Raises
    ------
    InputError
        ``input.unknown_column`` for each that no column has.
    """
    if asked is None:
        return list(known)
    problems = Problems(file)
    check_known(asked, known, problems)
    problems.raise_any()
    wanted = set(asked)
    return [name for name in known if name in wanted]
