"""Numbers for Prometheus: to whoever shows the operator's token, or to this machine alone; nobody is named."""

import hmac
import os
from collections.abc import Iterator
from ipaddress import ip_address

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse

from assay.core.errors import NotPermitted
from assay.core.version import version
from assay.store.standing import standing_of
from assay.web.measuring import Numbers, family, labels

router = APIRouter(include_in_schema=False)
TOKEN = "ASSAY_METRICS_TOKEN"  # noqa: S105 - the name of the variable that holds it
"""Environment variable with what Prometheus shows as its bearer token."""
FORM = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
"""What a proxy adds: the request then comes from elsewhere, though the proxy is on this machine."""


@router.get("/metrics")
def metrics(request: Request) -> PlainTextResponse:
    """Requests since the process began, and how much is kept now."""
    if not _may(request):
        what = "The numbers are for this machine, or for whoever shows the token."
        raise NotPermitted("access.metrics", what, f"Set {TOKEN} for the server and send it as a bearer token.")
    numbers: Numbers = request.app.state.numbers
    lines = [*_kept(request), *numbers.lines()]
    return PlainTextResponse("\n".join(lines) + "\n", media_type=FORM)


def _may(request: Request) -> bool:
    wanted = os.environ.get(TOKEN, "")
    if wanted:
        kind, _, shown = request.headers.get("authorization", "").partition(" ")
        return kind.lower() == "bearer" and hmac.compare_digest(shown.strip().encode(), wanted.encode())
    return not any(name in request.headers for name in FORWARDED) and _is_here(request)


def _is_here(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _kept(request: Request) -> Iterator[str]:
    standing = standing_of(request.app.state.workspace.store.database)
    yield from family("assay_build_info", "gauge", "Which version runs.", {labels(version=version()): 1})
    yield from family("assay_log_entries", "gauge", "Entries of the log.", {"": standing.entries})
    told = {labels(state=state): n for state, n in standing.accounts.items()}
    yield from family("assay_accounts", "gauge", "Accounts by state.", told)
    yield from family("assay_sessions", "gauge", "Browsers that are signed in.", {"": standing.sessions})
    told = {labels(state=state): n for state, n in standing.assignments.items()}
    yield from family("assay_assignments", "gauge", "Items offered to judges, by state.", told)
    told = {labels(state=state): n for state, n in standing.outbox.items()}
    yield from family("assay_outbox", "gauge", "Events on their way to webhooks, by state.", told)
