"""Which programs somebody sees, and their numbers as they were counted last: for the page and for the API."""

from typing import NamedTuple

from fastapi import Request

from assay.access.roles import EVERYWHERE, Permission
from assay.core.errors import NotPermitted
from assay.labeling.judging import seconds_between
from assay.programs.program import Program
from assay.web.session import SignedIn
from assay.workflows.program import ProgramNumbers, find_program, program_numbers, programs

SEES = (Permission.LEAD, Permission.AUDIT)
"""Either of them lets somebody see a program."""
REST = 20
"""Where counting takes long, a page is so many times as old as that at most."""


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
    """The numbers, counted again when the ledger or the minute went on, but not before `REST` times what it took."""
    workspace, cache = request.app.state.workspace, cache_of(request)
    known, begun, size = cache.get((name, by)), workspace.now(), workspace.store.ledger.size()
    is_same = known is not None and (known.size, known.at[:16]) == (size, begun[:16])
    if known is None or not (is_same or seconds_between(known.at, begun) < known.holds):
        numbers = program_numbers(workspace, name, by=by)
        known = Known(numbers, begun, size, REST * seconds_between(begun, workspace.now()))
        cache[name, by] = known
    return known


def cache_of(request: Request) -> dict[tuple[str, str], Known]:
    """Numbers that this process counted, by program and by what they are told."""
    state = request.app.state
    if not hasattr(state, "program_numbers"):
        state.program_numbers = {}
    cache: dict[tuple[str, str], Known] = state.program_numbers
    return cache
