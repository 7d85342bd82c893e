"""Whether the data can answer a plan at all, before any answer is looked at."""

import math
from dataclasses import replace

import pytest

from assay.core.errors import InputError
from assay.core.plan import Gate, GateKind, GateRole, Plan, SystemSpec
from assay.core.slices import SliceKey, SliceSpec
from assay.plans.feasibility import Feasibility, feasibility
from assay.plans.parse import parse_plan
from assay.stats.power.calibration_error import CalibrationTest
from assay.stats.power.gap import GapTest

FEMALE: SliceKey = (("sex", "Female"),)
MALE: SliceKey = (("sex", "Male"),)


def gate(kind: GateKind = GateKind.NON_INFERIORITY, **options: object) -> Gate:
    defaults = {"metric": "accuracy", "margin": 0.02} if kind is GateKind.NON_INFERIORITY else {"metric": "accuracy"}
    return Gate("g", kind, GateRole.CORE, **{**defaults, **options})  # type: ignore[arg-type]


def one(found: Gate, n: int = 2000, **options: object) -> Feasibility:
    (answer,) = feasibility(plan(found), {(): n}, **options)  # type: ignore[arg-type]
    return answer


def plan(*gates: Gate, level: float = 0.95, power: float = 0.8) -> Plan:
    return Plan("p", "", "low", "d", SystemSpec("a"), SystemSpec("b"), ("accuracy",), gates, level=level, power=power)


@pytest.mark.parametrize(("level", "n_needed"), [(0.95, 1963), (0.9, 1546)])
def test_paired_non_inferiority_needs_the_published_number(level: float, n_needed: int) -> None:
    """methods.md (5): margin .02, discordance .10, true difference 0: 1,963 at .025 on the side and 1,546 at .05."""
    (found,) = feasibility(plan(gate(), level=level), {(): n_needed}, discordance=0.1)
    assert (found.n_needed, found.verdict) == (n_needed, "can")
    (found,) = feasibility(plan(gate(), level=level), {(): n_needed - 1}, discordance=0.1)
    assert found.verdict == "cannot"


def test_clusters_multiply_the_items_needed() -> None:
    """methods.md (4): five items a cluster that are alike by .3 need 2.2 times more."""
    assert one(gate(), discordance=0.1, items_per_cluster=5, icc=0.3).n_needed == math.ceil(1963 * 2.2)


def test_a_cluster_of_unknown_size_leaves_it_open() -> None:
    (found,) = feasibility(replace(plan(gate()), cluster="user"), {(): 10**6}, discordance=0.1)
    assert found.verdict == "unknown"
    assert "Clusters" in found.why


def test_many_claims_need_more_items_and_without_correction_they_do_not() -> None:
    """Five claims share .025: (2.575829 + 0.841621)^2 0.10 / 0.02^2 = 2919.7."""
    many = plan(*(replace(gate(), name=f"g{number}") for number in range(5)))
    assert feasibility(many, {(): 2000}, discordance=0.1)[0].n_needed == 2920
    uncorrected = replace(many, multiplicity="none")
    assert feasibility(uncorrected, {(): 2000}, discordance=0.1)[0].n_needed == 1963


def test_an_unknown_discordance_leaves_the_middle_open_and_says_what_would_do() -> None:
    found = one(gate())
    assert (found.verdict, found.n_needed) == ("unknown", 6280)
    assert "0.1 of the items or fewer" in found.why
    assert one(gate(), 6280).verdict == "can"
    assert one(gate(), 100).verdict == "cannot"
    assert one(gate(), 6280, expected={"accuracy": 0.5}).verdict == "unknown"


def test_a_margin_of_zero_asks_for_an_improvement() -> None:
    found = one(gate(margin=0.0), discordance=0.1)
    assert (found.n_needed, found.verdict) == (None, "unknown")
    assert found.detectable == pytest.approx(2.8016 * math.sqrt(0.1 / 2000), rel=0.01)
    assert one(gate(margin=0.0, min_items=2), 20, discordance=0.1).verdict == "cannot"


@pytest.mark.parametrize(
    ("n", "expected", "verdict"),
    [(2000, {"accuracy": 0.65}, "can"), (2000, {"accuracy": 0.61}, "cannot"), (2000, {}, "can"), (20, {}, "unknown")],
)
def test_a_threshold_is_held_against_the_expected_value(n: int, expected: dict[str, float], verdict: str) -> None:
    found = one(gate(GateKind.THRESHOLD, accept=0.6, fail=0.6, min_items=2), n, expected=expected)
    assert found.verdict == verdict
    assert found.detectable is not None
    assert 0.6 < found.detectable < 1


def test_a_threshold_that_even_a_perfect_system_would_miss_is_told() -> None:
    found = one(gate(GateKind.THRESHOLD, accept=0.99, fail=0.9), 100)
    assert (found.verdict, found.detectable) == ("cannot", None)
    assert one(gate(GateKind.THRESHOLD, accept=1.0, fail=0.9)).verdict == "cannot"


def test_a_metric_about_one_class_counts_the_items_of_that_class() -> None:
    floor = gate(GateKind.THRESHOLD, metric="recall", accept=0.6, fail=0.6)
    whole = one(replace(floor, metric="accuracy"), expected={"accuracy": 0.65}).n_needed
    tenth = one(floor, expected={"recall": 0.65}, positive_share=0.1).n_needed
    assert whole is not None
    assert tenth == whole * 10
    unknown = one(floor, expected={"recall": 0.65})
    assert (unknown.verdict, unknown.n_needed) == ("unknown", None)


