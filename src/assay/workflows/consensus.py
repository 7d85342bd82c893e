"""The consensus story: votes become answers, a measure of each judge, and where asked a reference set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from assay.core.errors import InputError
from assay.core.estimate import Estimate
from assay.core.ports import Progress
from assay.datasets.votes import Names, listed, read_votes, vote_table
from assay.metrics import consensus as classes
from assay.metrics import number_consensus as numbers
from assay.metrics.encoding import encode, one_array, reading_order
from assay.metrics.long_facts import LongFacts, joined_ids, long_facts
from assay.stats.truth.named import NUMBER_METHODS, method_of
from assay.stats.truth.progress import heard

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

USUAL_REFERENCES = ("reference", "truth", "label", "answer", "gold")
"""Names of a column of right answers, tried in this order."""


@dataclass(frozen=True, eq=False)
class Consensus:
    """What was inferred, and what it is worth."""

    method: str
    """Name of the method."""
    assumes: str
    """What the method takes for granted, a sentence."""
    options: tuple[tuple[str, str], ...]
    """Everything that changes the result."""
    items: pa.Table
    """One row an item: item, answer, then for classes probability, tied, n_votes and the probability of each class;
    for numbers standard_error, low, high, reason, n_votes."""
    distribution: pa.Table | None
    """Item, answer, probability: as a soft reference has it; None for numbers."""
    judges: tuple[Estimate, ...]
    """Of each judge, against the reference or else the consensus: accuracy; for numbers bias and error_sd."""
    confusions: pa.Table | None
    """Judge, truth, answer, share, low, high, n, n_effective, reason; None for numbers, or where they are too many."""
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
    doubt: float | None
    """Share of items whose likeliest answer is expected to be wrong, by the method itself; None for numbers."""
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
    metric: Names | None = None,
    positive: str | None = None,
    ties: str = "fractional",
    repeats: str = "last",
    level: float = 0.95,
    seed: int = 7,
    progress: Progress | None = None,
    **options: str | float | int | None,
) -> Consensus:
    """The likeliest answer of each item with its probability, or its number, and how good each judge is.

    Parameters
    ----------
    data, item, judge, answer, judges : as `assay.agree`
    method : majority, wawa, dawid-skene, zencrowd, lfc, mace, mace-em, glad; for numbers mean, median, weighted
    reference : path or frame with the item columns and a column of right answers, optional
        The consensus and the judges are then scored against it.
    metric : of the consensus against the reference
        Accuracy and other metrics of classes; for numbers mae, rmse, bias, error_sd, correlation.
    ties : fractional, first or random
    repeats : last, first or all
    options : init, diagonal, first, iterations, tolerance, bound, prior, smoothing
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
    >>> scores = {"ann": [1.0, 2.0, 3.5], "bob": [1.0, 4.0, 2.5]}
    >>> assay.consensus(scores, judges="ann,bob", method="mean").items["answer"].to_pylist()
    [1.0, 3.0, 3.0]
    """
    table, (items, people, said) = vote_table(data, item=item, judge=judge, answer=answer, judges=judges)
    right = None if reference is None else read_reference(reference, items, said)
    is_of_numbers = method in NUMBER_METHODS
    menu = sorted(set(right.values())) if right and not is_of_numbers else ()
    facts = long_facts(table, item=items, judge=people, answer=said, repeats=repeats, classes=menu)
    if right is not None:
        _check_overlap(right, facts.items)
    asked = _Asked(right, listed(metric or ()), positive, level, seed)
    if is_of_numbers and ties != "fractional":
        what = f"Method {method} gives numbers, which have no ties; the rule '{ties}' has nothing to decide."
        raise InputError("stats.option", what, "Leave out --ties.")
    with heard(None if progress is None else partial(_tell, progress, method)):
        if is_of_numbers:
            return _of_numbers(numbers.find_numbers(facts, method, options, repeats=repeats, level=level), asked)
        found = classes.find_consensus(facts, method, options, ties=ties, repeats=repeats, seed=seed)
    return _of_classes(found, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a consensus is scored by."""

    right: Mapping[str, str] | None
    metrics: Sequence[str]
    positive: str | None
    level: float
    seed: int


def _tell(progress: Progress, method: str, done: int, most: int) -> None:
    progress(done, most, f"iterations of {method}")


