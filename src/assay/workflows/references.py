"""The story of reference sets: what a dataset is held against, where it came from, and what judges say of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from assay.core.errors import WorkspaceError, did_you_mean
from assay.core.item import ReferenceSet
from assay.datasets.problems import Problems
from assay.datasets.reference_file import read_reference
from assay.datasets.votes import Names, vote_table
from assay.labeling.kept import kept_questions
from assay.metrics.audit import Audited, audit_reference
from assay.metrics.long_facts import long_facts
from assay.metrics.references import ShownReference, described, doubt_of, likeliest

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

OWN_VOTES = "The reference is a consensus: where it was made of these votes, it agrees with them more than it should."
LABEL = "label"
"""The question that a label column answers."""
SOURCES = ("imported", "adjudicated")
"""What a file of references can be; a consensus is computed."""


class Added(NamedTuple):
    """A file of references that was kept."""

    reference: ReferenceSet
    """As it is kept."""
    n_silent: int
    """Rows of the file without an answer, which were left out."""


def add_reference(
    workspace: "Workspace",
    file: Path,
    *,
    dataset: str,
    name: str,
    item: str,
    answer: str,
    probability: str | None,
    source: str,
    question: str = LABEL,
    actor: str,
) -> Added:
    """Keep a file of right answers, or of probabilities of answers, as a reference set of a dataset version.

    The same file again is the set that is there. With any problem nothing is kept. ``question`` is what it answers:
    that of the label column of the import, or one that is kept for the dataset.

    Raises
    ------
    InputError
        With every problem of the file and of the set: ``reference.source``, ``reference.question``,
        ``dataset.unknown``, ``reference.no_item``, ``reference.taken``, ``reference.duplicate``,
        ``reference.contradiction``, ``input.share``, ``input.missing_id``, ``input.unknown_column``.
    """
    read = read_reference(file, item=item, answer=answer, probability=probability)
    problems = read.problems
    if source not in SOURCES:
        problems.add("reference.source", f"There is no source '{source}'.", did_you_mean(source, SOURCES))
    found = _dataset(workspace, dataset, problems)
    if found is not None and len(problems):
        for each in workspace.reference_problems(found, name, read.distribution["item"]):
            problems.add(each.code, each.what, each.fix)
    if found is not None:
        _check_question(workspace, found, question, problems)
    problems.raise_any()
    if found is None:
        raise AssertionError("an unknown dataset is a problem")
    told: dict[str, Any] = {"source": source, "question": question, "doubt": doubt_of(read.distribution)}
    kept = workspace.keep_reference(found, name, read.distribution, actor=actor, **told)
    return Added(kept, read.n_silent)


def _check_question(workspace: "Workspace", found: "Dataset", question: str, problems: Problems) -> None:
    dataset = found.manifest.name
    known = [each.question.name for each in kept_questions(workspace.store) if each.dataset == dataset]
    if question not in (LABEL, *known):
        what = f"There is no question '{question[:60]}' on '{dataset}'."
        problems.add("reference.question", what, did_you_mean(question, [LABEL, *known]))


def shown_reference(workspace: "Workspace", dataset: str, name: str | None) -> ShownReference:
    """A reference set with what is in it: how often each answer is expected, and the most doubtful items."""
    found = workspace.dataset(dataset)
    kept = workspace.reference(found, name)
    return described(kept, workspace.reference_table(kept), n_dataset=found.manifest.n_items)


def _dataset(workspace: "Workspace", asked: str, problems: Problems) -> "Dataset | None":
    try:
        return workspace.dataset(asked)
    except WorkspaceError as error:
        for each in error.problems:
            problems.add(each.code, each.what, each.fix)
    return None


def audit(
    workspace: "Workspace",
    data: Any,
    *,
    dataset: str,
    reference: str | None,
    item: Names | None,
    judge: Names | None,
    answer: str | None,
    level: float,
    seed: int,
) -> Audited:
    """Which labels of a reference set the votes of judges reject, and how many are right.

    Raises
    ------
    InputError
        As `assay.agree`; ``reference.no_item`` when no item has both a reference and a vote.
    """
    kept = workspace.reference(workspace.dataset(dataset), reference)
    table, (items, people, said) = vote_table(data, item=item, judge=judge, answer=answer, judges=None)
    right = likeliest(workspace.reference_table(kept))
    facts = long_facts(table, item=items, judge=people, answer=said, classes=sorted(set(right.values())))
    found = audit_reference(facts, right, level=level, seed=seed)
    return found if kept.source != "consensus" else found._replace(warnings=(OWN_VOTES, *found.warnings))
