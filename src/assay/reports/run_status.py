"""How a run stands, in words: for the page that shows runs while they go on."""

from dataclasses import dataclass
from typing import Protocol

from assay.core.figures import count
from assay.reports.words import DASH, moment

GO_ON = "The same command goes on where it ended."
ENDS = {
    "time": f"Its time was over. {GO_ON}",
    "budget": "Another call might have cost more than was left of its budget. With a larger one, or shorter answers, "
    "the same command goes on where it ended.",
    "interrupted": f"Its user interrupted it. {GO_ON}",
    "refused": "The endpoint refused every call{refusal}. With the right address, model and key the same "
    "command goes on.",
}
AGAIN = "{n} of {all} were given up: the same command with --again asks them once more."


class Status(Protocol):
    """What the file of a run says."""

    @property
    def run(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def refusal(self) -> str: ...
    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int | None: ...
    @property
    def failed(self) -> int: ...
    @property
    def retries(self) -> int: ...
    @property
    def in_flight(self) -> int: ...
    @property
    def allowed(self) -> int: ...
    @property
    def cost(self) -> float | None: ...
    @property
    def budget(self) -> float | None: ...
    @property
    def per_second(self) -> float | None: ...
    @property
    def seconds_left(self) -> float | None: ...
    @property
    def started_at(self) -> str: ...
    @property
    def heartbeat_at(self) -> str: ...
    @property
    def plan(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RunShown:
    """A run as a page shows it."""

    run: str
    """Id."""
    what: str
    """What is run."""
    where: str
    """Adapter and address."""
    state: str
    """``running``, ``done``, ``stopped``, ``failed``, ``not running``."""
    why: str
    """Why it ended, and how to go on; empty for a run that is done."""
    done: int
    """Prompts that are answered or given up."""
    total: int | None
    """Prompts in all."""
    progress: str
    """``120 of 400``."""
    failed: str
    """Prompts given up."""
    retries: str
    """Tries made again."""
    pace: str
    """Prompts a second, calls in flight."""
    left: str
    """Until the end."""
    cost: str
    """Spent, of what may be spent."""
    started: str
    """When it began."""
    seen: str
    """When it was last heard of."""
    plan: str
    """Plan whose system is asked; empty where no plan asks."""


def run_shown(status: Status) -> RunShown:
    """A run in words."""
    total = DASH if status.total is None else count(status.total)
    pace = DASH if status.per_second is None else f"{status.per_second:,.1f}/s"
    running = status.state == "running"
    return RunShown(
        run=status.run,
        what=status.what,
        where=f"{status.provider}, {status.address}" if status.address else status.provider,
        state=status.state,
        why=_why(status),
        done=status.done,
        total=status.total,
        progress=f"{count(status.done)} of {total}",
        failed=count(status.failed),
        retries=count(status.retries),
        pace=f"{pace}, {count(status.in_flight)} of {count(status.allowed)} calls out" if running else pace,
        left=span(status.seconds_left) if running else DASH,
        cost=_cost(status),
        started=f"{moment(status.started_at)} UTC" if status.started_at else DASH,
        seen=f"{moment(status.heartbeat_at)} UTC" if status.heartbeat_at else DASH,
        plan=status.plan,
    )


def span(seconds: float | None) -> str:
    """``3 min``; a dash where it is unknown.

    Examples
    --------
    >>> span(200.0), span(12.0), span(7300.0), span(None)
    ('3 min', '12 s', '2 h 2 min', '—')
    """
    if seconds is None:
        return DASH
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _why(status: Status) -> str:
    if status.state == "not running":
        return f"Its process is gone. {GO_ON}"
    if status.state in ("stopped", "failed"):
        why = status.why
        refusal = f" ({status.refusal})" if status.refusal else ""
        return ENDS.get(why, "").format(refusal=refusal) or (f"{why[:1].upper()}{why[1:]}. {GO_ON}" if why else GO_ON)
    if status.state == "done" and status.failed:
        return AGAIN.format(n=count(status.failed), all=DASH if status.total is None else count(status.total))
    return ""


def _cost(status: Status) -> str:
    if status.cost is None:
        return DASH
    return f"{status.cost:,.4f}" + (f" of {status.budget:,.2f}" if status.budget is not None else "")
