"""What judges said in one queue: the answers that count, item by item, as metrics take them."""

from collections.abc import Collection
from typing import Any

import pyarrow as pa
from pyarrow import compute

from assay.core.judgment import Status
from assay.labeling.judging import run_of
from assay.labeling.kept import QueuePlan, question_of
from assay.metrics.long_facts import LongFacts, long_facts
from assay.store.open import Store
from assay.store.queueing.assignment import State
from assay.store.votes import answers_given, votes_of

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
ITEM, JUDGE, ANSWER = "item", "judge", "answer"


def answers_in(store: Store, plan: QueuePlan, *, position: int, late: bool = False) -> pa.Table:
    """Answers that were given in a queue, in ledger order: item, judge, answer, attempt (the round), observed_at.

    Those that were corrected are not there, nor skips and rulings; with ``late`` those that came too late to count are.
    """
    every = votes_of(store, plan.dataset, position=position)
    runs = [run_of(plan.name), *([run_of(plan.name, State.LATE)] if late else [])]
    asked = pc.equal(every["question"], question_of(store, plan).question.name)
    here = pc.and_(asked, pc.is_in(every["run"], value_set=pa.array(runs, pa.string())))
    chosen = every.filter(pc.and_(here, pc.equal(every["status"], Status.GIVEN.value)))
    names = [ITEM, JUDGE, ANSWER, "attempt", "observed_at"]
    arrays = [chosen["item"], chosen["judge"], answers_given(chosen), chosen["attempt"], chosen["observed_at"]]
    return pa.Table.from_arrays(arrays, names=names)


def present_answers(store: Store, plan: QueuePlan, *, position: int, without: Collection[str] = ()) -> pa.Table:
    """The answers that count in the present round of each item of a queue, but those of some lanes."""
    given = answers_in(store, plan, position=position)
    rounds = {each.item: each.round for each in store.queues.items(plan.name, without=tuple(without))}
    pairs = zip(given[ITEM].to_pylist(), given["attempt"].to_pylist(), strict=True)
    return given.filter(pa.array([rounds.get(str(item)) == attempt for item, attempt in pairs], pa.bool_()))


def facts_of(answers: pa.Table, classes: Collection[str] = ()) -> LongFacts | None:
    """The answers as facts, of which the last of a judge on an item counts; None where there are none."""
    if not answers.num_rows:
        return None
    return long_facts(answers, item=[ITEM], judge=[JUDGE], answer=ANSWER, classes=sorted(classes))
