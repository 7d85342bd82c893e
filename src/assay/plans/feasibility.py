"""Can the data answer the question at all: for each gate the items needed, and what the items at hand can show.

No answer of any system is read: what is assumed is said, and may be given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assay.core.errors import InputError
from assay.core.plan import Gate, GateKind, Plan
from assay.core.slices import SliceKey, part_name, slice_text
from assay.plans.questions import Ask, Assumptions, ask_of, gap_ask, most_discordance, part_judged
from assay.stats.clusters import design_effect
from assay.stats.power.search import items_needed, smallest_effect


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Whether the items at hand can make one gate PASS on one slice."""

    gate: str
    """Name of the gate."""
    slice: SliceKey
    """Which items; ``()`` for all, and for a gap all its slices together."""
    n: int
    """Judged items at hand (an exact count)."""
    n_needed: int | None
    """Items with which it would PASS with the plan's power if the truth is as assumed; None when none would do."""
    detectable: float | None
    """The true value, difference or gap nearest to the threshold at which n items PASS with that power."""
    verdict: str
    """``can``; ``cannot``; or ``unknown``, where it hangs on what was assumed and not given."""
    why: str
    """The numbers and the assumptions in words."""


def feasibility(
    plan: Plan,
    counts: Mapping[SliceKey, int],
    *,
    discordance: float | None = None,
    expected: Mapping[str, float] | None = None,
    positive_share: float | None = None,
    items_per_cluster: float | None = None,
    icc: float = 0.1,
) -> tuple[Feasibility, ...]:
    """One answer for each gate on each of its slices; data checks need no items.

    ``can``: enough items even under a cautious assumption, or under the given one. ``cannot``: not enough under the
    given one, or not even under the most favourable. ``unknown``: between these.

    Parameters
    ----------
    plan : Plan
        As parsed.
    counts : mapping
        Judged items of all items, under ``()``, and of each slice that a gate looks at.
    discordance : float in (0, 1), optional
        Share of items that only one of the systems has right; absent takes that of two systems that are right on
        80 % (or on what ``expected`` says) and err independently, which is more than usual.
    expected : mapping, optional
        Value that the candidate is expected to have, by metric as the plan writes it.
    positive_share : float in (0, 1), optional
        Share of the positive class, for metrics about one class.
    items_per_cluster : float, optional
        Mean items of a cluster, weighted by items (``sum n^2 / sum n``); absent counts items as independent.
    icc : float in (-1, 1]
        How alike items of a cluster are (0: not at all).

    Raises
    ------
    InputError
        ``plan.no_counts`` when all items, or the slices of a gate, were not counted; ``stats.out_of_range`` for an
        assumption out of its range.
    """
    gates = [gate for gate in plan.gates if gate.kind is not GateKind.CHECK]
    slices = [_slices_of(gate, counts) for gate in gates]
    n_claims = sum(1 if gate.kind is GateKind.GAP else len(keys) for gate, keys in zip(gates, slices, strict=True))
    side_alpha = (1 - plan.level) / 2
    known = Assumptions(
        side_alpha=side_alpha / max(n_claims, 1) if plan.multiplicity == "holm" else side_alpha,
        power=plan.power,
        effect=design_effect(items_per_cluster, icc) if items_per_cluster is not None else 1.0,
        discordance=_share("discordance", discordance),
        expected={metric: _share(f"expected {metric}", value) or 0.0 for metric, value in (expected or {}).items()},
        positive_share=_share("positive_share", positive_share),
        note=" Clusters make it more, and their size was not given."
        if plan.cluster and items_per_cluster is None
        else "",
    )
    return tuple(
        found
        for gate, keys in zip(gates, slices, strict=True)
        for found in _of_gate(gate, {key: counts[key] for key in keys}, known)
    )


def _share(name: str, value: float | None) -> float | None:
    if value is not None and not 0 < value < 1:
        raise InputError("stats.out_of_range", f"{name} is {value:g}.", "Give a share above 0 and below 1.")
    return value


def _slices_of(gate: Gate, counts: Mapping[SliceKey, int]) -> tuple[SliceKey, ...]:
    columns = [part_name(part) for part in gate.by.parts] if gate.by is not None else []
    keys = tuple(key for key in counts if [column for column, _ in key] == columns)
    if not keys:
        asked = gate.by.name if gate.by is not None else slice_text(None)
        what = f"Gate '{gate.name}' looks at {asked}, of which no items were counted."
        raise InputError("plan.no_counts", what, "Count the judged items of every slice of the gates.", item=gate.name)
    return keys


