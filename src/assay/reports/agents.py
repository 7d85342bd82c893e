"""Annotation agents as JSON documents and on the terminal."""

from collections.abc import Sequence
from typing import Any, Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.estimate import Comparison, Estimate
from assay.core.figures import count, figure
from assay.core.verdict import Outcome
from assay.reports.json import comparisons_json, estimates_json
from assay.reports.numbers import spent
from assay.reports.terminal import comparisons_table, plain_table, safe
from assay.reports.words import MARKS, moment


class AgentVersion(Protocol):
    """A version of an agent."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def models(self) -> Sequence[str]: ...
    @property
    def questions(self) -> Sequence[str]: ...
    @property
    def first_at(self) -> str: ...
    @property
    def n_judgments(self) -> int: ...
    @property
    def cost(self) -> float | None: ...
    @property
    def currency(self) -> str | None: ...


class Compared(Protocol):
    """Two agents on the same items."""

    @property
    def question(self) -> str: ...
    @property
    def first(self) -> str: ...
    @property
    def second(self) -> str: ...
    @property
    def against(self) -> str: ...
    @property
    def n_items(self) -> int: ...
    @property
    def comparisons(self) -> Sequence[Comparison]: ...
    @property
    def same(self) -> Estimate: ...
    @property
    def n_only(self) -> tuple[int, int]: ...


def agents_json(found: Sequence[AgentVersion]) -> dict[str, Any]:
    """``{"agents": [{"name", "version", "models", "questions", "first_at", "n_judgments", "cost", "currency"}]}``."""
    return {
        "agents": [
            {
                "name": each.name,
                "version": each.version,
                "models": list(each.models),
                "questions": list(each.questions),
                "first_at": each.first_at,
                "n_judgments": each.n_judgments,
                "cost": each.cost,
                "currency": each.currency,
            }
            for each in found
        ]
    }


def agents_summary(found: Sequence[AgentVersion]) -> RenderableType:
    """One line a version."""
    if not found:
        return Text("No agent was run yet. Run one: assay agent run --agent FILE --queue NAME.")
    heads = ("agent", "version", "model", "question", ">judgments", ">cost", "first run")
    rows = [
        (
            each.name,
            each.version[:12],
            ", ".join(each.models),
            ", ".join(each.questions),
            count(each.n_judgments),
            "" if each.cost is None else spent(each.cost, each.currency),
            moment(each.first_at),
        )
        for each in found
    ]
    return plain_table(heads, rows)


def compared_json(found: Compared) -> dict[str, Any]:
    """``{"agents_compared": {"question", "first", "second", ...}, "comparisons": [...], "same": {...}}``."""
    names = {"question": found.question, "first": found.first, "second": found.second, "against": found.against}
    told: dict[str, Any] = dict(names)
    told |= {"n_items": found.n_items, "only_first_right": found.n_only[0], "only_second_right": found.n_only[1]}
    same = estimates_json([found.same])["estimates"][0]
    return {"agents_compared": told, **comparisons_json(found.comparisons), "same": same}


def compared_summary(found: Compared) -> RenderableType:
    """Which is better, by how much, at what cost and time."""
    head = f"{found.second} beside {found.first} on '{found.question}', against {found.against},"
    only = f"Only {found.first} got {count(found.n_only[0])} right, only {found.second} {count(found.n_only[1])}."
    same = "" if found.same.value is None else f"They say the same on {figure(found.same.value, found.same.interval)}."
    return Group(
        safe(f"{head} on the {count(found.n_items)} items that both judged."),
        _verdict(found.comparisons[0]),
        comparisons_table(found.comparisons),
        safe(f"{only} {same}".strip()),
    )


def _verdict(accuracy: Comparison) -> Text:
    ends = accuracy.interval
    if ends is not None and ends.low > 0.0:
        return _marked(Outcome.PASS, "green", "The second is more often right.")
    if ends is not None and ends.high < 0.0:
        return _marked(Outcome.FAIL, "red", "The second is less often right.")
    return _marked(Outcome.INCONCLUSIVE, "yellow", "Neither is shown to be more often right.")


def _marked(outcome: Outcome, colour: str, sentence: str) -> Text:
    return Text.assemble((MARKS[outcome], colour), " ", sentence)
