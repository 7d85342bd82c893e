"""Questions, guidelines and queues as the workspace keeps them, found again by name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assay.core.encode import from_plain
from assay.core.errors import WorkspaceError, did_you_mean
from assay.core.layout import LATER
from assay.core.ledger import Document
from assay.core.plan import Approval
from assay.core.question import Question
from assay.labeling.guideline import Guideline, parse_guideline
from assay.store.open import Store

QUESTION, GUIDELINE, QUEUE, APPROVAL = "question", "guideline", "queue", "approval"
"""Kinds of documents."""
BETWEEN = ":"
"""Parts the dataset's name from the question's."""


class KeptQuestion(NamedTuple):
    """A question of a dataset."""

    dataset: str
    """Name of the dataset whose items it asks about."""
    question: Question
    """What is asked."""
    version: str
    """Hash of its content."""
    by: str
    """Who added it, as claimed."""
    at: str
    """When, UTC."""

    @property
    def key(self) -> str:
        """Under which it and its guideline are kept."""
        return question_key(self.dataset, self.question.name)


class KeptGuideline(NamedTuple):
    """One version of a guideline."""

    guideline: Guideline
    """Its text and rules."""
    by: str
    """Who wrote it, as claimed."""
    at: str
    """When, UTC."""
    approvals: tuple[Approval, ...]
    """Who approved it; none of its authors."""


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """What a queue asks, of which items, of how many judges."""

    name: str
    """Name of the queue."""
    dataset: str
    """Dataset version whose items it holds."""
    question: str
    """Key of its question."""
    sample: str | None
    """Sample that it was filled from; None for all items of the dataset, in file order."""
    overlap: int
    """Judges who answer each item."""
    lease_minutes: int
    """How long a judge holds an item."""
    form: str | None = field(default=None, metadata=LATER)
    """Form whose first question ``question`` is, where its questions are asked together."""
    lane_by: str | None = field(default=None, metadata=LATER)
    """Column whose value is the skill that an item needs; None where everybody gets every item."""
    lanes: tuple[str, ...] = field(default=(), metadata=LATER)
    """The skills that its items need, sorted."""
    priority_by: str | None = field(default=None, metadata=LATER)
    """Column whose higher values come first; None where all are alike."""
    most_a_day: int | None = field(default=None, metadata=LATER)
    """Answers that one judge gives in a day (UTC); None for no limit."""
    in_order: bool = field(default=True, metadata=LATER)
    """Whether lanes and priorities leave the items of each stratum of the sample in their random order."""


def question_key(dataset: str, question: str) -> str:
    """Under which a question and its guideline are kept."""
    return f"{dataset}{BETWEEN}{question}"


def kept_questions(store: Store) -> tuple[KeptQuestion, ...]:
    """Every question in its newest version, by dataset and name."""
    return tuple(_question(document) for document in store.documents.latest(QUESTION))


def find_question(store: Store, name: str, *, dataset: str | None = None) -> KeptQuestion:
    """The question of that name; ``dataset`` is needed where several datasets have one.

    Raises
    ------
    WorkspaceError
        ``question.unknown`` with the near match, ``question.which_dataset``.
    """
    every = [each for each in kept_questions(store) if dataset is None or each.dataset == dataset]
    found = [each for each in every if each.question.name == name]
    if not found:
        where = f"on '{dataset}'" if dataset is not None else "here"
        fix = f"{did_you_mean(name, [each.question.name for each in every])} Or: assay question add FILE."
        raise WorkspaceError("question.unknown", f"There is no question '{name[:60]}' {where}.", fix)
    if len(found) > 1:
        what = f"{len(found)} datasets have a question '{name}'."
        fix = f"Name one by --dataset: {', '.join(each.dataset for each in found)}."
        raise WorkspaceError("question.which_dataset", what, fix)
    return found[0]


def guideline_versions(store: Store, key: str) -> tuple[KeptGuideline, ...]:
    """Every version of the guideline of a question, oldest first, with those who may approve it and did."""
    return tuple(_guideline(store, document) for document in store.documents.history(GUIDELINE, key))


def in_force(versions: Sequence[KeptGuideline]) -> KeptGuideline | None:
    """The newest version that was approved."""
    return next((each for each in reversed(versions) if each.approvals), None)


def find_guideline(versions: Sequence[KeptGuideline], version: str | None, *, question: str) -> KeptGuideline:
    """The newest version, or the one that ``version`` (8 or more of its digits) names.

    Raises
    ------
    WorkspaceError
        ``guideline.none``, ``guideline.unknown_version``.
    """
    if not versions:
        what = f"The question '{question}' has no guideline yet."
        raise WorkspaceError("guideline.none", what, f"Write one: assay guideline add FILE --question {question}.")
    if version is None:
        return versions[-1]
    found = [each for each in versions if each.guideline.version.startswith(version)]
    if len(version) < 8 or len({each.guideline.version for each in found}) != 1:
        known = ", ".join(dict.fromkeys(each.guideline.version[:12] for each in versions))
        what = f"'{version[:64]}' names {len(found)} versions of the guideline."
        raise WorkspaceError("guideline.unknown_version", what, f"Give 8 or more digits of one of: {known}.")
    return found[-1]


def find_queue(store: Store, name: str) -> QueuePlan:
    """What the queue of that name asks.

    Raises
    ------
    WorkspaceError
        ``queue.unknown`` with the near match.
    """
    document = store.documents.find(QUEUE, name)
    if document is None:
        known = [each.name for each in store.documents.latest(QUEUE)]
        fix = f"{did_you_mean(name, known)} Or: assay queue fill."
        raise WorkspaceError("queue.unknown", f"There is no queue '{name[:60]}' here.", fix)
    return from_plain(QueuePlan, document.body)


def question_of(store: Store, plan: QueuePlan) -> KeptQuestion:
    """The question that a queue asks; it does not change while one does."""
    dataset, _, name = plan.question.partition(BETWEEN)
    return find_question(store, name, dataset=dataset)


def queues_asking(store: Store, key: str) -> tuple[str, ...]:
    """Names of the queues that ask a question."""
    return tuple(each.name for each in store.documents.latest(QUEUE) if each.body["question"] == key)


def _question(document: Document) -> KeptQuestion:
    dataset = document.name.partition(BETWEEN)[0]
    return KeptQuestion(dataset, from_plain(Question, document.body), document.version, document.actor, document.at)


def _guideline(store: Store, document: Document) -> KeptGuideline:
    text, question = str(document.body["text"]), str(document.body["question"])
    approvals = [from_plain(Approval, each.body) for each in store.documents.history(APPROVAL, document.version)]
    guideline = parse_guideline(text, f"guideline of {question}", question=question)
    return KeptGuideline(guideline, document.actor, document.at, tuple(approvals))
