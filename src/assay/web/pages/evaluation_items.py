"""The items behind the numbers of an evaluation, slice by slice, and one item with all that systems said to it."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assay.core.errors import WorkspaceError
from assay.core.evidence import Evidence
from assay.core.figures import fixed, number
from assay.core.slices import SliceKey
from assay.metrics.behind import Which
from assay.reports.traces import value_text
from assay.web.markdown import MOST_SHOWN
from assay.web.pages.evaluations import WRITTEN, Name, Sees, seen_with_items, sees_dataset
from assay.web.templating import page
from assay.web.words import words_for
from assay.workflows.item_seen import item_seen
from assay.workflows.items_in import items_in

router = APIRouter(include_in_schema=False)
MOST_LISTED = 50
"""Items on one page of the list."""
MOST_STEPS = 200
"""Steps of a trace that the page shows."""
MOST_STARTED = 10_000_000
Where = Annotated[list[Annotated[str, Query(max_length=1_000)]] | None, Query(max_length=10)]


@router.get("/evaluations/{plan}/items")
def items_page(
    request: Request,
    who: Sees,
    plan: Name,
    where: Where = None,
    which: Which = Which.EVERY,
    start: Annotated[int, Query(ge=0, le=MOST_STARTED)] = 0,
) -> Response:
    """The items of one slice, which of them each system got wrong, and what its numbers come to; a page of them."""
    evidence = seen_with_items(request, who, plan).evidence
    key = _slice_asked(evidence, where or [])
    found = items_in(request.app.state.workspace, plan, key, which=which, start=start, most=MOST_LISTED)
    told: dict[str, Any] = {
        "plan": evidence.lock.plan,
        "key": key,
        "comparisons": [each for each in evidence.comparisons if each.slice == key],
        "ways_in": _ways(request, evidence, found.listed.sizes),
        "which": which.value,
        "examples": found.listed.examples,
        "texts": found.texts,
        "has_scores": any(each.score is not None for each in found.listed.examples),
        "n": found.listed.sizes[tuple(Which).index(which)],
        "start": start,
        "before": max(0, start - MOST_LISTED),
        "score": _score,
        "by_judge": evidence.judged is not None,
    }
    return page(request, "evaluation_items.html", **told, **WRITTEN)


@router.get("/evaluations/{plan}/item")
def item_page(request: Request, who: Sees, plan: Name, id: Annotated[str, Query(max_length=1_000)] = "") -> Response:
    """One item of the benchmark, what systems said to it, and what judges said of that."""
    found = seen_with_items(request, who, plan)
    told = {"number": number, "as_text": value_text, **WRITTEN}
    seen = item_seen(request.app.state.workspace, plan, id, may_see=partial(sees_dataset, who))
    return page(request, "evaluation_item.html", found=found, seen=seen, most=MOST_SHOWN, most_steps=MOST_STEPS, **told)


def _slice_asked(evidence: Evidence, where: list[str]) -> SliceKey:
    """The slice of an address, as the evidence knows it; nothing of the address is taken for more than a name.

    Raises
    ------
    WorkspaceError
        ``evidence.unknown_slice``.
    """
    slices = [each.slice for each in evidence.comparisons] + [each.slice for each in evidence.verdicts]
    known: dict[SliceKey, None] = dict.fromkeys(slices)
    found = next((key for key in ((), *known) if [f"{name}={level}" for name, level in key] == where), None)
    if found is None:
        what = f"This evaluation has no slice '{', '.join(where)[:100]}'."
        raise WorkspaceError("evidence.unknown_slice", what, "Come here from an evaluation.")
    return found


def _ways(request: Request, evidence: Evidence, sizes: tuple[int, ...]) -> list[tuple[str, str, int]]:
    """Which items can be looked at, in words, and how many they are."""
    say, plan = words_for(request).say, evidence.lock.plan
    words = (
        say("All"),
        say("{system} is wrong", system=plan.baseline.name),
        say("{system} is wrong", system=plan.candidate.name),
        say("They part"),
    )
    return [(which.value, word, n) for which, word, n in zip(Which, words, sizes, strict=True)]


def _score(value: float) -> str:
    return fixed(value, 3)
