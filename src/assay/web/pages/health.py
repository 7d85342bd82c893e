"""Whether the application answers and reaches its database; says nothing of what is kept."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from assay.core.errors import AssayError

router = APIRouter(include_in_schema=False)


@router.get("/health/live")
async def live() -> JSONResponse:
    """That the process answers, whatever its database does: start it anew where this fails."""
    return JSONResponse({"status": "ok"})


@router.get("/health")
def health(request: Request) -> JSONResponse:
    """``{"status": "ok"}`` with 200, or ``unavailable`` with 503: send nobody here where this fails."""
    try:
        request.app.state.workspace.store.ledger.size()
    except AssayError:
        return JSONResponse({"status": "unavailable"}, 503)
    return JSONResponse({"status": "ok"})
