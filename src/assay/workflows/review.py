"""The story of review: answers of others are drawn or asked for, looked at one by one, accepted, corrected, sent back.

What was sent back the labeler answers anew; that answer goes before a reviewer again.
"""

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from assay.core.answers import Given, check_answer
from assay.core.encode import from_plain
from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.core.estimate import Estimate
from assay.core.judgment import Judge, Judgment, Status
from assay.core.people import same_person
from assay.datasets.names import name_problems
from assay.datasets.tickets import tickets
from assay.labeling.disagreement import as_text
from assay.labeling.finished import Finished, Wanted, finished
from assay.labeling.judging import labeler
from assay.labeling.kept import find_queue
from assay.labeling.open_queue import OpenQueue
from assay.labeling.reviewing import (
    REVIEWED,
    Finding,
    KeptReviewed,
    Review,
    Reviewed,
    check_may_review,
    comment_on,
    find_review,
    finding_named,
    lanes_for,
    open_review,
    queue_of,
    reviewed_in,
    reviewed_name,
    reviews,
    sent_back_to,
    share_accepted,
)
from assay.labeling.rulings import check_rule
from assay.labeling.showing import content_of
from assay.labeling.verdicts_on_answers import answered_anew, verdict_on
from assay.stats.sampling.draws import draw_simple
from assay.store.answers import judgment_name
from assay.store.named import is_superseded, judgment_called, judgments_beside, superseded
from assay.store.queueing.assignment import Assignment, Need, QueueItem, Standing, State
from assay.store.submit import submit

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

MOST_ANSWERS = 10_000
"""Answers that one review looks at."""


class ReviewLine(NamedTuple):
    """A review in one line."""

    review: Review
    """What is looked at."""
    standing: Standing
    """How far it is."""


class ReviewNumbers(NamedTuple):
    """What a review found."""

    review: Review
    """What is looked at."""
    standing: Standing
    """How far it is."""
    counts: dict[Finding, int]
    """Answers by what was found."""
    accepted: Estimate | None
    """Share accepted of all answers out of which chance drew these; None for a review that was asked for."""
    found: tuple[KeptReviewed, ...]
    """What was found, in the order of the review."""


class ToReview(NamedTuple):
    """An answer as it is put to a reviewer."""

    assignment: Assignment
    """What he holds."""
    judgment: Judgment
    """The answer."""
    answer: str
    """As text."""
    before: tuple[KeptReviewed, ...]
    """What was found of earlier answers of this judge to this item."""
    beside: tuple[tuple[str, str], ...] = ()
    """What he said to the other questions of the form: name of the question, and the answer as text."""


class SentBack(NamedTuple):
    """An answer that a labeler is to give anew."""

    kept: KeptReviewed
    """What the reviewer said."""
    queue: str
    """Queue in which it was given."""
    answer: str
    """The answer as text."""


def draw_review(
    workspace: "Workspace",
    name: str,
    queue: str,
    *,
    n: int,
    wanted: Wanted | None = None,
    because: str | None = None,
    seed: int = 7,
    actor: str,
) -> Review:
    """Answers of a queue to be looked at: n drawn by chance, or, with a reason, the n newest that it names.

    Raises
    ------
    InputError
        ``dataset.name``, ``review.n``, ``review.day``, ``review.taken``.
    WorkspaceError
        ``queue.unknown``, ``review.nothing``.
    """
    problems = name_problems(name, "review")
    if problems:
        raise InputError.gather(problems)
    known = next((each for each in reviews(workspace.store) if each.name == name), None)
    plan = find_queue(workspace.store, queue)
    answers = finished(workspace.store, plan, wanted or Wanted(), position=workspace.store.ledger.size())
    if known is not None and (known.queue, known.because, known.seed) == (queue, because, seed):
        return known
    if not answers:
        what = f"No answer of '{queue}' that counts is as wanted."
        raise WorkspaceError("review.nothing", what, "Ask for other judges or days, or wait for answers.")
    if not 1 <= n <= MOST_ANSWERS:
        raise InputError("review.n", f"A review of {n:,} answers.", f"Give 1 to {MOST_ANSWERS:,}.")
    chosen = _drawn(answers, min(n, len(answers)), seed) if because is None else answers[::-1][:n]
    review = Review(name, queue, because, len(answers), seed, tuple(each.name for each in chosen))
    by_name = {each.name: each for each in chosen}
    return open_review(workspace.store, review, by_name, actor=actor, now=workspace.now())


