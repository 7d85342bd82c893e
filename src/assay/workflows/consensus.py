"""The consensus story: votes become answers, a measure of each judge, and where asked a reference set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from assay.core.errors import InputError
from assay.core.estimate import Estimate
from assay.datasets.votes import Names, listed, read_votes, vote_table
from assay.metrics import consensus as numbers
from assay.metrics.encoding import encode, one_array
from assay.metrics.long_facts import joined_ids, long_facts

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

USUAL_REFERENCES = ("reference", "truth", "label", "answer", "gold")
"""Names of a column of right answers, tried in this order."""


@dataclass(frozen=True, eq=False)
class Consensus:
    """What was inferred, and what it is worth."""

    method: str
    """Name of the method."""
    options: tuple[tuple[str, str], ...]
    """Everything that changes the result."""
    items: pa.Table
    """One row an item: item, answer, probability, tied, n_votes, and the probability of each class."""
    distribution: pa.Table
    """Item, answer, probability: as a soft reference has it."""
    judges: tuple[Estimate, ...]
    """Accuracy of each judge, against the reference or else against the consensus."""
    estimates: tuple[Estimate, ...]
    """The consensus against the reference; none without one."""
    n_judgments: int
    """Votes that count."""
    n_judges: int
    """Judges."""
    iterations: int
    """Steps that were made."""
    converged: bool
    """Whether the tolerance was reached."""
    doubt: float
    """Share of items whose likeliest answer is expected to be wrong, by the method itself."""
    warnings: tuple[str, ...]
    """What makes it doubtful."""
    notes: tuple[str, ...]
    """What was left out."""

    def to_arrow(self) -> pa.Table:
        """One row an item."""
        return self.items


def consensus(
    data: Any,
    *,
    item: Names | None = None,
    judge: Names | None = None,
    answer: str | None = None,
    judges: Names | None = None,
    method: str = "dawid-skene",
    reference: Any = None,
    metric: Names = "accuracy",
    positive: str | None = None,
    ties: str = "fractional",
    repeats: str = "last",
    level: float = 0.95,
    seed: int = 7,
    **options: str | float | int | None,
) -> Consensus:
    """The likeliest answer of each item with its probability, and how good each judge is.

    Parameters
    ----------
    data, item, judge, answer, judges : as `assay.agree`
    method : majority, wawa, dawid-skene, zencrowd, lfc, mace, glad
    reference : path or frame with the item columns and a column of right answers, optional
        The consensus and the judges are then scored against it.
    ties : fractional, first or random
    repeats : last, first or all
    options : init, diagonal, first, iterations, tolerance, prior, smoothing
        As the method takes them.

    Raises
    ------
    InputError
        With what is wrong, where, and what would be right.

    Examples
    --------
    >>> import assay
    >>> votes = {"ann": ["a", "b", "a"], "bob": ["a", "b", "b"], "cem": ["a", "b", "a"]}
    >>> found = assay.consensus(votes, judges="ann,bob,cem", method="majority")
    >>> found.items["answer"].to_pylist()
    ['a', 'b', 'a']
    """
    table, (items, people, said) = vote_table(data, item=item, judge=judge, answer=answer, judges=judges)
    right = None if reference is None else read_reference(reference, items, said)
    classes = sorted(set(right.values())) if right else ()
    facts = long_facts(table, item=items, judge=people, answer=said, repeats=repeats, classes=classes)
    found = numbers.find_consensus(facts, method, options, ties=ties, repeats=repeats, seed=seed)
    own: tuple[Estimate, ...] = ()
    warnings = found.warnings
    if right is not None:
        _check_overlap(right, facts.items)
        scores = numbers.scored(found, right, listed(metric), level=level, seed=seed, positive=positive)
        own = tuple(scores)
        warnings = (*warnings, *numbers.worse_than_majority(found, scores, right, level=level, seed=seed))
    scored = numbers.judges_scored(found, right, ["accuracy"], level=level, seed=seed)
    return Consensus(
        method,
        found.options,
        numbers.items_table(found),
        numbers.distribution_table(found),
        tuple(each for each in scored if each.slice),
        own,
        facts.votes.n_votes,
        len(set(facts.votes.judges.tolist())),
        found.consensus.iterations,
        found.consensus.converged,
        found.doubt,
        warnings,
        facts.notes,
    )


def _check_overlap(right: Mapping[str, str], items: Sequence[str]) -> None:
    if not set(right) & set(items):
        first = next(iter(right), "none")
        what = f"No item of the reference is among the votes (its first is '{first[:60]}', theirs '{items[0][:60]}')."
        raise InputError("reference.no_item", what, "Write the ids of both files alike.")


def read_reference(data: Any, item: Sequence[str], answer: str) -> Mapping[str, str]:
    """The right answer of each item.

    Raises
    ------
    InputError
        ``reference.column`` when no column of right answers is found; ``reference.contradiction`` when an item has two.
    """
    table = read_votes(data, (), as_text=item)
    column = reference_column(table.column_names, item, answer)
    ids, said = joined_ids(table, item), encode(one_array(table[column]))
    found: dict[str, str] = {}
    for place, code in zip(ids.values.tolist(), said.values.tolist(), strict=True):
        if place < 0 or code < 0:
            continue
        name, right = ids.levels[place], said.levels[code]
        if found.setdefault(name, right) != right:
            what = f"Item '{name[:60]}' has two right answers: '{found[name][:40]}' and '{right[:40]}'."
            raise InputError("reference.contradiction", what, "Keep one right answer an item.", item=name)
    return found


def reference_column(names: Sequence[str], item: Sequence[str], answer: str) -> str:
    """Which column holds the right answers."""
    lacking = [name for name in item if name not in names]
    others = [name for name in names if name not in item]
    chosen = next((name for name in (*USUAL_REFERENCES, answer) if name in others), None)
    if lacking or (chosen is None and len(others) != 1):
        what = f"The reference has the columns {', '.join(names)}."
        fix = f"Give the item columns ({', '.join(item)}) and one column of right answers, such as 'reference'."
        raise InputError("reference.column", what, fix)
    return chosen or others[0]


def keep_reference(workspace: "Workspace", found: Consensus, *, dataset: str, name: str, actor: str) -> str:
    """Keep a consensus as a reference set of a dataset version; the same name with other content is refused.

    Raises
    ------
    InputError
        ``reference.no_item`` when an item of the votes is not in the dataset; ``reference.taken``.
    """
    version = workspace.dataset(dataset)
    record, blob = workspace.new_reference(
        version,
        name,
        found.distribution,
        source="consensus",
        method=found.options,
        n_judges=found.n_judges,
        n_judgments=found.n_judgments,
        doubt=found.doubt,
    )
    workspace.put("reference", f"{version.version}:{name}", record, actor=actor, blobs=[blob])
    return record.name
