"""Traces put together from spans: what belongs to the whole, and the steps in order of time."""

import math
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assay.core.canonical import canonical_json
from assay.core.errors import InputError
from assay.core.trace import StepKind, Trace, Traces
from assay.datasets.span_files import FIX, read_spans
from assay.datasets.span_steps import Placed
from assay.datasets.spans import NANO, Span, parsed
from assay.datasets.told import LeftOut

ITEM, STATE = "assay.item", "assay.final_state"
"""Attributes that anybody may set on a span: the item that was asked, and the state that was left, as JSON."""

TWICE = "calls of a model that are told twice, one within the other"
"""How such calls are counted that do not count."""
MOST = 1e15
"""Seconds, tokens or money: more is an error of the file, and sums of it would overflow."""


class Found(NamedTuple):
    """What a reader found in the spans of one trace."""

    steps: Sequence[Placed]
    """Those at the same moment in their order."""
    item: str | None
    """Id of the item, as the source calls it."""
    system: str | None
    """Who was asked."""
    input: str | None = None
    """What was asked, where the source says it of the whole."""
    output: str | None = None
    """What was answered in the end, where the source says it of the whole."""


class Tree:
    """The spans of one trace by what lies within what."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self._by_id = {span.id: span for span in spans}

    def above(self, span: Span) -> Iterator[Span]:
        """The spans around one, the nearest first."""
        seen = {span.id}
        while span.parent in self._by_id and span.parent not in seen:
            span = self._by_id[span.parent]
            seen.add(span.id)
            yield span

    def outermost(self, spans: Sequence[Span]) -> list[Span]:
        """Those that lie within no other of them, in order."""
        ids = {span.id for span in spans}
        return [span for span in spans if not any(each.id in ids for each in self.above(span))]

    def told_twice(self, calls: Mapping[str, bool], parting: Container[str]) -> set[str]:
        """Ids of calls of a model that lie within another one, or around it, and tell the same: a client, a framework.

        ``calls`` say by id whether they tell their tokens. The inner ones count, and the outer one where it alone
        tells tokens. One that lies within something of ``parting``, a tool or an agent, is a call of its own.
        """
        within: dict[str, set[str]] = defaultdict(set)
        for call in calls:
            for each in self.above(self._by_id[call]):
                if each.id in parting:
                    break
                if each.id in calls:
                    within[each.id].add(call)
        twice: set[str] = set()
        for outer, inner in within.items():
            is_alone = calls[outer] and not any(calls[each] for each in inner)
            twice |= inner if is_alone else {outer}
        return twice


def trace_of(id: str, tree: Tree, own: Sequence[Span], found: Found, attempts: "Attempts") -> Trace:
    """The trace of some spans; ``own`` are those of models and tools, others may stand around them.

    It lasts from the first start to the last end of its outermost spans, and failed where it ended so: the last of
    its outermost spans, or the last of its own that lie within no other of its own. Tokens and cost are those of its
    steps together.
    """
    tops, outer = tree.outermost(tree.spans) or list(tree.spans), tree.outermost(own) or list(own)
    item, system = str(told(tree.spans, ITEM) or found.item or id), found.system or "system"
    steps = tuple(placed.step for placed in sorted(found.steps, key=lambda each: each.at))
    said = [step for step in steps if step.kind is StepKind.MESSAGE]
    return Trace(
        id=id,
        item=item,
        system=system,
        steps=steps,
        attempt=attempts.next(item, system),
        input=found.input or text_of(next((step.input for step in said if step.name == "user"), None)),
        output=found.output or text_of(next((step.output for step in reversed(said) if step.output), None)),
        state=parsed(told(tree.spans, STATE)),
        failed=any(last_of(each).error is not None for each in (tops, outer)),
        started_at=min(tops, key=lambda span: span.begun).started_at,
        seconds=_seconds([*tops, *outer]),
        tokens_in=total(step.tokens_in for step in steps),
        tokens_out=total(step.tokens_out for step in steps),
        cost=total(step.cost for step in steps),
    )


def _seconds(spans: Sequence[Span]) -> float | None:
    starts = [span.start for span in spans if span.start is not None]
    ends = [span.end for span in spans if span.end is not None]
    return max(max(ends) - min(starts), 0) / NANO if starts and ends else None


def last_of(spans: Sequence[Span]) -> Span:
    """The one that ended last, of several the last; those whose times nobody knows come first."""
    return max(reversed(spans), key=lambda span: -1.0 if span.ended == math.inf else span.ended)


def total(numbers: Iterable[Any]) -> Any:
    """The sum of what is known; None where nothing is."""
    known = [each for each in numbers if each is not None]
    return sum(known) if known else None


def number(value: Any) -> int | None:
    """A count of tokens; None for what cannot be one."""
    found = amount(value)
    return None if found is None else int(found)


def amount(value: Any) -> float | None:
    """A cost, or seconds; None for what is no number, or one that nobody can have measured."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= MOST else None


def traces_of_spans(
    path: Path,
    *,
    format: str,
    none: str,
    is_own: Callable[[Span, LeftOut], bool],
    found: Callable[[Sequence[Span], Tree, LeftOut], Found],
) -> Traces:
    """Each trace of a file that has spans of models or tools, which ``found`` reads; other spans are counted.

    Raises
    ------
    InputError
        ``trace.shape`` where no span is one: the sentence ``none``, and what the spans are; those of `read_spans`.
    """
    file, attempts = read_spans(path), Attempts()
    left = file.left
    made: list[Trace] = []
    for id, spans in file.traces.items():
        own = [span for span in spans if is_own(span, left)]
        if own:
            tree = Tree(spans)
            made.append(trace_of(id, tree, own, found(own, tree, left), attempts))
    if not made:
        counts = "; ".join(f"{n} {what}" for what, n in left.counts.items())
        raise InputError("trace.shape", f"{none} It holds {counts}.", FIX, file=str(path))
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


def text_of(value: Any) -> str | None:
    """A value as text: JSON for what is none; None for nothing."""
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else canonical_json(value).decode()
