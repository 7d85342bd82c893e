"""A form as a reviewed YAML file: its questions in the order shown, and on which answers each of them depends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from assay.core.errors import AssayError, did_you_mean
from assay.core.expression import Compare, Expression, Missing, Not, OneOf, Some, columns_of, parse_expression
from assay.core.expression import Every as All
from assay.core.question import Amount as Number
from assay.core.question import Choice, MultipleChoice, Pair, Question, Rating, strength_question
from assay.core.question_form import Conditional, QuestionForm
from assay.core.safe_text import neutral
from assay.labeling.question_file import LONGEST_ASKED, LONGEST_NAME, NOT_IN_NAMES, question_in
from assay.texts.findings import Findings
from assay.texts.nodes import ListNode, MapNode, TextNode, is_absent
from assay.texts.strict_yaml import read_settings

BEGIN = "Begin with: form: answer-quality, then questions: and a list of them."
MOST_QUESTIONS = 30
HEAD = ("form", "asks", "show", "markdown", "questions")
IF = "if"
DEPENDED_ON = (Choice, MultipleChoice, Rating, Number)
"""Forms of answers on which another question may depend."""


class ReadForm(NamedTuple):
    """What a file of a form says."""

    form: QuestionForm
    """The form."""
    questions: tuple[Question, ...]
    """Its questions, in the same order."""


def is_form(text: str) -> bool:
    """Whether a file tells of a form rather than of one question."""
    return any(line.startswith("form:") for line in text.removeprefix("\ufeff").splitlines())


def parse_form(text: str, file: str) -> ReadForm:
    """The form in a YAML text, with its questions.

    Raises
    ------
    PlanError
        With all problems and their lines: those of `assay.labeling.question_file.parse_question`, ``form.field``,
        ``form.name``, ``form.questions``, ``form.condition``.
    """
    node, findings = read_settings(text, file, begin=BEGIN)
    read = _form(node, findings) if node is not None else None
    if read is None or findings.problems:
        raise findings.error()
    return read


def _form(node: MapNode, findings: Findings) -> ReadForm | None:
    for key, _ in node.pairs:
        if key.text not in HEAD:
            what = f"A form has no field '{neutral(key.text, most=60)}'."
            findings.note("form.field", what, did_you_mean(key.text, HEAD), key.line)
    name = _text(node, "form", LONGEST_NAME, findings)
    if name is not None and any(mark in name for mark in NOT_IN_NAMES):
        what = f"The form's name is '{neutral(name, most=60)}'."
        findings.note("form.name", what, f"Leave out {' '.join(NOT_IN_NAMES)}.", node.line_of("form"))
    asks = "" if node.value("asks") is None else _text(node, "asks", LONGEST_ASKED, findings)
    members = _members(node, findings)
    questions = [question_in(each, findings, beside=(IF,)) for each in members]
    known = [each for each in questions if each is not None]
    if name is None or asks is None or len(known) < len(questions) or findings.problems:
        return None
    shown = [_with_columns(each, node, findings) for each in known]
    conditions = _conditions(members, known, findings)
    _check_together(members, known, findings)
    asked = zip(known, conditions, strict=True)
    form = QuestionForm(name, asks, tuple(Conditional(each.name, condition) for each, condition in asked))
    return ReadForm(form, tuple(shown))


def _text(node: MapNode, name: str, longest: int, findings: Findings) -> str | None:
    found = node.value(name)
    if isinstance(found, TextNode) and not is_absent(found) and 1 <= len(found.text.strip()) <= longest:
        return found.text.strip()
    findings.note(
        "form.field", f"The field '{name}' is no text.", f"Write 1 to {longest:,} characters.", node.line_of(name)
    )
    return None


def _members(node: MapNode, findings: Findings) -> list[MapNode]:
    found = node.value("questions")
    members = found.members if isinstance(found, ListNode) else ()
    questions = [each for each in members if isinstance(each, MapNode)]
    if not 1 <= len(members) <= MOST_QUESTIONS or len(questions) < len(members):
        what = f"The form has {len(questions)} questions."
        fix = f"List 1 to {MOST_QUESTIONS}, each as in a file of its own: - question: toxic."
        findings.note("form.questions", what, fix, node.line_of("questions"))
    return questions


def _with_columns(question: Question, node: MapNode, findings: Findings) -> Question:
    """A question that shows what the form shows, beside what it shows itself."""
    shown, markdown = (_listed(node, name, findings) for name in ("show", "markdown"))
    both = tuple(dict.fromkeys((*shown, *question.show)))
    return replace(question, show=both, markdown=tuple(dict.fromkeys((*markdown, *question.markdown))))


def _listed(node: MapNode, name: str, findings: Findings) -> tuple[str, ...]:
    found = node.value(name)
    if found is None or is_absent(found):
        return ()
    members = found.members if isinstance(found, ListNode) else (found,)
    texts = tuple(each.text for each in members if isinstance(each, TextNode))
    if len(texts) < len(members):
        findings.note("form.field", f"The field '{name}' is no list of columns.", f"{name}: [comment]", found.line)
    return texts


def _conditions(members: Sequence[MapNode], questions: Sequence[Question], findings: Findings) -> list[str | None]:
    found: list[str | None] = []
    before: dict[str, Question] = {}
    for node, question in zip(members, questions, strict=True):
        found.append(_condition(node, before, findings))
        before[question.name] = question
    return found


def _condition(node: MapNode, before: Mapping[str, Question], findings: Findings) -> str | None:
    written, line = node.value(IF), node.line_of(IF)
    if written is None:
        return None
    if not before:
        what = "The first question of a form has a condition."
        findings.note("form.condition", what, "Ask it always: it decides how many judges an item needs.", line)
        return None
    if not isinstance(written, TextNode) or is_absent(written):
        findings.note("form.condition", "The condition is no text.", 'Write: if: toxic = "yes".', line)
        return None
    try:
        condition = parse_expression(written.text)
    except AssayError as error:
        for each in error.problems:
            findings.note("form.condition", each.what, 'Write: if: toxic = "yes" and not helpful >= 3.', line)
        return None
    for what, fix in _condition_problems(condition, before):
        findings.note("form.condition", what, fix, line)
    return written.text


def _condition_problems(condition: Expression, before: Mapping[str, Question]) -> list[tuple[str, str]]:
    for name in dict.fromkeys(columns_of(condition)):
        if name not in before:
            return [(f"No question '{neutral(name, most=60)}' comes before this one.", did_you_mean(name, before))]
        if not isinstance(before[name].form, DEPENDED_ON):
            what = f"Nothing can depend on the answer to '{name}'."
            return [(what, "Depend on a choice, a multiple choice, a rating or a number.")]
    return [problem for each in _comparisons(condition) if (problem := _value_problem(each, before)) is not None]


def _comparisons(condition: Expression) -> list[Compare | OneOf]:
    match condition:
        case Not(term):
            return _comparisons(term)
        case All(terms) | Some(terms):
            return [each for term in terms for each in _comparisons(term)]
        case Missing():
            return []
        case _:
            return [condition]


def _value_problem(each: Compare | OneOf, before: Mapping[str, Question]) -> tuple[str, str] | None:
    form = before[each.column].form
    values = each.values if isinstance(each, OneOf) else (each.value,)
    if not isinstance(form, Choice | MultipleChoice):
        is_number = all(isinstance(value, float) for value in values)
        return None if is_number else (f"'{each.column}' is answered by a number.", f"Write: {each.column} >= 3.")
    if isinstance(each, Compare) and each.operator not in ("=", "==", "!="):
        return f"'{each.column}' is answered from a menu.", f'Write: {each.column} = "{form.options[0]}".'
    wrong = next((value for value in values if value not in form.options), None)
    if wrong is None:
        return None
    what = f"'{neutral(str(wrong), most=60)}' is no answer to '{each.column}'."
    return what, f"{did_you_mean(str(wrong), form.options)} Write answers in quotes."


def _check_together(members: Sequence[MapNode], questions: Sequence[Question], findings: Findings) -> None:
    """Names once, and one pair of columns: an item shows two sides, not four."""
    kept = [each for question in questions for each in (question, strength_question(question)) if each is not None]
    names = [each.name for each in kept]
    sides = {(each.form.left, each.form.right) for each in questions if isinstance(each.form, Pair)}
    line = members[0].line
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        findings.note("form.questions", f"Two questions are called '{neutral(twice, most=60)}'.", "Rename one.", line)
    if len(sides) > 1:
        what = "The form compares more than one pair of columns."
        findings.note("form.questions", what, "Compare one pair in a form; make another form for the other.", line)
