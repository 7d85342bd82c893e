"""What the labeling page asks for and is told, as JSON. The same for every item, whatever it is there for."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

LONGEST_REASON = 500


class Record(BaseModel):
    """A JSON object whose fields are described by the sentences under them."""

    model_config = ConfigDict(use_attribute_docstrings=True, frozen=True)


class OptionShown(Record):
    """One answer of a menu."""

    key: str
    """Key that chooses it."""
    value: str | float | None
    """What is sent; null answers "none of them"."""
    label: str
    """What it says."""


class FormShown(Record):
    """What an answer looks like."""

    kind: str
    """choice, multiple, rating, number, pairwise, ranking, text, spans or boxes, as in the file of a question; form
    where several questions are asked together."""
    options: list[OptionShown]
    """The menu in the order shown; empty where a number or a text is typed."""
    hint: str
    """One line on how to answer."""
    unit: str | None = None
    """What a number counts or measures."""
    most: int | None = None
    """Most characters of a text."""
    column: str | None = None
    """The part in which passages are marked, or on which boxes are drawn."""
    overlaps: bool = False
    """Whether passages may share characters."""
    questions: list["AskedShown"] = []
    """Of a form: its questions in order; one answer answers all that are asked."""


class AskedShown(Record):
    """One question of a form."""

    name: str
    """Its name: the answer of a form is an object of answers by name."""
    asks: str
    """The question as you read it."""
    form: FormShown
    """What an answer looks like."""
    condition: dict[str, Any] | None
    """When it is asked, over the answers before it; null for always. One of Compare (column, operator, value), OneOf
    (column, values), Missing (column), Not (term), Every (terms) and Some (terms), as ``is`` says."""


class OwnProgress(Record):
    """How far the work is, no finer than a labeler may know."""

    n_done: int
    """Answers that you gave in this queue."""
    share: float | None
    """Share of the queue that is answered, in steps of 0.05 or more, minutes old; null where it was not counted."""


class QueueShown(Record):
    """A queue that you may work in."""

    name: str
    """Its name."""
    question: str
    """Name of the question."""
    asks: str
    """The question as you read it."""
    form: FormShown
    """What an answer looks like."""
    progress: OwnProgress
    """How far the work is."""


class QueuesShown(Record):
    """Every queue that you may work in."""

    queues: list[QueueShown]
    """In order of their names."""


class TurnShown(Record):
    """One turn of a conversation."""

    role: str
    """Who speaks."""
    text: str
    """What was said."""


class StepShown(Record):
    """One step of a trace."""

    name: str
    """What was done."""
    input: str
    """What went in; empty where nothing is told."""
    output: str
    """What came out; empty where nothing is told."""


class TableShown(Record):
    """Cells in rows and columns."""

    columns: list[str]
    """Names above the columns."""
    rows: list[list[str]]
    """Cells as they are shown."""


class MediaShown(Record):
    """An image, a sound or a film."""

    type: str
    """Content-Type of its bytes."""
    width: int
    """Pixels of an image; 0 for others."""
    height: int
    """Pixels of an image; 0 for others."""


class PartShown(Record):
    """One text of an item."""

    name: str
    """What is written above it."""
    kind: str
    """text, markdown, conversation, trace, table, image, audio or video."""
    is_side: bool
    """Whether it is one of the two of a pair."""
    text: str = ""
    """The text; of a very long one, its beginning."""
    html: str | None = None
    """The text where it is Markdown, made harmless."""
    turns: list[TurnShown] = []
    """The turns of a conversation."""
    steps: list[StepShown] = []
    """The steps of a trace."""
    table: TableShown | None = None
    """The cells of a table."""
    left_out: int = 0
    """Characters of the text that are left out."""
    media: MediaShown | None = None
    """What an image, a sound or a film is; its bytes are under ``parts/{number}/media``, in ranges where asked."""


class SuggestionShown(Record):
    """What a machine judge answered, for you to look at: it may be wrong, and is not shown for every item."""

    value: str
    """What is sent when you accept it."""
    label: str
    """What it says."""


class ExposureShown(Record):
    """That an item may disturb, and how much of it you saw today."""

    is_seen: bool
    """Whether you asked to see this one; until then its parts are empty, and it can only be skipped."""
    n_today: int
    """Such items that you saw today (UTC)."""
    most_today: int | None
    """Most that the queue lets you see in a day; null for no limit."""
    break_minutes: int | None
    """Minutes of work after which to take a break; null for none."""


class OfferShown(Record):
    """One item that is put to you. You hold it for some minutes; signs of life hold it longer."""

    assignment: str
    """Its id: answer under it."""
    guideline: str | None
    """Version of the rules in force; send it back with the answer."""
    parts: list[PartShown]
    """What is shown of it, in order."""
    draft: Any = None
    """Your unfinished answer, if one was kept."""
    suggestion: SuggestionShown | None = None
    """What a machine suggests; null where it suggests nothing, or where this is hidden."""
    exposure: ExposureShown | None = None
    """Where the item may disturb: show it under ``see``; null for others."""


class WhyShown(Record):
    """Why nothing comes, as far as it can be told."""

    reason: str
    """``enough today`` or ``skills``."""
    n: int | None = None
    """Answers that one person gives in a day (UTC), where you gave as many today."""
    skills: list[str] = []
    """Skills that the items which wait need, and that you were not given."""


class ClaimedShown(Record):
    """The item to do next."""

    next: OfferShown | None
    """Null when there is nothing for you now."""
    why: WhyShown | None = None
    """Why there is nothing; null where there is an item, or nothing to tell."""
    last: str | None
    """The assignment that you answered or passed over last, which may be undone."""


class AnsweredShown(Record):
    """An answer that is kept, and the next item."""

    next: OfferShown | None
    """Null when there is nothing for you now."""
    why: WhyShown | None = None
    """Why there is nothing; null where there is an item, or nothing to tell."""
    again: bool = False
    """Whether this item was answered before; then nothing was added."""
    stands: Any = None
    """The answer that stands, where it was answered before."""


class AgainShown(Record):
    """An item that you answered or passed over, to be looked at again."""

    offer: OfferShown
    """The item."""
    answer: Any
    """The answer that stands; null when you passed it over."""


class RestShown(Record):
    """More of a very long text."""

    text: str
    """What follows."""
    left_out: int
    """Characters that are left out still."""


class PrecedentShown(Record):
    """A ruling that makes a rule clear."""

    text: str
    """The beginning of the item that was ruled on."""
    answer: str
    """The answer that stands."""
    reason: str
    """Why."""


class SectionShown(Record):
    """A rule, the decision tree, or the words between them."""

    number: str | None
    """Number of the rule; null for the tree and between rules."""
    title: str | None
    """Title of the rule or of the tree; null between them."""
    html: str
    """What stands under it, made harmless."""
    precedents: list[PrecedentShown]
    """Rulings that make it clear, the oldest first."""


class BranchShown(Record):
    """One way on from a step of a decision tree."""

    says: str
    """What holds then."""
    to: str | None = None
    """Id of the step that follows; null where it ends."""
    answer: str | None = None
    """The answer in words; null where it leads on."""
    is_ours: bool = False
    """Whether these are words of this page, to be said in its language."""
    rule: str | None = None
    """Number of the rule that says so."""
    takes: Any = None
    """The answer as it is sent."""
    can_take: bool = False
    """Whether the answer can be filled in as it stands."""


class TreeStepShown(Record):
    """One question of a decision tree."""

    id: str
    """Where branches lead to."""
    asks: str
    """What is asked."""
    branches: list[BranchShown]
    """The ways on; the key of each is its place."""


class TreeShown(Record):
    """The decision tree of a guideline."""

    steps: list[TreeStepShown]
    """The first is where everybody begins."""


class GuidelineShown(Record):
    """The rules."""

    version: str | None
    """Null when the question has no guideline."""
    sections: list[SectionShown]
    """In their order."""
    tree: TreeShown | None = None
    """The steps to an answer, where there are such."""


class HeldShown(Record):
    """How an item that you were offered stands."""

    state: str
    """out while you hold it; answered, returned or expired."""
    leased_until: str
    """UTC; afterwards somebody else may get it."""


class AnswerSent(Record):
    """An answer."""

    answer: Any
    """As the form has it: a text; a list of texts; a number, also as typed; the key of a side of a pair; a list of
    passages {"start", "end", "label"} in code points, the end left out; a list of boxes {"label", "x", "y", "width",
    "height"} in whole pixels; of a form, an object of answers by question."""
    guideline: str | None = Field(default=None, max_length=64)
    """Version of the rules that were shown."""


class SkipSent(Record):
    """Why an item is passed over."""

    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    """The reason, which is kept."""
    guideline: str | None = Field(default=None, max_length=64)
    """Version of the rules that were shown."""


class FlagSent(Record):
    """What is wrong with the rules."""

    comment: str = Field(min_length=1, max_length=4_000)
    """What is unclear, wrong or missing."""
    rule: str | None = Field(default=None, max_length=40)
    """Number of the rule; null for the whole guideline."""
    guideline: str | None = Field(default=None, max_length=64)
    """Version of the rules that were shown."""


class CommentSent(Record):
    """What there is to say of an item or of an answer."""

    comment: str = Field(min_length=1, max_length=4_000)
    """The remark."""


class DraftSent(Record):
    """An unfinished answer."""

    draft: Any
    """As the page has it."""


class SignSent(Record):
    """A sign of life."""

    active: bool = True
    """Whether you did anything in the last minute: a key, the pointer, scrolling."""
