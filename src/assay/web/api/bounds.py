"""What addresses of the API share: names and pages, with their bounds, and who may read what."""

from typing import Annotated, Any, TypeAlias

from fastapi import Path, Query

from assay.access.roles import Permission
from assay.core.errors import NotPermitted
from assay.core.named import named
from assay.web.session import SignedIn

READERS = (Permission.LEAD, Permission.EVALUATE, Permission.AUDIT)
"""Who may read datasets, questions, judgments and reference sets."""
WRITERS = (Permission.LEAD, Permission.EVALUATE)
"""Who may bring data in."""
Name: TypeAlias = Annotated[str, Path(max_length=200, pattern=r"^[^\x00-\x1f]+$")]
DatasetName: TypeAlias = Annotated[str, Query(max_length=270, min_length=1, description="name, or name@version")]
QuestionName: TypeAlias = Annotated[str | None, Query(max_length=200, description="Name of the question.")]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=1_000, description="Most rows of a page.")]
Cursor: TypeAlias = Annotated[
    str | None, Query(max_length=60, description="``next`` of the page before; the pages are of one ledger position.")
]
Document: TypeAlias = dict[str, Any]


def sees(who: SignedIn, dataset: str, *permissions: Permission) -> bool:
    """Whether somebody has one of these permissions for a dataset; ``name@version`` is of the dataset ``name``."""
    return any(who.may(each, named(dataset).name) for each in permissions)


def check_sees(who: SignedIn, dataset: str, *permissions: Permission) -> None:
    """Make sure of it.

    Raises
    ------
    NotPermitted
        ``access.not_there``, the same whether or not there is such a dataset.
    """
    if not sees(who, dataset, *permissions):
        what = f"You have no role for this in '{dataset[:100]}'."
        raise NotPermitted("access.not_there", what, "Ask the lead of the program, or an administrator.")
