"""A piece of work on a workspace that kills its own process at the n-th call; run by test_kill.py, not a test itself.

    python append_until_killed.py FOLDER [CALLS]

Time, ids, keys and entropy are fixed, so that the work has one result however often it was interrupted.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from assay.core.judgment import Judge, JudgeKind, Judgment, Status
from assay.store.jobs import JobState
from assay.store.judgments import JUDGMENT_SEGMENT, filled_table
from assay.store.open import SETTINGS, Store, create_store, open_store
from assay.store.records import Event
from assay.store.rotation import rotate_key
from assay.store.sealed import erase, seal_column
from assay.store.signing import signer_from_seed

NOW = "2026-11-22T14:05:00.000000Z"


def opened(folder: Path) -> Store:
    """The workspace, made first if it is not wholly there."""
    if (folder / "work" / SETTINGS).exists():
        return open_store(folder / "work", key_folder=folder / "keys")
    return create_store(folder / "work", now=NOW, new_id=lambda: "w", actor="ann", key_folder=folder / "keys")


def segment(number: int) -> pa.Table:
    """Three hundred judgments of run ``number``."""
    columns = {
        "item": [f"i{row}" for row in range(300)],
        "item_hash": f"{number:064x}",
        "question": "label",
        "judge": "m",
        "judge_version": "v1",
        "status": "given",
        "label": ["yes" if row % 3 else "no" for row in range(300)],
        "attempt": 1,
        "run": f"run-{number}",
        "recorded_at": NOW,
    }
    return filled_table(JUDGMENT_SEGMENT, 300, columns)


def work(folder: Path) -> None:
    """Every way to append, once each; the same again changes nothing."""
    with opened(folder) as store:
        ledger, documents, common = store.ledger, store.documents, {"actor": "ann", "now": NOW}
        store.jobs.begin("run", total=2, now=NOW)
        ledger.append("judge", [Judge("m", JudgeKind.SYSTEM, "v1")], id="judge", **common)
        for number in range(2):
            ledger.append_segment("judgment", segment(number), id=f"run:{number}", **common)
            store.jobs.progress("run", done=number + 1, now=NOW)
        one = Judgment("i1", "h", "label", "ann", "1", None, Status.GIVEN, NOW, label="yes")
        ledger.append("judgment", [one, one, one], id="hand", **common)
        blob = store.blobs.put_bytes(b"a sample" * 100)
        documents.put("sample", "s", {"table": blob}, **common)
        for accept in (0.9, 0.8):
            documents.put("plan", "p", {"accept": accept}, id=f"plan:{accept}", **common)
        place = {"dataset": "d", "column": "race", "items": ["i1", "i2"], "subjects": ["s1", "s2"]}
        seal_column(store, **place, values=["a", "b"], id="seal", entropy=bytes, **common)
        erase(store, "s1", id="erase", **common)
        rotate_key(store, id="rotate", make=lambda: signer_from_seed(b"\x02" * 32), **common)
        ledger.append("event", [Event("evaluated", "run", {"n": 600})], id="done", **common)
        store.jobs.end("run", JobState.DONE, now=NOW)


def killed_at(calls: int) -> Callable[[object, str, object], None]:
    """A profiler that kills this process, as the power does, at one of its calls."""
    left = calls

    def count(_frame: object, _event: str, _argument: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return count


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.setprofile(killed_at(int(sys.argv[2])))
    else:
        print("ready", flush=True)
    work(Path(sys.argv[1]))
