"""One call: what it comes to, whatever breaks on the way, and what is kept of a prompt that is done."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from assay.core.calls import Answer, Asked, Message, Sent, ToolCall
from assay.core.ports import Carrier, Provider
from assay.harness.providers.over_http import TooLong, Unreached

UNREACHED = "unreached"
"""Why there is no answer where no connection was made."""
SAID, SHORTEST_SECRET = "(secret)", 8
"""What stands in the place of a secret; a shorter one would be found in ordinary words."""


@dataclass(slots=True)
class Call:
    """A prompt on its way."""

    key: str
    """Under which its answer is kept."""
    asked: Asked
    """The conversation so far."""
    turns: list[Message] = field(default_factory=list)
    """Messages that calls of tools have added."""
    failures: Counter[str] = field(default_factory=Counter)
    """Tries of this turn that failed, by the word of the failure."""
    tries: int = 0
    """Tries of all turns."""
    earlier: Counter[str] = field(default_factory=Counter)
    """Tries of all turns that failed and were made again, by the word of the failure."""
    cuts: int = 0
    """Tries that were cut off early."""
    tokens: tuple[int | None, int | None] = (None, None)
    """Of all turns."""
    seconds: float = 0.0
    """Of the tries that were answered."""
    cost: float = 0.0
    """Of all turns."""
    expected: tuple[float, float] = (0.0, 0.0)
    """Tokens and cost that are reserved while it is in flight."""

    @property
    def characters(self) -> int:
        """Length of what is sent."""
        return sum(len(str(each.get("content") or "")) for each in self.asked.messages)


async def ask(provider: Provider, carrier: Carrier, sent: Sent, seconds: float, *, secret: str | None = None) -> Answer:
    """One try; a failure is an answer without a text. A secret that the server says back is kept by nobody."""
    try:
        return without(provider.read(await carrier.carry(sent, seconds)), secret)
    except TimeoutError:
        return Answer(None, "timeout", True)
    except TooLong:
        return Answer(None, "too_long", False)
    except Unreached as error:
        return Answer(None, UNREACHED, True, words=str(error))
    except OSError:
        return Answer(None, "reset", True)


def without(answer: Answer, secret: str | None) -> Answer:
    """The answer with a word in the place of the secret, wherever it stands in it."""
    said = (each for call in answer.tool_calls for each in call)
    texts = (answer.text, answer.version, answer.why, answer.words, *said)
    if secret is None or len(secret) < SHORTEST_SECRET or not any(secret in each for each in texts if each):
        return answer
    text, version = (None if each is None else each.replace(secret, SAID) for each in (answer.text, answer.version))
    calls = tuple(ToolCall(*(each.replace(secret, SAID) for each in call)) for call in answer.tool_calls)
    why, words = answer.why.replace(secret, SAID), answer.words.replace(secret, SAID)
    return answer._replace(text=text, version=version, why=why, words=words, tool_calls=calls)


def summed(
    first: tuple[int | None, int | None], second: tuple[int | None, int | None]
) -> tuple[int | None, int | None]:
    """Counts of two turns together; unknown where neither is told."""
    read, written = (
        None if a is None and b is None else (a or 0) + (b or 0) for a, b in zip(first, second, strict=True)
    )
    return read, written


def record(call: Call, answer: Answer, *, priced: bool) -> dict[str, Any]:
    """What is kept of a prompt that is answered or given up."""
    found: dict[str, Any] = {
        "output": answer.text,
        "why": answer.why,
        "version": answer.version,
        "tokens_in": call.tokens[0],
        "tokens_out": call.tokens[1],
        "tries": call.tries,
        "seconds": round(call.seconds, 3),
    }
    if call.earlier:
        found["earlier"] = dict(sorted(call.earlier.items()))
    if answer.words:
        found["words"] = answer.words
    if priced:
        found["cost"] = round(call.cost, 9)
    if answer.tool_calls:
        found["tool_calls"] = [each._asdict() for each in answer.tool_calls]
    if call.turns:
        found["turns"] = [dict(each) for each in call.turns]
    return found
