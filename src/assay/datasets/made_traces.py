"""Traces put together from spans: what belongs to the whole, and the steps in order of time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assay.core.canonical import canonical_json
from assay.core.errors import InputError
from assay.core.trace import Step, StepKind, Trace, Traces
from assay.datasets.spans import FIX, Span, parsed, read_spans
from assay.datasets.told import LeftOut

ITEM, STATE = "assay.item", "assay.final_state"
"""Attributes that anybody may set on a span: the item that was asked, and the state that was left, as JSON."""

MOST = 1e15
"""Seconds, tokens or money: more is an error of the file, and sums of it would overflow."""


class Found(NamedTuple):
    """What a reader found in the spans of one trace."""

    steps: Sequence[Step]
    """In order."""
    item: str | None
    """Id of the item, as the source calls it."""
    system: str | None
    """Who was asked."""
    whole: Span
    """The span that stands for the whole."""
    input: str | None = None
    """What was asked, where the source says it of the whole."""
    output: str | None = None
    """What was answered in the end, where the source says it of the whole."""


def trace_of(id: str, spans: Sequence[Span], found: Found, attempts: "Attempts") -> Trace:
    """The trace of some spans; times, tokens and cost of the whole are those of its steps together."""
    starts = [span.start for span in spans if span.start is not None]
    ends = [span.end for span in spans if span.end is not None]
    own = found.whole.seconds
    seconds = own if own is not None else (max(ends) - min(starts)) / 1e9 if starts and ends else None
    item, system = str(told(spans, ITEM) or found.item or id), found.system or "system"
    said = [step for step in found.steps if step.kind is StepKind.MESSAGE]
    return Trace(
        id=id,
        item=item,
        system=system,
        steps=tuple(found.steps),
        attempt=attempts.next(item, system),
        input=found.input or _text(next((step.input for step in said if step.name == "user"), None)),
        output=found.output or _text(next((step.output for step in reversed(said) if step.output), None)),
        state=parsed(told(spans, STATE)),
        failed=found.whole.error is not None,
        started_at=found.whole.started_at,
        seconds=seconds,
        tokens_in=total(step.tokens_in for step in found.steps),
        tokens_out=total(step.tokens_out for step in found.steps),
        cost=total(step.cost for step in found.steps),
    )


def tool_steps(span: Span, name: str, *, arguments: Any, result: Any, call: str | None = None) -> tuple[Step, ...]:
    """A call of a tool, and its result or error."""
    begun = Step(StepKind.TOOL_CALL, name, input=parsed(arguments), call=call, started_at=span.started_at)
    kind, output = (StepKind.TOOL_RESULT, parsed(result)) if span.error is None else (StepKind.ERROR, span.error)
    return begun, Step(kind, name, output=output, call=call, started_at=span.started_at, seconds=span.seconds)


def total(numbers: Iterable[Any]) -> Any:
    """The sum of what is known; None where nothing is."""
    known = [each for each in numbers if each is not None]
    return sum(known) if known else None


def whole_of(spans: Sequence[Span], kinds: Mapping[str, bool]) -> Span:
    """The span that stands for the whole: the first of those ``kinds`` by id, else the first without a parent here."""
    ids = {span.id for span in spans}
    chosen = [span for span in spans if kinds.get(span.id)]
    return next(iter(chosen), next((span for span in spans if span.parent not in ids), spans[0]))


def number(value: Any) -> int | None:
    """A count of tokens; None for what cannot be one."""
    found = amount(value)
    return None if found is None else int(found)


def amount(value: Any) -> float | None:
    """A cost, or seconds; None for what is no number, or one that nobody can have measured."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= MOST else None


def traces_of_spans(path: Path, *, format: str, mark: str, found: Callable[[Sequence[Span], LeftOut], Found]) -> Traces:
    """Each trace of a file that has spans with the attribute ``mark``, which ``found`` reads; others are counted.

    Raises
    ------
    InputError
        ``trace.shape`` where no span has it; those of reading JSON.
    """
    file, left, attempts = read_spans(path), LeftOut(), Attempts()
    made: list[Trace] = []
    for id, spans in file.traces.items():
        own = [span for span in spans if mark in span.attributes]
        left.add("spans that are no step of a model or a tool", len(spans) - len(own))
        if own:
            made.append(trace_of(id, own, found(own, left), attempts))
    if not made:
        raise InputError("trace.shape", f"No span has '{mark}'.", FIX, file=str(path))
    return Traces(tuple(made), format, file.sha256, tuple(left.counts.items()))


class Attempts:
    """Numbers the traces of one item and system from 1."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], int] = {}

    def next(self, item: str, system: str) -> int:
        """The number of the next one."""
        found = self._seen[item, system] = self._seen.get((item, system), 0) + 1
        return found


def told(spans: Sequence[Span], name: str) -> Any:
    """The attribute of that name of the first span that has it; None where none has it."""
    return next((span.attributes[name] for span in spans if name in span.attributes), None)


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else canonical_json(value).decode()
