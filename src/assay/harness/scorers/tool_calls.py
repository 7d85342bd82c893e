"""Calls of tools in an output against the expected ones: names, arguments, order.

Both are JSON: a list of ``{"name": ..., "arguments": {...}}``, or one such object; OpenAI's ``function`` around them
is read too. Without arguments in the target any will do.

References
----------
Patil et al. (2025), BFCL, https://openreview.net/forum?id=2GmDdhBdDk.
"""

import contextlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from assay.harness.scorers.score import Score, best
from assay.metrics.agents import Call, in_this_order, matched_calls


def tool_calls(output: str, targets: Sequence[str], *, order: bool = False) -> Score:
    """Whether the calls are the expected ones, no more and no fewer; with ``order`` in their order too."""
    return best([_same(output, each, order) for each in targets])


def tool_precision(output: str, targets: Sequence[str]) -> Score:
    """Share of the calls that are expected ones; each expected call counts once."""
    return best([_share(output, each, 0) for each in targets])


def tool_recall(output: str, targets: Sequence[str]) -> Score:
    """Share of the expected calls that were made."""
    return best([_share(output, each, 1) for each in targets])


def forbidden_tools(output: str, targets: Sequence[str]) -> Score:
    """Whether no tool of the targets is called."""
    calls = calls_of(output)
    names = {name.strip() for each in targets for name in each.split(",")}
    called = [name for name, _ in calls or () if name in names]
    return Score(float(not called), f"it calls '{called[0][:60]}'" if called else "it calls none of them")


def calls_of(text: str) -> list[Call] | None:
    """The calls that a text holds as JSON; None where it holds something else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    given = value.get("tool_calls", [value]) if isinstance(value, Mapping) else value
    if not isinstance(given, list):
        return None
    found = [_call(each) for each in given]
    return None if any(each is None for each in found) else [each for each in found if each is not None]


def _call(value: Any) -> Call | None:
    own = value.get("function", value) if isinstance(value, Mapping) else None
    if not isinstance(own, Mapping) or not isinstance(own.get("name"), str):
        return None
    arguments = own.get("arguments")
    if isinstance(arguments, str):
        with contextlib.suppress(ValueError, RecursionError):
            arguments = json.loads(arguments)
    return own["name"], arguments


def _same(output: str, target: str, order: bool) -> Score:
    wanted, calls = calls_of(target), calls_of(output)
    if wanted is None:
        return Score(None, "the target holds no calls")
    if calls is None:
        return Score(float(not wanted), "it holds no calls")
    made, found = matched_calls(calls, wanted)
    right = all(made) and all(found) and (not order or in_this_order(wanted, calls))
    return Score(float(right), f"{int(sum(found))} of {len(wanted)} expected calls, {len(calls)} made")


def _share(output: str, target: str, side: int) -> Score:
    wanted, calls = calls_of(target), calls_of(output) or []
    if wanted is None:
        return Score(None, "the target holds no calls")
    of = matched_calls(calls, wanted)[side]
    if not of:
        return Score(None, "no call was made" if side == 0 else "no call is expected")
    return Score(sum(of) / len(of), f"{int(sum(of))} of {len(of)} calls")
