"""Whether a decision tree leads everybody to an answer: every branch ends, nothing goes in a circle."""

import re
from collections.abc import Collection, Mapping, Sequence

from assay.core.answers import check_answer
from assay.core.errors import InputError, did_you_mean
from assay.core.question import LEFT, RIGHT, TIE, Amount, Boxes, MultipleChoice, Pair, Question, Ranking, Rating, Spans
from assay.core.safe_text import neutral
from assay.labeling.decision_tree import (
    MOST_BRANCHES,
    MOST_DEPTH,
    MOST_STEPS,
    Branch,
    DecisionTree,
    Step,
    answer_words,
    id_of,
)
from assay.texts.findings import Findings

NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")


def check_tree(tree: DecisionTree, rules: Collection[str], findings: Findings, asked: Question | None = None) -> None:
    """Everything that is wrong with a tree, noted with its line.

    Parameters
    ----------
    rules : numbers of the rules of the guideline
    asked : the question whose answers it may end in; where it is not known, answers are not looked at
    """
    if len(tree.steps) > MOST_STEPS:
        what = f"The decision tree has {len(tree.steps):,} steps."
        findings.note("guideline.tree_size", what, f"Keep to {MOST_STEPS}: people must walk it.", tree.line)
        return
    known = _known(tree, findings)
    for step in tree.steps:
        _check_branches(step, findings)
        for branch in step.branches[:MOST_BRANCHES]:
            _check_end(branch, known, rules, findings)
            if asked is not None and branch.answer is not None:
                _check_answer(branch, branch.answer, asked, findings)
    _check_ways(tree, known, findings)


def answer_of(asked: Question, answer: Sequence[str]) -> object:
    """What an answer of a tree means, as `assay.core.answers.check_answer` takes it; sides of a pair are as shown.

    Raises
    ------
    InputError
        ``answer.type`` for more than one answer, or for a number that is none.
    """
    form = asked.form
    if isinstance(form, MultipleChoice | Ranking | Spans | Boxes):
        return list(answer)
    if len(answer) != 1:
        what = f"'{neutral(answer_words(answer), most=60)}' is not one answer."
        raise InputError("answer.type", what, 'Name one: answer "yes".')
    text = answer[0]
    if isinstance(form, Rating) and text in form.words:
        return form.low + form.words.index(text)
    if not isinstance(form, Rating | Amount):
        return text
    if not NUMBER.fullmatch(text):
        raise InputError("answer.type", f"'{neutral(text, most=60)}' is no number.", "Write a number: answer 3.")
    return float(text) if "." in text else int(text)


def can_take(asked: Question) -> bool:
    """Whether an answer of a tree is a whole answer: passages and boxes are marked, a strength is asked besides."""
    return not isinstance(asked.form, Spans | Boxes) and not (isinstance(asked.form, Pair) and asked.form.strength)


def side_key(side: object) -> str:
    """The key on the page that answers a side of a pair as it is shown."""
    return {LEFT: "1", RIGHT: "2", TIE: "0"}.get(str(side), "")


def _known(tree: DecisionTree, findings: Findings) -> dict[str, Step]:
    known: dict[str, Step] = {}
    for step in tree.steps:
        first = known.setdefault(id_of(step.id), step)
        if first is not step:
            what = f"Step {step.id} stands twice; first in line {first.line}."
            findings.note("guideline.step_twice", what, "Give each step an id of its own.", step.line)
    return known


def _check_branches(step: Step, findings: Findings) -> None:
    if not 2 <= len(step.branches) <= MOST_BRANCHES:
        what = f"Step {step.id} has {len(step.branches)} branches that can be read."
        findings.note("guideline.branches", what, f"Give it 2 to {MOST_BRANCHES}: each has a key.", step.line)
    said: dict[str, int] = {}
    for branch in step.branches:
        if branch.says.casefold() in said:
            what = f"Step {step.id} has two branches '{neutral(branch.says[:60])}'."
            findings.note("guideline.branches", what, "Say what tells them apart.", branch.line)
        said[branch.says.casefold()] = branch.line


def _check_end(branch: Branch, known: Mapping[str, Step], rules: Collection[str], findings: Findings) -> None:
    if branch.to is not None and id_of(branch.to) not in known:
        what = f"There is no step '{branch.to}'."
        fix = did_you_mean(branch.to, [step.id for step in known.values()])
        findings.note("guideline.unknown_step", what, fix, branch.line)
    if branch.rule is not None and branch.rule not in rules:
        what = f"There is no rule '{branch.rule}'."
        findings.note("guideline.unknown_rule", what, did_you_mean(branch.rule, rules), branch.line)


def _check_answer(branch: Branch, answer: Sequence[str], asked: Question, findings: Findings) -> None:
    form = asked.form
    try:
        if isinstance(form, Spans | Boxes):
            unknown = [each for each in answer if each not in form.labels]
            if unknown:
                what = f"'{neutral(unknown[0], most=60)}' is no label of the question."
                raise InputError("answer.unknown_option", what, did_you_mean(unknown[0], form.labels))
        else:
            check_answer(asked, answer_of(asked, answer))
    except InputError as error:
        for problem in error.problems:
            what = f"The question '{asked.name}' does not allow this answer: {problem.what}"
            findings.note("guideline.tree_answer", what, problem.fix, branch.line)


def _check_ways(tree: DecisionTree, known: Mapping[str, Step], findings: Findings) -> None:
    """From the first step everybody comes to an answer, and each step is come to."""
    if not tree.steps:
        return
    depths: dict[str, int] = {}
    for step in known.values():
        _depth(step, known, depths, [], findings)
    reached = _reached(tree.steps[0], known)
    for step in known.values():
        if id_of(step.id) not in reached:
            what = f"No branch leads to step {step.id}."
            fix = f"Lead to it, or remove it; everybody begins at step {tree.steps[0].id}."
            findings.note("guideline.unreached_step", what, fix, step.line)
    if depths[id_of(tree.steps[0].id)] > MOST_DEPTH:
        what = f"It takes up to {depths[id_of(tree.steps[0].id)]} steps to an answer."
        findings.note("guideline.tree_size", what, f"Keep to {MOST_DEPTH}: people must walk it.", tree.line)


def _next(step: Step, known: Mapping[str, Step]) -> list[tuple[Branch, Step]]:
    ways = ((branch, known.get(id_of(branch.to))) for branch in step.branches if branch.to is not None)
    return [(branch, following) for branch, following in ways if following is not None]


def _depth(step: Step, known: Mapping[str, Step], depths: dict[str, int], way: list[str], findings: Findings) -> int:
    """The longest way from a step to an answer; a branch back to a step of the way is noted and not followed."""
    id_ = id_of(step.id)
    if id_ in depths:
        return depths[id_]
    longest = 1
    for branch, following in _next(step, known):
        if id_of(following.id) in (*way, id_):
            circle = [*way, id_][[*way, id_].index(id_of(following.id)) :]
            what = f"This branch leads in a circle: {', '.join(circle)} and {following.id} again."
            findings.note("guideline.circle", what, "Lead it to a later step or to an answer.", branch.line)
        else:
            longest = max(longest, 1 + _depth(following, known, depths, [*way, id_], findings))
    depths[id_] = longest
    return longest


def _reached(first: Step, known: Mapping[str, Step]) -> set[str]:
    reached, waiting = {id_of(first.id)}, [first]
    while waiting:
        for _, following in _next(waiting.pop(), known):
            if id_of(following.id) not in reached:
                reached.add(id_of(following.id))
                waiting.append(following)
    return reached
