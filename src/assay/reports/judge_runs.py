"""What asking a machine judge came to, as a JSON document and on the terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from rich.console import Group, RenderableType

from assay.core.figures import count
from assay.core.judgment import Judge
from assay.core.safe_text import shell_word
from assay.reports.numbers import spent
from assay.reports.runs import ended_told, failure
from assay.reports.terminal import safe


class Calls(Protocol):
    """Calls of a run."""

    @property
    def n_calls(self) -> int: ...
    @property
    def n_new(self) -> int: ...
    @property
    def n_left(self) -> int: ...
    @property
    def retries(self) -> int: ...
    @property
    def ended(self) -> str: ...
    @property
    def refusal(self) -> str: ...


class Ran(Protocol):
    """What asking a judge came to."""

    @property
    def judge(self) -> Judge: ...
    @property
    def questions(self) -> Sequence[str]: ...
    @property
    def n_items(self) -> int: ...
    @property
    def calls(self) -> Calls: ...
    @property
    def statuses(self) -> Mapping[str, int]: ...
    @property
    def whys(self) -> Mapping[str, int]: ...
    @property
    def words(self) -> Mapping[str, str]: ...
    @property
    def n_canaries(self) -> int: ...
    @property
    def n_kept(self) -> int: ...
    @property
    def run(self) -> str | None: ...
    @property
    def cost(self) -> float | None: ...
    @property
    def currency(self) -> str | None: ...


def ran_json(found: Ran) -> dict[str, Any]:
    """``{"judge_run": {"judge", "kind", "version", "questions", "items", "calls": {...}, "statuses", ...}}``."""
    calls = found.calls
    return {
        "judge_run": {
            "judge": found.judge.id,
            "kind": found.judge.kind.value,
            "version": found.judge.version,
            "questions": list(found.questions),
            "items": found.n_items,
            "calls": {"all": calls.n_calls, "new": calls.n_new, "left": calls.n_left, "retries": calls.retries},
            "ended": calls.ended,
            "refusal": calls.refusal or None,
            "statuses": dict(found.statuses),
            "whys": dict(found.whys),
            "words": dict(found.words),
            "canaries": found.n_canaries,
            "kept": found.n_kept,
            "run": found.run,
            "cost": found.cost,
            "currency": found.currency,
        }
    }


def ran_summary(found: Ran, *, out: Path | None, where: str | None) -> RenderableType:
    """How many items were judged, what could not be read and why, and what to do next."""
    calls, given = found.calls, found.statuses.get("given", 0)
    asked, judge = ", ".join(f"'{name}'" for name in found.questions), shell_word(found.judge.id)
    parts = [
        f"{found.judge.id}, version {found.judge.version[:12]}, was asked {asked} on {count(found.n_items)} items.",
        f"{count(calls.n_calls)} calls, {count(calls.n_new)} of them now; {count(given)} answers were given.",
    ]
    parts += [f"{count(n)} are none: {failure(why, found.words)}." for why, n in found.whys.items()]
    parts += [f"{count(found.n_canaries)} canaries were shown."] if found.n_canaries else []
    parts += [f"{count(calls.retries)} tries were made again."] if calls.retries else []
    parts += ended_told(calls.ended, calls.refusal)
    parts += [f"{count(calls.n_left)} calls were not made yet: run the same command again."] if calls.n_left else []
    if found.cost is not None:
        parts.append(f"It cost {spent(found.cost, found.currency)}.")
    if out is not None:
        parts.append(
            f"Written: {out}. Next: assay judge calibrate {shell_word(str(out))} --judge {judge} --answer said ..."
        )
    else:
        parts.append(f"{count(found.n_kept)} judgments were added to the ledger.")
    if where is not None:
        parts.append(f"Next: assay judge calibrate {where} --judge {judge} --question {shell_word(found.questions[0])}")
    return Group(*(safe(each) for each in parts))


class Reasoned(Protocol):
    """What a judge said of one item, with its reasons."""

    @property
    def item(self) -> str: ...
    @property
    def shown(self) -> str | None: ...
    @property
    def attempt(self) -> int: ...
    @property
    def status(self) -> str: ...
    @property
    def said(self) -> str | None: ...
    @property
    def right(self) -> str | None: ...
    @property
    def why(self) -> str: ...
    @property
    def rationale(self) -> str: ...
    @property
    def reply(self) -> str: ...
    @property
    def detail(self) -> str: ...
    @property
    def is_disputed(self) -> bool: ...


REASONED = ("item", "shown", "attempt", "status", "said", "right", "why", "rationale", "reply", "detail")
"""Fields of the document."""
MOST_SHOWN = 300
"""Characters of reasons on the terminal."""


def reasons_json(judge: str, question: str, found: Sequence[Reasoned], *, most: int) -> dict[str, Any]:
    """``{"judge_reasons": {"judge", "question", "n", "n_disputed", "reasons": [{"item", "said", "right", ...}]}}``."""
    told = [{name: getattr(each, name) for name in REASONED} for each in found[:most]]
    n = sum(each.is_disputed for each in found)
    about = {"judge": judge, "question": question, "n": len(found), "n_disputed": n}
    return {"judge_reasons": {**about, "reasons": told}}


def reasons_summary(judge: str, question: str, found: Sequence[Reasoned], *, most: int) -> RenderableType:
    """Each answer with its reasons; the disputed ones first."""
    n = sum(each.is_disputed for each in found)
    parts = [f"{judge} gave {count(len(found))} answers to '{question}'; people say otherwise of {count(n)}."]
    for each in found[:most]:
        order = f", {each.shown} first" if each.shown else ""
        beside = "" if each.right is None else f" (people: {each.right})"
        none = f"{each.status}: {each.why.replace('_', ' ')}" if each.why else each.status
        parts.append(f"{each.item}{order}: {each.said or none}{beside}")
        told = (each.rationale, each.reply) if each.said else (each.reply, each.rationale)
        parts.append(f"    {next(filter(None, (*told, each.why)), '')[:MOST_SHOWN]}")
    parts += [f"{count(len(found) - most)} more: --most {len(found)}, or --json."] if len(found) > most else []
    return Group(*(safe(each, most=MOST_SHOWN + 100) for each in parts))
