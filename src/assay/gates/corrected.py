"""Numbers of a judge and of people as the records of an evidence: corrected, beside what the judge alone says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from assay.core.estimate import Comparison, Estimate, Rule, Spread
from assay.core.evidence import Corrected
from assay.core.figures import count, fixed, number
from assay.core.safe_text import neutral
from assay.core.slices import SliceKey
from assay.metrics.mixed.judged import Confused, JudgedPieces
from assay.metrics.mixed.pieces import ALONE, MIXED, RAW, Piece

LEAST_APART = 5e-4
"""Raw and corrected values that differ by less are told as alike."""


class Place(NamedTuple):
    """One number on one slice in its three ways."""

    mixed: Piece
    """Judge and people."""
    people: Piece
    """People alone."""
    raw: Piece
    """Judge alone."""


def places_of(pieces: Sequence[Piece]) -> dict[SliceKey, Place]:
    """Each slice in its three ways, in the order given."""
    found: dict[SliceKey, dict[str, Piece]] = {}
    for each in pieces:
        found.setdefault(each.estimate.slice, {})[each.way] = each
    return {key: Place(ways[MIXED], ways[ALONE], ways[RAW]) for key, ways in found.items()}


def estimates_of(pieces: JudgedPieces) -> tuple[Estimate, ...]:
    """The corrected pass rates of baseline and candidate."""
    return tuple(place.mixed.estimate for of in (pieces.baseline, pieces.candidate) for place in places_of(of).values())


def comparisons_of(pieces: JudgedPieces) -> tuple[Comparison, ...]:
    """The corrected differences."""
    baseline, candidate = places_of(pieces.baseline), places_of(pieces.candidate)
    return tuple(
        _comparison(baseline[key].mixed.estimate, candidate[key].mixed.estimate, place.mixed.estimate)
        for key, place in places_of(pieces.difference).items()
    )


def without_people(estimates: Sequence[Estimate], reason: str) -> tuple[Estimate, ...]:
    """What a judge alone says: values that stand, without an interval."""
    return tuple(
        replace(each, interval=None, n_effective=None, reason=each.reason or reason, spread=Spread(Rule.NONE))
        for each in estimates
    )


def compared_without_people(comparisons: Sequence[Comparison], reason: str) -> tuple[Comparison, ...]:
    """As `without_people`, for differences."""
    return tuple(
        replace(
            each,
            baseline=without_people([each.baseline], reason)[0],
            candidate=without_people([each.candidate], reason)[0],
            interval=None,
            n_effective=None,
            reason=each.reason or reason,
            spread=Spread(Rule.NONE),
            p_value=None,
        )
        for each in comparisons
    )


def nothing_judged(
    estimates: Sequence[Estimate], comparisons: Sequence[Comparison], reason: str
) -> tuple[tuple[Estimate, ...], tuple[Comparison, ...]]:
    """What there is while the judge said nothing: no value at all."""
    plain = tuple(replace(each, value=None, reason=reason) for each in without_people(estimates, reason))
    apart = tuple(
        replace(
            each,
            difference=None,
            reason=reason,
            baseline=replace(each.baseline, value=None, reason=reason),
            candidate=replace(each.candidate, value=None, reason=reason),
        )
        for each in compared_without_people(comparisons, reason)
    )
    return plain, apart


def corrected_of(
    pieces: JudgedPieces, *, baseline: str, candidate: str, confused: Mapping[str, Confused]
) -> tuple[Corrected, ...]:
    """Raw and corrected side by side: baseline, candidate, difference."""
    values = ((pieces.baseline, baseline), (pieces.candidate, candidate))
    found = [_records(of, system, None, confused.get(system)) for of, system in values]
    return (*found[0], *found[1], *_records(pieces.difference, candidate, baseline, None))


def _records(
    pieces: Sequence[Piece], system: str, baseline: str | None, confused: Confused | None
) -> Iterator[Corrected]:
    for key, place in places_of(pieces).items():
        yield Corrected(
            place.mixed.estimate.metric,
            key,
            system,
            baseline,
            place.raw.estimate.value,
            place.raw.n_machine,
            place.mixed.estimate.value,
            place.mixed.estimate.interval,
            place.people.estimate,
            place.mixed.multiplier,
            place.mixed.correlation,
            place.mixed.worth,
            why(place, is_difference=baseline is not None, confused=None if key else confused),
        )


def _comparison(baseline: Estimate, candidate: Estimate, difference: Estimate) -> Comparison:
    return Comparison(
        metric=difference.metric,
        slice=difference.slice,
        baseline=baseline,
        candidate=candidate,
        difference=difference.value,
        interval=difference.interval,
        level=difference.level,
        n=difference.n,
        n_effective=difference.n_effective,
        reason=difference.reason,
        spread=difference.spread,
        method=difference.method,
        higher_is_better=True,
    )


def why(place: Place, *, is_difference: bool, confused: Confused | None) -> str | None:
    """Why raw and corrected differ, or that they do not; None where one of them has no value."""
    raw, found = place.raw.estimate.value, place.mixed.estimate
    if raw is None or found.value is None:
        return None
    apart = found.value - raw
    inside = found.interval is not None and found.interval.low <= raw <= found.interval.high
    said = _apart(apart, raw, is_difference=is_difference)
    told = "" if confused is None else f" {_confused(confused)}"
    if abs(apart) < LEAST_APART:
        return f"The judge alone says the same.{told}"
    if inside:
        return f"{said}, but not by more than chance could make of so few labels.{told}"
    return f"{said}, by more than chance would.{told}"


def _apart(apart: float, raw: float, *, is_difference: bool) -> str:
    by = fixed(abs(apart), 3)
    if is_difference:
        side = "too small" if apart > 0 else "too large"
        return f"The judge alone says {number(raw, digits=3)}: by people's answers that difference is {side} by {by}"
    side = "calls too few outputs good" if apart > 0 else "calls too many outputs good"
    return f"The judge alone says {number(raw, digits=3)}: by people's answers it {side}, by {by}"


def _confused(found: Confused) -> str:
    lenient, strict = count(found.called_good), count(found.called_bad)
    return (
        f"Of the {count(found.n_bad)} outputs that people found not good it called {lenient} good, of the "
        f"{count(found.n_good)} that they found good it called {strict} not good."
    )


def named(system: str) -> str:
    """A system's name, harmless."""
    return neutral(system, most=60)
