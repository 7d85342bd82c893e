"""The story of samples: drawn from a file or a dataset version, kept with their probabilities, and found again."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay.core.encode import from_plain
from assay.core.errors import InputError, WorkspaceError, did_you_mean
from assay.core.item import Sample
from assay.datasets.frames import table_from
from assay.datasets.names import check_dataset_name
from assay.datasets.parquet import parquet_bytes
from assay.datasets.reading import read_table
from assay.datasets.roles import item_ids
from assay.datasets.sample import DrawnSample, draw
from assay.datasets.sample_asked import SampleAsked
from assay.datasets.votes import Names, listed
from assay.labeling.kept import QUEUE, QueuePlan
from assay.store.parts import read_part

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

KIND = "sample"
ITEM_ID = "__item"
"""Column of the external ids of a dataset version; no column of a dataset begins like this."""


def draw_sample(
    data: Any,
    *,
    n: int,
    item: str = "item",
    design: str = "simple",
    seed: int = 7,
    stratum: Names = (),
    allocation: str | None = None,
    least: int = 2,
    size: str | None = None,
    where: str | None = None,
    pilot: Any = None,
    pilot_answer: str | None = None,
) -> DrawnSample:
    """Which n items to judge, how likely each was to be drawn, and the random order in which to work them.

    Parameters
    ----------
    data : path or frame with one row an item
    item : column of the item ids
    design : simple, stratified, neyman (stratified after a pilot) or pps (probability proportional to ``size``)
    seed : the same seed, ids and design draw the same items, whatever the order of the rows
        More n with the same seed keeps the items of a simple or stratified sample and adds to them.
    stratum : columns whose levels (crossed) are the strata
    allocation : proportional, equal or neyman
    least : items each stratum gives at least
    where : condition of the slice grammar, such as ``lang == 'sw'``
    pilot, pilot_answer : answers of a pilot, for Neyman's allocation

    Returns
    -------
    DrawnSample
        ``table`` has item, probability, stratum and order; give it to `assay.estimate` as ``sample``.

    Raises
    ------
    InputError
        With what is wrong, where, and what would be right.

    Examples
    --------
    >>> import assay
    >>> rows = {"item": [f"i{k}" for k in range(100)], "lang": ["sw", "en", "en", "en"] * 25}
    >>> found = assay.draw_sample(rows, n=20, design="stratified", stratum="lang")
    >>> [(each.name, each.n_frame, each.n) for each in found.sample.strata]
    [('en', 75, 15), ('sw', 25, 5)]
    """
    asked = SampleAsked(
        n, design, seed, item, tuple(listed(stratum)), allocation, least, size, where, pilot, pilot_answer
    )
    if isinstance(data, (str, Path)):
        return draw_file(Path(data), asked)
    return draw(table_from(data), asked, name="", frame="")


def draw_file(file: Path, asked: SampleAsked) -> DrawnSample:
    """A sample of the rows of a file; see `draw_sample`."""
    read = read_table(file, as_text=[asked.item])
    return draw(read.table, asked, name="", frame=read.sha256, file=str(file))


def keep_sample(workspace: "Workspace", asked: SampleAsked, *, dataset: str, name: str, actor: str) -> DrawnSample:
    """Draw a sample of a dataset version and keep it, with its table, as a document; drawn again it is the same.

    Raises
    ------
    InputError
        As `draw_sample`; ``sample.taken`` when the name stands for another sample; ``dataset.name``.
    WorkspaceError
        ``dataset.unknown`` and others.
    """
    check_dataset_name(name)
    found = workspace.dataset(dataset)
    table = workspace.table(found)
    named = table.append_column(ITEM_ID, item_ids(table, found.manifest.columns))
    drawn = draw(named, replace(asked, item=ITEM_ID), name=name, frame=found.version)
    blob = workspace.store.blobs.put_bytes(parquet_bytes(drawn.table))
    record = replace(drawn.sample, table=blob)
    if any(each.name == name and each != record for each in samples(workspace, found)):
        what = f"There is another sample '{name}' of {_called(found)} already."
        raise InputError("sample.taken", what, "A sample never changes: choose another name.")
    workspace.put(KIND, f"{found.version}:{name}", record, actor=actor, blobs=[blob])
    return DrawnSample(record, drawn.table)


def samples(workspace: "Workspace", dataset: "Dataset | None" = None) -> tuple[Sample, ...]:
    """Every kept sample, oldest first; of one dataset version where it is given."""
    every = [from_plain(Sample, each.body) for each in workspace.store.documents.every(KIND)]
    return tuple(each for each in every if dataset is None or each.frame == dataset.version)


def kept_sample(workspace: "Workspace", name: str, *, dataset: str) -> DrawnSample:
    """A kept sample with its items.

    Raises
    ------
    WorkspaceError
        ``sample.unknown`` with the names; ``dataset.unknown``.
    """
    found = workspace.dataset(dataset)
    known = {each.name: each for each in samples(workspace, found)}
    if name not in known:
        what = f"{_called(found)} has no sample '{name[:60]}'."
        raise WorkspaceError("sample.unknown", what, f"{did_you_mean(name, known)} Or: assay sample draw.")
    return DrawnSample(known[name], read_part(workspace.store.blobs, known[name].table, None))


def worked_sample(workspace: "Workspace", name: str, *, dataset: str) -> DrawnSample:
    """A kept sample for estimates: without its order where a queue works it in another one.

    Items that a queue puts first by priority or by skills are no random sample of those that wait. Without an order
    an estimate keeps the design when all of the sample is answered, and says that there is none before. Raises as
    `kept_sample`.
    """
    found, version = kept_sample(workspace, name, dataset=dataset), workspace.dataset(dataset).version
    plans = (from_plain(QueuePlan, each.body) for each in workspace.store.documents.latest(QUEUE))
    if all(each.in_order for each in plans if (each.sample, each.dataset) == (name, version)):
        return found
    return DrawnSample(found.sample, found.table.drop_columns(["order"]))


def named_frames(workspace: "Workspace", found: Sequence[Sample]) -> dict[str, str]:
    """``loans@58b051449871`` for each frame of the samples."""
    versions = {each.version: _called(each) for each in workspace.datasets()}
    return {each.frame: versions.get(each.frame, each.frame) for each in found}


def _called(dataset: "Dataset") -> str:
    return f"{dataset.manifest.name}@{dataset.version[:12]}"
