"""Long work that can be stopped and taken up again: how far it came, and how often it was taken up."""

from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from assay.core.encode import from_plain, to_plain
from assay.core.errors import WorkspaceError
from assay.store.database import Database
from assay.store.tables.operational import JOB


class JobState(StrEnum):
    """How a job stands."""

    RUNNING = "running"
    """Begun and not finished: at work, or interrupted."""
    DONE = "done"
    """Finished."""
    FAILED = "failed"
    """Stopped by an error; may be begun again."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work."""

    run: str
    """Id of the run; the same command has the same id."""
    state: JobState
    """How it stands."""
    done: int
    """Pieces that are ready."""
    total: int | None
    """Pieces in all; None while unknown."""
    retries: int
    """How often it was taken up again before it was done."""
    started_at: str
    """UTC."""
    changed_at: str
    """UTC, of the last progress."""


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of one workspace. Nothing published is computed from them."""

    database: Database
    """Where they are kept."""

    def begin(self, run: str, *, total: int | None, now: str) -> Job:
        """Begin a job, or take it up again: then ``retries`` is one more. A job that is done stays as it is."""
        with self.database.write() as connection:
            known = _find(connection, run)
            if known is None:
                job = Job(run, JobState.RUNNING, 0, total, 0, now, now)
                connection.execute(insert(JOB), to_plain(job))
                return job
            if known.state is JobState.DONE:
                return known
            again = replace(known, state=JobState.RUNNING, total=total, retries=known.retries + 1, changed_at=now)
            return _keep(connection, again)

    def progress(self, run: str, *, done: int, now: str) -> Job:
        """Note how many pieces are ready.

        Raises
        ------
        WorkspaceError
            ``job.unknown`` for a job that was not begun.
        """
        with self.database.write() as connection:
            return _keep(connection, replace(_known(connection, run), done=done, changed_at=now))

    def end(self, run: str, state: JobState, *, now: str) -> Job:
        """Note that the job is done or failed.

        Raises
        ------
        WorkspaceError
            ``job.unknown`` for a job that was not begun.
        """
        with self.database.write() as connection:
            job = _known(connection, run)
            done = job.total if state is JobState.DONE and job.total is not None else job.done
            return _keep(connection, replace(job, state=state, done=done, changed_at=now))

    def find(self, run: str) -> Job | None:
        """The job of this run; None when it was never begun."""
        with self.database.read() as connection:
            return _find(connection, run)


def _find(connection: Connection, run: str) -> Job | None:
    row = connection.execute(select(JOB).where(JOB.c.run == run)).mappings().first()
    return None if row is None else from_plain(Job, dict(row))


def _known(connection: Connection, run: str) -> Job:
    job = _find(connection, run)
    if job is None:
        raise WorkspaceError("job.unknown", f"The job '{run}' was not begun.", "Begin it first.")
    return job


def _keep(connection: Connection, job: Job) -> Job:
    connection.execute(update(JOB).where(JOB.c.run == job.run).values(to_plain(job)))
    return job
