"""A crowd at a queue: threads that answer, abort, come twice, come late, and a clock that leaps; not a test itself."""

import contextlib
import itertools
import random
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

from assay.core.judgment import Judgment, Status
from assay.core.ledger import Soundness
from assay.store.open import Store
from assay.store.queueing.assignment import Assignment, QueueItem, State
from assay.store.submit import Next, submit
from assay.store.tables.operational import ASSIGNMENT, QUEUE_ITEM
from assay.store.verify import verify_store

START = datetime.fromisoformat("2026-11-26T09:00:00+00:00")
LEASE = 600
LANES = ("any", "zh")


class Aborted(Exception):
    """The client goes away in the middle of its submit."""


@dataclass
class Crowd:
    """What its threads share: the clock, ids, how much is to be done, and what was acknowledged."""

    store: Store
    n_deeds: int
    clock: "itertools.count[int]" = field(default_factory=itertools.count)
    ids: "itertools.count[int]" = field(default_factory=itertools.count)
    leaps: list[int] = field(default_factory=lambda: [0])
    acknowledged: dict[str, State] = field(default_factory=dict)
    deeds: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> str:
        moment = START + timedelta(seconds=next(self.clock) / 100 + self.leaps[0])
        return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def new_id(self) -> str:
        return f"a{next(self.ids)}"

    def note(self, deed: str) -> None:
        with self.lock:
            self.deeds[deed] += 1

    def enough(self) -> bool:
        with self.lock:
            return self.deeds["claim"] + self.deeds["accept"] >= self.n_deeds

    def claim(self, judge: str) -> Assignment | None:
        self.note("claim")
        return self.store.queues.claim("q", judge, now=self.now(), new_id=self.new_id, lanes=LANES)

    def submit(self, held: Assignment, then: Next | None) -> Assignment | None:
        self.note("accept")
        done = submit(self.store, held.id, answers, judge=held.judge, now=self.now(), then=then)
        with self.lock:
            known = self.acknowledged.setdefault(held.id, done.assignment.state)
        assert known is done.assignment.state, f"{held.id} was {known}, is {done.assignment.state}"
        if then is not None:
            self.note("claim")
        return done.next

    def leap(self) -> None:
        with self.lock:
            self.leaps[0] += LEASE + 1
        self.note("leap")


def answers(assignment: Assignment) -> Sequence[Judgment]:
    label, sample = ("late", None) if assignment.state is State.LATE else ("yes", "s")
    common = (assignment.item, "h", "q", assignment.judge, "1", None, Status.GIVEN, "")
    return [Judgment(*common, label=label, sample=sample)]


def aborting(_assignment: Assignment) -> Sequence[Judgment]:
    raise Aborted


def client(crowd: Crowd, judge: str, seed: int) -> None:
    """One tab of one judge."""
    draw, held, kept = random.Random(seed), None, []
    then = Next(crowd.new_id, LANES)
    while not crowd.enough():
        held = crowd.claim(judge) if held is None else held
        chance = draw.random()
        if held is None or chance < 0.01:
            crowd.leap()
            held = None
        elif chance < 0.05:
            kept.append(held)
            held = None
        elif chance < 0.08:
            crowd.note("give back")
            crowd.store.queues.give_back(held.id)
            held = None
        elif chance < 0.10:
            crowd.store.queues.heartbeat(held.id, now=crowd.now())
        elif chance < 0.15:
            crowd.note("abort")
            with contextlib.suppress(Aborted):
                submit(crowd.store, held.id, aborting, judge=judge, now=crowd.now())
        elif chance < 0.25:
            crowd.note("twice")
            crowd.submit(held, None)
            held = crowd.submit(held, then)
        elif chance < 0.30 and kept:
            crowd.note("long after")
            crowd.submit(kept.pop(), None)
        else:
            held = crowd.submit(held, then)


def work(store: Store, *, n_deeds: int, n_threads: int, n_items: int, seed: int) -> Crowd:
    """Let a crowd work at a fresh queue; every third judge has two tabs."""
    draw = random.Random(seed)
    store.queues.make("q", lease_seconds=LEASE)
    store.queues.fill(
        "q",
        [QueueItem(f"i{n}", n, draw.randint(1, 3), draw.randint(0, 1), draw.choice(LANES)) for n in range(n_items)],
    )
    crowd = Crowd(store, n_deeds)
    judges = [f"judge{number - number // 4}" for number in range(n_threads)]
    with ThreadPoolExecutor(n_threads) as pool:
        ended = [pool.submit(client, crowd, judge, seed + number) for number, judge in enumerate(judges)]
        for each in ended:
            each.result()
    return crowd


def check(crowd: Crowd) -> None:
    """0 over-assigned, 0 lost, 0 counted twice; and the ledger verifies."""
    store = crowd.store
    with store.database.read() as connection:
        rows = connection.execute(select(ASSIGNMENT)).all()
        items = {row.item: row for row in connection.execute(select(QUEUE_ITEM)).all()}
        twice = connection.execute(
            select(func.count()).select_from(ASSIGNMENT).group_by(ASSIGNMENT.c.item, ASSIGNMENT.c.judge)
        )
        assert set(twice.scalars()) <= {1}
    answered = Counter(row.item for row in rows if row.state == State.ANSWERED)
    out = Counter(row.item for row in rows if row.state == State.OUT)
    assert [name for name, item in items.items() if answered[name] > item.needed] == []
    assert [name for name, item in items.items() if answered[name] + out[name] != item.taken] == []
    done = {row.id: State(row.state) for row in rows if row.state in (State.ANSWERED, State.LATE)}
    assert done == crowd.acknowledged
    entries = store.ledger.entries()
    assert Counter(entry.id for entry in entries[1:]) == Counter(list(done))
    kept = Counter((judgment.label, judgment.item) for _, judgment in store.ledger.read("judgment", Judgment))
    assert Counter({item: kept["yes", item] for item in answered}) == answered
    assert sum(count for (label, _), count in kept.items() if label == "late") == list(done.values()).count(State.LATE)
    assert verify_store(store).outcome is Soundness.INTACT


def drain(crowd: Crowd) -> None:
    """Fresh judges answer what is left: nothing of it was lost."""
    crowd.leap()
    for number in itertools.count():
        held = crowd.claim(f"fresh{number}")
        if held is None and crowd.store.queues.standing("q").n_free == 0:
            break
        while held is not None:
            held = crowd.submit(held, Next(crowd.new_id, LANES))
    standing = crowd.store.queues.standing("q")
    assert (standing.n_finished, standing.n_answered) == (standing.n_items, standing.n_needed)
