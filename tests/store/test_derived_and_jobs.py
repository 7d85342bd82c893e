"""Derived tables are rebuilt equal; jobs say how far long work came."""

import pytest
from sqlalchemy import delete, select

from assay.core.errors import WorkspaceError
from assay.core.ledger import Soundness
from assay.store.derived import rebuild
from assay.store.jobs import JobState
from assay.store.open import Store
from assay.store.tables.derived import DERIVED_TABLES
from assay.store.tables.operational import OPERATIONAL_TABLES
from assay.store.verify import verify_store

ON_BOTH_STORES = True

NOW, LATER = "2026-11-22T14:05:00.000000Z", "2026-11-23T09:00:00.000000Z"


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.database.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in DERIVED_TABLES
        }


def test_derived_tables_that_were_dropped_are_rebuilt_equal(filled: Store) -> None:
    before = rows(filled)
    assert all(before.values())
    with filled.database.write() as connection:
        for table in DERIVED_TABLES:
            connection.execute(delete(table))
    assert not any(rows(filled).values())
    assert verify_store(filled).outcome is Soundness.ALTERED
    rebuild(filled)
    assert rows(filled) == before
    rebuild(filled)
    assert rows(filled) == before
    assert verify_store(filled).outcome is Soundness.INTACT


def test_rebuilding_needs_no_key(filled: Store) -> None:
    filled.keys.path(filled.key_fingerprint).unlink()
    rebuild(filled)
    assert filled.documents.get("plan", "release").body == {"accept": 0.8}


def test_a_job_goes_from_begun_to_done(empty: Store) -> None:
    jobs = empty.jobs
    assert jobs.find("r1") is None
    assert jobs.begin("r1", total=10, now=NOW).retries == 0
    assert jobs.progress("r1", done=4, now=LATER).done == 4
    again = jobs.begin("r1", total=10, now=LATER)
    assert (again.state, again.done, again.retries, again.started_at) == (JobState.RUNNING, 4, 1, NOW)
    done = jobs.end("r1", JobState.DONE, now=LATER)
    assert (done.state, done.done) == (JobState.DONE, 10)
    assert jobs.begin("r1", total=10, now=LATER) == done == jobs.find("r1")


def test_a_failed_job_may_be_begun_again(empty: Store) -> None:
    empty.jobs.begin("r1", total=None, now=NOW)
    empty.jobs.progress("r1", done=2, now=NOW)
    assert empty.jobs.end("r1", JobState.FAILED, now=NOW).done == 2
    assert empty.jobs.begin("r1", total=5, now=NOW).retries == 1


def test_a_job_that_was_not_begun_is_unknown(empty: Store) -> None:
    for ask in (
        lambda: empty.jobs.progress("r9", done=1, now=NOW),
        lambda: empty.jobs.end("r9", JobState.DONE, now=NOW),
    ):
        with pytest.raises(WorkspaceError) as caught:
            ask()
        assert caught.value.code == "job.unknown"


def test_nothing_published_rests_on_operational_tables(filled: Store) -> None:
    with filled.database.write() as connection:
        for table in OPERATIONAL_TABLES:
            connection.execute(delete(table))
    assert verify_store(filled).outcome is Soundness.INTACT
