"""Called systems as JSON documents and on the terminal."""

from collections.abc import Sequence
from typing import Any, Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.called import CalledRun
from assay.core.encode import to_plain
from assay.core.figures import count, fixed
from assay.reports.page.called import tried_again
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH, moment


class SystemRun(Protocol):
    """One run of a system on a dataset version."""

    @property
    def run(self) -> CalledRun: ...
    @property
    def dataset(self) -> str: ...
    @property
    def at(self) -> str: ...


def systems_json(found: Sequence[SystemRun]) -> dict[str, Any]:
    """``{"systems": [{"system", "provider", "model", "address", "settings", "dataset", "at", "n", "n_answered",
    "failures", "retries", "versions", ...}]}``.
    """
    return {"systems": [{**to_plain(each.run), "dataset": each.dataset, "at": each.at} for each in found]}


def systems_table(found: Sequence[SystemRun]) -> RenderableType:
    """System, model, dataset, how many answered, when."""
    if not found:
        return Text("No plan called a system here yet: give one 'call:' in a plan, then assay evaluate.")
    rows = [
        (
            each.run.system,
            each.run.model,
            each.dataset,
            f"{count(each.run.n_answered)} of {count(each.run.n)}",
            moment(each.at),
        )
        for each in found
    ]
    return plain_table(("system", "model", "asked", ">answered", "at (UTC)"), rows)


def system_summary(found: Sequence[SystemRun]) -> RenderableType:
    """Each run of one system, term by term."""
    parts: list[RenderableType] = []
    for each in found:
        parts += [Text(), *(safe(f"{term}: {words}", most=1_000) for term, words in _facts(each))]
    return Group(*parts[1:])


def _facts(each: SystemRun) -> list[tuple[str, str]]:
    run = each.run
    failures = ", ".join(f"{count(n)} {why.replace('_', ' ')}" for why, n in run.failures)
    versions = ", ".join(f"{name} ({count(n)} answers)" for name, n in run.versions)
    tokens = f"{count(run.tokens_in or 0)} read, {count(run.tokens_out or 0)} written"
    facts = [
        (run.system, f"{run.model} at {run.address or DASH} ({run.provider}), settings {run.settings[:12]}"),
        ("asked", f"{each.dataset}, {count(run.n)} prompts, {count(run.attempts)} an item, {moment(each.at)} UTC"),
        ("answered", f"{count(run.n_answered)}; failed: {failures or 'none'}; tried again: {tried_again(run)}"),
        ("it calls itself", versions or DASH),
        ("tokens", DASH if run.tokens_in is None and run.tokens_out is None else tokens),
        ("seconds an answer", DASH if run.seconds_each is None else fixed(run.seconds_each, 2)),
    ]
    facts += [(f"of {why.replace('_', ' ')}", words) for why, words in run.words]
    return facts + ([("cost", f"{run.cost:,.4f} in the currency of the prices")] if run.cost is not None else [])
