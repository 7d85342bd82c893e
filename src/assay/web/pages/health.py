"""Whether the application answers and reaches its database; says nothing of what is kept."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from assay.core.errors import AssayError

router = APIRouter(include_in_schema=False)


@router.get("/health")
def health(request: Request) -> JSONResponse:
    """``{"status": "ok"}`` with 200, or ``unavailable`` with 503."""
    try:
        request.app.state.workspace.store.ledger.size()
    except AssayError:
        return JSONResponse({"status": "unavailable"}, 503)
    return JSONResponse({"status": "ok"})
