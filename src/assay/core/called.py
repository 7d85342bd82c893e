"""What became of calls: the run of a called system, and what its failures may hide."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CalledRun:
    """What a system or a judge was asked by a plan, and what came of it."""

    system: str
    """Name of the system, or of the judge."""
    provider: str
    """Which API is spoken."""
    model: str
    """Name of the model, as the plan writes it."""
    address: str
    """Where it was called; no secret."""
    settings: str
    """Hash of all that makes it answer as it does."""
    attempts: int
    """How often each item was asked."""
    n: int
    """Prompts: items times attempts."""
    n_answered: int
    """Those with an output."""
    failures: tuple[tuple[str, int], ...] = ()
    """Those that were given up, by the word of the failure."""
    retries: int | None = 0
    """Tries beyond the first; None where they were not counted."""
    tokens_in: int | None = None
    """Tokens read, as the server counts them; None where it does not."""
    tokens_out: int | None = None
    """Tokens written."""
    seconds: float = 0.0
    """Of the answers, added up."""
    versions: tuple[tuple[str, int], ...] = ()
    """What the server said that it is, with the answers that came with it."""
    cost: float | None = None
    """What was spent, where prices are known."""
    words: tuple[tuple[str, str], ...] = ()
    """Of failures what the server said of the first, where it said more than the word of the failure."""

    @property
    def seconds_each(self) -> float | None:
        """Mean seconds of an answer, of the calls that were made; None without an answer."""
        return self.seconds / self.n_answered if self.n_answered else None


@dataclass(frozen=True, slots=True)
class Bound:
    """A metric of all items between the worst and the best that the missing answers can be."""

    metric: str
    """Name of the metric."""
    worst: float | None
    """Its value if every missing answer were wrong."""
    best: float | None
    """Its value if every missing answer were right."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Answers that a called system owes: calls that were never answered, and what was answered in no usable way."""

    system: str
    """Whose."""
    n: int
    """Answers asked for: items with a reference, times attempts."""
    n_missing: int
    """Calls without an answer in the end, and outputs without a verdict: what they would have been is unknown."""
    n_own: int
    """Refusals, and answers that are none of the menu or cut off: they count as wrong."""
    bounds: tuple[Bound, ...] = ()
    """Of each metric that the missing can move."""
