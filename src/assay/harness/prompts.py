"""Prompts made from the columns of a row by a template; the template runs in Jinja's sandbox and calls nothing."""

from collections.abc import Mapping
from typing import Any

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
        try:
            self._template = made.from_string(text)
        except TemplateSyntaxError as error:
            what = f"The template cannot be read: {error.message}."
            fix = "Write columns as {{ column }}."
            raise InputError("prompt.template", what, fix, line=error.lineno) from None

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
