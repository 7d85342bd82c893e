"""Judgments of a dataset as JSON documents and on the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count
from assay.reports.terminal import plain_table, safe
from assay.reports.words import moment, plural

MOST_SHOWN = 20
LONGEST = 1_000


class Imported(Protocol):
    """What an import of judgments did."""

    @property
    def file(self) -> str: ...
    @property
    def n_judgments(self) -> int: ...
    @property
    def statuses(self) -> Mapping[str, int]: ...
    @property
    def n_items(self) -> int: ...
    @property
    def n_judges(self) -> int: ...
    @property
    def questions(self) -> tuple[str, ...]: ...
    @property
    def is_new(self) -> bool: ...
    def _asdict(self) -> dict[str, Any]: ...


def imported_json(found: Imported) -> dict[str, Any]:
    """``{"judgments": {"dataset", "file", "run", "n_judgments", "statuses", "n_items", ..., "is_new"}}``."""
    plain = found._asdict()
    return {"judgments": {**plain, "statuses": dict(found.statuses), "questions": list(found.questions)}}


def imported_summary(found: Imported) -> RenderableType:
    """How much came in, and what was no answer."""
    asked = ", ".join(f"'{name}'" for name in found.questions[:MOST_SHOWN])
    head = (
        f"{plural(count(found.n_judgments), 'judgment')} of {plural(count(found.n_items), 'item')} by "
        f"{plural(count(found.n_judges), 'judge')} on {asked}"
    )
    lines = [f"{head}." if found.is_new else f"{head}: on the ledger already, nothing was added."]
    silent = [f"{count(n)} {status}" for status, n in found.statuses.items() if status != "given"]
    if silent:
        lines.append(f"Without an answer: {', '.join(silent)}. They are kept and are no votes.")
    return Group(*(safe(line, most=LONGEST) for line in lines))


def counts_json(dataset: str, found: Sequence[Any]) -> dict[str, Any]:
    """``{"dataset": "reviews@...", "questions": [{"question", "n_items", "judges": [...], ...}]}``."""
    questions = [
        {
            **each._asdict(),
            "statuses": dict(each.statuses),
            "guidelines": dict(each.guidelines),
            "judges": [judge._asdict() for judge in each.judges],
        }
        for each in found
    ]
    return {"dataset": dataset, "questions": questions}


def counts_summary(dataset: str, found: Sequence[Any]) -> RenderableType:
    """Each question with its counts, guideline versions and judges."""
    if not found:
        return safe(f"Nobody judged {dataset} yet: assay judgments import FILE --dataset {dataset.partition('@')[0]}.")
    parts: list[RenderableType] = []
    for each in found:
        parts += [Text("\n" if parts else "", end=""), *_question(each)]
    return Group(*parts)


def _question(each: Any) -> list[RenderableType]:
    silent = [f"{count(n)} {status}" for status, n in each.statuses.items() if status != "given"]
    lines = [
        f"{each.question}: {plural(count(each.n_judgments), 'judgment')} of {plural(count(each.n_items), 'item')} by "
        f"{plural(count(len(each.judges)), 'judge')}{f' ({chr(44).join(silent)})' if silent else ''}."
    ]
    if each.guidelines:
        told = ", ".join(f"{name} ({count(n)})" for name, n in each.guidelines.items())
        lines.append(f"Guideline versions: {told}.")
    if each.first is not None:
        lines.append(f"From {moment(each.first)} to {moment(each.last)} UTC.")
    rows = [(judge.judge, judge.kind, count(judge.n_given), count(judge.n_other)) for judge in each.judges[:MOST_SHOWN]]
    table = plain_table(("judge", "kind", ">answers", ">without answer"), rows)
    rest = len(each.judges) - MOST_SHOWN
    more = [safe(f"and {count(rest)} more judges: --json gives all of them")] if rest > 0 else []
    return [*(safe(line, most=LONGEST) for line in lines), table, *more]
