"""Evidence: the record of all that a decision rests on. Report, bundle, JUnit and JSON are renderings of it."""

from dataclasses import dataclass, field
from typing import Any

from assay.core.called import CalledRun, Missing
from assay.core.canonical import content_hash
from assay.core.check import CheckResult
from assay.core.encode import from_plain, to_plain
from assay.core.estimate import Comparison, Estimate, Interval, MethodCard
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
class Corrected:
    """What a judge alone says of outputs, and what it and people say together; of a system, or of a difference."""

    metric: str
    """Name of the metric."""
    slice: SliceKey
    """Which items."""
    system: str
    """Whose outputs; for a difference the candidate's."""
    baseline: str | None
    """For a difference: what it was compared with."""
    raw: float | None
    """What the judge alone says; it has no interval, for nothing says how wrong the judge is."""
    n_judged: int
    """Outputs (pairs of them, for a difference) that the judge judged."""
    value: float | None
    """What judge and people say."""
    interval: Interval | None
    """Its interval at the plan's level."""
    people: Estimate
    """What people alone say, on the sample that they judged."""
    multiplier: float | None = None
    """How many times its labels of people the corrected number is worth; 1 where the judge buys nothing."""
    correlation: float | None = None
    """Of people and judge, on what people judged."""
    worth: str | None = None
    """What the labels are worth, in words."""
    why: str | None = None
    """Why raw and corrected differ, or that they do not, in a sentence."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a judge is not to be trusted."""

    code: str
    """A stable word, such as ``judge_expired``."""
    sentence: str
    """For a person, with the next step."""


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """Who judged the outputs: a machine judge everywhere, people on samples that the plan declared."""

    judge: str
    """Name of the machine judge."""
    version: str
    """Its version; empty where it judged nothing."""
    question: str
    """What was asked."""
    good: str
    """Answer that means good."""
    stages: tuple[int, ...]
    """Outputs that people judge up to each stage; none where the plan asks no people."""
    stage: int
    """How many stages people have finished: the numbers rest on the last of these."""
    side_alpha: float
    """Error allowed on each side at this stage, over the gates of a family; all stages together make the plan's."""
    n_asked: int = 0
    """Outputs that people were asked to judge so far."""
    n_answered: int = 0
    """Of these, judged."""
    n_people: int = 0
    """Who judged."""
    queues: tuple[str, ...] = ()
    """Where outputs wait for people."""
    sample: str | None = None
    """The sample that the numbers rest on; None before the first stage is finished."""
    needed: int | None = None
    """Outputs that people should judge in all so that the undecided gates would likely be settled; None if unknown."""
    label_cost: int | None = None
    """What one judgment of a person costs, in the smallest unit."""
    currency: str | None = None
    """ISO 4217."""
    card_made: str | None = None
    """When the judge's card was made, UTC; None without one."""
    card_until: str | None = None
    """Until when it holds, UTC."""
    card_says: str | None = None
    """What the card says, in a sentence."""
    doubts: tuple[Doubt, ...] = ()
    """Why the judge is not to be trusted; none where it is."""
    demands_card: bool = False
    """Whether the tier refuses a doubtful judge."""
    corrected: tuple[Corrected, ...] = ()
    """Raw and corrected side by side: baseline, candidate, difference, on all items and slices."""
    says: tuple[str, ...] = ()
    """How things stand with people and judge, a sentence each."""


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
    calls: tuple[CalledRun, ...] = field(default=(), metadata=LATER)
    """What the calls of each called system came to."""


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
    judged: JudgedBy | None = field(default=None, metadata=LATER)
    """Who judged the outputs; None where nothing was scored by a judge."""
    missing: tuple[Missing, ...] = field(default=(), metadata=LATER)
    """Answers that called systems owe, and what they may hide; none where nothing is missing."""


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
