"""Review: answers of others, one by one, accepted, corrected or sent back; and what was sent back, for its labeler."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import Permission
from assay.core.errors import AssayError, NotPermitted, Problem
from assay.labeling.remarks import Comment, comments_in
from assay.labeling.reviewing import Finding, Review, find_review
from assay.labeling.written_answers import answer_written, options_of
from assay.reports.review import numbers_words
from assay.store.queueing.assignment import State
from assay.web.faults import status_of
from assay.web.item_shown import parts_shown, queue_opened, rules_shown
from assay.web.queue_sight import check_reviews_apart, may_in, may_still_come
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.web.words import words_for
from assay.workflows.review import (
    SentBack,
    answer_again,
    next_to_review,
    offered,
    review_lines,
    review_numbers,
    sent_back,
    settle_review,
)

router = APIRouter(include_in_schema=False)
Reviewer = Annotated[SignedIn, Depends(may(Permission.REVIEW))]
Labeler = Annotated[SignedIn, Depends(may(Permission.LABEL))]
ReviewName = Annotated[str, Path(max_length=200)]
MOST_LISTED = 200
"""Findings that a page lists."""
MOST_SENT_BACK = 20
"""Answers that a labeler sees at once."""
NOTHING_TYPED = {"answer": "", "comment": "", "rule": ""}


@router.get("/review")
def reviews_page(request: Request, who: Reviewer) -> Response:
    """The reviews in which somebody may look at answers."""
    every = review_lines(request.app.state.workspace)
    return page(
        request,
        "reviews.html",
        reviews=[each for each in every if may_in(request, who, Permission.REVIEW, each.review.queue)],
    )


@router.get("/review/{name}")
def review_page(request: Request, who: Reviewer, name: ReviewName, done: bool = False) -> Response:
    """How far a review is, and what was found; ``done`` for whom nothing is left."""
    return _review(request, who, _found(request, who, name), is_done=done)


@router.post("/review/{name}/next")
def take_next(request: Request, who: Reviewer, name: ReviewName) -> Response:
    """Take the next answer."""
    review = _found(request, who, name)
    return _go_on(request, who, review)


@router.get("/review/{name}/answer")
def answer_page(
    request: Request, who: Reviewer, name: ReviewName, id: Annotated[str, Query(max_length=200)]
) -> Response:
    """One answer with its item and the rules, and what may be found of it."""
    return _answer(request, who, _found(request, who, name), id)


@router.post("/review/{name}/settle")
def settle(
    request: Request,
    who: Reviewer,
    name: ReviewName,
    *,
    assignment: Annotated[str, Form(max_length=200)],
    finding: Annotated[str, Form(max_length=40)],
    answer: Annotated[str, Form(max_length=100_000)] = "",
    comment: Annotated[str, Form(max_length=10_000)] = "",
    rule: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Keep what was found, and go on to the next answer."""
    review, workspace = _found(request, who, name), request.app.state.workspace
    opened, typed = queue_opened(request, review.queue), {"answer": answer, "comment": comment, "rule": rule}
    try:
        meant = answer_written(opened.question, answer) if finding == Finding.CORRECTED else None
        shown = offered(workspace, name, assignment)
        said = {"finding": finding, "by": who.judge, "comment": comment}
        settle_review(workspace, opened, shown, answer=meant, rule=rule or None, **said)
    except AssayError as error:
        return _answer(
            request, who, review, assignment, status=status_of(error), problem=error.problems[0], typed=typed
        )
    return _go_on(request, who, review)


@router.get("/rework")
def rework_page(request: Request, who: Labeler) -> Response:
    """What was sent back to a labeler."""
    return _rework(request, who)


@router.post("/rework")
def rework(
    request: Request,
    who: Labeler,
    *,
    review: Annotated[str, Form(max_length=200)],
    judgment: Annotated[str, Form(max_length=200)],
    answer: Annotated[str, Form(max_length=100_000)] = "",
) -> Response:
    """Keep the answer that is given anew."""
    workspace = request.app.state.workspace
    try:
        mine = next((each for each in sent_back(workspace, judge=who.judge) if _is(each, review, judgment)), None)
        if mine is None:
            raise NotPermitted("review.not_yours", "This answer was not sent back to you.", "Look at your own list.")
        opened = queue_opened(request, mine.queue)
        answer_again(workspace, opened, review, judgment, answer_written(opened.question, answer), judge=who.judge)
    except AssayError as error:
        return _rework(request, who, status=status_of(error), problem=error.problems[0])
    return RedirectResponse(request.url_for("rework_page").path, status_code=303)


