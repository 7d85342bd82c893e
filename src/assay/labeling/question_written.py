"""A question as the text of its file: what `assay.labeling.question_file` reads, for git and for a second check."""

import json
from dataclasses import fields, replace

from assay.core.errors import InputError, PlanError
from assay.core.question import (
    Amount,
    Boxes,
    Choice,
    Form,
    FreeText,
    MultipleChoice,
    Pair,
    Question,
    Ranking,
    Rating,
    Spans,
)
from assay.core.safe_text import neutral
from assay.labeling.question_file import parse_question

TYPE_OF: dict[type[Form], str] = {
    Choice: "choice",
    MultipleChoice: "multiple",
    Rating: "rating",
    Amount: "number",
    Pair: "pairwise",
    Ranking: "ranking",
    FreeText: "text",
    Spans: "spans",
    Boxes: "boxes",
}
"""Form to the type that its file names."""
HEAD = ("name", "asks", "form")
"""Fields of a question that its file has under other names."""


def question_text(question: Question) -> str:
    """The question as YAML, one field a line.

    Examples
    --------
    >>> print(question_text(Question("toxic", "Is it toxic?", Choice(("yes", "no")))), end="")
    question: "toxic"
    asks: "Is it toxic?"
    type: choice
    options: ["yes", "no"]
    """
    given = {field.name: getattr(question.form, field.name) for field in fields(question.form)}
    lines = [f"question: {_quoted(question.name)}", f"asks: {_quoted(question.asks)}"]
    lines.append(f"type: {TYPE_OF[type(question.form)]}")
    lines += [f"{name}: {_quoted(value)}" for name, value in given.items() if value is not None and value != ()]
    more = {field.name: getattr(question, field.name) for field in fields(question) if field.name not in HEAD}
    lines += [f"{name}: {_quoted(value)}" for name, value in more.items() if value]
    return "".join(f"{line}\n" for line in lines)


def checked_question(question: Question, file: str) -> Question:
    """The question, if its file would be accepted.

    Raises
    ------
    InputError
        As `assay.labeling.question_file.parse_question`, with the name of the question.
    """
    try:
        return parse_question(question_text(question), file)
    except PlanError as error:
        name = neutral(question.name, most=60)
        fix = "Or give the question as a file of its own: --config FILE.yaml."
        raise InputError.gather(
            replace(each, what=f"Question '{name}': {each.what}", fix=f"{each.fix} {fix}", line=None)
            for each in error.problems
        ) from None


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