def _of_gate(gate: Gate, counts: Mapping[SliceKey, int], known: Assumptions) -> Iterator[Feasibility]:
    if gate.kind is GateKind.GAP:
        yield _of_gap(gate, counts, known)
        return
    ask = ask_of(gate, known)
    for key, n in counts.items():
        yield _too_few(gate, key, n) or (_answer(gate, key, n, ask, known) if ask else _no_model(gate, key, n))


def _of_gap(gate: Gate, counts: Mapping[SliceKey, int], known: Assumptions) -> Feasibility:
    n = sum(counts.values())
    smallest = sorted(counts.items(), key=lambda pair: pair[1])[:2]
    if len(smallest) < 2:
        return Feasibility(gate.name, (), n, None, None, "cannot", "A gap needs at least two slices.")
    (key, least), (_, next_least) = smallest
    if least < max(gate.min_items, 1):
        why = f"{slice_text(key)} has {least:,} items, fewer than min_items {gate.min_items:,}, so it cannot PASS."
        return Feasibility(gate.name, (), n, None, None, "cannot", why)
    ask = gap_ask(gate, (least / n, next_least / n), known)
    return _answer(gate, (), n, ask, known) if ask else _no_model(gate, (), n)


def _too_few(gate: Gate, key: SliceKey, n: int) -> Feasibility | None:
    if n >= max(gate.min_items, 1):
        return None
    why = f"{slice_text(key)} has {n:,} items, fewer than min_items {gate.min_items:,}."
    return Feasibility(gate.name, key, n, gate.min_items, None, "cannot", why[:1].upper() + why[1:])


def _no_model(gate: Gate, key: SliceKey, n: int) -> Feasibility:
    if gate.kind in (GateKind.THRESHOLD, GateKind.WORST_SLICE) and gate.accept == 1:
        why = "No sample shows that a share is 1: name a threshold below it."
        return Feasibility(gate.name, key, n, None, None, "cannot", why)
    if gate.kind in (GateKind.GAP, GateKind.CALIBRATION) and gate.accept == 0:
        return Feasibility(gate.name, key, n, None, None, "cannot", "No sample shows that there is no error at all.")
    why = f"How {gate.metric} varies is known only from results; evaluate says how many items are still needed."
    return Feasibility(gate.name, key, n, None, None, "unknown", why)


def _answer(gate: Gate, key: SliceKey, n: int, ask: Ask, known: Assumptions) -> Feasibility:
    part = 1.0 if gate.kind is GateKind.CALIBRATION else part_judged(gate.metric or "", known.positive_share)
    factor = known.effect / (part or 1.0)
    n_needed = _needed(ask, known.power, factor)
    detectable = _detectable(ask, n, known.power, factor)
    verdict = _verdict(n, n_needed, ask, known.power, factor)
    if verdict == "can" and (part is None or known.note):
        verdict = "unknown"
    counted = "" if part is not None else f" Counted are only the items that {gate.metric} is about, not all items."
    if verdict == "unknown" and gate.kind is GateKind.NON_INFERIORITY and gate.margin:
        enough = min(most_discordance(gate.margin, n / factor, known), 1.0)
        counted += f" They are enough if only one system is right on {enough:.2g} of the items or fewer."
    why = _why(n, n_needed, detectable, ask, known) + counted + known.note
    return Feasibility(gate.name, key, n, n_needed if part is not None else None, detectable, verdict, why)


def _verdict(n: int, n_needed: int | None, ask: Ask, power: float, factor: float) -> str:
    if n_needed is not None and n >= n_needed:
        return "can"
    test, effect = ask.best
    independent = int(n / factor)
    if ask.given or independent < 1 or test.power(independent, effect) < power:
        return "cannot"
    return "unknown"


def _needed(ask: Ask, power: float, factor: float) -> int | None:
    try:
        return items_needed(ask.test, ask.effect, power=power, design_effect=factor).n_items
    except InputError as error:
        if error.code != "stats.out_of_reach":
            raise
        return None


def _detectable(ask: Ask, n: int, power: float, factor: float) -> float | None:
    try:
        return smallest_effect(ask.test, n, power=power, design_effect=factor).effect
    except InputError as error:
        if error.code != "stats.out_of_reach":
            raise
        return None


def _why(n: int, n_needed: int | None, detectable: float | None, ask: Ask, known: Assumptions) -> str:
    test, error = ask.test.name, f"an error of {known.side_alpha:.2g} on the side"
    needed = f"{n_needed:,} items are needed" if n_needed is not None else "No number of items would do"
    shown = (
        f"{n:,} items PASS with power {known.power:g} at a true {ask.noun} of {detectable:.4g} or better"
        if detectable is not None
        else f"{n:,} items would not PASS under any truth"
    )
    return f"{needed} if {ask.assumed}. {shown} ({test}, {error})."