def test_balanced_accuracy_pays_for_a_rare_class() -> None:
    floor = gate(GateKind.THRESHOLD, metric="balanced_accuracy", accept=0.6, fail=0.6)
    even = one(floor, expected={"balanced_accuracy": 0.65}, positive_share=0.5).n_needed
    rare = one(floor, expected={"balanced_accuracy": 0.65}, positive_share=0.1).n_needed
    assert even is not None
    assert rare == math.ceil(even / 0.36)


@pytest.mark.parametrize("metric", ["auroc", "f1", "mcc", "recall:average=macro"])
def test_a_metric_without_a_known_spread_is_unknown_and_says_so(metric: str) -> None:
    found = one(gate(GateKind.THRESHOLD, metric=metric, accept=0.6, fail=0.6))
    assert (found.verdict, found.n_needed, found.detectable) == ("unknown", None, None)
    assert metric in found.why


def test_each_slice_is_asked_by_itself_and_too_small_ones_cannot() -> None:
    by_sex = gate(GateKind.WORST_SLICE, by=SliceSpec(("sex",)), accept=0.5, fail=0.5, min_items=200)
    found = feasibility(plan(by_sex), {(): 1000, FEMALE: 150, MALE: 850})
    assert [(each.slice, each.n, each.verdict) for each in found] == [(FEMALE, 150, "cannot"), (MALE, 850, "can")]
    assert "min_items 200" in found[0].why


def test_a_gap_is_as_hard_as_its_smallest_slices() -> None:
    gap = gate(GateKind.GAP, by=SliceSpec(("sex",)), accept=0.1, fail=0.1)
    (even,) = feasibility(plan(gap), {(): 1000, FEMALE: 500, MALE: 500})
    (uneven,) = feasibility(plan(gap), {(): 1000, FEMALE: 50, MALE: 950})
    assert even.n_needed is not None
    assert uneven.n_needed is not None
    assert even.n_needed < uneven.n_needed
    assert (even.slice, even.n) == ((), 1000)
    (tiny,) = feasibility(plan(gap), {(): 1000, FEMALE: 5, MALE: 995})
    assert tiny.verdict == "cannot"
    (single,) = feasibility(plan(gap), {(): 1000, FEMALE: 1000})
    assert single.verdict == "cannot"
    (nothing,) = feasibility(plan(replace(gap, accept=0.0)), {(): 1000, FEMALE: 500, MALE: 500})
    assert nothing.verdict == "cannot"


def test_the_power_of_a_gap_is_the_normal_one() -> None:
    """z = (0.1 - 0)/sqrt(0.8 0.2 (1/500 + 1/500)) = 3.9528; P(Z > 1.9600 - 3.9528) = 0.97686."""
    assert GapTest(0.1, 0.8, (0.5, 0.5), 0.025).power(1000, 0.0) == pytest.approx(0.97686, abs=1e-5)


def test_calibration_is_judged_at_its_worst_spread() -> None:
    """Noise sqrt(20/pi)/(2 sqrt(10000)) = 0.012616, spread 0.005: z = (0.03 - 0.012616)/0.005 = 3.4769."""
    assert CalibrationTest(0.03, 10, 0.025).power(10_000, 0.0) == pytest.approx(0.93536, abs=1e-4)
    ece = gate(GateKind.CALIBRATION, metric="ece", accept=0.03, fail=0.03)
    assert [one(ece, n).verdict for n in (100, 4000, 10_000)] == ["cannot", "unknown", "can"]
    assert one(replace(ece, metric="ece:bins=5"), 10_000).n_needed < one(ece, 10_000).n_needed
    assert one(replace(ece, metric="brier")).verdict == "unknown"


def test_detectable_is_where_the_items_at_hand_are_just_enough() -> None:
    floor = gate(GateKind.THRESHOLD, accept=0.6, fail=0.6)
    detectable = one(floor, 2000).detectable
    assert detectable is not None
    assert one(floor, 2000, expected={"accuracy": detectable + 0.002}).verdict == "can"
    assert one(floor, 2000, expected={"accuracy": detectable - 0.002}).verdict == "cannot"


def test_data_checks_are_left_out_and_the_whole_example_is_answered(example: str) -> None:
    found = feasibility(parse_plan(example, "p"), {(): 16_000, FEMALE: 5000, MALE: 11_000}, positive_share=0.24)
    assert [each.gate for each in found] == [
        "no worse overall",
        "recall floor",
        "recall for each sex",
        "recall for each sex",
        "recall gap",
        "calibrated",
    ]
    assert all(each.why.endswith(".") for each in found)


@pytest.mark.parametrize(
    ("counts", "options", "code"),
    [
        ({}, {}, "plan.no_counts"),
        ({(): 10}, {"discordance": 0.0}, "stats.out_of_range"),
        ({(): 10}, {"positive_share": 1.5}, "stats.out_of_range"),
        ({(): 10}, {"expected": {"accuracy": 2.0}}, "stats.out_of_range"),
    ],
)
def test_what_cannot_be_used_is_refused(counts: dict[SliceKey, int], options: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as caught:
        feasibility(plan(gate()), counts, **options)  # type: ignore[arg-type]
    assert caught.value.code == code
