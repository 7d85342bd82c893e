"""A run: every prompt asked until it is answered or given up, so many at once as the server bears.

The number at once follows the server (additive increase, multiplicative decrease): it halves when calls are refused
for their number, and grows by one for each round of answers, up to the most that was allowed.
"""

import asyncio
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from assay.core.ports import Progress
from assay.harness.chat import Answer, Endpoint, ask
from assay.harness.journal import Journal

CROWDED = ("status_429", "status_529", "status_503")
GROUP_SECONDS = 0.05
"""How long answers wait for others to be kept with."""
FIRST_WAIT = 0.5


class Prompt(NamedTuple):
    """One thing to ask."""

    key: str
    """Under which its answer is kept: of its content, system and attempt."""
    text: str
    """What is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a run may go."""

    at_once: int = 16
    """Most calls in flight."""
    tries: int = 5
    """Most tries of one prompt."""
    most_seconds: float | None = None
    """After so long no new call begins; None for no end."""


class Run:
    """The state of one run."""

    def __init__(self, endpoint: Endpoint, limits: Limits, journal: Journal) -> None:
        self.endpoint, self.limits, self.journal = endpoint, limits, journal
        self.allowed, self.in_flight = float(limits.at_once), 0
        self.turn = asyncio.Condition()
        self.waiting: list[tuple[str, dict[str, Any]]] = []
        self.retries, self.kept = 0, 0

    async def all(self, prompts: Sequence[Prompt], progress: Progress | None) -> None:
        """Ask every prompt that the journal has no answer to."""
        import aiohttp

        began, todo = time.monotonic(), [each for each in prompts if each.key not in self.journal.answers]
        done = len(prompts) - len(todo)

        def told() -> None:
            if progress:
                progress(done + self.kept, len(prompts), "calls")

        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, trust_env=False) as session:
            queue = iter(todo)
            try:
                async with asyncio.TaskGroup() as group:  # a journal that cannot be written ends every call
                    keeper = group.create_task(self._keep(told))
                    workers = [
                        group.create_task(self._work(session, queue, began))
                        for _ in range(min(self.limits.at_once, len(todo)))
                    ]
                    await asyncio.gather(*workers)
                    keeper.cancel()
            except BaseExceptionGroup as several:
                raise several.exceptions[0] from None
            finally:
                self._flush()
        told()

    async def _work(self, session: Any, queue: Any, began: float) -> None:
        for prompt in queue:
            await self._until_answered(session, prompt, began)

    def _is_over(self, begun: float) -> bool:
        """Whether no call may begin any more."""
        return self.limits.most_seconds is not None and time.monotonic() - begun > self.limits.most_seconds

    async def _until_answered(self, session: Any, prompt: Prompt, begun: float) -> None:
        for tried in range(1, self.limits.tries + 1):
            await self._enter()
            if self._is_over(begun):
                await self._leave()
                return
            began = time.monotonic()
            try:
                answer = await ask(session, self.endpoint, prompt.text)
            finally:
                await self._leave()
            self._adapt(answer)
            if answer.text is not None or not answer.passes or tried == self.limits.tries:
                self.waiting.append((prompt.key, _record(answer, tried, time.monotonic() - began)))
                return
            self.retries += 1
            await asyncio.sleep(answer.wait if answer.wait is not None else _wait(prompt.key, tried))

    async def _enter(self) -> None:
        async with self.turn:
            await self.turn.wait_for(lambda: self.in_flight < max(1, int(self.allowed)))
            self.in_flight += 1

    async def _leave(self) -> None:
        async with self.turn:
            self.in_flight -= 1
            self.turn.notify_all()

    def _adapt(self, answer: Answer) -> None:
        if answer.why in CROWDED:
            self.allowed = max(1.0, self.allowed / 2)
        else:
            self.allowed = min(float(self.limits.at_once), self.allowed + 1.0 / self.allowed)

    async def _keep(self, told: Callable[[], Any]) -> None:
        while True:
            await asyncio.sleep(GROUP_SECONDS)
            if self.waiting:
                self._flush()
                told()

    def _flush(self) -> None:
        records = list(self.waiting)
        if records:
            self.journal.keep(records)
            del self.waiting[: len(records)]
            self.kept += len(records)


def _wait(key: str, tried: int) -> float:
    """Seconds to the next try: twice as long each time, less up to half of it, so that prompts do not come together."""
    share = zlib.crc32(f"{key}:{tried}".encode()) / 2**32
    return FIRST_WAIT * 2.0**tried * (0.5 + share / 2)


def _record(answer: Answer, tries: int, seconds: float) -> dict[str, Any]:
    found: Mapping[str, Any] = {
        "output": answer.text,
        "why": answer.why,
        "version": answer.version,
        "tokens_in": answer.tokens[0],
        "tokens_out": answer.tokens[1],
        "tries": tries,
        "seconds": round(seconds, 3),
    }
    return dict(found)
