"""Traces: what a system did on its way to an output, step by step."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class StepKind(StrEnum):
    """What a step is."""

    MESSAGE = "message"
    """Somebody said something: the user, the system that is evaluated, an instruction."""
    TOOL_CALL = "tool_call"
    """A tool was called; the input holds its arguments."""
    TOOL_RESULT = "tool_result"
    """A tool answered."""
    RETRIEVAL = "retrieval"
    """Documents were looked for; the output holds their ids in order."""
    ERROR = "error"
    """A call or a tool failed; the output says how."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trace."""

    kind: StepKind
    """What it is."""
    name: str
    """The tool, the role of who spoke, or what failed."""
    input: Any = None
    """What went in, as JSON has it: the arguments of a call, a query."""
    output: Any = None
    """What came out, as JSON has it: a text, a result, the error."""
    call: str | None = None
    """Id that joins a call with its result."""
    started_at: str | None = None
    """When it began, UTC."""
    seconds: float | None = None
    """How long it took."""
    tokens_in: int | None = None
    """Tokens that a model read for it."""
    tokens_out: int | None = None
    """Tokens that a model wrote for it."""
    cost: float | None = None
    """What it cost, in the unit of the source."""


@dataclass(frozen=True, slots=True)
class Trace:
    """All that a system did with one item, once."""

    id: str
    """Id of the trace."""
    item: str
    """Id of the item that was asked; the trace's own where the source names none."""
    system: str
    """Who was asked."""
    steps: tuple[Step, ...]
    """In order of time."""
    attempt: int = 1
    """Which answer to the item, from 1."""
    input: str | None = None
    """What was asked, as text."""
    output: str | None = None
    """What was answered in the end; None where there is no answer."""
    state: Any = None
    """The state that it left the world in, as JSON has it; None where nobody looked."""
    failed: bool = False
    """Whether the whole of it ended with an error."""
    started_at: str | None = None
    """When it began, UTC."""
    seconds: float | None = None
    """How long it took."""
    tokens_in: int | None = None
    """Tokens that models read."""
    tokens_out: int | None = None
    """Tokens that models wrote."""
    cost: float | None = None
    """What it cost, in the unit of the source."""

    def of(self, kind: StepKind) -> tuple[Step, ...]:
        """Its steps of one kind, in order."""
        return tuple(step for step in self.steps if step.kind is kind)


@dataclass(frozen=True, slots=True)
class Expected:
    """What ought to happen with one item."""

    item: str
    """Id of the item."""
    calls: tuple[tuple[str, Any], ...] | None = None
    """Tools that ought to be called, with their arguments (None for any), in order; None where it does not matter."""
    state: Any = None
    """The state that it ought to end in; None where it does not matter."""
    forbidden: frozenset[str] = frozenset()
    """Tools that must not be called."""
    most_calls: int | None = None
    """Most calls of tools that are allowed."""


@dataclass(frozen=True, slots=True)
class Traces:
    """The traces of one file."""

    traces: tuple[Trace, ...]
    """In order of time."""
    format: str
    """Who wrote the file."""
    sha256: str
    """Of its bytes."""
    left_out: tuple[tuple[str, int], ...] = ()
    """What could not be carried, in words, with its count."""
