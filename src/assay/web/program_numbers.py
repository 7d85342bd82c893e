"""Which programs somebody sees, and their numbers as they were counted last: for the page and for the API."""

import logging
import threading
from typing import NamedTuple

from fastapi import FastAPI, Request

from assay.access.roles import EVERYWHERE, Permission
from assay.core.errors import AssayError, NotPermitted
from assay.labeling.judging import seconds_between
from assay.programs.program import Program
from assay.web.session import SignedIn
from assay.workflows.program import BY, ProgramNumbers, find_program, program_numbers, programs
from assay.workflows.workspace import Workspace

SEES = (Permission.LEAD, Permission.AUDIT)
"""Either of them lets somebody see a program."""
REST = 20
"""Numbers are counted again after so many times as it took."""
MOMENT_S = 0.2
"""Somebody waits for so long; where counting takes longer, he sees the last numbers, and they are counted beside."""
LOG = logging.getLogger("assay.web")


class Known(NamedTuple):
    """Numbers that were counted."""

    numbers: ProgramNumbers
    """The numbers."""
    at: str
    """When, UTC."""
    size: int
    """Entries of the ledger at that time."""
    holds: float
    """Seconds for which they are shown whatever happens."""


def seen_program(request: Request, who: SignedIn, name: str) -> Program:
    """The program, for who may see it; to everybody else there is none of any name."""
    workspace = request.app.state.workspace
    if any(who.may(permission, EVERYWHERE) for permission in SEES):
        return find_program(workspace, name)
    found = next((each for each in programs(workspace) if each.name == name and sees_program(who, each)), None)
    if found is None:
        what = f"You have no role for this in '{name[:100]}'."
        raise NotPermitted("access.not_there", what, "Ask the lead of the program, or an administrator.")
    return found


def sees_program(who: SignedIn, program: Program) -> bool:
    """By a role for all, or for its dataset, or for each of its queues: its numbers are of all of them."""
    return any(all(may_in(who, permission, program, queue) for queue in program.queues) for permission in SEES)


def may_in(who: SignedIn, permission: Permission, program: Program, queue: str) -> bool:
    """Whether somebody may do something in a queue of a program, or in its dataset."""
    return who.may(permission, queue) or who.may(permission, program.dataset)


def known_numbers(request: Request, name: str, by: str) -> Known:
    """The numbers as they stand; where counting takes long those of the last time, while they are counted anew.

    They are old when the ledger or the minute went on, but not before `REST` times what counting took.
    """
    workspace, counts = request.app.state.workspace, counts_of(request.app)
    known, now, size = counts.known.get((name, by)), workspace.now(), workspace.store.ledger.size()
    if known is None:
        return counts.count(name, by)
    is_same = (known.size, known.at[:16]) == (size, now[:16])
    if is_same or seconds_between(known.at, now) < known.holds:
        return known
    if known.holds <= REST * MOMENT_S:
        return counts.count(name, by)
    counts.count_beside(name, by)
    return known


class Counts:
    """Numbers that this process counted, by program and by what they are told."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._lock = workspace, threading.Lock()
        self._under_way: set[tuple[str, str]] = set()
        self.known: dict[tuple[str, str], Known] = {}
        """As they were counted last."""

    def count(self, name: str, by: str) -> Known:
        """Count now; raises as `assay.workflows.program.program_numbers`."""
        begun, size = self._workspace.now(), self._workspace.store.ledger.size()
        numbers = program_numbers(self._workspace, name, by=by)
        known = Known(numbers, begun, size, REST * seconds_between(begun, self._workspace.now()))
        self.known[name, by] = known
        return known

    def count_beside(self, name: str, by: str, *, times: int = 1) -> None:
        """Count in a thread of its own, unless that is under way."""
        with self._lock:
            if (name, by) in self._under_way:
                return
            self._under_way.add((name, by))
        threading.Thread(target=self._count_beside, args=(name, by, times), name="counting", daemon=True).start()

    def warm(self) -> None:
        """Count every program beside the requests, so that nobody waits for the first page of one.

        Twice: what the first time takes to load is not what counting takes.
        """
        for each in programs(self._workspace):
            self.count_beside(each.name, BY[0], times=2)

    def _count_beside(self, name: str, by: str, times: int) -> None:
        try:
            for _ in range(times):
                self.count(name, by)
        except AssayError as error:
            LOG.warning("The numbers of a program were not counted: %s", error)
        finally:
            with self._lock:
                self._under_way.discard((name, by))


def counts_of(app: FastAPI) -> Counts:
    """What this application counted."""
    if not hasattr(app.state, "counts"):
        app.state.counts = Counts(app.state.workspace)
    counts: Counts = app.state.counts
    return counts