def review_lines(workspace: "Workspace") -> tuple[ReviewLine, ...]:
    """Every review and how far it is, by name."""
    store = workspace.store
    return tuple(ReviewLine(each, store.queues.standing(queue_of(each.name))) for each in reviews(store))


def review_numbers(workspace: "Workspace", name: str, *, level: float = 0.95, seed: int = 7) -> ReviewNumbers:
    """What a review found so far.

    Raises
    ------
    WorkspaceError
        ``review.unknown``.
    """
    store = workspace.store
    review = find_review(store, name)
    found = reviewed_in(store, name)
    places = {each: place for place, each in enumerate(review.judgments)}
    first = sorted((each for each in found if each in places), key=places.__getitem__)
    drawn = [found[each].reviewed for each in first]
    counts = Counter(each.reviewed.finding for each in found.values())
    share = None if review.because is not None else share_accepted(drawn, level=level, seed=seed)
    later = [each for each in found if each not in places]
    ordered = tuple(found[each] for each in (*first, *later))
    return ReviewNumbers(review, store.queues.standing(queue_of(name)), dict(counts), share, ordered)


def next_to_review(workspace: "Workspace", name: str, *, by: str) -> ToReview | None:
    """What a reviewer holds, or is to look at next; None when there is nothing for him. Own work is never offered.

    Raises
    ------
    NotPermitted
        ``review.own_work`` for who made a part of a lot that is inspected.
    WorkspaceError
        ``review.unknown``.
    """
    store, review, names = workspace.store, find_review(workspace.store, name), _names(workspace, by)
    check_may_review(review, names)
    queue, judge = queue_of(name), names[-1]
    lanes = lanes_for(sorted({each.lane for each in store.queues.items(queue)}), names)
    while lanes:
        held = store.queues.claim(queue, judge, now=workspace.now(), new_id=workspace.new_id, lanes=lanes)
        if held is None:
            return None
        if not is_superseded(store, held.item):
            return _to_review(workspace, review, held)
        store.queues.give_back(held.id)
        store.queues.set_needs(queue, [Need(held.item, open=False)])
    return None


def offered(workspace: "Workspace", name: str, assignment: str) -> ToReview:
    """An answer as it was put to a reviewer, by the id of its assignment.

    Raises
    ------
    WorkspaceError
        ``review.unknown``, ``assignment.unknown``.
    """
    review, held = find_review(workspace.store, name), workspace.store.queues.find(assignment)
    if held.queue != queue_of(name):
        what = f"'{assignment[:60]}' is no assignment of the review '{name}'."
        raise WorkspaceError("assignment.unknown", what, f"Take one: assay review next {name} --by NAME.")
    return _to_review(workspace, review, held)


def settle_review(
    workspace: "Workspace",
    opened: OpenQueue,
    shown: ToReview,
    *,
    finding: str,
    by: str,
    answer: object = None,
    comment: str = "",
    rule: str | None = None,
) -> KeptReviewed:
    """Keep what a reviewer found of the answer that he holds; a correction counts from now on in its place.

    ``opened`` is the queue in which the answer was given.

    Raises
    ------
    InputError
        ``review.finding``, ``review.comment``, ``review.same_answer``, ``ruling.unknown_rule``; what is wrong with a
        corrected answer.
    NotPermitted
        ``review.own_work``, ``assignment.not_yours``.
    WorkspaceError
        ``review.changed`` when the labeler changed the answer meanwhile, or the lease ran out and another reviewer
        settled it.
    """
    store, before, what = workspace.store, shown.judgment, finding_named(finding)
    review = shown.assignment.queue.removeprefix(queue_of(""))
    names, words = _names(workspace, by), comment_on(what, comment)
    guideline = opened.guideline()
    check_may_review(find_review(store, review), names)
    if any(same_person(before.judge, each) for each in names):
        raise NotPermitted("review.own_work", "This answer is your own.", "Nobody reviews own work.")
    check_rule(rule, guideline)
    given = _corrected(opened, before, answer) if what is Finding.CORRECTED else None
    if is_superseded(store, shown.assignment.item):
        raise _changed()
    judge, version = _judge(workspace, names[-1]), guideline.version if guideline else None

    def verdicts(accepted: Assignment) -> list[Judgment]:
        at = workspace.now()
        return [verdict_on(before, what, given, accepted=accepted, judge=judge, guideline_version=version, at=at)]

    kept = submit(store, shown.assignment.id, verdicts, judge=judge.id, now=workspace.now())
    if kept.assignment.state is State.LATE:
        raise _changed()
    told = Reviewed(
        review,
        shown.assignment.item,
        before.item,
        before.judge,
        what,
        words,
        rule,
        judge.id,
        judgment_name(kept.entry.seq, 0),
    )
    document = workspace.put(REVIEWED, reviewed_name(review, shown.assignment.item), told, actor=judge.id)
    return KeptReviewed(from_plain(Reviewed, document.body), document.at)


