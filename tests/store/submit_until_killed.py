"""A process whose threads answer at a queue until it is killed; run by test_queue_kill.py, not a test itself.

    python submit_until_killed.py FOLDER SEED

It writes the id of an assignment only when its answer was acknowledged, one a line.
"""

import itertools
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assay.core.judgment import Judgment, Status
from assay.store.open import Store, open_store
from assay.store.queueing.assignment import Assignment
from assay.store.submit import Next, submit

NOW = "2026-11-26T09:00:00.000000Z"
JUDGES = ("ann", "bob", "cid")


def answers(assignment: Assignment) -> Sequence[Judgment]:
    common = (assignment.item, "h", "q", assignment.judge, "1", None, Status.GIVEN, "")
    return [Judgment(*common, label="yes")]


def work(store: Store, judge: str, seed: str) -> None:
    """Answer as long as there is something, a line each."""
    numbers = itertools.count()
    then = Next(lambda: f"{seed}:{judge}:{next(numbers)}")
    held = store.queues.claim("q", judge, now=NOW, new_id=then.new_id)
    while held is not None:
        done = submit(store, held.id, answers, judge=judge, now=NOW, then=then)
        os.write(1, f"{done.assignment.id}\n".encode())
        held = done.next


if __name__ == "__main__":
    with open_store(Path(sys.argv[1]) / "work", key_folder=Path(sys.argv[1]) / "keys") as opened:
        os.write(1, b"ready\n")
        with ThreadPoolExecutor(len(JUDGES)) as pool:
            for each in [pool.submit(work, opened, judge, sys.argv[2]) for judge in JUDGES]:
                each.result()
