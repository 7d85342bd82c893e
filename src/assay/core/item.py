"""Items, datasets, references and samples: what is judged."""

from dataclasses import dataclass, field
from enum import StrEnum

from assay.core.layout import LATER


class Role(StrEnum):
    """What a column of a dataset is for."""

    ID = "id"
    """External id of the item."""
    LABEL = "label"
    """The reference answer that came with the data."""
    PREDICTION = "prediction"
    """A system's answer from the menu."""
    SCORE = "score"
    """A system's probability of the positive class."""
    SLICE = "slice"
    """Its levels are slices."""
    CLUSTER = "cluster"
    """Items that share a value are not independent."""
    WEIGHT = "weight"
    """How much the item counts; above 0."""
    TIME = "time"
    """When the item was made."""
    TEXT = "text"
    """Content that people and machines read."""
    MEDIA = "media"
    """Paths of images, sounds or films at import; then what is kept of each."""
    GROUP = "group"
    """A fairness group; cut like a slice."""
    SENSITIVE = "sensitive"
    """Kept sealed, never in Parquet or journals in clear."""
    OTHER = "other"
    """Kept, not used."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dataset version."""

    name: str
    """Name in the file."""
    type: str
    """``text``, ``integer``, ``number``, ``boolean`` or ``time``."""
    role: Role
    """What it is for."""
    system: str | None = None
    """For a prediction or a score: whose."""


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file of a version."""

    sha256: str
    """Of its bytes; also its name in the blob store."""
    logical: str
    """Hash of its content, independent of encoding."""
    rows: int
    """Rows in it."""
    bytes: int
    """Size."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a version came from."""

    file: str
    """Base name of the file that was read."""
    sha256: str
    """Of the bytes that were read."""
    format: str
    """csv, tsv, jsonl, parquet, or arrow for a frame."""
    parent: str | None = None
    """Version this one was made from, if any."""


@dataclass(frozen=True, slots=True)
class DatasetVersion:
    """One immutable, content-addressed state of a dataset; the SHA-256 of this manifest is the version."""

    name: str
    """Name of the dataset."""
    columns: tuple[Column, ...]
    """In file order."""
    parts: tuple[Part, ...]
    """In row order."""
    n_items: int
    """Rows over all parts."""
    source: Source
    """Lineage."""

    @property
    def id_column(self) -> str:
        """Column of the external ids, of which an imported dataset has one."""
        return next(column.name for column in self.columns if column.role is Role.ID)


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum of a sample."""

    name: str
    """Its levels, those of several columns with a slash between them."""
    n_frame: int
    """Items of the frame in it."""
    n: int
    """Items drawn."""
    spread: float | None = None
    """Standard deviation of a pilot's answers in it, by which it got its items; None without a pilot."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawn subset of items, with everything an estimator needs to weigh it."""

    name: str
    """Name of the sample."""
    frame: str
    """Dataset version it was drawn from."""
    frame_filter: str | None
    """Slice condition that restricts the frame."""
    design: str
    """``simple``, ``stratified`` or ``pps``."""
    seed: int
    """Seed of the draw."""
    table: str
    """Blob with item, selection probability, stratum and place in the random order; empty where it is not kept."""
    n: int | None = field(default=None, metadata=LATER)
    """Items drawn."""
    n_frame: int | None = field(default=None, metadata=LATER)
    """Items they were drawn from."""
    allocation: str | None = field(default=None, metadata=LATER)
    """How strata shared the items: ``proportional``, ``equal`` or ``neyman``; None without strata."""
    by: tuple[str, ...] = field(default=(), metadata=LATER)
    """Columns whose levels are the strata."""
    strata: tuple[Stratum, ...] = field(default=(), metadata=LATER)
    """Each stratum, in reading order."""
    size: str | None = field(default=None, metadata=LATER)
    """Column of the sizes of a ``pps`` sample."""
    n_certain: int | None = field(default=None, metadata=LATER)
    """Items of a ``pps`` sample so large that they were drawn for certain."""
    pilot: str | None = field(default=None, metadata=LATER)
    """What the spreads of a Neyman allocation were taken from."""
    notes: tuple[str, ...] = field(default=(), metadata=LATER)
    """What was done about strata that are small, and pilots that do not vary."""


@dataclass(frozen=True, slots=True)
class ReferenceSet:
    """Immutable table of answers held to be right: item, question, answer or distribution, source, judgments behind."""

    name: str
    """Name of the reference set."""
    dataset: str
    """Dataset version whose items it is about."""
    question: str
    """Which question is answered."""
    source: str
    """``imported``, ``consensus`` or ``adjudicated``."""
    table: str
    """Blob with item, answer, or answers with probabilities that sum to 1."""
    n_items: int
    """Items that have a reference."""
    soft: bool = field(default=False, metadata=LATER)
    """Whether the table holds probabilities of several answers an item."""
    doubt: float | None = field(default=None, metadata=LATER)
    """For a soft one: share of items whose likeliest answer is expected to be wrong."""
    method: tuple[tuple[str, str], ...] = field(default=(), metadata=LATER)
    """How a consensus was computed: every option that changes it."""
    n_judges: int | None = field(default=None, metadata=LATER)
    """Judges behind it, where they are known."""
    n_judgments: int | None = field(default=None, metadata=LATER)
    """Judgments behind it, where they are known."""
    run: str | None = field(default=None, metadata=LATER)
    """Run that the judgments behind it carry on the ledger."""
    made_at: str | None = field(default=None, metadata=LATER)
    """When it was made here, UTC; None for the labels of an import."""
    made_by: str | None = field(default=None, metadata=LATER)
    """Who made it, as claimed."""
    position: int | None = field(default=None, metadata=LATER)
    """Ledger position that its judgments were read at; None where they came from a file."""
