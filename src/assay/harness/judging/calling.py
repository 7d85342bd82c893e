"""The calls of one model of a judge, by the engine that calls systems: its limits, its budget, its status for pages."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from assay.core.errors import InputError
from assay.core.ports import Clock, Progress
from assay.harness.budget import Prices
from assay.harness.chat import Endpoint
from assay.harness.journal import Journal
from assay.harness.judging.calls import Asking
from assay.harness.judging.judge_spec import Caller
from assay.harness.loop import run_quickly
from assay.harness.runner import Limits, Prompt, Run
from assay.harness.status import RUNNING, RunStatus, StatusFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How a judge is called."""

    key_for: Callable[[str], str | None]
    """The secret that is bound to the host of an address."""
    limits: Limits = field(default_factory=Limits)
    """How far the calls may go."""
    progress: Progress | None = None
    """Hears how far they have come."""
    resolver: Callable[[], Any] | None = None
    """Looks names of hosts up, and refuses those that lead where no call may go."""
    shared: Path | None = None
    """Folder in which processes share what an endpoint bears."""
    runs: Path | None = None
    """Folder of the status that pages read."""
    now: Clock | None = None
    """The clock of the status."""


def call_member(
    asking: Asking, member: int, prompts: Sequence[Prompt], journal: Journal, *, ways: Ways, spent: float
) -> Run:
    """Make the calls of one model that the journal does not have.

    Raises
    ------
    InputError
        ``judging.prices`` when there is a budget and no price.
    """
    caller = asking.spec.callers[member]
    tools = asking.spec.tools
    offered = () if tools is None else tools.offered
    endpoint = replace(endpoint_of(caller, asking.system, ways.key_for(caller.url)), tools=offered)
    limits = limits_of(caller, ways.limits)
    status = _status(asking, caller, member, prompts, journal, ways)
    run = Run(
        endpoint,
        limits,
        journal,
        resolver=ways.resolver,
        tools=None if tools is None else tools.scripted,
        shared=ways.shared,
        status=status,
        again=asking.again,
        spent=spent,
    )
    with status or nullcontext():
        run_quickly(partial(run.all, prompts, ways.progress))
    return run


def endpoint_of(caller: Caller, system: str, key: str | None) -> Endpoint:
    """Where the calls of a model go."""
    return Endpoint(
        url=caller.url,
        model=caller.model,
        key=key,
        temperature=caller.temperature,
        most_tokens=caller.most_tokens,
        system=system,
        seconds=caller.seconds,
        provider=caller.provider,
        more=dict(caller.more),
    )


def limits_of(caller: Caller, limits: Limits) -> Limits:
    """How far calls of a model may go, at its prices and rates."""
    if limits.budget is not None and caller.prices is None:
        what = f"There is a budget, and no price of '{caller.model}'."
        raise InputError("judging.prices", what, "Write it: prices: {read: 0.25, written: 2, currency: USD}.")
    prices = None if caller.prices is None else Prices(read=caller.prices.read, written=caller.prices.written)
    return replace(limits, prices=prices, rate=caller.rate, token_rate=caller.token_rate)


def _status(
    asking: Asking, caller: Caller, member: int, prompts: Sequence[Prompt], journal: Journal, ways: Ways
) -> StatusFile | None:
    if ways.runs is None or ways.now is None or not prompts:
        return None
    began = RunStatus(
        run=f"judge-{asking.spec.judge.version[:24]}-{member}",
        what=f"{asking.spec.name}: {caller.model}",
        provider=caller.provider,
        address=caller.url.partition("?")[0],
        state=RUNNING,
        total=len(prompts),
        journal=str(journal.path),
    )
    return StatusFile(ways.runs, began, now=ways.now)