def _of_classes(found: classes.Found, asked: _Asked) -> Consensus:
    facts, right, level, seed = found.facts, asked.right, asked.level, asked.seed
    own: tuple[Estimate, ...] = ()
    too_many = classes.too_many_judges(facts)
    warnings = (*found.warnings, *too_many)
    if right is not None:
        metrics = asked.metrics or ["accuracy"]
        scores = classes.scored(found, right, metrics, level=level, seed=seed, positive=asked.positive)
        own = tuple(scores)
        worse = classes.worse_than_majority(found, scores, right, level=level, seed=seed)
        warnings = (*warnings, *worse, *classes.errors_together(found, right))
    scored = () if too_many else classes.judges_scored(found, right, ["accuracy"], level=level, seed=seed)
    return Consensus(
        method=found.method,
        assumes=method_of(found.method).sentence,
        options=found.options,
        items=classes.items_table(found),
        distribution=classes.distribution_table(found),
        judges=tuple(each for each in scored if each.slice),
        confusions=classes.judge_confusions(found, right, level=level),
        estimates=own,
        n_judgments=facts.votes.n_votes,
        n_judges=len(set(facts.votes.judges.tolist())),
        iterations=found.consensus.iterations,
        converged=found.consensus.converged,
        doubt=found.doubt,
        warnings=warnings,
        notes=(*facts.notes, *_never_given(facts, right or {})),
    )


def _never_given(facts: LongFacts, right: Mapping[str, str]) -> tuple[str, ...]:
    """A note of right answers that no judge gave."""
    given = {facts.classes[code] for code in set(facts.votes.answers.tolist())}
    wanted = [right[name] for name in facts.items if right.get(name, "") and right[name] not in given]
    if not wanted:
        return ()
    shown = ", ".join(f"'{name[:40]}'" for name in sorted(set(wanted))[:3])
    return (f"The reference of {len(wanted)} items is an answer that no judge gave, such as {shown}",)


def _of_numbers(found: numbers.NumbersFound, asked: _Asked) -> Consensus:
    facts, right = found.facts, None if asked.right is None else _as_numbers(asked.right)
    too_many = classes.too_many_judges(facts)
    metrics = asked.metrics or numbers.USUAL_METRICS
    own = () if right is None else numbers.numbers_scored(found, right, metrics, seed=asked.seed)
    return Consensus(
        method=found.method,
        assumes=NUMBER_METHODS[found.method].sentence,
        options=found.options,
        items=numbers.numbers_table(found),
        distribution=None,
        judges=() if too_many else numbers.number_judges(found, right, seed=asked.seed),
        confusions=None,
        estimates=own,
        n_judgments=facts.votes.n_votes,
        n_judges=len(set(facts.votes.judges.tolist())),
        iterations=found.consensus.iterations,
        converged=found.consensus.converged,
        doubt=None,
        warnings=(*found.warnings, *too_many),
        notes=facts.notes,
    )


def _as_numbers(right: Mapping[str, str]) -> dict[str, float]:
    wrong = next(((item, said) for item, said in right.items() if reading_order(said)[0] > 0), None)
    if wrong is not None:
        what = f"The reference of item '{wrong[0][:60]}' is '{wrong[1][:40]}', which is no number."
        raise InputError("input.not_a_number", what, "Methods mean, median and weighted take references of numbers.")
    return {item: float(said) for item, said in right.items()}


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


def keep_reference(
    workspace: "Workspace",
    found: Consensus,
    *,
    dataset: str,
    name: str,
    actor: str,
    question: str | None = None,
    position: int | None = None,
) -> str:
    """Keep a consensus as a reference set of a dataset version; the same name with other content is refused.

    ``question`` and ``position`` say which judgments on the ledger it is of; None where its votes came from a file.

    Raises
    ------
    InputError
        ``reference.no_item`` when an item of the votes is not in the dataset; ``reference.taken``;
        ``reference.numbers`` for a consensus of numbers.
    """
    if found.distribution is None:
        what = f"A consensus by {found.method} is numbers; a reference set holds answers of a menu."
        raise InputError("reference.numbers", what, "Write it to a file with --out, or choose another method.")
    record = workspace.keep_reference(
        workspace.dataset(dataset),
        name,
        found.distribution,
        source="consensus",
        actor=actor,
        method=found.options,
        n_judges=found.n_judges,
        n_judgments=found.n_judgments,
        doubt=found.doubt,
        question=question or "label",
        position=position,
    )
    return record.name
