"""What the judges of a queue did, in order of time: each answer and each item passed over, with its seconds."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute

from assay.core.judgment import Status
from assay.labeling.judging import run_of
from assay.labeling.kept import QueuePlan, question_of
from assay.store.open import Store
from assay.store.queueing.assignment import State
from assay.store.votes import answers_given, votes_of

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
DONE = (Status.GIVEN.value, Status.ABSTAINED.value)
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def work_done(store: Store, plan: QueuePlan, *, position: int) -> pa.Table:
    """Item, judge, answer (as text; null where it was passed over), round, seconds, at, shown; late answers too."""
    every = votes_of(store, plan.dataset, position=position)
    runs = pa.array([run_of(plan.name), run_of(plan.name, State.LATE)], pa.string())
    asked = pc.equal(every["question"], question_of(store, plan).question.name)
    here = pc.and_(asked, pc.is_in(every["run"], value_set=runs))
    chosen = every.filter(pc.and_(here, pc.is_in(every["status"], value_set=pa.array(DONE))))
    answers = answers_given(chosen)
    columns = {
        "item": chosen["item"],
        "judge": chosen["judge"],
        "answer": answers.cast(pa.string()),
        "round": chosen["attempt"],
        "seconds": chosen["seconds"],
        "at": chosen["observed_at"],
        "shown": chosen["order_shown"],
    }
    return pa.table(columns)


def given_only(done: pa.Table) -> pa.Table:
    """Without the items that were passed over."""
    return done.filter(pc.is_valid(done["answer"]))


def right_of(done: pa.Table, known: dict[str, str]) -> tuple[pa.Table, Floats]:
    """The answers to items whose answer is known, and for each 1 where it is the known one, else 0."""
    items = pa.array(list(known), pa.string())
    given = given_only(done)
    given = given.filter(pc.is_in(given["item"], value_set=items))
    right = pa.array(list(known.values()), pa.string()).take(pc.index_in(given["item"], value_set=items))
    return given, np.asarray(pc.equal(given["answer"], right), np.float64)


def agreeing(done: pa.Table) -> tuple[pa.Table, Floats]:
    """Answers to items that others answered too, and for each 1 where most others say the same, 0 where they do not.

    An item on which the others are split evenly between his answer and another one tells nothing and is left out.
    """
    given = given_only(done)
    if not given.num_rows:
        return given, np.empty(0)
    items = _codes(pc.binary_join_element_wise(given["item"], given["round"].cast(pa.string()), "\x1f"))
    answers = _codes(given["answer"])
    width = int(answers.max()) + 1
    cells, cell, counts = np.unique(items * width + answers, return_inverse=True, return_counts=True)
    others_same = counts[cell] - 1
    best, best_cell, second = _two_most(cells // width, counts)
    others_else = np.where(best_cell[items] == cell, second[items], best[items])
    tells = others_same != others_else
    return given.filter(pa.array(tells)), (others_same > others_else)[tells].astype(np.float64)


def _two_most(item_of: Integers, counts: Integers) -> tuple[Integers, Integers, Integers]:
    """Of each item: its largest count, the cell that has it, and the next largest (0 without)."""
    order = np.lexsort((-counts, item_of))
    first = np.searchsorted(item_of[order], np.arange(int(item_of.max()) + 1))
    best_cell = order[first]
    after = np.minimum(first + 1, order.size - 1)
    has_second = (item_of[order[after]] == item_of[best_cell]) & (after != first)
    return counts[best_cell], best_cell, np.where(has_second, counts[order[after]], 0)


def _codes(column: Any) -> Integers:
    return np.asarray(column.combine_chunks().dictionary_encode().indices, np.int64)
