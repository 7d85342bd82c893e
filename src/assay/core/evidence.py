"""Evidence: the record of all that a decision rests on. Report, bundle, JUnit and JSON are renderings of it."""

from dataclasses import dataclass, field
from typing import Any

from assay.core.canonical import content_hash
from assay.core.check import CheckResult
from assay.core.encode import from_plain, to_plain
from assay.core.estimate import Comparison, Estimate, MethodCard
from assay.core.item import DatasetVersion, ReferenceSet
from assay.core.layout import LATER
from assay.core.ledger import Head
from assay.core.plan import Lock
from assay.core.slices import SliceKey
from assay.core.verdict import Recommendation, Verdict, Waiver


@dataclass(frozen=True, slots=True)
class Curve:
    """A reliability curve of one system: equal-width bins of the score."""

    system: str
    """Whose scores."""
    edges: tuple[float, ...]
    """Bin edges, one more than bins."""
    mean_score: tuple[float | None, ...]
    """Weighted mean score in the bin; None where it is empty."""
    observed: tuple[Estimate, ...]
    """Share of positives in each bin, with interval or reason."""


@dataclass(frozen=True, slots=True)
class Example:
    """An item behind a failing or undecided gate."""

    item: str
    """External id."""
    reference: str
    """The answer held to be right."""
    baseline: str | None
    """What the baseline answered."""
    candidate: str | None
    """What the candidate answered."""
    score: float | None = None
    """The candidate's score."""
    doubt: float | None = field(default=None, metadata=LATER)
    """Probability that the reference is not the right answer; None where it is held to be certain."""
    relief: float | None = field(default=None, metadata=LATER)
    """Where the verdict hangs on its labels: the share of the label variance that adjudicating this item removes."""


@dataclass(frozen=True, slots=True)
class ItemsBehind:
    """Items behind one slice of one gate: those the candidate got wrong first, then by id.

    Where the verdict hangs on its labels, those to adjudicate first: by how much of the label variance each removes.
    """

    gate: str
    """Which gate."""
    slice: SliceKey
    """Which items."""
    n_items: int
    """All items of the slice (an exact count)."""
    n_wrong: int
    """Those that the candidate got wrong (an exact count)."""
    examples: tuple[Example, ...]
    """At most 50."""


@dataclass(frozen=True, slots=True)
class RunBlock:
    """What may differ when the same plan runs on the same data again."""

    started_at: str
    """UTC."""
    finished_at: str
    """UTC."""
    entry: int
    """Ledger position the facts were read at (entries)."""
    head: Head
    """Signed head at that position."""
    version: str
    """Version of Assay."""
    retries: int = 0
    """How often an interrupted run was taken up again."""
    cost_minor: int = 0
    """Money spent, in the smallest unit."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a decision rests on; equal for equal plan, data and seed, but for ``run``."""

    lock: Lock
    """The plan as locked (or amended)."""
    plan_state: str
    """``locked``, ``amended`` or ``unlocked`` (then the recommendation says so)."""
    dataset: DatasetVersion
    """What was judged."""
    reference_source: str
    """Where the reference came from: imported, consensus, adjudicated."""
    sensitive_columns: tuple[str, ...]
    """Columns kept sealed."""
    estimates: tuple[Estimate, ...]
    """Both systems, all metrics, all slices."""
    comparisons: tuple[Comparison, ...]
    """All metrics, all slices."""
    checks: tuple[CheckResult, ...]
    """Data checks."""
    verdicts: tuple[Verdict, ...]
    """One for each gate, or for each slice of a worst-slice gate."""
    recommendation: Recommendation
    """What the tier's table says."""
    waivers: tuple[Waiver, ...]
    """Waivers of this plan, valid or expired."""
    curves: tuple[Curve, ...]
    """Reliability of each system that gives scores."""
    items: tuple[ItemsBehind, ...]
    """Behind each gate that did not PASS."""
    looks: int
    """How many different outputs were looked at on this benchmark so far, this one included."""
    limits: tuple[str, ...]
    """What this evidence cannot say, a sentence each."""
    seed: int
    """Of the bootstrap."""
    run: RunBlock
    """Times, cost, ledger position."""
    reference: ReferenceSet | None = field(default=None, metadata=LATER)
    """The reference set that the plan names; None for the labels that came with the import."""


def evidence_to_plain(evidence: Evidence) -> dict[str, Any]:
    """Plain JSON of the evidence; method cards stand once under ``method_cards``."""
    cards: dict[MethodCard, str] = {}
    plain: dict[str, Any] = to_plain(evidence, cards=cards)
    return {"format": "assay-evidence/1", **plain, "method_cards": {key: to_plain(card) for card, key in cards.items()}}


def evidence_from_plain(plain: dict[str, Any]) -> Evidence:
    """The evidence that `evidence_to_plain` wrote.

    Raises
    ------
    TypeError, KeyError, ValueError
        When the value is not an evidence of this format.
    """
    if plain.get("format") != "assay-evidence/1":
        raise ValueError(f"not an evidence of format assay-evidence/1, but {plain.get('format')!r}")
    cards = from_plain(dict[str, MethodCard], plain["method_cards"])
    rest = {key: value for key, value in plain.items() if key not in ("format", "method_cards")}
    return from_plain(Evidence, rest, cards=cards)


def substance_hash(evidence: Evidence) -> str:
    """Hash of all but the run block: equal for equal plan, data and seed."""
    plain = evidence_to_plain(evidence)
    return content_hash({key: value for key, value in plain.items() if key != "run"})
