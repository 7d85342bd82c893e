"""Plans: which data, systems, metrics, slices and gates, locked before results; tiers: how much rigor risk demands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from assay.core.layout import LATER
from assay.core.slices import SliceSpec


class GateRole(StrEnum):
    """What a gate weighs in the recommendation."""

    CORE = "core"
    """What the release is for; a FAIL means hold."""
    GUARDRAIL = "guardrail"
    """What must not get worse; a FAIL means hold unless waived."""
    SLICE = "slice"
    """A part of the items that must be served; like a guardrail, but INCONCLUSIVE still ships, with the slice named."""


class GateKind(StrEnum):
    """What a gate asks."""

    THRESHOLD = "threshold"
    """Is the candidate's metric at least ``accept`` (or at most, where lower is better)?"""
    NON_INFERIORITY = "non_inferiority"
    """Is the candidate no worse than the baseline by more than ``margin``?"""
    WORST_SLICE = "worst_slice"
    """Is the metric at least ``accept`` on each slice of ``by``?"""
    GAP = "gap"
    """Is the largest gap of the metric between slices of ``by`` at most ``accept``?"""
    CALIBRATION = "calibration"
    """Is the calibration error at most ``accept``?"""
    CHECK = "check"
    """Did the named data check find nothing?"""


@dataclass(frozen=True, slots=True)
class Call:
    """How a system is called: everything its answers depend on, but no secret."""

    url: str
    """Address of the API."""
    model: str
    """Name of the model."""
    prompt: str = ""
    """Template of the prompt over the columns of an item."""
    prompt_file: str | None = None
    """File beside the plan from which the template was read."""
    provider: str = "openai"
    """Which API is spoken there."""
    system: str | None = None
    """The system message."""
    temperature: float | None = None
    """As the API has it; None leaves it to the server."""
    most_tokens: int | None = None
    """Most tokens of an answer; None leaves it to the server."""
    attempts: int = 1
    """How often each item is asked."""
    timeout: float = 60.0
    """Longest wait for one answer, in seconds."""
    tries: int = 5
    """Most tries of one prompt after failures of one kind."""
    at_once: int = 16
    """Most calls in flight; how fast a run goes is no content of the plan."""
    more: tuple[str, ...] = ()
    """Settings of the provider's own, as ``NAME=VALUE``; no secret."""
    price_in: float | None = None
    """Price of a million tokens of prompts, in the currency of the budget; no content of the plan."""
    price_out: float | None = None
    """Price of a million tokens of answers."""
    messages: str | None = field(default=None, metadata=LATER)
    """In the place of a template: column of conversations."""
    conversation: str | None = field(default=None, metadata=LATER)
    """In the place of a template: file beside the plan of a conversation whose contents are templates."""
    conversation_sha256: str | None = field(default=None, metadata=LATER)
    """Of the bytes of that file, as of the three that follow."""
    shots: str | None = field(default=None, metadata=LATER)
    """File beside the plan of examples that go before each prompt."""
    shots_sha256: str | None = field(default=None, metadata=LATER)
    """Of its bytes."""
    shot_answer: str = field(default="answer", metadata=LATER)
    """Column of the answers of the examples."""
    tools: str | None = field(default=None, metadata=LATER)
    """File beside the plan of the tools that the model may call."""
    tools_sha256: str | None = field(default=None, metadata=LATER)
    """Of its bytes."""
    tool_script: str | None = field(default=None, metadata=LATER)
    """File beside the plan of what tools answer."""
    tool_script_sha256: str | None = field(default=None, metadata=LATER)
    """Of its bytes."""
    most_turns: int = field(default=10, metadata=LATER)
    """Most turns in which a model calls tools."""
    rate: float | None = field(default=None, metadata=LATER)
    """Most requests a minute; no content of the plan."""
    token_rate: float | None = field(default=None, metadata=LATER)
    """Most tokens a minute, read and written; no content of the plan."""
    line: int | None = field(default=None, compare=False, metadata=LATER)
    """Line in the plan file."""

    @property
    def uses_tools(self) -> bool:
        """Whether an answer may hold calls of tools."""
        return self.tools is not None or self.tool_script is not None


