"""Tiers: how much rigor a risk demands, by default and as a document of the workspace."""

from collections.abc import Mapping
from types import MappingProxyType

from assay.core.plan import Tier
from assay.plans.fields import Fields
from assay.plans.settings import TIER
from assay.texts.strict_yaml import read_settings

DEFAULT_TIERS: Mapping[str, Tier] = MappingProxyType(
    {
        tier.name: tier
        for tier in (
            Tier("low", 100, 0.9, 0.8, 0, False, False, False, False),
            Tier("standard", 500, 0.95, 0.8, 1, True, True, False, True, True),
            Tier("high", 2_000, 0.95, 0.9, 2, True, True, True, True, True),
        )
    }
)
"""The tiers of a new workspace: low for what is easily undone, high for what can harm people."""


def parse_tier(text: str, file: str) -> Tier:
    """The tier that a YAML text writes.

    Raises
    ------
    PlanError
        With every problem of the file, by line.
    """
    node, findings = read_settings(text, file, begin="Begin with 'assay: 1' and the name of the tier.")
    tier = _tier(Fields(node, TIER, "the tier", findings)) if node is not None else None
    if tier is None or findings.problems:
        raise findings.error()
    return tier


def _tier(fields: Fields) -> Tier:
    """A tier; where a value was wrong its place is filled, because the noted problem stops it from being used."""
    fields.whole("assay")
    return Tier(
        name=fields.text("name") or "",
        min_items=fields.whole("min_items") or 0,
        min_level=fields.number("min_level") or 0.0,
        min_power=fields.number("min_power") or 0.0,
        min_approvals=fields.whole("min_approvals") or 0,
        needs_guardrail=bool(fields.yes_no("needs_guardrail")),
        needs_slice=bool(fields.yes_no("needs_slice")),
        needs_card=bool(fields.yes_no("needs_card")),
        needs_multiplicity=bool(fields.yes_no("needs_multiplicity")),
        needs_judge_card=bool(fields.yes_no("needs_judge_card")),
    )
