"""A run: every prompt asked until it is answered or given up, so many at once as the server bears.

One feeder begins calls, tries that are due first; a call that is to be made again waits in a heap and holds no place.
Answers are written together each twentieth of a second; what is not on disk counts as not asked.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from assay.core.calls import Answer, Message
from assay.core.ports import Carrier, Progress, Provider
from assay.harness.budget import Prices, Spending
from assay.harness.cache import Cache
from assay.harness.calling import Call, ask, record, summed
from assay.harness.chat import Endpoint
from assay.harness.interrupting import interruptible
from assay.harness.journal import Journal
from assay.harness.keeping import Keeping
from assay.harness.pace import CROWDED, Pace, Patience, most_tries, wait_before
from assay.harness.providers.named import make_provider
from assay.harness.providers.over_http import HttpCarrier
from assay.harness.rhythm import Rhythm
from assay.harness.scripted import Scripted
from assay.harness.sharing import Shared
from assay.harness.status import DONE, STOPPED, StatusFile

GROUP_SECONDS, BEAT_SECONDS = 0.05, 1.0
"""How long answers wait for others to be kept with; how often the status is written."""
GRACE_SECONDS = 10.0
"""How long calls in flight are waited for after an interruption."""
AT_A_TIME = 1_000
"""Answers of the cache that are taken before others have their turn."""


class Prompt(NamedTuple):
    """One thing to ask."""

    key: str
    """Under which its answer is kept: of its content, system and attempt."""
    text: str
    """What is asked."""
    messages: tuple[Message, ...] = ()
    """The conversation in the place of the text; empty for a text alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a run may go."""

    at_once: int = 16
    """Most calls in flight."""
    tries: int = 5
    """Most tries of one prompt after failures of one kind."""
    most_seconds: float | None = None
    """After so long no new call begins; None for no end."""
    rate: float | None = None
    """Most requests a minute; None for no bound."""
    token_rate: float | None = None
    """Most tokens a minute, read and written; None for no bound."""
    budget: float | None = None
    """Most that may be spent, in the currency of the prices; None for no bound."""
    prices: Prices | None = None
    """Prices of tokens; None where cost is not counted."""


class Run:
    """The state of one run."""

    def __init__(
        self,
        endpoint: Endpoint,
        limits: Limits,
        journal: Journal,
        *,
        provider: Provider | None = None,
        resolver: Callable[[], Any] | None = None,
        tools: Scripted | None = None,
        cache: Path | None = None,
        shared: Path | None = None,
        status: StatusFile | None = None,
        again: bool = False,
        spent: float = 0.0,
    ) -> None:
        """``shared`` is the folder in which processes share endpoints; ``spent`` is what earlier commands spent of the
        budget; ``again`` asks once more what was given up.
        """
        self.endpoint, self.limits, self.tools, self.status = endpoint, limits, tools, status
        self.provider = provider or make_provider(endpoint.provider, endpoint)
        self.keeping = Keeping(journal, None if cache is None else Cache(cache), again=again)
        self.pace, self.patience = Pace(limits.at_once), Patience(endpoint.seconds)
        self.spending = Spending(limits.prices or Prices(), limits.budget, endpoint.most_tokens, spent=spent)
        self.sharing = Shared(shared, endpoint, limits.rate, limits.token_rate)
        self.rhythm = Rhythm()
        self._resolver = resolver
        self.ended = ""
        self.retries, self.in_flight, self._before = 0, 0, 0
        self._later: list[tuple[float, int, Call]] = []
        self._order, self._changed = count(), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._flying: dict[str, tuple[float, Call, asyncio.Timeout]] = {}

    async def all(self, prompts: Iterable[Prompt], progress: Progress | None, *, total: int | None = None) -> None:
        """Ask every prompt that the journal has no answer to; ``total`` where the prompts are no sequence."""
        total = len(prompts) if total is None and isinstance(prompts, Sized) else total
        carrier, began = self._carrier(), time.monotonic()
        with ThreadPoolExecutor(1) as keeper, self.sharing, interruptible(self._interrupt):
            try:
                async with asyncio.TaskGroup() as group:  # a journal that cannot be written ends every call
                    keeping = group.create_task(self._keep(keeper, progress, total))
                    await self._feed(group, carrier, self._unanswered(iter(prompts)), began)
                    keeping.cancel()
            except BaseExceptionGroup as several:
                raise several.exceptions[0] from None
            finally:
                with suppress(OSError):
                    await carrier.close()
                if not self.keeping.close():
                    self.ended = self.ended or "refused"
                keeper.submit(self.keeping.flush).result()  # after what it may still be writing
        self._tell(progress, total, state=STOPPED if self.ended else DONE, why=self.ended, refusal=self.refusal)

    async def _feed(
        self, group: asyncio.TaskGroup, carrier: Carrier, calls: Iterator[Call | None], began: float
    ) -> None:
        """Begin calls until nothing is left to ask or a bound is met; then wait for those in flight."""
        call: Call | None = None
        while not self._is_over(began):
            now = time.monotonic()
            if call is None:
                call = self._due(now)
            if call is None:
                call = next(calls, _END)
                if call is None:  # a breath, among many answers of the cache
                    await asyncio.sleep(GROUP_SECONDS)
                    continue
            if call is _END:
                call = None
                if not self.in_flight and not self._later:
                    return
                await self._pause(self._later[0][0] - now if self._later else None)
                continue
            wait = self._hindrance(call, now)
            if wait == 0.0:
                self._begin(group, carrier, call)
                call = None
            else:
                await self._pause(wait)
        await self._settle()

    def _unanswered(self, prompts: Iterator[Prompt]) -> Iterator[Call | None]:
        """Calls of what neither journal nor cache has, each key once; now and then None."""
        for prompt in prompts:
            if not self.keeping.begins(prompt.key):
                self._before += 1
            elif not self.keeping.from_cache(prompt.key):
                yield Call(prompt.key, self.endpoint.asked(prompt.text, messages=prompt.messages))
            elif self.keeping.n_cached % AT_A_TIME == 0:
                yield None

    def _due(self, now: float) -> Call | None:
        return heappop(self._later)[2] if self._later and self._later[0][0] <= now else None

    def _hindrance(self, call: Call, now: float) -> float | None:
        """0 when a call may begin; else seconds to wait, or None until something changes."""
        places = min(self.pace.allowed, self.limits.at_once / self.sharing.n_processes)
        if self.in_flight >= max(1, int(places)):
            return None
        if self.pace.held_until > now:
            return self.pace.held_until - now
        read, written = self.spending.expected(call.characters)
        cost = self.spending.at_most(call.characters)
        if not self.spending.allows(cost):
            self.ended = "" if self.in_flight else "budget"
            return None if self.in_flight else GROUP_SECONDS
        call.expected = (read + written, cost)
        return self.sharing.rates.take(read + written, now)

    def _begin(self, group: asyncio.TaskGroup, carrier: Carrier, call: Call) -> None:
        self.in_flight += 1
        self.spending.begin(call.expected[1])
        task = group.create_task(self._one(carrier, call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _one(self, carrier: Carrier, call: Call) -> None:
        began, number = time.monotonic(), self.pace.begin()
        try:
            async with asyncio.timeout(None) as timer:
                self._flying[call.key] = (began, call, timer)
                sent, wait = self.provider.sent(call.asked), self.endpoint.seconds
                answer = await ask(self.provider, carrier, sent, wait, secret=self.endpoint.key)
        except TimeoutError:
            answer, call.cuts = Answer(None, "timeout", True), call.cuts + 1
        finally:
            del self._flying[call.key]
            self.in_flight -= 1
            self.spending.end(call.expected[1])
            self._changed.set()
        now = time.monotonic()
        self.pace.ended(number, now, refused=answer.why in CROWDED, wait=answer.wait)
        call.tries += 1
        if answer.text is not None or answer.tokens != (None, None):
            self._count(call, answer, now - began)
        self._conclude(call, answer, now)

    def _cut_hanging(self, now: float) -> None:
        """End tries that take far longer than all late answers did, while another try is left."""
        for began, call, timer in list(self._flying.values()):
            last = call.failures["timeout"] + 1 >= self.limits.tries
            if not last and now - began > self.patience.limit(call.cuts):
                timer.reschedule(asyncio.get_running_loop().time())

    def _count(self, call: Call, answer: Answer, took: float) -> None:
        """Time, tokens and cost of an answer."""
        self.patience.answered(took)
        lengths = (call.characters, len(answer.text or ""))
        read, written = self.spending.used(*answer.tokens, characters=lengths)
        self.sharing.rates.settle(read + written - call.expected[0])
        call.seconds += took
        call.cost += self.spending.prices.cost(read, written)
        call.tokens = summed(call.tokens, answer.tokens)

    def _conclude(self, call: Call, answer: Answer, now: float) -> None:
        """Go on with the conversation, try again, or keep what it came to."""
        if answer.why == "tool_calls" and self.tools is not None:
            if len(call.turns) < self.tools.most_turns * 2:
                turn = self.tools.turn(answer)
                call.turns += turn
                call.asked = type(call.asked)(messages=(*call.asked.messages, *turn))
                call.failures.clear()
                heappush(self._later, (now, next(self._order), call))
                return
            answer = answer._replace(why="turns")
        call.failures[answer.why] += 1
        if answer.passes and call.failures[answer.why] < most_tries(answer.why, self.limits.tries):
            self.retries += 1
            call.earlier[answer.why] += 1
            wait = wait_before(call.key, call.failures.total(), answer.wait)
            heappush(self._later, (now + wait, next(self._order), call))
            return
        self.keeping.done(call.key, record(call, answer, priced=self.limits.prices is not None), answer)
        if self.keeping.refuses_all:
            self.ended = self.ended or "refused"

    def _is_over(self, began: float) -> bool:
        """Whether no call may begin any more."""
        most = self.limits.most_seconds
        if not self.ended and most is not None and time.monotonic() - began > most:
            self.ended = "time"
        return bool(self.ended)

    async def _pause(self, seconds: float | None) -> None:
        """Until a call comes back, or so many seconds are over."""
        self._changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    async def _settle(self) -> None:
        """Wait for calls in flight; after an interruption not for long."""
        until = time.monotonic() + GRACE_SECONDS
        while self.in_flight:
            if self.ended == "interrupted" and time.monotonic() > until:
                for task in list(self._tasks):
                    task.cancel()
                return
            await self._pause(0.25)

    def _interrupt(self) -> None:
        self.ended = self.ended or "interrupted"
        self._changed.set()

    @property
    def refusal(self) -> str:
        """What the endpoint said, of a run that ended as ``refused``; else empty."""
        return self.keeping.refusal if self.ended == "refused" else ""

    def _carrier(self) -> Carrier:
        own = getattr(self.provider, "carrier", None)
        found: Carrier = own() if own is not None else HttpCarrier(self._resolver() if self._resolver else None)
        return found

    async def _keep(self, keeper: ThreadPoolExecutor, progress: Progress | None, total: int | None) -> None:
        loop, beat = asyncio.get_running_loop(), 0.0
        while True:
            await asyncio.sleep(GROUP_SECONDS)
            if self.keeping.waiting:
                await asyncio.shield(loop.run_in_executor(keeper, self.keeping.flush))
            self._cut_hanging(time.monotonic())
            if time.monotonic() - beat >= BEAT_SECONDS:
                beat = time.monotonic()
                self.sharing.count()
                self._tell(progress, total)

    def _tell(self, progress: Progress | None, total: int | None, **ended: str) -> None:
        """Say how far the run is."""
        done = self._before + self.keeping.n_kept
        self.rhythm.beat(time.monotonic(), done)
        left = None if ended else self.rhythm.seconds_left(total)
        cost = round(self.spending.spent, 9) if self.limits.prices is not None else None
        if progress:
            progress(done, total, self.rhythm.told(cost, left))
        if self.status is not None:
            self.status.tell(
                **ended,
                **{
                    "done": done,
                    "total": total,
                    "failed": self.keeping.n_failed,
                    "retries": self.retries,
                    "cost": cost,
                },
                **{"in_flight": self.in_flight, "allowed": int(self.pace.allowed), "budget": self.limits.budget},
                **{"per_second": self.rhythm.per_second(), "seconds_left": left},
            )


_END: Any = object()
