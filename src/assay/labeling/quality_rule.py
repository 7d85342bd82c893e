"""A quality rule: what is collected of each judge, the condition on its interval, and what is done then."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assay.core.encode import from_plain
from assay.core.errors import WorkspaceError, did_you_mean
from assay.metrics.windows import Measure, Window
from assay.store.open import Store

QUALITY_RULE = "quality_rule"
"""Kind of document."""


class Collects(StrEnum):
    """What is collected of each judge."""

    GOLD_ACCURACY = "gold accuracy"
    AGREEMENT = "agreement"
    TOO_FAST = "too fast"
    SKIPS = "skips"
    PACE = "pace"
    STEADY_PACE = "steady pace"
    SAME_ERRORS = "same errors"


class Does(StrEnum):
    """What is done with a judge, or with what he answered."""

    RETRAIN = "retrain"
    """He gets no items before he qualified again, by answers that he gives from now on."""
    PAUSE = "pause"
    """He gets no items before somebody lifts it."""
    REMOVE_SKILL = "remove skill"
    """He gets no items of a lane (a language, a skill)."""
    RAISE_OVERLAP = "raise overlap"
    """Each item of the window is asked of one more judge."""
    AUDIT = "audit"
    """His items of the window are to be reviewed."""


@dataclass(frozen=True, slots=True)
class Collector:
    """One thing that can be collected."""

    side: str
    """``below``, ``above`` or ``alpha``: the condition that fits."""
    measure: Measure | None
    """How a window of it is told; None for what is told of pairs."""
    is_share: bool
    """Whether it lies between 0 and 1."""
    says: str
    """What it is."""


COLLECTORS: Mapping[Collects, Collector] = {
    Collects.GOLD_ACCURACY: Collector("below", Measure.SHARE, True, "share of answers to gold that are right"),
    Collects.AGREEMENT: Collector("below", Measure.SHARE, True, "share of answers that most other judges gave too"),
    Collects.TOO_FAST: Collector("above", Measure.SHARE, True, "share of answers that took less than so many seconds"),
    Collects.SKIPS: Collector("above", Measure.SHARE, True, "share of items that were passed over"),
    Collects.PACE: Collector("above", Measure.FASTER, False, "how many times as fast as before"),
    Collects.STEADY_PACE: Collector("below", Measure.SPREAD, False, "spread of the seconds (of their logarithms)"),
    Collects.SAME_ERRORS: Collector("alpha", None, True, "same wrong answers as another judge, more than chance gives"),
}
UNITS = {Collects.GOLD_ACCURACY: "answers to gold", Collects.SKIPS: "items"}
"""What a window counts, where it is not answers."""


@dataclass(frozen=True, slots=True)
class QualityRule:
    """What is looked at in a queue, and what is done when its interval lies beyond a bound."""

    name: str
    """Name of the rule."""
    queue: str
    """Queue whose judges it looks at."""
    collects: Collects
    """What is collected of each."""
    bound: float
    """The interval must lie wholly below or above it; for pairs, the level of all of them together."""
    does: Does
    """What is done then."""
    last: int = 50
    """Answers in the window."""
    least: int = 20
    """Fewest answers that are looked at."""
    every: int = 10
    """Answers from one look at a judge to the next."""
    level: float = 0.95
    """Coverage of the two-sided interval."""
    seconds: float | None = None
    """For ``too fast``: answers that took less."""
    skill: str | None = None
    """For ``remove skill``: the lane."""
    says: str | None = None
    """What the judge is told; None for the usual words."""
    stopped: bool = False
    """Whether it acts on nobody any more."""

    @property
    def collector(self) -> Collector:
        """How it is collected."""
        return COLLECTORS[self.collects]

    @property
    def window(self) -> Window:
        """How judges are looked at."""
        return Window(self.last, self.least, self.every, self.level)

    def __str__(self) -> str:
        """The rule in a sentence."""
        if self.collects is Collects.SAME_ERRORS:
            return f"{self.collector.says}, at {self.bound:g} for all pairs together: {self.does.value}"
        unit = UNITS.get(self.collects, "answers")
        fast = f" ({self.seconds:g} s)" if self.seconds is not None else ""
        which = f"the last {self.last} {unit}, looked at every {self.every} from {self.least} on"
        skill = f" {self.skill}" if self.skill else ""
        return (
            f"{self.collects.value}{fast} of {which}: when the {self.level:.0%} interval lies {self.collector.side} "
            f"{self.bound:g}, {self.does.value}{skill}"
        )


@dataclass(frozen=True, slots=True)
class KeptRule:
    """A quality rule as the workspace keeps it."""

    rule: QualityRule
    """The rule."""
    version: str
    """Hash of its content."""
    by: str
    """Who added it, as claimed."""
    at: str
    """When, UTC."""


def rules_of(store: Store, queue: str | None = None) -> tuple[KeptRule, ...]:
    """The newest version of every quality rule, or of those of one queue, in order of name."""
    every = store.documents.latest(QUALITY_RULE)
    found = [KeptRule(from_plain(QualityRule, each.body), each.version, each.actor, each.at) for each in every]
    return tuple(each for each in found if queue is None or each.rule.queue == queue)


def find_rule(store: Store, name: str) -> KeptRule:
    """The newest version of a quality rule.

    Raises
    ------
    WorkspaceError
        ``quality.unknown`` with the near match.
    """
    known = {each.rule.name: each for each in rules_of(store)}
    if name not in known:
        fix = f"{did_you_mean(name, known)} Or: assay quality add FILE."
        raise WorkspaceError("quality.unknown", f"There is no quality rule '{name[:60]}' here.", fix)
    return known[name]
