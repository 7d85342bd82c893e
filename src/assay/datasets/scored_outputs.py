"""Outputs of a system with what scorers said of them, as logs of evaluations hold them: items, questions, judgments."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assay.core.canonical import canonical_json
from assay.core.exchange import Brought, Carried
from assay.core.judgment import JudgeKind, Status
from assay.core.question import Amount, Choice, FreeText, Question

ITEM, PROMPT, ATTEMPT, SYSTEM, INPUT, OUTPUT, TARGET = (
    *("output_id", "prompt_id", "attempt", "system", "input", "output"),
    "target",
)
"""Columns of an output; further ones are what the log says of its prompt."""
OWN = (ITEM, PROMPT, ATTEMPT, SYSTEM, INPUT, OUTPUT, TARGET)
AMOUNTS = ("seconds", "cost", "tokens_in", "tokens_out")
"""Columns of what an output took, where a log tells any; one that the log says of the prompt keeps its own."""
LONGEST_TEXT = 10_000
"""Characters of a verdict that is a text."""


@dataclass(frozen=True, slots=True)
class ScoredOutput:
    """One answer of a system, and its scores."""

    prompt: str
    """Id of the prompt in the log."""
    attempt: int
    """Which answer to it, from 1."""
    system: str
    """Who answered."""
    input: str
    """The prompt as text."""
    output: str | None
    """The answer; None where there is none."""
    target: str | None
    """What the log holds to be right."""
    line: int
    """Line, or place, in the file."""
    scores: Mapping[str, Any] = field(default_factory=dict)
    """Scorer to its verdict: a number, a truth value or a text."""
    failed: bool = False
    """Whether the system, not the scorer, failed."""
    asked: frozenset[str] | None = None
    """Scorers that were to judge it, where it failed; None for all of the log."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else is said of the prompt."""
    seconds: float | None = None
    """How long the system took."""
    cost: float | None = None
    """What it cost, in the currency of the log."""
    tokens_in: float | None = None
    """Tokens that the system read."""
    tokens_out: float | None = None
    """Tokens that it wrote."""
    at: str | None = None
    """When it was finished, UTC."""

    @property
    def item(self) -> str:
        """Id of the output: its prompt, system and attempt."""
        return f"{self.prompt}#{self.system}#{self.attempt}"

    def with_scores(self, scores: Mapping[str, Any]) -> "ScoredOutput":
        """The same output with these scores."""
        return replace(self, scores=scores)


def brought(
    outputs: Sequence[ScoredOutput], *, format: str, sha256: str, left_out: Mapping[str, int], notes: Sequence[str] = ()
) -> Brought:
    """Each output an item with its prompt beside it, each score a judgment of it by the scorer.

    An output that is missing because its system failed has a judgment by every scorer that was to judge it, with the
    status that says so.
    """
    names = dict.fromkeys(name for each in outputs for name in each.scores)
    questions = [_question(name, [each.scores.get(name) for each in outputs]) for name in names]
    more = dict.fromkeys(name for each in outputs for name in each.more if name not in OWN)
    judgments = [
        _judgment(each, name, None if each.failed else each.scores.get(name))
        for each in outputs
        for name in names
        if name in each.scores or (each.failed and (each.asked is None or name in each.asked))
    ]
    failed = sum(each.failed for each in outputs)
    told = {name: sum(getattr(each, name) is not None for each in outputs) for name in AMOUNTS}
    amounts = [name for name, n in told.items() if n and name not in more]
    hidden = {
        f"{name} of outputs, for prompts have a column of that name": told[name] for name in AMOUNTS if name in more
    }
    return Brought(
        format,
        sha256,
        ITEM,
        tuple(_row(each, [*more], amounts) for each in outputs),
        tuple(each.line for each in outputs),
        (INPUT, OUTPUT),
        tuple(questions),
        tuple(judgments),
        {**left_out, **{what: n for what, n in hidden.items() if n}},
        (
            *notes,
            *(
                (f"{failed:,} {'output is' if failed == 1 else 'outputs are'} missing, for the system failed",)
                if failed
                else ()
            ),
        ),
    )


def _row(each: ScoredOutput, more: Sequence[str], amounts: Sequence[str]) -> Mapping[str, Any]:
    own = (each.item, each.prompt, each.attempt, each.system, each.input, each.output or "", each.target)
    known = {**dict(zip(OWN, own, strict=True)), **{name: _cell(each.more.get(name)) for name in more}}
    return {**known, **{name: getattr(each, name) for name in amounts}}


def _cell(value: Any) -> Any:
    """A value that a column can hold; a nested one as canonical JSON."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    try:
        return canonical_json(value).decode()
    except (TypeError, ValueError):
        return json.dumps(value, ensure_ascii=False, default=str)


def _question(name: str, values: Sequence[Any]) -> Question:
    given = [_verdict(value) for value in values if _verdict(value) is not None]
    if given and all(isinstance(each, float) for each in given):
        return Question(name, f"What is its {name}?", Amount(), (INPUT, OUTPUT))
    texts = list(dict.fromkeys(str(each) for each in given))
    is_menu = bool(texts) and len(texts) <= max(2, len(given) // 2)
    form = Choice(tuple(sorted(texts))) if is_menu else FreeText(most=LONGEST_TEXT)
    return Question(name, f"What is its {name}?", form, (INPUT, OUTPUT))


def _judgment(each: ScoredOutput, name: str, value: Any) -> Carried:
    said = _verdict(value)
    status = Status.GIVEN if said is not None else Status.FAILED
    return Carried(each.item, name, name, JudgeKind.SCORER, status, said, each.line, observed_at=each.at)


def _verdict(value: Any) -> Any:
    """A verdict as an answer: truth values and texts as texts, numbers as numbers; None for none."""
    if isinstance(value, bool):
        return "right" if value else "wrong"
    if isinstance(value, (int, float)):
        return float(value) if float("-inf") < value < float("inf") else None
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else str(_cell(value))
