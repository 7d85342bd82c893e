"""How far a run is, in a small file that pages read while it goes on.

``RUN.json`` is one object with the fields of `RunStatus`; it is written whole (aside, then renamed) at least each
second while the process lives, and once more when the run ends. Read it with `read_status`, which says ``not running``
of a run whose process is gone (killed, crashed, or the machine restarted), whatever the file says:

* ``state`` in the file is ``running`` until the run ends, then ``done``, ``stopped`` (by its time, its budget or its
  user) or ``failed``;
* a run that says ``running`` is believed while its process holds the lock on ``RUN.lock`` beside the file, and, where
  the system has no such locks, while ``heartbeat_at`` is at most `STALE_S` old.

There is nothing in it that was asked or answered, and no secret.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from assay.core.ports import Clock
from assay.harness.locks import can_lock, lock

RUNNING, DONE, STOPPED, FAILED, NOT_RUNNING = "running", "done", "stopped", "failed", "not running"
STALE_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStatus:
    """How one run stands."""

    run: str
    """Id: the name of the file without its ending."""
    what: str
    """What is run, for people: the file of the items and the model."""
    provider: str
    """Name of the adapter."""
    address: str
    """Where calls go, without a query."""
    state: str
    """``running``, ``done``, ``stopped``, ``failed`` or ``not running``."""
    why: str = ""
    """Why it stopped or failed: ``time``, ``budget``, ``interrupted``, ``refused``, or the message of the error."""
    refusal: str = ""
    """What an endpoint says that refuses: ``status 404: no such model``."""
    done: int = 0
    """Prompts that are answered or given up, those of earlier commands too."""
    total: int | None = None
    """Prompts in all; None while unknown."""
    failed: int = 0
    """Prompts that this command gave up."""
    retries: int = 0
    """Tries that this command made again."""
    in_flight: int = 0
    """Calls that are out now."""
    allowed: int = 0
    """Most calls at once, as the server bears them now."""
    cost: float | None = None
    """What was spent by this command, in the currency of the prices; None without prices."""
    budget: float | None = None
    """The most that may be spent; None without a bound."""
    per_second: float | None = None
    """Prompts a second over the last seconds."""
    seconds_left: float | None = None
    """Until the end at that pace; None while unknown."""
    journal: str = ""
    """Path of the journal."""
    plan: str = ""
    """Name of the plan whose system is asked; empty where no plan asks."""
    pid: int = 0
    """Of the process."""
    started_at: str = ""
    """UTC."""
    heartbeat_at: str = ""
    """UTC, of this state of the file."""


class StatusFile:
    """Writes the status of one run."""

    def __init__(self, folder: Path, status: RunStatus, *, now: Clock) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path, self._now = folder / f"{status.run}.json", now
        self._lock: int | None = None
        self.status = replace(status, pid=os.getpid(), started_at=now())
        self.tell()

    def tell(self, **changes: Any) -> None:
        """Write what has changed, and that the process lives; nothing while another process runs the same."""
        self.status = replace(self.status, heartbeat_at=self._now(), **changes)
        if not self._is_ours():
            return
        aside = self.path.with_suffix(f".{os.getpid()}.aside")
        with suppress(OSError):  # a run does not end for want of a page that shows it
            aside.write_text(json.dumps(asdict(self.status)), encoding="utf-8")
            aside.replace(self.path)

    def _is_ours(self) -> bool:
        """Whether this process holds the lock, which ends with it; asked again each time, for its holder may end."""
        if not can_lock() or self._lock is not None:
            return True
        file, is_ours = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600), True
        with suppress(OSError):  # a file system without locks
            is_ours = lock(file)
            if is_ours:
                self._lock = file
                return True
        os.close(file)
        return is_ours

    def close(self) -> None:
        """Let go of the lock."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if self.status.state == RUNNING:
            stopped = error is None or isinstance(error, KeyboardInterrupt)
            why = "interrupted" if isinstance(error, KeyboardInterrupt) else str(error or "")[:300]
            self.tell(state=STOPPED if stopped else FAILED, why=why, in_flight=0)
        self.close()


def read_statuses(folder: Path, *, now: str) -> list[RunStatus]:
    """Every run of a folder, the last one that began first; files that cannot be read are left out."""
    found = [status for path in folder.glob("*.json") if (status := read_status(path, now=now)) is not None]
    return sorted(found, key=lambda each: (each.started_at, each.run), reverse=True)


def read_status(path: Path, *, now: str) -> RunStatus | None:
    """How a run stands at a time; None where the file cannot be read."""
    try:
        told = json.loads(path.read_bytes())
        status = RunStatus(**{name: told[name] for name in RunStatus.__dataclass_fields__ if name in told})
    except (OSError, ValueError, TypeError):
        return None
    if status.state == RUNNING and not _lives(path.with_suffix(".lock"), status, now):
        return replace(status, state=NOT_RUNNING, in_flight=0, seconds_left=None)
    return status


def _lives(path: Path, status: RunStatus, now: str) -> bool:
    if not can_lock():
        return _seconds(status.heartbeat_at, now) <= STALE_S
    try:
        with path.open("rb") as file:
            return not lock(file.fileno(), shared=True)
    except OSError:
        return False


def _seconds(then: str, now: str) -> float:
    try:
        return (datetime.fromisoformat(now) - datetime.fromisoformat(then)).total_seconds()
    except ValueError:
        return float("inf")