def _review(
    request: Request,
    who: SignedIn,
    review: Review,
    *,
    status: int = 200,
    problem: Problem | None = None,
    is_done: bool = False,
) -> Response:
    found = review_numbers(request.app.state.workspace, review.name)
    to_come = may_still_come(request, who, review.queue)
    listed = [each for each in found.found if each.reviewed.item not in to_come]
    asks = queue_opened(request, review.queue).question.asks
    told = {"found": found, "asks": asks, "words": numbers_words(found), "most": MOST_LISTED, "is_done": is_done}
    told |= {"listed": listed, "n_kept_back": len(found.found) - len(listed)}
    return page(request, "review.html", status=status, problem=problem, **told)


def _go_on(request: Request, who: SignedIn, review: Review) -> Response:
    try:
        check_reviews_apart(request, who, review.queue)
        held = next_to_review(request.app.state.workspace, review.name, by=who.judge)
    except NotPermitted as error:
        return _review(request, who, review, status=status_of(error), problem=error.problems[0])
    if held is None:
        return RedirectResponse(f"{request.url_for('review_page', name=review.name).path}?done=1", status_code=303)
    address = request.url_for("answer_page", name=review.name).include_query_params(id=held.assignment.id)
    return RedirectResponse(f"{address.path}?{address.query}", status_code=303)


def _answer(
    request: Request,
    who: SignedIn,
    review: Review,
    id: str,
    *,
    status: int = 200,
    problem: Problem | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    shown = offered(request.app.state.workspace, review.name, id)
    if shown.assignment.judge != who.judge:
        raise NotPermitted("assignment.not_yours", "Somebody else holds this answer.", "Take the next one.")
    if shown.assignment.state is not State.OUT:
        return _review(request, who, review, status=status, problem=problem)
    check_reviews_apart(request, who, review.queue)
    opened = queue_opened(request, review.queue)
    told: dict[str, Any] = {
        "review": review,
        "shown": shown,
        "question": opened.question,
        "parts": parts_shown(opened, shown.judgment.item),
        "comments": _comments(request, review.queue, shown.judgment.item, shown.judgment.judge),
        "options": options_of(opened.question, ()),
        "sections": rules_shown(opened.guideline()),
        "typed": typed or NOTHING_TYPED,
        "problem": problem,
    }
    return page(request, "review_answer.html", status=status, **told)


def _comments(request: Request, queue: str, item: str, judge: str) -> list[Comment]:
    """What the labeler of an answer said of it; a reviewer does not see what others said."""
    every = comments_in(request.app.state.workspace.store, queue, item=item)
    return [each for each in every if each.judge == judge]


def _rework(request: Request, who: SignedIn, *, status: int = 200, problem: Problem | None = None) -> Response:
    every = sent_back(request.app.state.workspace, judge=who.judge)
    words = words_for(request)
    told = {"say": words.say, "language": words.language, "problem": problem, "n": len(every)}
    rows = [_row(request, each) for each in every[:MOST_SENT_BACK]]
    return page(request, "rework.html", status=status, rows=rows, **told)


def _row(request: Request, each: SentBack) -> dict[str, Any]:
    opened = queue_opened(request, each.queue)
    rules = {number: (title, html) for number, title, html in rules_shown(opened.guideline())}
    return {
        "back": each,
        "asks": opened.question.asks,
        "parts": parts_shown(opened, each.kept.reviewed.item),
        "options": options_of(opened.question, ()),
        "rule": rules.get(each.kept.reviewed.rule),
    }


def _is(each: SentBack, review: str, judgment: str) -> bool:
    return (each.kept.reviewed.review, each.kept.reviewed.judgment) == (review, judgment)


def _found(request: Request, who: SignedIn, name: str) -> Review:
    """The review, for who may see it; to everybody else there is none of any name."""
    every = {each.review.name: each.review for each in review_lines(request.app.state.workspace)}
    if name not in every or not may_in(request, who, Permission.REVIEW, every[name].queue):
        who.check(Permission.REVIEW, name)
    return find_review(request.app.state.workspace.store, name)
