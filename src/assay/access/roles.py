"""Roles, what each may do, and where: the one table of who may do what."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assay.core.errors import InputError, did_you_mean

EVERYWHERE = "*"
"""The scope of a grant for all programs and datasets."""
LONGEST_SCOPE = 200


class Role(StrEnum):
    """What somebody is in a workspace, or in one program of it."""

    LABELER = "labeler"
    """Answers the questions of a queue."""
    REVIEWER = "reviewer"
    """Looks at answers of others."""
    ADJUDICATOR = "adjudicator"
    """Settles what labelers disagree on."""
    LEAD = "lead"
    """Runs programs: questions, guidelines, queues, and who labels there."""
    EVALUATOR = "evaluator"
    """Writes plans and evaluates systems."""
    AUDITOR = "auditor"
    """Sees everything that is kept, and changes nothing."""
    ADMINISTRATOR = "administrator"
    """Looks after accounts; sees no item by that."""


class Permission(StrEnum):
    """What a page or an address asks for."""

    LABEL = "label"
    """Answer items of a queue."""
    REVIEW = "review"
    """See and review answers of others."""
    ADJUDICATE = "adjudicate"
    """Settle disagreement."""
    LEAD = "lead"
    """Change programs, questions, guidelines, queues; see their quality."""
    EVALUATE = "evaluate"
    """Plan, evaluate, and see evidence."""
    AUDIT = "audit"
    """See everything, change nothing."""
    ADMINISTER = "administer"
    """Change accounts of everybody."""
    INVITE = "invite"
    """Invite people to label, review and adjudicate."""


MAY: dict[Role, frozenset[Permission]] = {
    Role.LABELER: frozenset({Permission.LABEL}),
    Role.REVIEWER: frozenset({Permission.REVIEW}),
    Role.ADJUDICATOR: frozenset({Permission.ADJUDICATE}),
    Role.LEAD: frozenset({Permission.LEAD, Permission.INVITE}),
    Role.EVALUATOR: frozenset({Permission.EVALUATE}),
    Role.AUDITOR: frozenset({Permission.AUDIT}),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER, Permission.INVITE}),
}
INVITED_BY_LEADS = frozenset({Role.LABELER, Role.REVIEWER, Role.ADJUDICATOR})
"""Roles that a lead may give, in what he leads; every other one is an administrator's to give."""
FIRST_ROLES = (Role.ADMINISTRATOR, Role.LEAD, Role.EVALUATOR)
"""What the first administrator of a workspace becomes."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, and where it holds."""

    role: Role
    """The role."""
    scope: str = EVERYWHERE
    """``*``, or the name of a program (its queue) or of a dataset."""

    def __str__(self) -> str:
        return self.role.value if self.scope == EVERYWHERE else f"{self.role.value}:{self.scope}"


def allows(grants: Iterable[Grant], permission: Permission, scope: str | None = None) -> bool:
    """Whether grants hold a permission: anywhere at all, or in the program or dataset ``scope``."""
    return any(
        permission in MAY[grant.role] and (scope is None or grant.scope in (EVERYWHERE, scope)) for grant in grants
    )


def parse_grant(text: str) -> Grant:
    """``labeler``, or ``labeler:moderation`` for one program or dataset.

    Raises
    ------
    InputError
        ``access.role``, ``access.scope``.
    """
    word, colon, scope = text.strip().partition(":")
    if word not in set(Role):
        raise InputError("access.role", f"There is no role '{word[:LONGEST_SCOPE]}'.", did_you_mean(word, Role))
    if colon and not (0 < len(scope) <= LONGEST_SCOPE and scope.isprintable() and scope.strip() == scope):
        fix = f"Write {word}:NAME for one program or dataset, or {word} for all."
        raise InputError("access.scope", f"'{scope[:LONGEST_SCOPE]}' names no program or dataset.", fix)
    if colon and word == Role.ADMINISTRATOR:
        raise InputError("access.scope", "An administrator is one everywhere.", "Write administrator, without a name.")
    return Grant(Role(word), scope if colon else EVERYWHERE)


def may_give(giver: Iterable[Grant], grant: Grant) -> bool:
    """Whether somebody may invite others to a role: administrators to all, leads to those who work for them."""
    held = tuple(giver)
    if allows(held, Permission.ADMINISTER, EVERYWHERE):
        return True
    return grant.role in INVITED_BY_LEADS and allows(held, Permission.INVITE, grant.scope)
