"""Cells of numbers from people and machine: a share that people hold right on n items, and a judge that answers all.

The judge says yes with one probability where people would, with another where they would not; the pool holds 20 items
for each label. What is measured is the way that ``assay mixed`` goes, where it can be for many replicates at once (as
slices that do not lean on each other), else one by one.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from tests.coverage.made import MadeCell, MadeEnds

from assay.core.slices import SliceSpec
from assay.metrics.designed import Drawn
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table
from assay.metrics.limits import many_limits
from assay.metrics.mixed.cut import Asked, measure_mixed
from assay.metrics.mixed.facts import MixedFacts, Sides, Terms, mixed_facts
from assay.metrics.mixed.pieces import ALONE, MIXED, Piece, mixed
from assay.metrics.mixed.questions import questions
from assay.metrics.registry import parse_metric
from assay.metrics.slices import Grouping
from assay.stats.sampling.unequal import draw_unequal, inclusion_probabilities

SIZES = (30, 60, 100, 300)
SHARES = (0.5, 0.8, 0.95)
JUDGES = {"useless": (0.5, 0.5), "weak": (0.7, 0.4), "good": (0.9, 0.15), "near perfect": (0.98, 0.03)}
"""How often each says yes where people would, and where they would not."""
A_LABEL = 20
"""Items of the pool for each label."""
REPLICATES = {30: 5_000, 60: 4_000, 100: 2_500, 300: 1_000}
FEWER = 1_000
ROWS_AT_ONCE = 2_000_000
WAYS = {"people and machine": MIXED, "people alone": ALONE}
ITEM, PEOPLE, MACHINE, SYSTEM, REPLICATE = "item", "people", "machine", "system", "replicate"

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Ends = tuple[Floats, Floats]
World = Callable[[np.random.Generator], tuple[Piece, ...]]


def said_by(rng: np.random.Generator, right: Flags, judge: str) -> Flags:
    """What a judge says of items that people would call right or not."""
    yes, no = JUDGES[judge]
    return np.asarray(rng.random(right.shape) < np.where(right, yes, no))


def pieces(
    right: Flags,
    said: Flags,
    labelled: Flags,
    *,
    drawn: Drawn | None = None,
    cluster: Integers | None = None,
    group: Integers | None = None,
) -> tuple[Piece, ...]:
    """Accuracy of a system that always says yes: the share of items that people would say yes to."""
    columns = {
        ITEM: pa.array(np.arange(right.size).astype(str)),
        PEOPLE: _texts(right, ~labelled),
        MACHINE: _texts(said),
        SYSTEM: _texts(np.ones(right.size, np.bool_)),
    }
    columns |= {} if cluster is None else {"cluster": pa.array(cluster)}
    columns |= {} if group is None else {REPLICATE: pa.array(group.astype(str))}
    question = questions(["accuracy"], candidate=SYSTEM, baseline=None, positive="1")[0]
    by = () if group is None else (SliceSpec((REPLICATE,)),)
    facts = mixed_facts(
        pa.table(columns),
        Sides(ITEM, PEOPLE, MACHINE, {SYSTEM: (SYSTEM, SYSTEM)}),
        by=by,
        cluster=None if cluster is None else "cluster",
        positive="1",
        drawn=drawn,
    )
    return mixed(question.metrics, facts, candidate=SYSTEM, by=by)


def _texts(values: Flags, missing: Flags | None = None) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(values.astype(np.int32), mask=missing), pa.array(["0", "1"]))


def _ends(found: tuple[Piece, ...], keep: str | None = None) -> dict[str, list[tuple[float | None, float | None]]]:
    """Ends of each way on all items, or on one slice."""
    kept = [
        each
        for each in found
        if (keep is None and not each.estimate.slice) or each.estimate.slice[:1] == ((REPLICATE, keep),)
    ]
    return {
        name: [each.estimate.interval or (None, None) for each in kept if each.way == way] for name, way in WAYS.items()
    }


def share_ends(rng: np.random.Generator, replicates: int, n: int, share: float, judge: str) -> dict[str, MadeEnds]:
    """Simple random samples, many replicates at once."""
    found: dict[str, list[Ends]] = {name: [] for name in WAYS}
    left = replicates
    while left > 0:
        some = min(left, max(1, ROWS_AT_ONCE // (n * (A_LABEL + 1))))
        right = rng.random((some, n * (A_LABEL + 1))) < share
        for name, ends in many_ends(right, said_by(rng, right, judge), n).items():
            found[name].append(ends)
        left -= some
    return {name: _joined(ends) for name, ends in found.items()}


def many_ends(right: Flags, said: Flags, n: int) -> dict[str, Ends]:
    """What `pieces` gives for each row of replicates whose first n items are labelled, without the table in between."""
    replicates, size = right.shape
    labelled = (np.arange(replicates)[:, None] * size + np.arange(n)).ravel()
    own = right[:, :n]
    names = pa.array([f"{number:05d}" for number in range(replicates)])
    which = pa.DictionaryArray.from_arrays(pa.array(np.repeat(np.arange(replicates), n).astype(np.int32)), names)
    table = pa.table({PEOPLE: _texts(own.ravel()), SYSTEM: _texts(np.ones(own.size, np.bool_)), REPLICATE: which})
    by = (SliceSpec((REPLICATE,)),)
    facts = facts_from_table(table, label=PEOPLE, systems={SYSTEM: (SYSTEM, None)}, by=by, positive="1")
    alone = estimate(["accuracy"], facts, by=by).columns[0].numbers
    metric = parse_metric("accuracy")
    terms = Terms(_hits(own.ravel()), _hits(said.ravel()), {"hits": (0, 2)})
    whole = MixedFacts(labelled, facts, facts, facts, None, None, None)
    grouping = Grouping(by[0], np.repeat(np.arange(replicates), size).astype(np.int32), ((),) * replicates)
    cut = measure_mixed(Asked(metric, metric.measure, (terms,), whole), grouping, None)
    low, high = many_limits(cut.value, cut.spreads, 0.025)
    people = alone.low[1:], alone.high[1:]
    mixed_ends = (np.where(cut.followed, low, people[0]), np.where(cut.followed, high, people[1]))
    return {"people and machine": mixed_ends, "people alone": people}


def _hits(right: Flags) -> Floats:
    return np.stack([right, ~right], axis=1).astype(np.float64)


def _joined(parts: list[Ends]) -> MadeEnds:
    low, high = (np.concatenate(each) for each in zip(*parts, strict=True))
    return MadeEnds(low, high, np.ones(low.size, np.bool_))


def one_by_one(rng: np.random.Generator, replicates: int, world: World, keep: str | None = None) -> dict[str, MadeEnds]:
    """Replicates of a world, each on its own."""
    found: dict[str, list[tuple[float | None, float | None]]] = {name: [] for name in WAYS}
    for _ in range(replicates):
        for name, ends in _ends(world(rng), keep).items():
            found[name] += ends
    return {name: MadeEnds.of(ends) for name, ends in found.items()}


def clustered(rng: np.random.Generator, judge: str, n_clusters: int, n: int) -> tuple[Piece, ...]:
    """Clusters of 40 items whose shares differ (ICC 0.1 around 0.8), a sample of n items of all."""
    cluster = np.repeat(np.arange(n_clusters), 40)
    right = rng.random(cluster.size) < rng.beta(7.2, 1.8, n_clusters)[cluster]
    labelled = _first(rng.permutation(cluster.size), n)
    return pieces(right, said_by(rng, right, judge), labelled, cluster=cluster)


def _world_of_sizes(rng: np.random.Generator, n_items: int) -> tuple[Floats, Flags]:
    """A size in [0, 1] of each item, and answers that it makes likelier; 0.65 of them are yes."""
    size = rng.random(n_items)
    return size, np.asarray(rng.random(n_items) < 0.4 + 0.5 * size)


def stratified(rng: np.random.Generator, judge: str, n: int) -> tuple[Piece, ...]:
    """Three tenths of the items get two thirds of the labels."""
    size, right = _world_of_sizes(rng, n * A_LABEL)
    strata = (size > 0.7).astype(np.int32)
    order, labelled = rng.permutation(size.size), np.zeros(size.size, np.bool_)
    for stratum, quota in ((0, n // 3), (1, n - n // 3)):
        labelled[order[strata[order] == stratum][:quota]] = True
    chance = np.bincount(strata[labelled]) / np.bincount(strata)
    return pieces(right, said_by(rng, right, judge), labelled, drawn=_drawn(labelled, chance[strata], strata))


def proportional_to_size(rng: np.random.Generator, judge: str, n: int) -> tuple[Piece, ...]:
    """As ``assay sample draw --design pps`` draws: probabilities from 1 to 6."""
    size, right = _world_of_sizes(rng, n * A_LABEL)
    chance = inclusion_probabilities(0.2 + size, n)
    labelled = np.zeros(size.size, np.bool_)
    labelled[draw_unequal(chance, rng.random(size.size), rng.random(size.size))] = True
    strata = np.zeros(size.size, np.int32)
    return pieces(right, said_by(rng, right, judge), labelled, drawn=_drawn(labelled, chance, strata))


def sliced(rng: np.random.Generator, judge: str, n: int, share: float) -> tuple[Piece, ...]:
    """A slice of a share of the items, whose own share of yes is 0.8, of 0.6 elsewhere."""
    inside = rng.random(n * A_LABEL) < share
    right = rng.random(inside.size) < np.where(inside, 0.8, 0.6)
    labelled = _first(rng.permutation(inside.size), n)
    return pieces(right, said_by(rng, right, judge), labelled, group=inside.astype(np.int64))


def _drawn(labelled: Flags, chance: Floats, strata: npt.NDArray[np.int32]) -> Drawn:
    items = pa.array(np.flatnonzero(labelled).astype(str))
    return Drawn(items, chance[labelled], strata[labelled], tuple(str(code) for code in range(int(strata.max()) + 1)))


def _first(order: Integers, n: int) -> Flags:
    found = np.zeros(order.size, np.bool_)
    found[order[:n]] = True
    return found


def _shares() -> Iterator[MadeCell]:
    for n in SIZES:
        for share in SHARES:
            for judge in JUDGES:
                yield MadeCell(
                    "people and machine: a share",
                    f"n={n} share={share:g} judge {judge}",
                    dict.fromkeys(WAYS, share),
                    partial(share_ends, n=n, share=share, judge=judge),
                    REPLICATES[n],
                )


def _designs() -> Iterator[MadeCell]:
    worlds: dict[str, tuple[float, Callable[..., tuple[Piece, ...]], str | None]] = {
        "30 clusters n=60": (0.8, partial(clustered, n_clusters=30, n=60), None),
        "60 clusters n=120": (0.8, partial(clustered, n_clusters=60, n=120), None),
        "stratified n=60": (0.65, partial(stratified, n=60), None),
        "stratified n=150": (0.65, partial(stratified, n=150), None),
        "PPS n=60": (0.65, partial(proportional_to_size, n=60), None),
        "PPS n=150": (0.65, partial(proportional_to_size, n=150), None),
        "slice of 15 of 100": (0.8, partial(sliced, n=100, share=0.15), "1"),
        "slice of 30 of 300": (0.8, partial(sliced, n=300, share=0.1), "1"),
    }
    for name, (truth, world, keep) in worlds.items():
        for judge in ("weak", "near perfect"):
            yield MadeCell(
                "people and machine: designs and slices",
                f"{name} judge {judge}",
                dict.fromkeys(WAYS, truth),
                partial(one_by_one, world=partial(world, judge=judge), keep=keep),
                FEWER,
            )


GROUPS: dict[str, tuple[MadeCell, ...]] = {cells[0].group: cells for cells in map(tuple, (_shares(), _designs()))}
