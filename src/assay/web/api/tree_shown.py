"""The decision tree of a guideline as the labeling page is told it."""

from typing import Any

from assay.core.answers import check_answer
from assay.core.errors import InputError
from assay.core.question import Pair, Question
from assay.labeling.decision_tree import Branch, DecisionTree, answer_words, id_of
from assay.labeling.decision_tree_checks import answer_of, can_take, side_key
from assay.labeling.keys import keys_of
from assay.web.api.label_records import BranchShown, TreeShown, TreeStepShown


def tree_shown(tree: DecisionTree, asked: Question) -> TreeShown:
    """Steps and branches, each answer in words and as it is sent."""
    steps = [
        TreeStepShown(id=id_of(step.id), asks=step.asks, branches=[_branch(each, asked) for each in step.branches])
        for step in tree.steps
    ]
    return TreeShown(steps=steps)


def _branch(branch: Branch, asked: Question) -> BranchShown:
    if branch.answer is None:
        return BranchShown(says=branch.says, to=id_of(branch.to or ""))
    takes = _takes(branch.answer, asked)
    words, is_ours = answer_words(branch.answer), not branch.answer
    if isinstance(asked.form, Pair):
        words = {key.key: key.says for key in keys_of(asked)}.get(takes, words)
        is_ours = takes is not None
    rule = branch.rule
    return BranchShown(
        says=branch.says, answer=words, is_ours=is_ours, rule=rule, takes=takes, can_take=takes is not None
    )


def _takes(answer: tuple[str, ...], asked: Question) -> Any:
    """The answer as it is sent; None where it cannot be, as in a tree that was kept before answers were looked at."""
    if not can_take(asked):
        return None
    try:
        means = answer_of(asked, answer)
        check_answer(asked, means)
    except InputError:
        return None
    return side_key(means) if isinstance(asked.form, Pair) else means
