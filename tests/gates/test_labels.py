"""A gap within label error is INCONCLUSIVE (labels), whatever the gate asks, and names what to adjudicate first."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from assay.core.plan import GateKind
from assay.core.slices import SliceSpec
from assay.core.verdict import Outcome
from assay.gates.assess import Assessment, assess
from assay.metrics.facts import Facts, facts_from_table

COUNTRY = SliceSpec(("country",))
N = 1_200


def facts_of(
    doubt: float, *, seed: int = 3, countries: tuple[str, ...] = ("DE", "FR"), right: tuple[float, ...] = (0.85, 0.85)
) -> Facts:
    """Two systems on items whose likeliest answer is wrong with probability ``doubt``, for two thirds of them.

    ``right`` is how often the new system gives the likeliest answer, by country.
    """
    rng = np.random.default_rng(seed)
    likely = rng.random(N) < 0.5
    place = np.arange(N) % len(countries)
    share = np.where(rng.random(N) < 2 / 3, 1 - doubt, 1.0)
    answers = {
        "old": np.where(rng.random(N) < 0.8, likely, ~likely),
        "new": np.where(rng.random(N) < np.asarray(right)[place], likely, ~likely),
    }
    table = {
        "item": np.repeat([f"i{number:04d}" for number in range(N)], 2),
        "right": np.stack([likely, ~likely], axis=1).ravel().astype(int).astype(str),
        "share": np.stack([share, 1 - share], axis=1).ravel(),
        "country": np.repeat(np.asarray(countries)[place], 2),
        **{name: np.repeat(said, 2).astype(int).astype(str) for name, said in answers.items()},
    }
    systems = {name: (name, None) for name in answers}
    return facts_from_table(
        pa.table(table), label="right", systems=systems, item="item", share="share", positive="1", by=(COUNTRY,)
    )


def assessed(make: Any, facts: Facts, *gates: Any) -> Assessment:
    plan = make.plan(*gates)
    return assess(
        plan, facts, checks=(), waivers=(), plan_content="c", plan_state="locked", now="2026-11-22T10:00:00.000000Z"
    )


def gates(make: Any, value: float, loss: float) -> dict[str, Any]:
    """A gate of each kind whose threshold lies just on the good side of what would be seen."""
    return {
        "threshold": make.gate(accept=value - 0.023),
        "threshold failed": make.gate(accept=value + 0.023),
        "worst slice": make.gate(kind=GateKind.WORST_SLICE, by=COUNTRY, accept=value - 0.037),
        "non-inferiority": make.gate(kind=GateKind.NON_INFERIORITY, margin=loss + 0.026),
        "gap": make.gate(kind=GateKind.GAP, by=COUNTRY, accept=0.048),
    }


@pytest.mark.parametrize("kind", ["threshold", "threshold failed", "worst slice", "non-inferiority", "gap"])
def test_a_planted_label_gap_is_inconclusive_for_its_labels(make: Any, kind: str) -> None:
    """The same items with certain labels are decided; with doubtful ones the verdict hangs on them."""
    facts = facts_of(0.35)
    seen = assessed(make, facts, make.gate(accept=0.5))
    value = next(each for each in seen.estimates if each.system == "new" and not each.slice).value
    difference = seen.comparisons[0].difference
    assert value is not None
    assert difference is not None
    found = assessed(make, facts, gates(make, value, -difference)[kind])
    hanging = [each for each in found.verdicts if each.reason == "labels"]
    assert hanging, [(each.outcome, each.reason, each.why) for each in found.verdicts]
    assert {each.outcome for each in hanging} == {Outcome.INCONCLUSIVE}
    assert all("adjudicate the items named for this gate first" in each.why for each in hanging)
    named = [group for group in found.items if any(example.relief for example in group.examples)]
    assert len(named) == len(hanging)
    for group in named:
        reliefs = [example.relief for example in group.examples]
        assert reliefs == sorted(reliefs, reverse=True)
        assert 0 < sum(reliefs) <= 1 + 1e-9
        assert all(example.doubt == pytest.approx(0.35) for example in group.examples)


def test_of_a_difference_only_items_answered_differently_are_named(make: Any) -> None:
    facts = facts_of(0.35)
    difference = assessed(make, facts, make.gate(accept=0.5)).comparisons[0].difference
    gate = make.gate(kind=GateKind.NON_INFERIORITY, margin=0.026 - difference)
    (group,) = assessed(make, facts, gate).items
    assert group.examples[0].relief is not None
    assert all(example.baseline != example.candidate for example in group.examples)


def test_a_verdict_that_does_not_hang_on_labels_is_unchanged(make: Any) -> None:
    for accept, outcome in ((0.5, Outcome.PASS), (0.95, Outcome.FAIL)):
        for doubt in (0.35, 0.0):
            (verdict,) = assessed(make, facts_of(doubt), make.gate(accept=accept)).verdicts
            assert (verdict.outcome, verdict.reason) == (outcome, None)


def test_certain_labels_leave_a_gap_to_the_number_of_items(make: Any) -> None:
    facts = facts_of(0.0)
    seen = assessed(make, facts, make.gate(accept=0.5))
    value = next(each for each in seen.estimates if each.system == "new" and not each.slice).value
    (verdict,) = assessed(make, facts, make.gate(accept=value - 0.01)).verdicts
    assert (verdict.outcome, verdict.reason) == (Outcome.INCONCLUSIVE, "interval_spans_threshold")


def test_a_gap_that_items_and_labels_leave_open_together_is_not_laid_on_the_labels(make: Any) -> None:
    facts = facts_of(0.35)
    seen = assessed(make, facts, make.gate(accept=0.5))
    value = next(each for each in seen.estimates if each.system == "new" and not each.slice).value
    (verdict,) = assessed(make, facts, make.gate(accept=value - 0.002)).verdicts
    assert (verdict.outcome, verdict.reason) == (Outcome.INCONCLUSIVE, "interval_spans_threshold")


def test_a_gap_names_items_of_its_two_slices_only(make: Any) -> None:
    facts = facts_of(0.35, countries=("DE", "IT", "FR"), right=(0.95, 0.85, 0.75))
    gap = next(each for each in assessed_gap(make, facts, 0.5).verdicts if each.gate == "gap").value
    found = assessed_gap(make, facts, gap + 0.06)
    verdict = next(each for each in found.verdicts if each.gate == "gap")
    assert verdict.reason == "labels", verdict.why
    (group,) = [each for each in found.items if each.gate == "gap"]
    assert {int(example.item[1:]) % 3 for example in group.examples} <= {0, 2}


def assessed_gap(make: Any, facts: Facts, accept: float) -> Assessment:
    return assessed(make, facts, make.gate(accept=0.5), make.gate("gap", GateKind.GAP, by=COUNTRY, accept=accept))
