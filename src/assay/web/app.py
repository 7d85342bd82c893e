"""The application: its routes around one workspace, behind the guard."""

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from assay.access.calls import Calls
from assay.access.passwords import Passwords
from assay.access.tokens import Hold
from assay.core.version import version
from assay.store.clock import random_id, seconds_passed
from assay.web.api.answering import Answering, ShortWay, answering_route
from assay.web.faults import tell_faults
from assay.web.guard import Guard
from assay.web.measuring import Measured, Numbers
from assay.web.openid import OpenId
from assay.web.routes import ROUTERS
from assay.web.serving import Serving
from assay.web.session import Visitors
from assay.web.underway import AllUnderWay
from assay.workflows.workspace import Workspace

STATIC = Path(__file__).parent / "static"


def make_app(
    workspace: Workspace,
    *,
    serving: Serving | None = None,
    passwords: Passwords | None = None,
    hold: Hold | None = None,
    openid: OpenId | None = None,
    calls: Calls | None = None,
) -> FastAPI:
    """The application for one workspace; by default it answers to this machine alone, to programs without a bound."""
    app = Application(
        title="Assay", version=version(), docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    app.state.workspace = workspace
    app.state.serving = serving or Serving()
    app.state.passwords = passwords or Passwords()
    app.state.hold = hold or Hold()
    app.state.visitors = Visitors(workspace, app.state.hold, seconds_passed)
    app.state.openid, app.state.underway, app.state.calls = openid, AllUnderWay(), calls
    app.state.paths = frozenset(getattr(route, "path", "") for router in ROUTERS for route in router.routes)
    app.state.answering = Answering()
    app.router.routes.insert(0, answering_route())
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", Static(directory=STATIC, packages=[("assay.reports", "palette")]), name="static")
    tell_faults(app)
    app.state.numbers = numbers = Numbers()
    guarded = Guard(ShortWay(app.routed), serving=app.state.serving)
    app.front = Measured(guarded, numbers, now=workspace.now, new_id=random_id, seconds=seconds_passed)
    return app


class Application(FastAPI):
    """FastAPI behind what every request passes first: it is measured and guarded, and answers take a short way."""

    front: ASGIApp
    """What a request meets first; it leads to `routed`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        scope["app"] = self
        await self.front(scope, receive, send)

    async def routed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that was let through."""
        await super().__call__(scope, receive, send)


class Static(StaticFiles):
    """Stylesheets and modules: asked for again each time, and sent only when they changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or that it is as it was."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response
