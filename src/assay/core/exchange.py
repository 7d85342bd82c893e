"""What another tool holds, in the words of the house: items, questions and judgments on their way in or out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assay.core.judgment import JudgeKind, Status
from assay.core.question import Question

CODE_POINTS, UTF_16 = "code-points", "utf-16"
OFFSETS = (CODE_POINTS, UTF_16)
"""What a place in a text is counted in: characters as Python has them, or units as JavaScript has them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file of another tool is to be read."""

    questions: tuple[Question, ...] = ()
    """What was asked, where the house knows it; it goes before what the tool says."""
    config: str | None = None
    """Text of the tool's own file of questions: a labeling config, settings, labels."""
    config_file: str = "the configuration"
    """Name of that file, for messages."""
    item: str | None = None
    """Key of the item's own id; None takes what the tool has."""
    column: str | None = None
    """Column of ids of the dataset that was judged; tried first where no key is named."""
    question: str | None = None
    """Name of the question, where neither the file nor its configuration gives one."""
    judge: str | None = None
    """Who answered, where the file does not say."""
    offsets: str | None = None
    """What passages are counted in: one of `OFFSETS`; None takes what the tool is known to use."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One judgment on its way in or out."""

    item: str
    """Id of the item."""
    question: str
    """Name of the question."""
    judge: str
    """Who judged, as the file calls them."""
    kind: JudgeKind
    """Who or what that is."""
    status: Status
    """Whether there is an answer."""
    answer: Any = None
    """As JSON has it; None without an answer."""
    line: int | None = None
    """Line of the file on which the item begins."""
    confidence: float | None = None
    """0 to 1."""
    seconds: float | None = None
    """Time taken."""
    observed_at: str | None = None
    """When the judge answered, UTC."""
    guideline: str | None = None
    """Version of the guideline."""
    shown: str | None = None
    """For a pair, the side that was shown first: ``left`` or ``right``."""
    round: int | None = None
    """In which round of its queue it was given; of what came by no queue, which answer of its judge to the item it is.
    """


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file of another tool holds."""

    format: str
    """Name of the integration."""
    sha256: str
    """Of the bytes of the file."""
    item: str
    """Column of the items' ids."""
    rows: tuple[Mapping[str, Any], ...]
    """Items, each once, in file order."""
    lines: tuple[int, ...]
    """Line on which each begins."""
    texts: tuple[str, ...]
    """Columns that people read, as far as the file says."""
    questions: tuple[Question, ...]
    """What was asked."""
    judgments: tuple[Carried, ...]
    """What was answered."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """What could not be carried, in words, with its count."""
    notes: tuple[str, ...] = ()
    """What was decided that a person should see."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be written for another tool."""

    dataset: str
    """Dataset version as people name it."""
    item: str
    """Column of the items' ids."""
    rows: tuple[Mapping[str, Any], ...]
    """Items in file order, values as JSON has them."""
    texts: tuple[str, ...]
    """Columns that people read."""
    questions: tuple[Question, ...]
    """What is asked."""
    judgments: tuple[Carried, ...]
    """What was answered, in ledger order; of a reference set, its likeliest answers as those of a system."""
    offsets: str | None = None
    """What passages are counted in; None takes what the tool is known to use."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file for another tool."""

    content: bytes
    """The file."""
    config: str | None
    """The tool's own file of questions; None where it has none."""
    n_items: int
    """Items in it."""
    n_judgments: int
    """Judgments in it."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """What could not be carried, in words, with its count."""