class JudgeInFile(NamedTuple):
    """What a plan takes from the file of a judge that it names."""

    name: str
    """Its name."""
    version: str
    """Of all that makes it answer as it does."""
    question: str
    """What it answers of an output."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """How an output becomes an answer: a class of the label, or good or not as a scorer or a judge says."""

    menu: tuple[str, ...] = ()
    """Classes that an output may name; none stands for the classes of the reference."""
    scorer: str | None = None
    """Scorer with its options, such as ``numeric:tolerance=0.01``."""
    target: str | None = None
    """Column of the items that holds what a scorer compares with."""
    between: str | None = None
    """Text that parts several targets in one cell."""
    good_from: float = 1.0
    """Smallest score of a scorer that is good."""
    judge: str | None = None
    """Judge that says whether an output is good; its verdicts are on the ledger, or it is called."""
    question: str | None = None
    """Question that it answers."""
    good: str | None = None
    """Answer that means good."""
    people: int = 0
    """Outputs that people judge too, so that the judge is corrected; 0 for none."""
    stages: tuple[int, ...] = ()
    """Outputs judged by people at which the plan may be looked at, ascending."""
    label_cost: int | None = None
    """What one judgment of a person costs, in the smallest unit of ``currency``."""
    currency: str | None = None
    """ISO 4217."""
    judge_file: str | None = field(default=None, metadata=LATER)
    """File beside the plan that describes the judge, which evaluation then asks; None for verdicts from elsewhere."""
    judge_version: str | None = field(default=None, metadata=LATER)
    """Version of the judge in that file: of all that makes it answer as it does."""
    at_once: int = field(default=16, metadata=LATER)
    """Most calls of the judge in flight; no content of the plan."""

    @property
    def by_verdict(self) -> bool:
        """Whether outputs are good or not, rather than classes of the label."""
        return self.scorer is not None or self.judge is not None or self.judge_file is not None


@dataclass(frozen=True, slots=True)
class Budget:
    """How far the calls of a plan may go; they stop cleanly there, and the same command goes on."""

    money: float | None = None
    """Most money that all calls may cost, in ``currency``."""
    currency: str | None = None
    """ISO 4217."""
    minutes: float | None = None
    """Most minutes that one command calls each system."""


@dataclass(frozen=True, slots=True)
class SystemSpec:
    """A system of a plan and where its recorded answers are, or how it is called."""

    name: str
    """Name of the system."""
    predictions: str | None = None
    """Recorded outputs: a file beside the plan; None when they came with the dataset's import."""
    label_column: str = "prediction"
    """Column of the file that holds the answer."""
    score_column: str | None = None
    """Column of the file that holds the probability of the positive class."""
    call: Call | None = field(default=None, metadata=LATER)
    """How it is called; None for one whose answers are recorded."""
    outputs: str | None = field(default=None, metadata=LATER)
    """Recorded texts: a file beside the plan, to be scored like those of a called system."""
    output_column: str = field(default="output", metadata=LATER)
    """Column of that file that holds the text."""

    @property
    def says_texts(self) -> bool:
        """Whether what it says is text that becomes an answer by the plan's scoring."""
        return self.call is not None or self.outputs is not None


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule on estimates."""

    name: str
    """Unique in the plan."""
    kind: GateKind
    """What it asks."""
    role: GateRole
    """What it weighs."""
    metric: str | None = None
    """Metric with its options; None for a data check."""
    by: SliceSpec | None = None
    """Slices it looks at; None for all items."""
    accept: float | None = None
    """PASS when the bound reaches it."""
    fail: float | None = None
    """FAIL when the other bound does not reach it; equal to ``accept`` when the plan names one threshold."""
    margin: float | None = None
    """For non-inferiority: how much worse is still acceptable; 0 or more."""
    min_items: int = 30
    """Fewer judged items make it INCONCLUSIVE."""
    check: str | None = None
    """For kind ``check``: name of the data check."""
    line: int | None = None
    """Line in the plan file."""


def addresses_of(systems: Iterable[SystemSpec]) -> Mapping[str, str]:
    """Of each provider the address at which systems are called by it; none where they are called at several."""
    found: dict[str, set[str]] = {}
    for each in systems:
        if each.call is not None and each.call.url:
            found.setdefault(each.call.provider, set()).add(each.call.url)
    return {provider: min(urls) for provider, urls in found.items() if len(urls) == 1}


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides a release, written down before the first result."""

    name: str
    """Unique in the workspace."""
    purpose: str
    """What decision this serves, in a sentence."""
    tier: str
    """``low``, ``standard`` or ``high``, or a tier of the workspace."""
    dataset: str
    """``name@version`` with at least 8 digits of the version, or ``name`` until it is locked."""
    baseline: SystemSpec
    """What we compare with."""
    candidate: SystemSpec
    """What is proposed."""
    metrics: tuple[str, ...]
    """All metrics to report, those of the gates included."""
    gates: tuple[Gate, ...]
    """At least one with role core."""
    slices: tuple[SliceSpec, ...] = ()
    """Cuts to report, those of the gates included."""
    positive: str | None = None
    """The positive class of a two-class label; None takes the usual one and says so."""
    cluster: str | None = None
    """Column whose equal values are not independent."""
    weight: str | None = None
    """Column of item weights."""
    level: float = 0.95
    """Coverage of intervals; each side errs at (1 - level)/2, over the gates of a family."""
    power: float = 0.8
    """For the items still needed."""
    multiplicity: str = "holm"
    """``holm`` or ``none`` (say why in the purpose)."""
    checks: tuple[str, ...] = ("duplicates", "missing", "imbalance", "label_copy")
    """Data checks to run."""
    reviewers: tuple[str, ...] = ()
    """Who must approve before the lock."""
    author: str | None = None
    """Who wrote it; cannot approve it."""
    seed: int = 7
    """For the bootstrap and the self-test."""
    reference: str | None = field(default=None, metadata=LATER)
    """Reference set to hold answers against; None for the labels that came with the import."""
    scoring: Scoring | None = field(default=None, metadata=LATER)
    """How outputs become answers; None reads them as classes of the label."""
    budget: Budget | None = field(default=None, metadata=LATER)
    """How far its calls may go; no content of the plan."""

    @property
    def by_verdict(self) -> bool:
        """Whether answers are good or not, rather than classes of the label."""
        return self.scoring is not None and self.scoring.by_verdict

    @property
    def addresses(self) -> Mapping[str, str]:
        """Where its systems are called, by provider: what a judge that names no address is asked at."""
        return addresses_of((self.baseline, self.candidate))

    @property
    def targets(self) -> tuple[str, ...]:
        """Columns that say what is right, which neither prompts nor judges see."""
        return (self.scoring.target,) if self.scoring is not None and self.scoring.target else ()

    @property
    def attempts(self) -> int:
        """How often each item is asked."""
        return max(each.call.attempts if each.call else 1 for each in (self.baseline, self.candidate))


