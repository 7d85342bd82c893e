"""What agents are worth by their traces: state, calls of tools, recovery, violations, time and cost.

Every number is an estimate over traces, or over calls or errors with those of one trace together; where an item was
asked several times, the item is the cluster.

References
----------
Yao et al. (2024), tau-bench, arXiv:2406.12045 (success by the state at the end).
Patil et al. (2025), BFCL, https://openreview.net/forum?id=2GmDdhBdDk (calls by name and arguments).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from assay.core.canonical import canonical_json
from assay.core.estimate import Estimate
from assay.core.trace import Expected, Step, StepKind, Trace
from assay.metrics.amounts import Of, amount_estimates, mean_amount
from assay.metrics.shares import counted, mean_share

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

CLOCK_S = 1e-5
"""Times of steps are written to microseconds: a call that begins at the end of another one began after it."""

Call = tuple[str, Any]
"""A tool and its arguments."""

SENTENCES = {
    "success": "Share of traces that end in the expected state, equal as JSON.",
    "tool_precision": "Share of the calls made that were expected, by name and arguments; each counts once.",
    "tool_recall": "Share of the expected calls that were made, by name and arguments.",
    "argument_accuracy": "Of the calls whose tool is expected, share with the expected arguments.",
    "in_order": "Share of traces that make all expected calls, in the expected order, others between them allowed.",
    "recovery": "Share of a tool's errors after which the same tool was called again and answered.",
    "success_after_error": "Of the traces in which a tool failed, share that end in the expected state.",
    "clean": "Share of traces without a violation: no forbidden tool, and no more calls than allowed.",
    "forbidden_calls": "Calls of forbidden tools.",
    "failed": "Share of traces that ended with an error.",
    "calls_beyond": "Mean of the calls made less those expected.",
    "calls": "Mean number of calls of tools.",
}
AMOUNTS: dict[str, tuple[str, Callable[[Trace], float | None]]] = {
    "seconds": ("Seconds of a trace", lambda trace: trace.seconds),
    "tokens": ("Tokens read and written", lambda trace: _sum(trace.tokens_in, trace.tokens_out)),
    "cost": ("Cost of a trace, in the unit of its source", lambda trace: trace.cost),
}
"""Amounts of a trace: what they are, and where they stand."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one trace shows against what was expected."""

    success: float | None
    """1 where it ends in the expected state, 0 where not; None where nothing was expected or nobody looked."""
    made: tuple[float, ...]
    """For each call: whether it was expected."""
    wanted: tuple[float, ...]
    """For each expected call: whether it was made."""
    arguments: tuple[float, ...]
    """For each call whose tool was expected: whether its arguments are right."""
    in_order: float | None
    """Whether all expected calls were made in order."""
    recovered: tuple[float, ...]
    """For each error of a tool: whether the same tool answered later."""
    forbidden: int
    """Calls of forbidden tools."""
    clean: float | None
    """Whether nothing was violated; None where nothing was forbidden or bounded."""
    n_calls: int
    """Calls of tools."""
    beyond: float | None
    """Calls made less those expected."""


def look(trace: Trace, expected: Expected | None) -> Looked:
    """What a trace shows against what was expected of its item."""
    calls = [(step.name, step.input) for step in trace.of(StepKind.TOOL_CALL)]
    wanted = None if expected is None else expected.calls
    made, found = matched_calls(calls, wanted or ())
    forbidden = sum(name in expected.forbidden for name, _ in calls) if expected else 0
    has_rules = expected is not None and (bool(expected.forbidden) or expected.most_calls is not None)
    too_many = expected is not None and expected.most_calls is not None and len(calls) > expected.most_calls
    return Looked(
        success=_success(trace, expected),
        made=() if wanted is None else made,
        wanted=found,
        arguments=_arguments(calls, wanted or ()),
        in_order=None if wanted is None else float(in_this_order(wanted, calls)),
        recovered=tuple(_recoveries(trace.steps)),
        forbidden=forbidden,
        clean=float(not forbidden and not too_many) if has_rules else None,
        n_calls=len(calls),
        beyond=None if wanted is None else float(len(calls) - len(wanted)),
    )


def agent_estimates(
    traces: Sequence[Trace], expected: Mapping[str, Expected], *, level: float = 0.95
) -> tuple[Estimate, ...]:
    """All that the traces of each system show; what has no value in any trace is left out."""
    made: list[Estimate] = []
    for system in dict.fromkeys(trace.system for trace in traces):
        own = [trace for trace in traces if trace.system == system]
        made += _of_system(own, [look(trace, expected.get(trace.item)) for trace in own], system, level)
    return tuple(made)


