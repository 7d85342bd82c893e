"""Steps of a trace as spans tell of them: a call of a model, a call of a tool, and what was said."""

import ast
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from assay.core.canonical import canonical_json
from assay.core.trace import Step, StepKind
from assay.datasets.json_parts import exact_in, object_in
from assay.datasets.spans import Span, parsed
from assay.datasets.told import LeftOut


class Placed(NamedTuple):
    """A step, and where it belongs in the order of a trace."""

    at: float
    """Nanoseconds since 1970."""
    step: Step
    """The step."""


class Asked(NamedTuple):
    """A call of a tool that a model asked for."""

    name: str
    """The tool."""
    arguments: Any
    """As JSON has them."""
    call: str | None
    """Its id."""


class Message(NamedTuple):
    """What one of them said."""

    role: str
    """Who said it."""
    text: str
    """Its texts, parted by blanks."""
    asked: tuple[Asked, ...] = ()
    """Calls of tools."""
    results: tuple[Any, ...] = ()
    """What tools answered."""
    others: tuple[str, ...] = ()
    """Kinds of its parts that are none of these: images, thoughts."""


class Said(NamedTuple):
    """What a span tells of a call of a model."""

    heard: Sequence[Message]
    """What the model was told, instructions first."""
    answers: Sequence[Message]
    """What it said, each choice a message."""


class Spent(NamedTuple):
    """What a call of a model took."""

    tokens_in: int | None = None
    """Tokens that it read."""
    tokens_out: int | None = None
    """Tokens that it wrote."""
    cost: float | None = None
    """In the unit of the source."""


class Conversation:
    """The steps of the calls of a model in one trace; each call repeats what was said before, which is told once."""

    def __init__(self, left: LeftOut, *, has_tools: bool) -> None:
        self._left = left
        self._has_tools = has_tools
        self._heard: set[tuple[str, str]] = set()
        self.is_asked = self.is_answered = False
        """Whether a message tells what was asked, and what was answered."""

    def call(self, span: Span, said: Said, spent: Spent) -> Iterator[Placed]:
        """What nobody heard yet, then the answer or the error, then the calls that no span of a tool tells."""
        yield from self.heard(span, said.heard)
        if span.error is not None:
            yield at_end(span, StepKind.ERROR, "model", output=span.error)
            return
        for message in said.answers:
            self._tell(message)
        text = " ".join(filter(None, (message.text for message in said.answers)))
        self.is_answered |= bool(text)
        yield at_end(span, StepKind.MESSAGE, "assistant", output=text, **spent._asdict())
        for call in (each for message in said.answers if not self._has_tools for each in message.asked):
            asked = at_start(span, StepKind.TOOL_CALL, call.name, input=call.arguments, call=call.call)
            yield asked._replace(at=span.ended)

    def heard(self, span: Span, messages: Sequence[Message]) -> Iterator[Placed]:
        """Messages that nobody heard yet, but for those of the model and of tools, which other spans tell."""
        for message in messages:
            key = message.role, message.text
            is_result = bool(message.results) and not message.text
            is_empty = not message.text and not message.others
            if message.role in ("assistant", "tool") or is_result or is_empty or key in self._heard:
                continue
            self._heard.add(key)
            self.is_asked |= message.role == "user" and bool(message.text)
            self._tell(message)
            yield at_start(span, StepKind.MESSAGE, message.role, input=message.text)

    def _tell(self, message: Message) -> None:
        for kind in message.others:
            self._left.add(f"parts of messages of the kind {kind[:40]}")


def at_start(span: Span, kind: StepKind, name: str, **told: Any) -> Placed:
    """A step at the start of a span."""
    return Placed(span.begun, Step(kind, name, started_at=span.started_at, **told))


def at_end(span: Span, kind: StepKind, name: str, **told: Any) -> Placed:
    """A step at the end of a span, which took as long as that."""
    return Placed(span.ended, Step(kind, name, started_at=span.started_at, seconds=span.seconds, **told))


def tool_steps(
    span: Span, name: str, *, arguments: Any, result: Any, call: Any = None, error: str | None = None
) -> tuple[Placed, Placed]:
    """A call of a tool, and its result or error; the id of the span joins them where no other does."""
    id = span.id if call is None else str(call)
    why = span.error if error is None else error
    kind, output = (StepKind.TOOL_RESULT, parsed(result)) if why is None else (StepKind.ERROR, why)
    begun = at_start(span, StepKind.TOOL_CALL, name, input=arguments_of(arguments), call=id)
    return begun, at_end(span, kind, name, output=output, call=id)


def retrieval_step(span: Span, name: str, *, query: Any, ids: Sequence[str]) -> Placed:
    """What was looked for and found, or the error."""
    if span.error is not None:
        return at_end(span, StepKind.ERROR, name, input=query, output=span.error)
    return at_end(span, StepKind.RETRIEVAL, name, input=query, output=list(ids))


def content_of(result: Any, name: str) -> Any:
    """The content of a message of LangChain, which stands under ``name``; anything else as it is."""
    inside = object_in(object_in(result).get(name))
    return inside["content"] if "content" in inside and "type" in result else result


def arguments_of(value: Any) -> Any:
    """The arguments of a call: JSON in a text as JSON has it, an object that Python wrote as that object.

    Examples
    --------
    >>> arguments_of('{"id": 1}'), arguments_of("{'id': 1}"), arguments_of("order 1")
    ({'id': 1}, {'id': 1}, 'order 1')
    """
    found = parsed(value)
    if not isinstance(found, str) or not found.startswith("{"):
        return found
    try:
        written = exact_in(ast.literal_eval(found))
        canonical_json(written)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return found
    return written if isinstance(written, dict) else found