@dataclass(frozen=True, slots=True)
class Tier:
    """How much rigor a risk demands, as a document of the workspace."""

    name: str
    """``low``, ``standard``, ``high``."""
    min_items: int
    """Judged items the dataset must have."""
    min_level: float
    """Smallest coverage allowed."""
    min_power: float
    """Smallest power allowed."""
    min_approvals: int
    """People other than the author who must approve before the lock."""
    needs_guardrail: bool
    """Whether at least one guardrail gate is demanded."""
    needs_slice: bool
    """Whether at least one slice gate is demanded."""
    needs_card: bool
    """Whether the dataset must have a reviewed card."""
    needs_multiplicity: bool
    """Whether gates must be corrected for being many."""
    needs_judge_card: bool = field(default=False, metadata=LATER)
    """Whether a machine judge must have a card that holds, and people who check it here; a lower tier only says so."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A named person approved one exact content of a plan or an amendment."""

    subject: str
    """Content hash of what was approved."""
    by: str
    """Who, as claimed on the command line until accounts exist."""
    at: str
    """UTC."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A plan frozen by its content hash, or an open amendment of one after the first result."""

    plan: Plan
    """The plan as parsed."""
    text: str
    """The file as written."""
    content: str
    """Hash of the parsed plan with the dataset version filled in; comments and layout do not count."""
    locked_at: str
    """UTC."""
    locked_by: str
    """Who, as claimed."""
    amends: str | None = None
    """Content hash of the lock this one amends."""
    reason: str | None = None
    """Why it was amended."""
    changes: tuple[str, ...] = field(default=())
    """What was amended, a sentence each."""
    approvals: tuple[Approval, ...] = ()
    """Who approved."""
