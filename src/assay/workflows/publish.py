"""The story of publishing: what a queue found becomes a reference set, in which rulings stand over the consensus."""

from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from assay.core.errors import InputError, WorkspaceError
from assay.core.item import ReferenceSet
from assay.core.question import Amount, Rating
from assay.labeling.disagreement import as_text, contested, weighed
from assay.labeling.judging import run_of
from assay.labeling.kept import find_queue, question_of
from assay.labeling.rulings import KeptRuling, rulings_in
from assay.metrics.consensus import Found, distribution_table
from assay.metrics.references import ANSWER, ITEM, PROBABILITY, doubt_of

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


class Published(NamedTuple):
    """A reference set made of rulings and the consensus."""

    reference: ReferenceSet
    """As it is kept."""
    n_ruled: int
    """Items whose answer is a ruling."""
    n_waiting: int
    """Contested items without a ruling: their answer is the consensus with its doubt."""


def publish(workspace: "Workspace", queue: str, *, name: str, actor: str, method: str = "dawid-skene") -> Published:
    """A reference set of what a queue found: rulings stand as they are, all other items have the consensus posterior.

    Items without an answer are left out, and so is gold, whose answer is known. A plan uses the set by its name.

    Raises
    ------
    InputError
        ``reference.numbers``, ``reference.taken``, ``dataset.name``, ``stats.method``.
    WorkspaceError
        ``queue.unknown``, ``judgments.none``.
    """
    store, position = workspace.store, workspace.store.ledger.size()
    plan = find_queue(store, queue)
    asked, rulings = question_of(store, plan), rulings_in(store, queue)
    if isinstance(asked.question.form, Rating | Amount):
        what = f"The question '{asked.question.name}' is answered by numbers; a reference set holds answers of a menu."
        raise InputError("reference.numbers", what, "Write a consensus of numbers to a file: assay consensus --out.")
    answers, found = weighed(store, plan, method, position=position)
    if found is None and not rulings:
        what = f"Nobody answered in the queue '{queue}' yet."
        raise WorkspaceError("judgments.none", what, f"Work on it first: assay work {queue}.")
    table = _distribution(found, rulings)
    n_votes, n_judges = (found.facts.votes.n_votes, found.facts.votes.n_active) if found else (0, 0)
    dataset = next(each for each in workspace.datasets() if each.version == plan.dataset)
    kept = workspace.keep_reference(
        dataset,
        name,
        table,
        source="adjudicated",
        actor=actor,
        question=asked.question.name,
        method=(*(found.options if found else ()), ("rulings", str(len(rulings)))),
        n_judges=n_judges,
        n_judgments=n_votes + len(rulings),
        doubt=doubt_of(table),
        run=run_of(queue),
        position=position,
    )
    open_ones = contested(answers, found) if found else ()
    return Published(kept, len(rulings), sum(1 for each in open_ones if each.item not in rulings))


def _distribution(found: Found | None, rulings: dict[str, KeptRuling]) -> pa.Table:
    names = sorted(rulings)
    answers = [as_text(rulings[name].ruling.answer) for name in names]
    certain = pa.table({ITEM: names, ANSWER: answers, PROBABILITY: [1.0] * len(names)})
    if found is None:
        return certain
    rest = distribution_table(found)
    kept = rest.filter(pa.array([item not in rulings for item in rest[ITEM].to_pylist()], pa.bool_()))
    return pa.concat_tables([kept.cast(certain.schema), certain]).sort_by(ITEM)
