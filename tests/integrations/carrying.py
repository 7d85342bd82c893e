"""Items, questions of every form and answers to them, and the way out and in again."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay.core.exchange import Brought, Carried, Outgoing, Reading, Written
from assay.core.judgment import JudgeKind, Status
from assay.core.question import (
    Amount,
    Choice,
    Form,
    FreeText,
    MultipleChoice,
    Pair,
    Question,
    Ranking,
    Rating,
    Spans,
)
from assay.datasets.carried import carried_judgments, contents_of, fitted
from assay.integrations.named import integration

FIXTURES = Path(__file__).parents[1] / "fixtures" / "exchange"
AT = "2026-01-02T03:04:05.678900Z"
ROWS = (
    {"item": "r0", "text": "Ann 😀 in Rome", "lang": "en"},
    {"item": "r1", "text": "中文 𠀀 文本", "lang": "zh"},
    {"item": "r2", "text": "مرحبا", "lang": "ar"},
)
FORMS: dict[str, tuple[Form, Any, Any]] = {
    "choice": (Choice(("pos", "neg")), "pos", "neg"),
    "several": (MultipleChoice(("a", "b", "c")), ["a", "b"], []),
    "paths": (MultipleChoice(("harm", "harm/insult", "none")), ["harm/insult"], ["none"]),
    "rating": (Rating(1, 5), 3.0, 5.0),
    "rating-from-0": (Rating(0, 10), 0.0, 10.0),
    "number": (Amount(0, 10, None, whole=True), 3.0, 4.0),
    "text": (FreeText(), "because 😀\nof 中文", "=1+1"),
    "spans": (Spans(("person", "place"), "text", overlaps=True), [{"start": 9, "end": 13, "label": "place"}], []),
    "ranking": (Ranking(("text", "lang")), ["lang", "text"], ["text", "lang"]),
    "pair": (Pair("text", "lang", tie=False), "left", "right"),
    "pair-with-tie": (Pair("text", "lang"), "left", "tie"),
    "binary": (Choice(("accept", "reject")), "accept", "reject"),
}
"""Name to a form and two answers."""


def judgments(name: str) -> tuple[Carried, ...]:
    """Two people on one item, one skip, and a system."""
    _, first, second = FORMS[name]
    person, system = JudgeKind.LABELER, JudgeKind.SYSTEM
    one = Carried("r0", name, "user-1", person, Status.GIVEN, first, seconds=1.5, observed_at=AT)
    two = Carried("r0", name, "user-2", person, Status.GIVEN, second, seconds=2.0, observed_at=AT)
    skip = Carried("r2", name, "user-1", person, Status.ABSTAINED, observed_at=AT)
    machine = Carried("r0", name, "bert", system, Status.GIVEN, first, confidence=0.25)
    return one, two, skip, machine


def outgoing(*names: str) -> Outgoing:
    """The items with questions of these forms, all answered."""
    questions = tuple(Question(name, f"{name}?", FORMS[name][0], ("text",)) for name in names)
    said = tuple(each for name in names for each in judgments(name))
    return Outgoing("reviews", "item", ROWS, ("text",), questions, said)


def write(tool: str, given: Outgoing, folder: Path) -> tuple[Path, Written]:
    """The file of a tool."""
    written = integration(tool).write(given)
    path = folder / "file.json"
    path.write_bytes(written.content)
    return path, written


def read(tool: str, path: Path, **how: Any) -> Brought:
    """What is in it."""
    return integration(tool).read(path, Reading(**how))


def plain(said: Iterable[Carried], form: Form) -> list[Carried]:
    """Judgments without lines, answers in one shape, in one order."""
    told = [replace(each, line=None, answer=fitted(form, each.answer)) for each in said]
    return sorted(told, key=lambda each: (each.item, each.question, each.judge))


def kept(brought: Brought) -> list[dict[str, Any]]:
    """The judgments as the ledger takes them; every problem is raised."""
    contents = contents_of(brought.rows, brought.item, brought.questions)
    found = carried_judgments(brought, brought.questions, "file", contents=contents)
    found.problems.raise_any()
    return found.table.to_pylist()
