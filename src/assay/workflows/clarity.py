"""The story of clarity: what judges answered, flagged and were ruled shows which rule to mend first."""

from typing import TYPE_CHECKING, Any, NamedTuple

from pyarrow import compute

from assay.core.judgment import Status
from assay.labeling.clarity import Clarity, clarity
from assay.labeling.kept import find_question, guideline_versions, in_force, queues_asking
from assay.labeling.remarks import Remark, remarks_in, tied_to_rules

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""


class HowClear(NamedTuple):
    """How clear a question and its rules are, as of now."""

    dataset: str
    """Dataset version as people name it."""
    question: str
    """Name of the question."""
    guideline: str | None
    """Version of the guideline in force."""
    found: Clarity
    """Agreement, answers, rules and items."""
    remarks: tuple[Remark, ...]
    """What labelers said of the guideline, newest first."""


def how_clear(workspace: "Workspace", question: str, *, dataset: str | None = None) -> HowClear:
    """Where judges part on a question, which answers they confuse, and which rules they point at.

    Raises
    ------
    WorkspaceError
        ``question.unknown``, ``question.which_dataset``; ``judgments.none``, ``judgments.unknown_question``.
    """
    store = workspace.store
    asked = find_question(store, question, dataset=dataset)
    version = workspace.dataset(asked.dataset)
    votes = workspace.votes(f"{asked.dataset}@{version.version}", question).table
    given = votes.filter(pc.equal(votes["status"], Status.GIVEN.value))
    current = in_force(guideline_versions(store, asked.key))
    rules = current.guideline if current else None
    remarks = remarks_in(store, queues_asking(store, asked.key))
    return HowClear(
        f"{asked.dataset}@{version.version[:12]}",
        question,
        rules.version if rules else None,
        clarity(given, asked.question.form, rules, tied_to_rules(store, asked.key, remarks, rules)),
        remarks[::-1],
    )
