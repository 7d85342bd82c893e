"""An item is asked of one more judge until its answer is sure enough, and never of more than there may be."""

import numpy as np
import pyarrow as pa
import pytest

from assay.core.errors import InputError
from assay.labeling.adaptive import Adaptive, Why, check_adaptive, decided, needs
from assay.labeling.votes import facts_of
from assay.metrics.consensus import Found, find_consensus
from assay.store.queueing.assignment import Need
from assay.store.queueing.listing import Held

RULE = Adaptive("q", level=0.8, least=2, most=4, method="majority", worth=None)


def consensus(said: dict[str, str], method: str = "majority") -> Found:
    """Items with one letter for the answer of each judge."""
    rows = [(item, f"j{place}", answer) for item, answers in said.items() for place, answer in enumerate(answers)]
    names = ("item", "judge", "answer")
    facts = facts_of(pa.table({name: [row[n] for row in rows] for n, name in enumerate(names)}), ["n", "y"])
    assert facts is not None
    return find_consensus(facts, method, {})


def held(item: str, needed: int = 3, *, is_open: bool = True) -> Held:
    return Held(item, 1, needed, 0, is_open, "any")


def test_each_item_is_told_what_it_needs_and_why() -> None:
    said = {"one": "y", "sure": "yy", "split": "yn", "most": "yyny", "out": "yynn"}
    items = [*map(held, said), held("none"), held("shut", is_open=False)]
    found = {each.item: (each.n_answers, each.needed, each.why) for each in decided(RULE, items, consensus(said))}
    assert found == {
        "one": (1, 2, Why.LEAST),
        "sure": (2, 2, Why.SURE),
        "split": (2, 3, Why.ANOTHER),
        "most": (4, 4, Why.MOST),
        "out": (4, 4, Why.MOST),
        "none": (0, 2, Why.LEAST),
    }


def test_before_the_first_answer_each_item_needs_the_least() -> None:
    rules = decided(RULE, [held("a"), held("b", needed=2)], None)
    assert needs(rules, [held("a"), held("b", needed=2)]) == (Need("a", needed=2),)


def test_an_answer_that_costs_more_than_it_is_worth_is_not_asked_for() -> None:
    found = consensus({f"i{n}": "yyy" for n in range(30)} | {"split": "yn"})

    def why(worth: float) -> Why:
        return decided(Adaptive("q", 0.99, 2, 5, "majority", worth), [held("split")], found)[0].why

    assert (why(1.0), why(100.0)) == (Why.NOT_WORTH, Why.ANOTHER)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"level": 1.0}, "above 0.5 and below 1"),
        ({"level": 0.5}, "above 0.5 and below 1"),
        ({"least": 5}, "least first"),
        ({"least": 0}, "least first"),
        ({"most": 101}, "from 1 to 100"),
        ({"worth": 0.0}, "above 0, such as 20"),
        ({"worth": float("nan")}, "above 0, such as 20"),
        ({"method": "magic"}, "no method 'magic'"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(changed: dict[str, object], says: str) -> None:
    fields = {"queue": "q", "level": 0.9, "least": 2, "most": 4, "method": "majority", "worth": None, **changed}
    with pytest.raises(InputError, match=says):
        check_adaptive(Adaptive(**fields))  # type: ignore[arg-type] - the table holds values of each kind


def simulated(seed: int, *, fixed: int | None) -> tuple[float, float]:
    """Answers an item and accuracy over 300 items, of eight judges who are right with chances from 0.65 to 0.95."""
    rng, rule = np.random.default_rng(seed), Adaptive("q", 0.95, 2, 7, "lfc", None)
    truth, skill = rng.integers(0, 2, 300), rng.uniform(0.65, 0.95, 8)
    right = rng.random((300, 8)) < skill
    said, order = np.where(right, truth[:, None], 1 - truth[:, None]), np.argsort(rng.random((300, 8)), axis=1)
    needed = np.full(300, fixed or rule.least)
    while True:
        rows = [(i, int(judge)) for i in range(300) for judge in order[i, : needed[i]]]
        items, judges = [f"i{i:03d}" for i, _ in rows], [f"j{judge}" for _, judge in rows]
        answers = ["ny"[said[i, judge]] for i, judge in rows]
        facts = facts_of(pa.table({"item": items, "judge": judges, "answer": answers}), ["n", "y"])
        assert facts is not None
        found = find_consensus(facts, rule.method, {})
        then = [each.needed for each in decided(rule, [held(f"i{i:03d}") for i in range(300)], found)]
        if fixed or then == needed.tolist():
            accuracy = float((found.consensus.posterior.argmax(axis=1) == truth).mean())
            return float(needed.mean()), accuracy
        needed = np.asarray(then)


@pytest.mark.slow
def test_adaptive_overlap_needs_fewer_answers_for_the_same_accuracy() -> None:
    adaptive = np.mean([simulated(seed, fixed=None) for seed in range(6)], axis=0)
    five = np.mean([simulated(seed, fixed=5) for seed in range(6)], axis=0)
    assert adaptive[0] < 0.85 * five[0]
    assert adaptive[1] >= five[1]
