"""The queue does what a model of twenty lines does, whatever judges do in whatever order."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.store.open import Store
from assay.store.queueing.accepting import accept
from assay.store.queueing.assignment import Need, QueueItem, State

ON_BOTH_STORES = True

START = datetime.fromisoformat("2026-11-26T09:00:00+00:00")
LEASE, N_ITEMS = 10, 7
JUDGES, ITEMS = ("ann", "bob", "cid"), tuple(f"i{n}" for n in range(N_ITEMS))
QUEUES = itertools.count()


def at(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass
class Item:
    place: int
    needed: int
    lane: str
    priority: int = 0
    round: int = 1
    open: bool = True


@dataclass
class Held:
    id: int
    item: str
    round: int
    judge: str
    until: int
    claimed: int
    state: State = State.OUT


@dataclass
class Model:
    """Lists, and loops over them."""

    items: dict[str, Item]
    held: dict[tuple[str, int, str], Held] = field(default_factory=dict)
    now: int = 0
    ids: int = 0

    def taken(self, item: str) -> int:
        round_ = self.items[item].round
        states = (State.OUT, State.ANSWERED)
        return sum(each.item == item and each.round == round_ and each.state in states for each in self.held.values())

    def free(self, item: str) -> bool:
        return self.items[item].open and self.taken(item) < self.items[item].needed

    def claim(self, judge: str, lanes: Sequence[str], most_open: int) -> Held | None:
        for each in self.held.values():
            if each.state is State.OUT and each.until < self.now:
                each.state = State.EXPIRED
        out = [each for each in self.held.values() if each.judge == judge and each.state is State.OUT]
        if len(out) >= most_open:
            return min(out, key=lambda each: each.claimed)
        for item in sorted(self.items, key=lambda name: (-self.items[name].priority, self.items[name].place, name)):
            known = self.held.get((item, self.items[item].round, judge))
            again = known is None or known.state is State.EXPIRED
            if self.items[item].lane in lanes and self.free(item) and again:
                return self._lease(item, judge, known)
        return None

    def _lease(self, item: str, judge: str, known: Held | None) -> Held:
        self.ids += 1
        round_, until = self.items[item].round, self.now + LEASE
        fresh = Held(known.id if known else self.ids, item, round_, judge, until, self.ids)
        self.held[item, round_, judge] = fresh
        return fresh

    def accept(self, each: Held) -> State:
        if each.state in (State.EXPIRED, State.RETURNED):
            counts = each.round == self.items[each.item].round and self.free(each.item)
            each.state = State.ANSWERED if counts else State.LATE
        elif each.state is State.OUT:
            each.state = State.ANSWERED
        return each.state

    def need(self, item: str, **changed: Any) -> None:
        known = self.items[item]
        if (needed := changed.pop("needed", None)) is not None:
            known.needed = max(needed, self.taken(item))
        for name, value in changed.items():
            setattr(known, name, value)

    def begin_round(self, item: str, needed: int) -> None:
        for each in self.held.values():
            if each.item == item and each.state is State.OUT:
                each.state = State.EXPIRED
        known = self.items[item]
        known.round, known.needed, known.open = known.round + 1, needed, True


CLAIM = st.tuples(
    st.just("claim"), st.sampled_from(JUDGES), st.sampled_from([("any",), ("any", "zh"), ("zh",)]), st.integers(1, 3)
)
PICK = st.integers(0, 50)
NEED = st.fixed_dictionaries(
    {}, optional={"needed": st.integers(0, 3), "priority": st.integers(0, 2), "open": st.booleans()}
)
DEEDS = st.one_of(
    CLAIM,
    CLAIM,
    CLAIM,
    CLAIM,
    st.tuples(st.just("accept"), PICK),
    st.tuples(st.just("accept"), PICK),
    st.tuples(st.just("give back"), PICK),
    st.tuples(st.just("heartbeat"), PICK),
    st.tuples(st.just("wait"), st.integers(1, LEASE + 2)),
    st.tuples(st.just("need"), st.sampled_from(ITEMS), NEED),
    st.tuples(st.just("round"), st.sampled_from(ITEMS), st.integers(0, 2)),
)
PUT = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["any", "zh"])), min_size=1, max_size=N_ITEMS
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(put=PUT, deeds=st.lists(DEEDS, min_size=5, max_size=60))
def test_the_queue_does_what_the_model_does(
    empty: Store, put: list[tuple[int, int, str]], deeds: list[tuple[Any, ...]]
) -> None:
    model = Model({f"i{n}": Item(*each) for n, each in enumerate(put)})
    queue, queues = f"q{next(QUEUES)}", empty.queues
    queues.make(queue, lease_seconds=LEASE)
    queues.fill(queue, [QueueItem(f"i{n}", place, needed, 0, lane) for n, (place, needed, lane) in enumerate(put)])
    for deed in deeds:
        _do(empty, queue, model, *deed)
    counted = {state: sum(each.state is state for each in model.held.values()) for state in State}
    standing = queues.standing(queue)
    assert (standing.n_out, standing.n_late) == (counted[State.OUT], counted[State.LATE])
    assert standing.n_answered + standing.n_out == sum(map(model.taken, model.items))
    assert standing.n_needed == sum(item.needed for item in model.items.values())
    assert standing.n_free == sum(
        item.needed - model.taken(name) for name, item in model.items.items() if model.free(name)
    )


def _do(store: Store, queue: str, model: Model, deed: str, *words: Any) -> None:
    queues, now = store.queues, at(model.now)
    held = list(model.held.values())
    each = held[words[0] % len(held)] if held and isinstance(words[0], int) else None
    if deed == "claim":
        judge, lanes, most_open = words
        wanted = model.claim(judge, lanes, most_open)
        new_id = f"{queue}:{model.ids}"
        found = queues.claim(queue, judge, now=now, new_id=lambda: new_id, lanes=lanes, most_open=most_open)
        assert (found and (found.id, found.item, found.round, found.leased_until)) == (
            wanted and (f"{queue}:{wanted.id}", wanted.item, wanted.round, at(wanted.until))
        )
    elif deed == "wait":
        model.now += words[0]
    elif deed == "need" and words[0] in model.items:
        model.need(words[0], **words[1])
        queues.set_needs(queue, [Need(words[0], **words[1])])
    elif deed == "round" and words[0] in model.items:
        model.begin_round(*words)
        queues.begin_round(queue, [Need(*words)])
    elif each is not None and deed == "accept":
        with store.database.write() as connection:
            assert accept(connection, f"{queue}:{each.id}", now=now).state is model.accept(each)
    elif each is not None and deed == "give back":
        each.state = State.RETURNED if each.state is State.OUT else each.state
        assert queues.give_back(f"{queue}:{each.id}").state is each.state
    elif each is not None and deed == "heartbeat":
        each.until = model.now + LEASE if each.state is State.OUT else each.until
        assert queues.heartbeat(f"{queue}:{each.id}", now=now).state is each.state
