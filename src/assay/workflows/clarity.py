"""The story of clarity: what judges answered, flagged and were ruled shows which rule to mend first."""

from typing import TYPE_CHECKING, Any, NamedTuple

from pyarrow import compute

from assay.core.judgment import Status
from assay.labeling.clarity import Clarity, TiedToRule, clarity, still_said
from assay.labeling.flagging import FLAGGED
from assay.labeling.kept import KeptQuestion, find_question, guideline_versions, in_force, queues_asking
from assay.labeling.rulings import precedents

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""


class Remark(NamedTuple):
    """What a labeler said of the guideline."""

    judge: str
    """Pseudonym."""
    item: str
    """The item that brought it up."""
    rule: str | None
    """Number of the rule; None for all of it."""
    comment: str
    """What was said."""
    at: str
    """When, UTC."""


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
    versions = {each.guideline.version: each.guideline for each in guideline_versions(store, asked.key)}
    current = in_force(guideline_versions(store, asked.key))
    rules = current.guideline if current else None
    flags = _flags(workspace, asked)
    tied = [TiedToRule(remark.rule, remark.item, remark.judge, False, under) for remark, under in flags if remark.rule]
    tied += [
        TiedToRule(each.ruling.rule, each.ruling.item, each.ruling.judge, True, each.ruling.guideline_version)
        for each in precedents(store, asked.key)
        if each.ruling.rule is not None
    ]
    said = still_said(tied, versions, rules) if rules else []
    return HowClear(
        f"{asked.dataset}@{version.version[:12]}",
        question,
        rules.version if rules else None,
        clarity(given, asked.question.form, rules, said),
        tuple(remark for remark, _ in reversed(flags)),
    )


def _flags(workspace: "Workspace", asked: KeptQuestion) -> list[tuple[Remark, str]]:
    """Remarks of labelers at the queues that ask a question, with the guideline that each saw."""
    queues = queues_asking(workspace.store, asked.key)
    found = []
    for entry, event in workspace.store.ledger.events(FLAGGED):
        body = event.body
        if body["queue"] in queues:
            rule = None if body["rule"] is None else str(body["rule"])
            told = Remark(entry.actor, str(body["item"]), rule, str(body["comment"]), entry.at)
            found.append((told, event.subject))
    return found
