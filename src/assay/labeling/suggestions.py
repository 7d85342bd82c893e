"""Suggestions: what a machine judge answered, shown beside an item and hidden for a random share of the assignments.

Whether one is shown is drawn by the id of the assignment, so that it is the same when the item is shown again, and
nobody can choose it. The judgment says which suggestion there was and whether it was shown (``order_shown``), so that
the anchoring it causes is measured from the ledger alone. A suggestion is never an answer by itself.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pyarrow import compute

from assay.core.encode import from_plain
from assay.core.errors import InputError, WorkspaceError, did_you_mean
from assay.core.judgment import JudgeKind, Status
from assay.core.question import Choice, Question
from assay.labeling.kept import QueuePlan, question_of
from assay.store.open import Store
from assay.store.queueing.assignment import Assignment
from assay.store.votes import votes_of

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
SUGGESTION = "suggestion"
"""Kind of the document that says which judge suggests in a queue."""
SHOWN, HIDDEN = "suggestion shown: ", "suggestion hidden: "
"""Begin what a judgment says of the suggestion that there was."""
LEAST_HIDDEN, MOST_HIDDEN = 0.05, 0.95
_DIGITS = 13
"""Of a hash in hexadecimal: as many as a float holds."""


@dataclass(frozen=True, slots=True)
class Suggesting:
    """Which judge suggests in a queue."""

    queue: str
    """Name of the queue."""
    judge: str | None
    """Id of the machine judge; None where nothing is suggested any more."""
    hidden: float
    """Share of the assignments for which the suggestion is hidden."""
    secret: str
    """What is drawn by."""
    position: int
    """Entries of the ledger whose judgments are suggested; later ones are not."""


class Suggested(NamedTuple):
    """The suggestion that there is for an assignment."""

    answer: str
    """What the machine judge answered."""
    is_shown: bool
    """Whether the judge sees it."""

    @property
    def note(self) -> str:
        """What the judgment keeps of it."""
        return f"{SHOWN if self.is_shown else HIDDEN}{self.answer}"


class Suggestions:
    """What is suggested in a queue, by when an assignment was claimed."""

    def __init__(self, store: Store, plan: QueuePlan) -> None:
        every = store.documents.history(SUGGESTION, plan.name)
        self._since = [(each.at, from_plain(Suggesting, each.body)) for each in every]
        self.newest = self._since[-1][1] if self._since else None
        self._answers = {
            made: suggested_answers(store, plan, made.judge, position=made.position)
            for _, made in self._since
            if made.judge is not None
        }

    def of(self, held: Assignment) -> Suggested | None:
        """The suggestion for an assignment; None where there was none when it was claimed."""
        made = next((made for at, made in reversed(self._since) if at <= held.claimed_at), None)
        if made is None or made.judge is None:
            return None
        answer = self._answers[made].get(held.item)
        return None if answer is None else Suggested(answer, not is_hidden(made, held.id))


def is_hidden(made: Suggesting, assignment: str) -> bool:
    """Whether the suggestion is hidden for an assignment."""
    digest = hashlib.sha256(f"{made.secret}:{assignment}".encode()).hexdigest()
    return int(digest[:_DIGITS], 16) < made.hidden * 16.0**_DIGITS


def suggested_answers(store: Store, plan: QueuePlan, judge: str, *, position: int) -> dict[str, str]:
    """The last answer of a machine judge to each item, of those that are on the menu; none of a labeler."""
    question = question_of(store, plan).question
    every = votes_of(store, plan.dataset, position=position, systems=True)
    mine = pc.and_(pc.equal(every["judge"], judge), pc.equal(every["question"], question.name))
    machine = pc.not_equal(every["kind"], JudgeKind.LABELER.value)
    chosen = every.filter(pc.and_(pc.and_(mine, machine), pc.equal(every["status"], Status.GIVEN.value)))
    menu = question.form.options if isinstance(question.form, Choice) else ()
    pairs = zip(chosen["item"].to_pylist(), chosen["label"].to_pylist(), strict=True)
    return {str(item): str(label) for item, label in pairs if label in menu}


def machine_judges(store: Store) -> tuple[str, ...]:
    """Ids of judges that are no people, sorted."""
    return tuple(sorted({each.id for each in store.ledger.judges() if each.kind is not JudgeKind.LABELER}))


def check_suggesting(question: Question, judge: str, hidden: float, machines: Sequence[str]) -> None:
    """Nothing when a judge can suggest answers to a question.

    Raises
    ------
    InputError
        ``suggestion.form``, ``suggestion.hidden``.
    WorkspaceError
        ``suggestion.judge`` with the near match.
    """
    if not isinstance(question.form, Choice):
        what = f"The question '{question.name}' is no choice of one answer from a menu."
        raise InputError("suggestion.form", what, "Suggestions are for such questions.")
    if not LEAST_HIDDEN <= hidden <= MOST_HIDDEN:
        what = f"A suggestion is to be hidden for {hidden:g} of the assignments."
        fix = f"Give a share from {LEAST_HIDDEN:g} to {MOST_HIDDEN:g}: without some of each, anchoring cannot be seen."
        raise InputError("suggestion.hidden", what, fix)
    if judge not in machines:
        fix = f"{did_you_mean(judge, machines)} Or: assay judgments import."
        raise WorkspaceError("suggestion.judge", f"No machine judge '{judge[:60]}' is on the ledger.", fix)


def read_note(note: str | None) -> Suggested | None:
    """The suggestion that a judgment tells of; None where there was none."""
    for start, is_shown in ((SHOWN, True), (HIDDEN, False)):
        if note is not None and note.startswith(start):
            return Suggested(note.removeprefix(start), is_shown)
    return None


def find_suggesting(store: Store, queue: str) -> Suggesting | None:
    """Which judge suggests in a queue; None where none ever did."""
    document = store.documents.find(SUGGESTION, queue)
    return None if document is None else from_plain(Suggesting, document.body)
