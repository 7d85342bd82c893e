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

NOTHING = "The judge gave no answer on any of these outputs: the number rests on people's answers alone."
STANDS = "where an output without an answer stands as not good"
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
    found = [_records(of, system, None, [confused[system]] if system in confused else []) for of, system in values]
    return (*found[0], *found[1], *_records(pieces.difference, candidate, baseline, list(confused.values())))


def _records(
    pieces: Sequence[Piece], system: str, baseline: str | None, confused: Sequence[Confused]
) -> Iterator[Corrected]:
    """Of each slice; a judge that gave no answer on any output says nothing alone."""
    nothing = any(each.says_nothing for each in confused)
    for key, place in places_of(pieces).items():
        yield Corrected(
            place.mixed.estimate.metric,
            key,
            system,
            baseline,
            None if nothing else place.raw.estimate.value,
            place.raw.n_machine,
            place.mixed.estimate.value,
            place.mixed.estimate.interval,
            place.people.estimate,
            place.mixed.multiplier,
            place.mixed.correlation,
            place.mixed.worth,
            NOTHING if nothing else why(place, confused, is_difference=baseline is not None, counted=not key),
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


def why(place: Place, confused: Sequence[Confused], *, is_difference: bool, counted: bool) -> str | None:
    """Why raw and corrected differ, or that they do not; None where one of them has no value.

    Parameters
    ----------
    confused : of each system that the number is of
    counted : whether counts belong beside it: on all items of one system
    """
    raw, found = place.raw.estimate.value, place.mixed.estimate
    if raw is None or found.value is None:
        return None
    apart = found.value - raw
    inside = found.interval is not None and found.interval.low <= raw <= found.interval.high
    is_silent = any(each.n_silent for each in confused)
    said = _apart(apart, raw, is_difference=is_difference, is_silent=is_silent)
    told = "".join(f" {_confused(each)}" for each in confused if counted and not is_difference)
    if abs(apart) < LEAST_APART:
        return f"The judge alone says the same.{told}"
    if inside:
        return f"{said}, but not by more than chance could make of so few labels.{told}"
    return f"{said}, by more than chance would.{told}"


def _apart(apart: float, raw: float, *, is_difference: bool, is_silent: bool) -> str:
    by, stands = fixed(abs(apart), 3), f", {STANDS}" if is_silent else ""
    said = f"The judge alone says {number(raw, digits=3)}{stands}: by people's answers"
    if is_difference:
        return f"{said} that difference is {'too small' if apart > 0 else 'too large'} by {by}"
    if is_silent:
        return f"{said} that is {'too low' if apart > 0 else 'too high'} by {by}"
    return f"{said} it {'calls too few outputs good' if apart > 0 else 'calls too many outputs good'}, by {by}"


def _confused(found: Confused) -> str:
    """What the judge said of the outputs that people judged, and on how many it gave no answer."""
    lenient, strict = count(found.called_good), count(found.called_bad)
    silent = f"It gave no answer on {count(found.n_silent)} of {count(found.n_outputs)} outputs."
    if found.n_silent and not found.n_bad + found.n_good:
        return silent
    among = " Among the others, of" if found.n_silent else "Of"
    return (
        f"{silent if found.n_silent else ''}{among} the {count(found.n_bad)} outputs that people found not good it "
        f"called {lenient} good, of the {count(found.n_good)} that they found good it called {strict} not good."
    )


def named(system: str) -> str:
    """A system's name, harmless."""
    return neutral(system, most=60)
