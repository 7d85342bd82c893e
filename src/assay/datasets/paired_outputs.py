"""Pairs of outputs with what judges said of them, as logs of comparisons hold them: items, a question, judgments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assay.core.exchange import Brought, Carried
from assay.core.judgment import JudgeKind, Status
from assay.core.question import Amount, Pair, Question

PAIR, INPUT, LEFT_OUTPUT, RIGHT_OUTPUT = "pair_id", "input", "left", "right"
LEFT_SYSTEM, RIGHT_SYSTEM = "left_system", "right_system"
LEFT_LENGTH, RIGHT_LENGTH = "left_length", "right_length"
"""Columns of a pair; lengths are in characters and empty where the log holds no text."""
BETTER, PREFERENCE = "better", "preference"
"""Questions: which side is better; how much the right side is preferred, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class PairVote:
    """What one judge said of one pair, once."""

    pair: str
    """Id of the pair."""
    systems: tuple[str, str]
    """Who wrote the left and the right output."""
    judge: str
    """Who judged."""
    answer: Any
    """``left``, ``right`` or ``tie``; or a preference for the right one; None where it could not be read."""
    line: int
    """Line, or place, in the file."""
    shown: str | None = None
    """Side that was shown first."""
    input: str = ""
    """The prompt."""
    outputs: tuple[str, str] | None = None
    """The two texts, where the log holds them."""
    more: Mapping[str, Any] | None = None
    """What else is said of the pair."""
    at: str | None = None
    """When it was judged, UTC."""


def brought_pairs(
    votes: Sequence[PairVote],
    *,
    question: str,
    format: str,
    sha256: str,
    left_out: Mapping[str, int],
    notes: Sequence[str] = (),
) -> Brought:
    """Each pair an item with its two systems, each vote a judgment of it that knows which side was shown first."""
    firsts: dict[str, PairVote] = {}
    for each in votes:
        firsts.setdefault(each.pair, each)
    more = list(dict.fromkeys(name for each in firsts.values() for name in each.more or ()))
    form = Pair(LEFT_OUTPUT, RIGHT_OUTPUT) if question == BETTER else Amount(0.0, 1.0)
    asks = "Which output is better?" if question == BETTER else "How much is the right output preferred?"
    return Brought(
        format,
        sha256,
        PAIR,
        tuple(_row(each, more) for each in firsts.values()),
        tuple(each.line for each in firsts.values()),
        (INPUT, LEFT_OUTPUT, RIGHT_OUTPUT),
        (Question(question, asks, form, (INPUT,) if question == BETTER else (INPUT, LEFT_OUTPUT, RIGHT_OUTPUT)),),
        tuple(_judgment(each, question) for each in votes),
        dict(left_out),
        tuple(notes),
    )


def _row(each: PairVote, more: Sequence[str]) -> Mapping[str, Any]:
    left, right = each.outputs or ("", "")
    known = each.outputs is not None
    return {
        PAIR: each.pair,
        INPUT: each.input,
        LEFT_OUTPUT: left,
        RIGHT_OUTPUT: right,
        LEFT_SYSTEM: each.systems[0],
        RIGHT_SYSTEM: each.systems[1],
        LEFT_LENGTH: len(left) if known else None,
        RIGHT_LENGTH: len(right) if known else None,
        **{name: (each.more or {}).get(name) for name in more},
    }


def _judgment(each: PairVote, question: str) -> Carried:
    status = Status.FAILED if each.answer is None else Status.GIVEN
    kind = JudgeKind.LLM_JUDGE
    return Carried(
        each.pair, question, each.judge, kind, status, each.answer, each.line, observed_at=each.at, shown=each.shown
    )
