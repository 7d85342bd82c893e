"""The story of where a machine judge and people part: the items to look at before its card is believed or doubted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
from pyarrow import compute

from assay.core.errors import WorkspaceError
from assay.core.item import Role
from assay.core.judge_card import JudgeCard
from assay.datasets.judged import judged_by, likeliest
from assay.labeling.kept import find_question
from assay.labeling.showing import shown_columns
from assay.store.judge_runs import rationales
from assay.store.votes import PEOPLE

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
NOT_HERE = ("judge.unknown", "judge.unknown_version")
MOST = 50
LONGEST = 2_000
"""Characters of an item that are given."""


class Apart(NamedTuple):
    """One item on which the judge and people part."""

    item: str
    """Its id."""
    said: str | None
    """The judge's answer; None where it could not be read."""
    right: str
    """People's."""
    texts: tuple[tuple[str, str], ...]
    """Columns that judges see of the item, each with what it says."""
    rationale: str
    """Reasons that the judge gave; empty where none are kept."""


class Disagreements(NamedTuple):
    """Where a judge and people part."""

    n_items: int
    """Items that both judged."""
    n_apart: int
    """Of these, on which they part."""
    items: tuple[Apart, ...]
    """The first of them, by item."""


def disagreements(workspace: "Workspace", card: JudgeCard, *, most: int = MOST) -> Disagreements | None:
    """The items on which the judge of a card and people part, as of now; None where nothing of it is on the ledger.

    What the judge said in the version of the card counts, whatever a newer one says.

    Raises
    ------
    WorkspaceError
        What `Workspace.votes` raises, but for nobody having judged.
    """
    try:
        asked = find_question(workspace.store, card.question)
        dataset = workspace.dataset(asked.dataset)
        name = f"{dataset.manifest.name}@{dataset.version}"
        right = None if card.against == PEOPLE else _referenced(workspace, dataset, card.against)
        asked_for = f"{card.judge}@{card.version}" if card.version else card.judge
        said = judged_by(workspace.votes(name, card.question), asked_for, right)
    except WorkspaceError as error:
        if error.code in ("judgments.none", "judgments.unknown_question", "question.unknown", *NOT_HERE):
            return None
        raise
    known = said.table.filter(pc.is_valid(said.table["right"]))
    apart = known.filter(pc.invert(pc.fill_null(pc.equal(known["answer"], known["right"]), False)))
    apart = apart.sort_by("item")
    rows = apart.select(["item", "answer", "right"]).slice(0, most).to_pylist()
    shown = shown_columns(asked.question, dataset.manifest.columns)
    texts = _texts(workspace, dataset, shown, [row["item"] for row in rows])
    why = rationales(workspace.store, said.judge, said.version, said.question, version=dataset.version)
    items = tuple(
        Apart(row["item"], row["answer"], row["right"], texts.get(row["item"], ()), why.get(row["item"], ""))
        for row in rows
    )
    return Disagreements(known.num_rows, apart.num_rows, items)


def _referenced(workspace: "Workspace", dataset: "Dataset", name: str) -> dict[str, str]:
    return likeliest(workspace.reference_table(workspace.reference(dataset, name)))


def _texts(
    workspace: "Workspace", dataset: "Dataset", shown: Sequence[str], items: list[str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """What judges see of some items, without what is sensitive."""
    columns = dataset.manifest.columns
    id_column = dataset.manifest.id_column
    names = [each.name for each in columns if each.name in shown and each.role not in (Role.SENSITIVE, Role.ID)]
    table = workspace.table(dataset, [id_column, *names])
    table = table.filter(pc.is_in(table[id_column].cast(pa.string()), value_set=pa.array(items, pa.string())))
    return {
        str(row[id_column]): tuple((name, str(row[name])[:LONGEST]) for name in names if row[name] is not None)
        for row in table.to_pylist()
    }
