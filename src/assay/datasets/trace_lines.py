"""Traces as lines of JSON: how the house writes them, and how rows of a run say the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any

from assay.core.safe_text import neutral
from assay.core.trace import Step, StepKind, Trace
from assay.datasets.json_parts import exact_in, list_in, object_in
from assay.datasets.made_traces import amount, number, total
from assay.datasets.spans import parsed

OF_TRACE = tuple(each.name for each in fields(Trace))
OF_STEP = tuple(each.name for each in fields(Step))
ITEMS = ("item", "prompt_id", "item_id", "id", "task")
"""Columns that may name the item of a row, the first that is there."""
TOLD = ("steps", "output", "turns", "messages", "why")
"""Columns of which a trace has one at least: its steps, or what a row of a run tells."""


def trace_line(trace: Trace) -> dict[str, Any]:
    """A trace as JSON has it; what is not known is left out."""
    told = {name: getattr(trace, name) for name in OF_TRACE if name != "steps"}
    steps = [{name: _plain(getattr(step, name)) for name in OF_STEP} for step in trace.steps]
    shown = [{name: value for name, value in step.items() if value is not None} for step in steps]
    return {**{name: value for name, value in told.items() if value is not None}, "steps": shown}


def trace_from_line(row: Mapping[str, Any], place: int) -> Trace | str:
    """The trace of a line, or what is wrong with it."""
    if not any(name in row for name in TOLD):
        return no_trace(row)
    row = exact_in(row)
    steps = parsed(row.get("steps"))
    made = _steps(steps) if steps is not None else [*_turns(row)]
    if isinstance(made, str):
        return made
    item = next((str(row[name]) for name in ITEMS if row.get(name) is not None), str(place))
    output = row.get("output")
    tokens = [number(row.get(name)) for name in ("tokens_in", "tokens_out")]
    attempt = number(row.get("attempt")) or 1
    system = str(row.get("system") or row.get("model") or "system")
    return Trace(
        id=str(row.get("trace") or (row.get("id") if "steps" in row else None) or f"{item}#{system}#{attempt}"),
        item=item,
        system=system,
        steps=tuple(made),
        attempt=attempt,
        input=None if row.get("input") is None else str(row["input"]),
        output=None if output is None else str(output),
        state=parsed(row.get("state")),
        failed=bool(row.get("failed")) or (steps is None and output is None),
        started_at=row.get("started_at"),
        seconds=amount(row.get("seconds")),
        tokens_in=tokens[0] if tokens[0] is not None else total(step.tokens_in for step in made),
        tokens_out=tokens[1] if tokens[1] is not None else total(step.tokens_out for step in made),
        cost=amount(row.get("cost")) if row.get("cost") is not None else total(step.cost for step in made),
    )


def no_trace(columns: Iterable[str]) -> str:
    """Why what has these columns is no trace."""
    has = ", ".join(f"'{neutral(name, most=30)}'" for name in islice(columns, 6))
    return (
        f"{f'It has {has}, but' if has else 'It is empty:'} no 'steps' of a trace, and no 'output' or 'turns' of a run."
    )


def _steps(given: Any) -> list[Step] | str:
    if not isinstance(given, Sequence) or isinstance(given, str):
        return "Its steps are no list."
    found: list[Step] = []
    for place, each in enumerate(given, 1):
        known = {kind.value: kind for kind in StepKind}
        if not isinstance(each, Mapping) or str(each.get("kind")) not in known or not isinstance(each.get("name"), str):
            return f"Step {place} has no 'name', or a 'kind' that is none of {', '.join(known)}."
        told = {name: each.get(name) for name in OF_STEP if name not in ("kind", "name")}
        told |= {name: number(each.get(name)) for name in ("tokens_in", "tokens_out")}
        told |= {name: amount(each.get(name)) for name in ("seconds", "cost")}
        found.append(Step(known[str(each["kind"])], each["name"], **told))
    return found


def _turns(row: Mapping[str, Any]) -> Iterator[Step]:
    """A run's row: what was asked, what was said turn by turn, and the output or why there is none."""
    if row.get("input") is not None:
        yield Step(StepKind.MESSAGE, "user", input=str(row["input"]))
    names: dict[str, str] = {}
    turns = parsed(row.get("turns", row.get("messages")))
    for turn in turns if isinstance(turns, list) else ():
        if not isinstance(turn, Mapping):
            continue
        role, content = str(turn.get("role") or ""), turn.get("content")
        if role == "tool":
            call = str(turn.get("id") or turn.get("tool_call_id") or "")
            failed = isinstance(content, str) and content.lower().startswith("error")
            kind = StepKind.ERROR if failed else StepKind.TOOL_RESULT
            yield Step(kind, names.get(call, "tool"), output=parsed(content), call=call or None)
            continue
        if content:
            said = "output" if role == "assistant" else "input"
            yield Step(StepKind.MESSAGE, role or "user", **{said: content})
        for made in map(object_in, list_in(turn.get("tool_calls"))):
            function = object_in(made.get("function")) or made
            names[str(made.get("id"))] = str(function.get("name"))
            arguments = parsed(function.get("arguments"))
            yield Step(StepKind.TOOL_CALL, str(function.get("name")), input=arguments, call=made.get("id"))
    yield _end(row)


def _end(row: Mapping[str, Any]) -> Step:
    seconds, counts = amount(row.get("seconds")), [number(row.get(name)) for name in ("tokens_in", "tokens_out")]
    output = row.get("output")
    if output is None:
        return Step(StepKind.ERROR, "model", output=str(row.get("why") or "there is no output"), seconds=seconds)
    return Step(
        StepKind.MESSAGE, "assistant", output=str(output), seconds=seconds, tokens_in=counts[0], tokens_out=counts[1]
    )


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StepKind) else value