def sent_back(workspace: "Workspace", *, judge: str) -> tuple[SentBack, ...]:
    """Answers that a labeler is to give anew, the oldest first; those that he gave anew are done."""
    store = workspace.store
    queues = {each.name: each.queue for each in reviews(store)}
    mine, done = sent_back_to(store, judge), superseded(store)
    every = [each for each in mine if each.reviewed.judgment not in done]
    return tuple(SentBack(each, queues[each.reviewed.review], _text_of(workspace, each)) for each in every)


def answer_again(
    workspace: "Workspace", opened: OpenQueue, review: str, judgment: str, typed: object, *, judge: str
) -> str:
    """A labeler's new answer in the place of one that was sent back, or the same once more; how the ledger calls it.

    It goes before a reviewer again.

    Raises
    ------
    InputError
        What is wrong with the answer.
    NotPermitted
        ``review.not_yours``.
    WorkspaceError
        ``review.answered`` when he gave it already.
    """
    store = workspace.store
    back = next((each for each in sent_back(workspace, judge=judge) if each.kept.reviewed.judgment == judgment), None)
    if back is None or back.kept.reviewed.review != review:
        known = reviewed_in(store, review).get(judgment)
        if known is not None and known.reviewed.judge == judge:
            what = "You answered this item anew already."
            raise WorkspaceError("review.answered", what, "Go on to the next one.")
        raise NotPermitted("review.not_yours", "This answer was not sent back to you.", "Look at your own list.")
    before = judgment_called(store, judgment)
    given = check_answer(opened.question, typed, content=content_of(opened.question, opened.items.row(before.item)))
    guideline, at = opened.guideline(), workspace.now()
    version = None if guideline is None else guideline.version
    fresh = answered_anew(before, given, name=judgment, guideline_version=version, at=at)
    entry = store.ledger.append("judgment", [fresh], id=f"again:{review}:{judgment}", actor=judge, now=at)
    name, queue = judgment_name(entry.seq, 0), queue_of(review)
    store.queues.fill(queue, [QueueItem(name, len(store.queues.items(queue)), lane=judge)])
    return name


def _drawn(answers: tuple[Finished, ...], n: int, seed: int) -> list[Finished]:
    chances = tickets([each.name for each in answers], design="simple", seed=seed)[0]
    return [answers[place] for place in draw_simple(chances, n).tolist()]


def _names(workspace: "Workspace", by: str) -> tuple[str, ...]:
    """What a person is called, his pseudonym last."""
    account = workspace.store.accounts.named(by)
    return (by,) if account is None else (by, account.judge)


def _judge(workspace: "Workspace", name: str) -> Judge:
    judge, ledger = labeler(name), workspace.store.ledger
    if judge not in ledger.judges():
        ledger.append("judge", [judge], id=f"judge:{judge.version}", actor=judge.id, now=workspace.now())
    return judge


def _to_review(workspace: "Workspace", review: Review, held: Assignment) -> ToReview:
    judgment = judgment_called(workspace.store, held.item)
    found = reviewed_in(workspace.store, review.name).values()
    mine = [each for each in found if (each.reviewed.item, each.reviewed.judge) == (judgment.item, judgment.judge)]
    others = judgments_beside(workspace.store, held.item)
    beside = tuple((each.question, answer_text(each)) for each in others if each.status is Status.GIVEN)
    return ToReview(held, judgment, answer_text(judgment), tuple(mine), beside)


def _corrected(opened: OpenQueue, before: Judgment, answer: object) -> Given:
    given = check_answer(opened.question, answer, content=content_of(opened.question, opened.items.row(before.item)))
    if getattr(before, given.column) == given.value:
        what = "The corrected answer is the one that was given."
        raise InputError("review.same_answer", what, "Accept it, or give another answer.")
    return given


def answer_text(judgment: Judgment) -> str:
    """What was answered, as text."""
    columns = (judgment.label, judgment.number, judgment.text, judgment.structure)
    return as_text(next((each for each in columns if each is not None), ""))


def _text_of(workspace: "Workspace", each: KeptReviewed) -> str:
    return answer_text(judgment_called(workspace.store, each.reviewed.judgment))


def _changed() -> WorkspaceError:
    what = "This answer was changed or settled meanwhile."
    return WorkspaceError("review.changed", what, "Nothing of yours was lost: go on to the next answer.")
