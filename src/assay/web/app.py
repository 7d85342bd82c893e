"""The application: its routes around one workspace, behind the guard."""

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from assay.access.passwords import Passwords
from assay.access.tokens import Hold
from assay.core.version import version
from assay.store.clock import random_id, seconds_passed
from assay.web.api.answering import Answering, answering_route
from assay.web.faults import tell_faults
from assay.web.guard import Guard
from assay.web.measuring import Measured, Numbers
from assay.web.openid import OpenId
from assay.web.routes import ROUTERS
from assay.web.serving import Serving
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
) -> FastAPI:
    """The application for one workspace; by default it answers to this machine alone."""
    app = FastAPI(title="Assay", version=version(), docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    app.state.workspace = workspace
    app.state.serving = serving or Serving()
    app.state.passwords = passwords or Passwords()
    app.state.hold = hold or Hold()
    app.state.openid, app.state.underway = openid, AllUnderWay()
    app.state.paths = frozenset(getattr(route, "path", "") for router in ROUTERS for route in router.routes)
    app.state.answering = Answering(workspace)
    app.router.routes.insert(0, answering_route())
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", Static(directory=STATIC), name="static")
    tell_faults(app)
    app.add_middleware(Guard, serving=app.state.serving)
    app.state.numbers = numbers = Numbers()
    app.add_middleware(Measured, numbers=numbers, now=workspace.now, new_id=random_id, seconds=seconds_passed)
    return app


class Static(StaticFiles):
    """Stylesheets and modules: asked for again each time, and sent only when they changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or that it is as it was."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response
