"""What each verdict alone would advise, as data: the table of the default tier, which docs print and tests walk.

Rows are roles, columns are standings; the advice of a release is the gravest that any of its verdicts calls for.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from assay.core.plan import GateRole
from assay.core.verdict import Advice, Outcome, Verdict


class Standing(StrEnum):
    """A verdict as the table reads it."""

    PASS = "PASS"  # noqa: S105 - a verdict, not a password
    FAIL = "FAIL"
    WAIVED = "waived FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"


GRAVEST_FIRST = (Advice.HOLD, Advice.NOT_YET, Advice.SHIP_WITH_GUARDRAILS, Advice.SHIP)
DecisionTable: TypeAlias = Mapping[tuple[GateRole, Standing], Advice]
DEFAULT_TABLE: DecisionTable = MappingProxyType(
    {
        (GateRole.CORE, Standing.FAIL): Advice.HOLD,
        (GateRole.CORE, Standing.WAIVED): Advice.HOLD,
        (GateRole.CORE, Standing.INCONCLUSIVE): Advice.NOT_YET,
        (GateRole.CORE, Standing.PASS): Advice.SHIP,
        (GateRole.GUARDRAIL, Standing.FAIL): Advice.HOLD,
        (GateRole.GUARDRAIL, Standing.WAIVED): Advice.SHIP_WITH_GUARDRAILS,
        (GateRole.GUARDRAIL, Standing.INCONCLUSIVE): Advice.NOT_YET,
        (GateRole.GUARDRAIL, Standing.PASS): Advice.SHIP,
        (GateRole.SLICE, Standing.FAIL): Advice.HOLD,
        (GateRole.SLICE, Standing.WAIVED): Advice.SHIP_WITH_GUARDRAILS,
        (GateRole.SLICE, Standing.INCONCLUSIVE): Advice.SHIP_WITH_GUARDRAILS,
        (GateRole.SLICE, Standing.PASS): Advice.SHIP,
    }
)
"""A core gate cannot be waived: a waiver on one changes nothing."""


def standing(verdict: Verdict) -> Standing:
    """The column of a verdict."""
    if verdict.outcome is Outcome.FAIL and verdict.waiver is not None:
        return Standing.WAIVED
    return Standing(verdict.outcome.value)


def advice_for(verdict: Verdict, table: DecisionTable = DEFAULT_TABLE) -> Advice:
    """What one verdict alone calls for."""
    return table[verdict.role, standing(verdict)]


def table_rows(table: DecisionTable = DEFAULT_TABLE) -> tuple[tuple[str, ...], ...]:
    """The table as text, a heading first: role, then the advice under each standing."""
    heading = ("gate", *(column.value for column in Standing))
    return (
        heading,
        *((role.value, *(table[role, column].value.replace("_", " ") for column in Standing)) for role in GateRole),
    )
