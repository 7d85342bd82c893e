"""People and tokens for programs of administrators."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Request

from assay.access.roles import Permission
from assay.reports.people import people_json
from assay.reports.tokens import tokens_json
from assay.web.api.bounds import Document, Name
from assay.web.session import SignedIn, may
from assay.workflows.api_tokens import revoke_token, tokens
from assay.workflows.people import open_links, people

router = APIRouter(prefix="/api/v1", tags=["people"])
Administrator: TypeAlias = Annotated[SignedIn, Depends(may(Permission.ADMINISTER))]


@router.get("/people")
def list_people(request: Request, _who: Administrator) -> Document:
    """Everybody who may sign in, and links that still work."""
    workspace = request.app.state.workspace
    return people_json(people(workspace), open_links(workspace))


@router.get("/tokens")
def list_tokens(request: Request, _who: Administrator) -> Document:
    """Every token, without its secret: whose it is, what it may do, when it was used."""
    return tokens_json(tokens(request.app.state.workspace))


@router.delete("/tokens/{name}")
def delete_token(request: Request, _who: Administrator, name: Name) -> Document:
    """Make the token of this id void at once."""
    revoke_token(request.app.state.workspace, name)
    return {"id": name, "revoked": True}
