"""Calls of tools in an output against the expected ones: names, arguments, order.

Calls are JSON: ``{"name": ..., "arguments": {...}}`` or a list of such, alone, in fenced blocks, or in ``<tool_call>``
as Hermes and Qwen write them; what OpenAI, Anthropic and Gemini write around a call or call its arguments is read too.
Without arguments in the target any will do.

References
----------
Patil et al. (2025), BFCL, https://openreview.net/forum?id=2GmDdhBdDk.
"""

import contextlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from assay.harness.judging.found_json import found_json
from assay.harness.scorers.score import Score, best
from assay.harness.scorers.structures import fenced_blocks
from assay.metrics.agents import Call, in_this_order, matched_calls

OPENS, CLOSES = "<tool_call>", "</tool_call>"
PREFIX = "[TOOL_CALLS]"
AROUND = ("function", "functionCall", "function_call")
ARGUMENTS = ("arguments", "input", "parameters", "args")
LONGEST = 1_000_000
"""Characters of an output beyond which it is not read."""


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
    """Whether no tool of the targets is called, nor in a call that stands in prose or is cut off."""
    names = {name.strip() for each in targets for name in each.split(",")} - {""}
    if not names:
        return Score(None, "no tool is named")
    if len(output) > LONGEST:
        return Score(0.0, f"it has {len(output):,} characters")
    calls = calls_of(output)
    called = [name for name, _ in (_in_prose(output) if calls is None else calls) if name in names]
    if called:
        return Score(0.0, f"it calls '{called[0][:60]}'")
    begun = sorted(name for name in names if calls is None and re.search(rf'"name"\s*:\s*"{re.escape(name)}"', output))
    return Score(float(not begun), f"it begins a call of '{begun[0][:60]}'" if begun else "it calls none of them")


def calls_of(text: str) -> list[Call] | None:
    """The calls that a text holds as JSON, alone or in blocks; None where it holds something else."""
    if len(text) > LONGEST:
        return None
    blocks = [each.partition(CLOSES)[0] for each in text.split(OPENS)[1:]]
    blocks = blocks or [block for _, block in fenced_blocks(text)]
    parts = [_calls(each) for each in blocks or [text.strip().removeprefix(PREFIX)]]
    found = [each for part in parts for each in part or ()]
    return None if any(part is None for part in parts) else found


def _calls(text: str) -> list[Call] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    given = value.get("tool_calls", [value]) if isinstance(value, Mapping) else value
    if not isinstance(given, list):
        return None
    found = [_call(each) for each in given]
    return None if any(each is None for each in found) else [each for each in found if each is not None]


def _in_prose(text: str) -> list[Call]:
    """Calls between other words."""
    found: list[Call] = []
    for made in found_json(text).objects:
        several = made.get("tool_calls")
        found += [each for each in map(_call, several if isinstance(several, list) else [made]) if each is not None]
    return found


def _call(value: Any) -> Call | None:
    if not isinstance(value, Mapping):
        return None
    own = next((value[name] for name in AROUND if isinstance(value.get(name), Mapping)), value)
    if not isinstance(own.get("name"), str):
        return None
    arguments = next((own[name] for name in ARGUMENTS if name in own), None)
    if isinstance(arguments, str):
        with contextlib.suppress(ValueError, RecursionError):
            arguments = json.loads(arguments)
    return own["name"], arguments


def _made(output: str) -> list[Call] | None:
    """The calls of an output; one without arguments has none."""
    found = calls_of(output)
    return None if found is None else [(name, {} if given is None else given) for name, given in found]


def _same(output: str, target: str, order: bool) -> Score:
    wanted, calls = calls_of(target), _made(output)
    if wanted is None:
        return Score(None, "the target holds no calls")
    if calls is None:
        return Score(float(not wanted), "it holds no calls")
    made, found = matched_calls(calls, wanted)
    right = all(made) and all(found) and (not order or in_this_order(wanted, calls))
    return Score(float(right), f"{int(sum(found))} of {len(wanted)} expected calls, {len(calls)} made")


def _share(output: str, target: str, side: int) -> Score:
    wanted, calls = calls_of(target), _made(output) or []
    if wanted is None:
        return Score(None, "the target holds no calls")
    of = matched_calls(calls, wanted)[side]
    if not of and not output.strip() and wanted:
        return Score(0.0, "it is empty")
    if not of:
        return Score(None, "no call was made" if side == 0 else "no call is expected")
    return Score(sum(of) / len(of), f"{int(sum(of))} of {len(of)} calls")