def _of_system(traces: Sequence[Trace], looked: Sequence[Looked], system: str, level: float) -> list[Estimate]:
    items = np.unique([trace.item for trace in traces], return_inverse=True)[1].astype(np.int64)
    shares: dict[str, list[tuple[float, ...]]] = {
        "success": [_one(each.success) for each in looked],
        "tool_precision": [each.made for each in looked],
        "tool_recall": [each.wanted for each in looked],
        "argument_accuracy": [each.arguments for each in looked],
        "in_order": [_one(each.in_order) for each in looked],
        "recovery": [each.recovered for each in looked],
        "success_after_error": [_one(each.success) if each.recovered else () for each in looked],
        "clean": [_one(each.clean) for each in looked],
        "failed": [(float(trace.failed),) for trace in traces],
    }
    made = [_share(name, values, items, system, level) for name, values in shares.items() if any(values)]
    if any(each.clean is not None for each in looked):
        n = sum(each.forbidden for each in looked)
        calls = sum(each.n_calls for each in looked)
        made.append(counted("forbidden_calls", SENTENCES["forbidden_calls"], n, calls, (), system=system, level=level))
    numbers: dict[str, list[float | None]] = {
        "calls": [float(each.n_calls) for each in looked],
        "calls_beyond": [each.beyond for each in looked],
    }
    for name, values in numbers.items():
        known, of = _known(values, items, system, level)
        least = 0.0 if name == "calls" else -np.inf
        made += [mean_amount(name, SENTENCES[name], known, of, least=least)] if known.size else []
    for name, (what, amount) in AMOUNTS.items():
        known, of = _known([amount(trace) for trace in traces], items, system, level)
        made += amount_estimates(name, what, known, of) if known.size else []
    return made


def _share(name: str, values: Sequence[tuple[float, ...]], items: Codes, system: str, level: float) -> Estimate:
    flat = np.asarray([each for one in values for each in one], np.float64)
    clusters = np.repeat(items, [len(one) for one in values])
    return mean_share(name, SENTENCES[name], flat, (), clusters=clusters, system=system, level=level)


def _known(values: Sequence[float | None], items: Codes, system: str, level: float) -> tuple[Floats, Of]:
    rows = [place for place, each in enumerate(values) if each is not None]
    known = np.asarray([values[place] for place in rows], np.float64)
    return known, Of((), system, items[rows], level)


def _success(trace: Trace, expected: Expected | None) -> float | None:
    if expected is None or expected.state is None:
        return None
    if trace.state is None:
        return 0.0 if trace.failed else None
    return float(canonical_json(trace.state) == canonical_json(expected.state))


def matched_calls(calls: Sequence[Call], wanted: Sequence[Call]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Each call with the first expected one that it is and that no call took: calls, then expected ones, as 1 or 0."""
    taken = [0.0] * len(wanted)
    made = []
    exact_first = sorted(range(len(wanted)), key=lambda place: wanted[place][1] is None)
    for call in calls:
        place = next((each for each in exact_first if not taken[each] and _is_call(call, wanted[each])), None)
        made.append(float(place is not None))
        if place is not None:
            taken[place] = 1.0
    return tuple(made), tuple(taken)


def _arguments(calls: Sequence[Call], wanted: Sequence[Call]) -> tuple[float, ...]:
    """For each call of an expected tool whether some expected call of it has these arguments."""
    tools = {name for name, _ in wanted}
    return tuple(float(any(_is_call(call, each) for each in wanted)) for call in calls if call[0] in tools)


def in_this_order(wanted: Sequence[Call], calls: Sequence[Call]) -> bool:
    """Whether all expected calls were made in their order, others between them allowed."""
    left = iter(calls)
    return all(any(_is_call(call, each) for call in left) for each in wanted)


def _is_call(call: Call, wanted: Call) -> bool:
    same_tool = call[0] == wanted[0]
    return same_tool and (wanted[1] is None or canonical_json(call[1]) == canonical_json(wanted[1]))


def _recoveries(steps: Sequence[Step]) -> list[float]:
    """For each error of a tool whether it was called again after it, and answered then."""
    tools = {step.name for step in steps if step.kind is StepKind.TOOL_CALL}
    return [
        float(_answered_again(step, steps[place + 1 :]))
        for place, step in enumerate(steps)
        if step.kind is StepKind.ERROR and step.name in tools
    ]


def _answered_again(error: Step, later: Sequence[Step]) -> bool:
    """Whether the tool was called after it failed and that call was answered; one that ran beside it is none."""
    again: set[str | None] = set()
    for step in later:
        if step.name != error.name:
            continue
        if step.kind is StepKind.TOOL_CALL and not _began_before_the_end(step, error):
            again.add(step.call)
        elif step.kind is StepKind.TOOL_RESULT and (step.call in again or None in again or (again and not step.call)):
            return True
    return False


def _began_before_the_end(call: Step, error: Step) -> bool:
    """Whether a call began while what failed was still running, as far as their times are known."""
    begun, failing = (_since_1970(step.started_at) for step in (call, error))
    if begun is None or failing is None or error.seconds is None:
        return False
    return begun < failing + error.seconds - CLOCK_S


def _since_1970(time: Any) -> float | None:
    try:
        found = datetime.fromisoformat(time)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None


def _one(value: float | None) -> tuple[float, ...]:
    return () if value is None else (value,)


def _sum(*numbers: int | None) -> float | None:
    known = [each for each in numbers if each is not None]
    return float(sum(known)) if known else None
