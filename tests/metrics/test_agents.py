"""Numbers of agents against tables that were worked out by hand."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import ttest_rel

from assay.core.estimate import Estimate
from assay.core.trace import Expected, Step, StepKind, Trace
from assay.metrics.agents import agent_estimates, look
from assay.metrics.amounts import Of, mean_amount, quantile_amount
from assay.metrics.spent import spent

CALL, RESULT, ERROR = StepKind.TOOL_CALL, StepKind.TOOL_RESULT, StepKind.ERROR


def called(name: str, failed: bool = False, **arguments: Any) -> tuple[Step, Step]:
    """A call and its end."""
    return Step(CALL, name, input=arguments), Step(ERROR if failed else RESULT, name, output="x")


def trace(item: str, *calls: tuple[Step, Step], **told: Any) -> Trace:
    steps = tuple(step for pair in calls for step in pair)
    return Trace(id=f"t-{item}-{told.get('attempt', 1)}", item=item, system="s", steps=steps, **told)


FIND, PAY = ("find", {"id": 1}), ("pay", {"id": 1, "sum": 30})
WANTED = Expected("a", calls=(FIND, PAY), state={"paid": True, "sum": 30}, forbidden=frozenset({"drop"}), most_calls=4)


@pytest.mark.parametrize(
    ("calls", "made", "wanted", "arguments", "in_order"),
    [
        # all right; order of the keys of arguments does not matter
        ([called("find", id=1), called("pay", sum=30, id=1)], (1, 1), (1, 1), (1, 1), 1),
        # right calls in the wrong order
        ([called("pay", id=1, sum=30), called("find", id=1)], (1, 1), (1, 1), (1, 1), 0),
        # one twice: an expected call counts once, but its arguments are right both times
        ([called("find", id=1), called("find", id=1)], (1, 0), (1, 0), (1, 1), 0),
        # wrong arguments, and a tool that nobody expected
        ([called("find", id=2), called("look"), called("pay", id=1, sum=30)], (0, 0, 1), (0, 1), (0, 1), 0),
        # a number is no text, and a truth value is no number
        ([called("find", id="1"), called("find", id=True)], (0, 0), (0, 0), (0, 0), 0),
        ([], (), (0, 0), (), 0),
    ],
    ids=["right", "order", "twice", "wrong", "types", "none"],
)
def test_calls_against_the_expected_ones(
    calls: list[tuple[Step, Step]], made: Any, wanted: Any, arguments: Any, in_order: int
) -> None:
    found = look(trace("a", *calls), WANTED)
    assert (found.made, found.wanted, found.arguments, found.in_order) == (made, wanted, arguments, in_order)
    assert found.beyond == len(calls) - 2


def test_a_call_with_any_arguments_leaves_the_exact_ones_to_the_exact_call() -> None:
    wanted = Expected("a", calls=(("find", None), ("find", {"id": 1})))
    found = look(trace("a", called("find", id=1), called("find", id=9)), wanted)
    assert (found.made, found.wanted) == ((1, 1), (1, 1))


@pytest.mark.parametrize(
    ("state", "failed", "success"),
    [
        ({"sum": 30.0, "paid": True}, False, 1.0),
        ({"paid": 1, "sum": 30}, False, 0.0),
        ({"paid": True, "sum": 30, "more": 0}, False, 0.0),
        (None, False, None),
        (None, True, 0.0),
    ],
)
def test_success_is_the_expected_state_as_json(state: Any, failed: bool, success: float | None) -> None:
    assert look(trace("a", state=state, failed=failed), WANTED).success == success


def test_recovery_is_the_same_tool_answering_after_its_error() -> None:
    calls = [called("find", failed=True), called("pay", failed=True), called("find"), called("look")]
    assert look(trace("a", *calls), None).recovered == (1.0, 0.0)
    both = (*called("find", failed=True)[:1], *called("find", failed=True), *called("find")[1:])
    assert look(Trace("p", "a", "s", both), None).recovered == (0.0,)  # called twice at once, not once more
    model = Trace("m", "a", "s", (Step(ERROR, "model", output="500"),))
    assert look(model, None).recovered == ()


def test_the_answer_to_a_call_beside_the_failing_one_is_no_recovery_by_its_id() -> None:
    """a and b run at once, a fails, c is called; b's answer is not c's."""
    steps = [(CALL, "a"), (CALL, "b"), (ERROR, "a"), (CALL, "c"), (RESULT, "b")]
    made = [Step(kind, "find", call=call) for kind, call in steps]
    assert look(Trace("p", "a", "s", tuple(made)), None).recovered == (0.0,)
    made.append(Step(RESULT, "find", call="c"))
    assert look(Trace("p", "a", "s", tuple(made)), None).recovered == (1.0,)
    unnamed = [Step(each.kind, "find", call=each.call if each.kind is not RESULT else None) for each in made[:5]]
    assert look(Trace("p", "a", "s", tuple(unnamed)), None).recovered == (1.0,)


@pytest.mark.parametrize(
    ("begun", "recovered"),
    [
        ("2026-01-01T00:00:04.900000Z", 0.0),  # it ran while the other one, from 1 to 5, was still running
        ("2026-01-01T00:00:05.000000Z", 1.0),
        ("2026-01-01T00:00:05", 1.0),
        ("2026-01-01T01:00:04+01:00", 0.0),
        ("noon", 1.0),
        (None, 1.0),
    ],
)
def test_a_call_that_began_before_the_error_is_no_recovery_by_its_time(begun: Any, recovered: float) -> None:
    failing = "2026-01-01T00:00:01.000000Z"
    steps = (
        Step(CALL, "find", started_at=failing),
        Step(ERROR, "find", started_at=failing, seconds=4.0),
        Step(CALL, "find", started_at=begun),
        Step(RESULT, "find", started_at=begun, seconds=1.0),
    )
    assert look(Trace("p", "a", "s", steps), None).recovered == (recovered,)


def test_violations_are_forbidden_tools_and_too_many_calls() -> None:
    found = look(trace("a", called("drop"), called("drop")), WANTED)
    assert (found.forbidden, found.clean) == (2, 0.0)
    assert look(trace("a", *[called("find")] * 5), WANTED).clean == 0.0
    assert look(trace("a", called("find")), WANTED).clean == 1.0
    assert look(trace("a", called("find")), Expected("a")).clean is None


def test_the_estimates_of_a_table_worked_out_by_hand() -> None:
    """Two items, two attempts each.

    item  attempt  calls            made   wanted  state  seconds
    a     1        find pay         1 1    1 1     right  1
    a     2        find look        1 0    1 0     wrong  3
    b     1        find(err) find   0 1    1       right  2
    b     2        drop             0      0       wrong  10
    precision 4/7, recall 4/6, success 2/4, recovery 1/1, clean 3/4, calls 7/4, beyond (0+0+1+0)/4.
    """
    b = Expected("b", calls=(("find", {"id": 2}),), state=1, forbidden=frozenset({"drop"}))
    right = {"paid": True, "sum": 30}
    traces = [
        trace("a", called("find", id=1), called("pay", id=1, sum=30), state=right, seconds=1.0),
        trace("a", called("find", id=1), called("look"), state=0, seconds=3.0, attempt=2),
        trace("b", called("find", failed=True, id=3), called("find", id=2), state=1, seconds=2.0),
        trace("b", called("drop"), state=0, seconds=10.0, attempt=2),
    ]
    found = {each.metric: each for each in agent_estimates(traces, {"a": WANTED, "b": b})}
    values = {
        "success": 2 / 4,
        "tool_precision": 4 / 7,
        "tool_recall": 4 / 6,
        "argument_accuracy": 4 / 5,
        "in_order": 2 / 4,
        "clean": 3 / 4,
        "forbidden_calls": 1,
        "calls": 7 / 4,
        "calls_beyond": 1 / 4,
        "seconds_mean": 4.0,
        "seconds_p50": 2.0,
        "seconds_p95": 10.0,
        "failed": 0.0,
    }
    assert {name: found[name].value for name in values} == pytest.approx(values)
    assert found["recovery"].n == 1
    assert (found["success_after_error"].n, found["success"].n) == (1, 4)
    assert found["tool_precision"].n == 7
    assert "2 items" in found["success"].method.variance
    assert not {"cost_mean", "tokens_mean"} & set(found)


def test_amounts_say_why_they_have_no_interval() -> None:
    def told(values: list[float], share: float | None = None, clusters: Any = None) -> Estimate:
        of = Of(clusters=None if clusters is None else np.asarray(clusters))
        array = np.asarray(values)
        return mean_amount("m", "m.", array, of) if share is None else quantile_amount("q", "q.", array, share, of)

    assert [told(values).reason for values in ([], [1.0], [2.0, 2.0])] == ["no_items", "too_few_items", "no_variation"]
    assert (
        told([1.0, 2.0], clusters=[0, 0]).reason == "one_cluster" or told([1.0, 2.0], clusters=[0, 0]).interval is None
    )
    assert told([1.0] * 30, 0.5).reason == "no_variation"
    assert told([1.0, 2.0, 3.0], 0.5).reason == "too_few_items"
    wide = told([*map(float, range(30))] * 2, 0.5, [*range(30)] * 2).interval
    narrow = told([*map(float, range(60))], 0.5).interval
    assert wide is not None
    assert narrow is not None
    assert (wide.high - wide.low) / 30 > (narrow.high - narrow.low) / 60


def test_the_mean_of_amounts_is_students_on_independent_values() -> None:
    """Values 1 to 10: mean 5.5, sd 3.02765, t(9, 0.975) 2.262157: 5.5 -+ 2.16586."""
    found = mean_amount("m", "m.", np.arange(1.0, 11.0), Of())
    assert found.interval == pytest.approx((5.5 - 2.16586, 5.5 + 2.16586), abs=1e-5)


def test_percentiles_of_values_that_come_in_clusters_cover() -> None:
    """Seconds of 60 items, four attempts each: half of the variance is the item's; the true median is 0."""
    rng = np.random.default_rng(3)
    clusters, inside, draws = np.repeat(np.arange(60), 4), 0, 300
    for _ in range(draws):
        values = rng.normal(size=60)[clusters] + rng.normal(size=240)
        bounds = quantile_amount("q", "q.", values, 0.5, Of(clusters=clusters)).interval
        assert bounds is not None
        inside += bounds.low <= 0.0 <= bounds.high
    assert inside / draws >= 0.94 - 2 * 0.0137


def test_what_two_judges_take_is_paired_by_item() -> None:
    first, second = np.asarray([1.0, 2.0, 4.0, 9.0]), np.asarray([1.5, 2.6, 4.4, 9.5])
    found = spent("seconds", first, second, items=np.arange(4), systems=("one", "two"))
    ends = ttest_rel(second, first).confidence_interval(0.95)
    assert (found.baseline.value, found.difference) == pytest.approx((4.0, 0.5))
    assert found.interval is not None
    assert found.baseline.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx((ends.low, ends.high))
    assert found.baseline.interval.low == 0.0  # no answer takes less than no time
