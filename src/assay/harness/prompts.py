"""Prompts made from the columns of a row: by a template, a conversation of templates, or a column of messages.

A template runs in Jinja's sandbox and calls nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from assay.core.calls import Message
from assay.core.errors import InputError

LONGEST = 1_000_000
"""Characters of one prompt."""


class Template:
    """A template of prompts, such as ``Question: {{ question }}``.

    Raises
    ------
    InputError
        ``prompt.template`` with the line when it cannot be read.
    """

    def __init__(self, text: str) -> None:
        from jinja2 import StrictUndefined, TemplateSyntaxError
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
        self._text = text
        try:
            self._template = made.from_string(text)
        except TemplateSyntaxError as error:
            what = f"The template cannot be read: {error.message}."
            fix = "Write columns as {{ column }}."
            raise InputError("prompt.template", what, fix, line=error.lineno) from None

    def columns(self) -> frozenset[str]:
        """Names that it takes from a row."""
        from jinja2.defaults import DEFAULT_NAMESPACE
        from jinja2.meta import find_undeclared_variables
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        parsed = ImmutableSandboxedEnvironment().parse(self._text)
        return frozenset(find_undeclared_variables(parsed)) - frozenset(DEFAULT_NAMESPACE)

    def prompt(self, row: Mapping[str, Any], *, line: int) -> str:
        """The prompt of a row.

        Raises
        ------
        InputError
            ``prompt.column`` for a column that the row does not have; ``prompt.template`` for what the sandbox
            refuses; ``prompt.too_long``.
        """
        from jinja2 import TemplateError, UndefinedError

        try:
            found = self._template.render(row)
        except UndefinedError as error:
            what = f"The template asks for what row {line} does not have: {error.message}."
            raise InputError("prompt.column", what, f"Its columns are {', '.join(row)}.") from None
        except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            what = f"The template fails on row {line}: {str(error)[:200]}."
            raise InputError("prompt.template", what, "Write columns as {{ column }}.") from None
        if len(found) > LONGEST:
            what = f"The prompt of row {line} has {len(found):,} characters; at most {LONGEST:,} are sent."
            raise InputError("prompt.too_long", what, "Shorten the column, or cut it in the template.")
        return found


ROLES = ("system", "user", "assistant")
"""Who can say a message that is given."""


class Wording:
    """How a row becomes what is asked.

    Raises
    ------
    InputError
        ``prompt.form`` unless exactly one of ``template``, ``conversation`` and ``column`` is given;
        ``prompt.messages`` for messages that cannot be read.
    """

    def __init__(
        self,
        template: str | None = None,
        *,
        conversation: Any = None,
        column: str | None = None,
        shots: Sequence[Mapping[str, Any]] = (),
        shot_answer: str = "answer",
    ) -> None:
        """``shots`` are rows whose prompt and ``shot_answer`` go before each prompt of a template."""
        if sum(each is not None for each in (template, conversation, column)) != 1 or (shots and template is None):
            what = (
                "What is asked comes from a template, from a conversation of templates, or from a column of messages."
            )
            raise InputError("prompt.form", what, "Give one of them; examples go before a template.")
        self._column = column
        self._template = Template(template) if template is not None else None
        given = checked_messages(conversation, "the conversation") if conversation is not None else ()
        self._conversation = [(each["role"], Template(str(each["content"]))) for each in given]
        self._shots = tuple(self._shot(row, line, shot_answer) for line, row in enumerate(shots, 1))

    def columns(self) -> frozenset[str]:
        """Names that it takes from a row."""
        if self._column is not None:
            return frozenset([self._column])
        templates = [each for _, each in self._conversation] + ([self._template] if self._template else [])
        return frozenset(name for each in templates for name in each.columns())

    def of(self, row: Mapping[str, Any], *, line: int) -> tuple[str, tuple[Message, ...]]:
        """The text of a row, and its messages where it is more than a text.

        Raises
        ------
        InputError
            As `Template.prompt`; ``prompt.messages`` for a cell that is no list of messages.
        """
        if self._template is not None:
            text = self._template.prompt(row, line=line)
            shown = [message for shot in self._shots for message in shot]
            return text, (*shown, _message("user", text)) if shown else ()
        if self._column is None:
            found = tuple(_message(role, made.prompt(row, line=line)) for role, made in self._conversation)
        else:
            found = checked_messages(self._cell(row, line), f"row {line}")
        return next(str(each["content"]) for each in reversed(found)), found

    def _cell(self, row: Mapping[str, Any], line: int) -> Any:
        if self._column is None or self._column not in row:
            what = f"There is no column '{self._column}' of messages."
            raise InputError("prompt.column", what, f"The columns are {', '.join(row)}.")
        cell = row[self._column]
        try:
            return orjson.loads(cell) if isinstance(cell, str) else cell
        except ValueError:
            what = f"The messages of row {line} are no JSON."
            raise InputError("prompt.messages", what, MESSAGES_FIX, line=line) from None

    def _shot(self, row: Mapping[str, Any], line: int, answer: str) -> tuple[Message, ...]:
        if self._template is None or row.get(answer) is None:
            what = f"Example {line} has no '{answer}'."
            fix = "Name the column of the answers: --shot-answer COLUMN, or shot_answer in a plan."
            raise InputError("prompt.shots", what, fix, line=line)
        try:
            asked = self._template.prompt(row, line=line)
        except InputError as error:  # with the place of the example
            raise InputError.gather(replace(each, line=line) for each in error.problems) from None
        return _message("user", asked), _message("assistant", str(row[answer]))


MESSAGES_FIX = 'Write a list of {"role": "system", "user" or "assistant", "content": TEXT}.'


def checked_messages(given: Any, where: str) -> tuple[Message, ...]:
    """Messages as they were given, each with a role and a text.

    Raises
    ------
    InputError
        ``prompt.messages`` with the place of the one that is not.
    """
    listed = given if isinstance(given, (list, tuple)) else ()
    for place, each in enumerate(listed, 1):
        fits = isinstance(each, Mapping) and each.get("role") in ROLES and isinstance(each.get("content"), str)
        if not fits:
            raise InputError("prompt.messages", f"Message {place} of {where} cannot be read.", MESSAGES_FIX)
    if not listed or listed[-1]["role"] == "system":
        raise InputError("prompt.messages", f"There is nothing to answer in {where}.", MESSAGES_FIX)
    if sum(len(each["content"]) for each in listed) > LONGEST:
        what = f"The messages of {where} have more than {LONGEST:,} characters."
        raise InputError("prompt.too_long", what, "Shorten them.")
    return tuple(_message(each["role"], each["content"]) for each in listed)


def _message(role: str, text: str) -> Message:
    return {"role": role, "content": text}
