"""Who is at the browser, and what a route asks of him."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.requests import HTTPConnection, Request

from assay.access.calls import Calls
from assay.access.roles import Grant, Permission, Role, allows
from assay.access.tokens import Hold
from assay.core.errors import NotPermitted
from assay.web.serving import Serving
from assay.workflows.api_tokens import calling
from assay.workflows.signing_in import visitor
from assay.workflows.workspace import Workspace

API = "/api/"
MOST_REMEMBERED = 1_000
"""Sessions that are remembered at once."""
REMEMBERED_S = 1.0
"""How long a session is remembered."""
Found = TypeVar("Found")


class NotSignedIn(Exception):
    """Nobody is signed in at this browser."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in."""

    account: str
    """Id of the account."""
    name: str
    """Name to show, to himself and to who looks after people."""
    judge: str
    """Pseudonym that the ledger keeps."""
    roles: frozenset[Role]
    """What he is, somewhere or everywhere."""
    csrf: str
    """What his forms carry."""
    grants: tuple[Grant, ...] = ()
    """His roles with where they hold."""
    scopes: frozenset[Permission] | None = None
    """What the token of a program may do of that; None for a person at a browser."""

    def may(self, permission: Permission, scope: str | None = None) -> bool:
        """Whether he may do something: anywhere at all, or in the program (queue) or dataset ``scope``."""
        is_scoped = self.scopes is None or permission in self.scopes
        return is_scoped and allows(self.grants, permission, scope)

    def check(self, permission: Permission, scope: str) -> None:
        """Make sure that he may do something in a program (queue) or dataset.

        Raises
        ------
        NotPermitted
            ``access.not_there``, the same whether or not there is such a program.
        """
        if not self.may(permission, scope):
            what = f"You have no role for this in '{scope[:100]}'."
            raise NotPermitted("access.not_there", what, "Ask the lead of the program, or an administrator.")


def session_token(request: HTTPConnection) -> str | None:
    """The token that the browser brought."""
    serving: Serving = request.app.state.serving
    return _once(request, "session", lambda: request.cookies.get(serving.cookie))


def bearer(request: HTTPConnection) -> str | None:
    """What a program shows in ``Authorization: Bearer ...`` under /api/; pages take sessions alone."""
    if not request.scope["path"].startswith(API):
        return None
    return _once(request, "bearer", lambda: _bearer(request.headers.get("authorization", "")))


def signed_in(request: Request) -> SignedIn:
    """Who is signed in; a page leads to the sign-in page, an address under /api/v1 says 401.

    Raises
    ------
    NotSignedIn
        When nobody is.
    """
    who = at_the_browser(request)
    if who is None:
        raise NotSignedIn
    return who


def at_the_browser(request: Request) -> SignedIn | None:
    """Who is signed in; None when nobody is. Looked up once a request."""
    return _once(request, "who", lambda: _look(request))


def may(*permissions: Permission) -> Callable[[Request], SignedIn]:
    """What a route depends on when one of these permissions is needed, for some program or dataset at least.

    A route about one program asks `SignedIn.check` besides.
    """

    def check(request: Request) -> SignedIn:
        who = signed_in(request)
        if not any(who.may(each) for each in permissions):
            words = " or ".join(each.value for each in permissions)
            what = f"Your roles do not let you do this (it needs the permission to {words})."
            raise NotPermitted("access.not_permitted", what, "Ask an administrator for a role, or go back.")
        return who

    return check


class Visitors:
    """Who stands behind a session, remembered for a second, and no longer than the clock shows the same minute.

    Accounts, roles and sessions that this process changes count at once; what another process changes, within a second.
    """

    def __init__(self, workspace: Workspace, hold: Hold, seconds: Callable[[], float]) -> None:
        self._workspace, self._hold, self._seconds = workspace, hold, seconds
        self._known: dict[str, tuple[tuple[object, ...], float, SignedIn]] = {}

    def find(self, token: str | None) -> SignedIn | None:
        """Who is behind this token now; None when nobody is any more."""
        if not token:
            return None
        moment, passed = (self._workspace.now()[:16], self._workspace.store.database.access_changes), self._seconds()
        known = self._known.get(token)
        if known is not None and known[0] == moment and passed - known[1] < REMEMBERED_S:
            return known[2]
        found = visitor(self._workspace, token, hold=self._hold)
        if found is None:
            return None
        roles = frozenset(grant.role for grant in found.grants)
        who = SignedIn(found.account, found.name, found.judge, roles, found.csrf, found.grants)
        if len(self._known) >= MOST_REMEMBERED:
            self._known = {}
        self._known[token] = (moment, passed, who)
        return who


def _once(request: HTTPConnection, name: str, look: Callable[[], Found]) -> Found:
    """What ``look`` gives, looked for once a request; it is ``name`` in the state of the request."""
    state: dict[str, Any] = request.scope.setdefault("state", {})
    if name not in state:
        state[name] = look()
    found: Found = state[name]
    return found


def _bearer(authorization: str) -> str | None:
    kind, _, secret = authorization.partition(" ")
    return secret.strip() if kind.lower() == "bearer" else None


def _look(request: Request) -> SignedIn | None:
    secret = bearer(request)
    if secret is not None:
        return _program(request, secret)
    visitors: Visitors = request.app.state.visitors
    return visitors.find(session_token(request))


def _program(request: Request, secret: str) -> SignedIn | None:
    """A program with a token: it is the account, with a part of what that may do. Its cookies count for nothing.

    Raises
    ------
    NotPermitted
        ``access.too_often``.
    """
    found = calling(request.app.state.workspace, secret)
    if found is None:
        return None
    calls: Calls | None = request.app.state.calls
    if calls is not None:
        calls.count(found.token)
    account, roles = found.account, frozenset(grant.role for grant in found.grants)
    return SignedIn(account.id, account.name, account.judge, roles, "", found.grants, found.scopes)
