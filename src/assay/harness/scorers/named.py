"""Scorers by name and options: ``exact``, ``numeric:tolerance=0.01``, ``words:most=50``."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from assay.core.errors import InputError, did_you_mean
from assay.harness.scorers import (
    citations,
    embeddings,
    instructions,
    letters,
    libraries,
    limits,
    numbers,
    patterns,
    quantities,
    refusals,
    retrieval,
    schemas,
    structures,
    texts,
    tool_calls,
)
from assay.harness.scorers.score import Score, Scorer
from assay.harness.thinking import after_thinking

EDITION = 2
"""Grows when a scorer says something else of the same texts: kept scores of an older one are not its own."""


class Kind(NamedTuple):
    """A scorer that can be asked for."""

    score: Callable[..., Score]
    """The function."""
    options: dict[str, Callable[[str], Any]]
    """What may be set, and how it is read."""
    needs_target: bool = True
    """Whether it looks at targets."""


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _tolerance(text: str) -> float:
    found = float(text)
    if not 0.0 <= found < float("inf"):
        raise ValueError(text)
    return found


def _whole(text: str) -> int:
    found = int(text)
    if found < 0:
        raise ValueError(text)
    return found


def _share(text: str) -> float:
    found = float(text)
    if not 0.0 <= found <= 1.0:
        raise ValueError(text)
    return found


def _word_of(*words: str) -> Callable[[str], str]:
    """One of a few words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return read


THINKING: dict[str, Callable[[str], Any]] = {"thinking": _word_of("kept", "left_out")}
"""Every scorer has it."""
RANKED: dict[str, Callable[[str], Any]] = {"k": _whole}
NEAR: dict[str, Callable[[str], Any]] = {
    "tolerance": _tolerance,
    "relative": _truth,
    "decimal": _word_of("point", "comma"),
}
COUNT: dict[str, Callable[[str], Any]] = {"of": _word_of(*instructions.COUNTED), "least": _whole, "most": _whole}


SCORERS: dict[str, Kind] = {
    "exact": Kind(texts.exact, {}),
    "normalised": Kind(texts.normalised, {}),
    "contains": Kind(texts.contains, {}),
    "token_f1": Kind(texts.token_f1, {}),
    "choice": Kind(letters.choice, {}),
    "numeric": Kind(numbers.numeric, NEAR),
    "json": Kind(structures.is_json, {}, needs_target=False),
    "json_fields": Kind(structures.json_fields, {}),
    "bleu": Kind(libraries.bleu, {"tokens": _word_of(*libraries.TOKENS)}),
    "chrf": Kind(libraries.chrf, {}),
    "rouge_1": Kind(partial(libraries.rouge_n, n=1), {}),
    "rouge_2": Kind(partial(libraries.rouge_n, n=2), {}),
    "rouge_l": Kind(libraries.rouge_l, {}),
    "words": Kind(limits.words, {"least": _whole, "most": _whole}, needs_target=False),
    "keywords": Kind(limits.keywords, {}),
    "forbidden": Kind(limits.forbidden, {}),
    "count": Kind(instructions.count, COUNT, needs_target=False),
    "case": Kind(instructions.case, {"kind": _word_of("lower", "upper")}, needs_target=False),
    "starts": Kind(instructions.starts, {}),
    "ends": Kind(instructions.ends, {}),
    "quoted": Kind(instructions.quoted, {}, needs_target=False),
    "language": Kind(instructions.language, {}),
    "regex": Kind(patterns.regex, {"whole": _truth}),
    "quantity": Kind(quantities.quantity, NEAR),
    "json_schema": Kind(schemas.json_schema, {}),
    "citation_support": Kind(citations.citation_support, {"cover": _share}),
    "cited": Kind(citations.cited, {}),
    "retrieval_recall": Kind(retrieval.retrieval_recall, RANKED),
    "retrieval_precision": Kind(retrieval.retrieval_precision, RANKED),
    "ndcg": Kind(retrieval.ndcg, RANKED),
    "reciprocal_rank": Kind(retrieval.reciprocal_rank, RANKED),
    "context_precision": Kind(retrieval.context_precision, RANKED),
    "context_recall": Kind(retrieval.retrieval_recall, RANKED),
    "average_precision": Kind(retrieval.average_precision, RANKED),
    "tool_calls": Kind(tool_calls.tool_calls, {"order": _truth}),
    "tool_precision": Kind(tool_calls.tool_precision, {}),
    "tool_recall": Kind(tool_calls.tool_recall, {}),
    "forbidden_tools": Kind(tool_calls.forbidden_tools, {}),
    "refusal": Kind(refusals.refusal, {}, needs_target=False),
    "no_refusal": Kind(refusals.no_refusal, {}, needs_target=False),
    "embedding": Kind(embeddings.embedding, {"by": str}),
}


def needs_target(asked: str) -> bool:
    """Whether the scorer looks at targets."""
    return SCORERS[asked.partition(":")[0]].needs_target


def scorer(asked: str) -> Scorer:
    """The scorer of a name with its options.

    Raises
    ------
    InputError
        ``scorer.unknown`` and ``scorer.option`` with the near match.
    """
    name, _, rest = asked.partition(":")
    if name not in SCORERS:
        raise InputError("scorer.unknown", f"There is no scorer '{name[:40]}'.", did_you_mean(name, SCORERS))
    kind, options = SCORERS[name], {}
    known = kind.options | THINKING
    for part in rest.split(":") if rest else ():
        key, _, value = part.partition("=")
        if key not in known:
            what = f"Scorer '{name}' has no option '{key[:40]}'."
            raise InputError("scorer.option", what, f"{did_you_mean(key, known)} It has: {', '.join(known)}.")
        try:
            options[key] = known[key](value)
        except ValueError:
            what = f"Option '{key}' of scorer '{name}' cannot be '{value[:40]}'."
            raise InputError("scorer.option", what, _wanted(name, key)) from None
    keeps = options.pop("thinking", "left_out") == "kept"
    return partial(_of_answer, partial(kind.score, **options), kind.needs_target, keeps)


def _of_answer(score: Scorer, needs_target: bool, keeps: bool, output: str, targets: Sequence[str]) -> Score:
    """The score of what an output says once it has thought; an empty answer helps nobody."""
    if needs_target and not targets:
        return Score(None, "there is no target")
    answer = output if keeps else after_thinking(output)
    if answer and answer.strip():
        return score(answer, targets)
    found = score("", targets)
    if found.value is None or (needs_target and not any(each.strip() for each in targets)):
        return found
    return Score(0.0, "it ends before it has thought to the end" if answer is None else "it is empty")


def _wanted(name: str, key: str) -> str:
    """What an option takes."""
    if key == "of":
        return f"Give one of {', '.join(instructions.COUNTED)}."
    if key == "thinking":
        return "Give kept or left_out."
    if key == "decimal":
        return "Give point or comma."
    if key == "tokens":
        return f"Give one of {', '.join(libraries.TOKENS)}."
    return "Give lower or upper." if (name, key) == ("case", "kind") else "Give a number from 0 up, or true or false."
