"""A machine judge as its file describes it, and its version: the hash of all that makes it answer as it does."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from assay.core.canonical import canonical_json
from assay.core.judgment import Judge, JudgeKind, judge_named
from assay.harness.judging.environment import AgentTools
from assay.harness.judging.frame import FRAME_VERSION


class Kind(StrEnum):
    """How a judge is asked."""

    POINTWISE = "pointwise"
    """One item, one question."""
    RUBRIC = "rubric"
    """One item, several questions in one call."""
    PAIRWISE = "pairwise"
    """Two sides of an item, in both orders."""
    REFERENCE = "reference"
    """One item beside an answer that is held to be right."""
    CLAIMS = "claims"
    """Each claim of an item by itself; the answer is the share that is supported."""
    PANEL = "panel"
    """Several models; what most of them say."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What an endpoint asks for."""

    read: float
    """For a million tokens that it reads, in whole units of the currency."""
    written: float
    """For a million tokens that it writes."""
    currency: str
    """ISO 4217."""


OF_PACE = frozenset(["seconds", "prices", "rate", "token_rate", "more"])
"""Of a caller what its answers do not depend on, and what is told apart from the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A model at an endpoint, and how it is called."""

    url: str
    """Address of the API."""
    model: str
    """Name of the model."""
    provider: str = "openai"
    """Which API it speaks."""
    temperature: float | None = 0.0
    """As the API has it; None leaves it to the server."""
    most_tokens: int | None = 1_000
    """Most tokens of an answer; None leaves it to the server."""
    seconds: float = 60.0
    """Longest wait for one answer."""
    prices: Prices | None = None
    """What it costs; None where it is not known."""
    rate: float | None = None
    """Most requests a minute; None for no bound."""
    token_rate: float | None = None
    """Most tokens a minute, read and written; None for no bound."""
    more: tuple[tuple[str, str], ...] = ()
    """Settings of the adapter's own, such as ``api_version``; no secret."""

    def told(self) -> dict[str, Any]:
        """What its answers depend on: neither its price nor our patience and pace."""
        known = {name: value for name, value in asdict(self).items() if name not in OF_PACE}
        return known | ({"more": dict(self.more)} if self.more else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeSpec:
    """A machine judge."""

    name: str
    """Its name; judgments carry it."""
    kind: Kind
    """How it is asked."""
    questions: tuple[str, ...]
    """Names of what it is asked; one, but for a rubric."""
    callers: tuple[Caller, ...]
    """One model, but for a panel."""
    is_agent: bool = False
    """Whether it is an annotation agent."""
    prompt: str = ""
    """How an agent works, in its author's words."""
    tools: AgentTools | None = None
    """What an agent may call, and what the calls are answered; None without tools."""
    reference: str | None = None
    """Column of the answer that is held to be right."""
    claims: str | None = None
    """Column of the claims, one a line or a JSON list."""
    canaries: int = 0
    """Items that are shown once more with an instruction to the judge planted in them."""

    @property
    def judge(self) -> Judge:
        """Who judges, under a version of model, prompt, frame and parameters."""
        kind = JudgeKind.AGENT if self.is_agent else JudgeKind.LLM_JUDGE
        return judge_named(self.name, kind, canonical_json(self.told()).decode())

    def told(self) -> dict[str, Any]:
        """What makes it answer as it does; the guideline is on each judgment."""
        known: dict[str, Any] = {"kind": self.kind.value, "callers": [each.told() for each in self.callers]}
        known |= {"questions": list(self.questions), "prompt": self.prompt, "frame": FRAME_VERSION}
        known |= {"reference": self.reference, "claims": self.claims}
        return known if self.tools is None else known | {"tools": self.tools.told()}
