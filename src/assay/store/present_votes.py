"""Which judgments that came by queues count: those of the newest round of their item, and none that came late.

The ledger alone decides. A round begins to count with its first answer; until then the one before it does.
"""

from typing import Any

import pyarrow as pa
from pyarrow import compute

from assay.core.judgment import LATE, QUEUED, Status

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
JOIN = "\x1f"
DECIDED = (Status.GIVEN.value, Status.NOT_APPLICABLE.value)
"""What a judge says of a question: an answer, or in a form that after his other answers it is not asked."""


def that_count(judgments: pa.Table) -> pa.Table:
    """The judgments on one question without those that came late, and without rounds that a newer one replaced.

    Columns ``item``, ``run``, ``attempt`` (the round) and ``status``. What came by no queue counts as it is, and each
    queue has its own rounds.
    """
    queued = _by_queue(judgments)
    if not pc.any(queued).as_py():
        return judgments
    in_time = judgments.filter(pc.invert(pc.and_(queued, pc.ends_with(_run(judgments), LATE))))
    answered = pc.and_(_by_queue(in_time), pc.is_in(in_time["status"], value_set=pa.array(DECIDED)))
    newest = pa.Table.from_arrays([_keys(in_time), in_time["attempt"].combine_chunks()], names=["key", "attempt"])
    newest = newest.filter(answered).group_by("key").aggregate([("attempt", "max")])
    places = pc.index_in(_keys(in_time), value_set=newest["key"].combine_chunks())
    since = newest["attempt_max"].combine_chunks().take(places)
    return in_time.filter(pc.fill_null(pc.greater_equal(in_time["attempt"].combine_chunks(), since), True))


def _run(judgments: pa.Table) -> Any:
    return pc.fill_null(judgments["run"], "").combine_chunks()


def _by_queue(judgments: pa.Table) -> Any:
    return pc.starts_with(_run(judgments), QUEUED)


def _keys(judgments: pa.Table) -> Any:
    return pc.binary_join_element_wise(judgments["item"].combine_chunks(), _run(judgments), JOIN)
