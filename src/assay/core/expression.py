"""The slice grammar: a small parsed language over the columns of the facts, never SQL text and never ``eval``.

    expression := conjunction ("or" conjunction)*
    conjunction := term ("and" term)*
    term := "not" term | "(" expression ")" | comparison
    comparison := column ("=" | "==" | "!=" | "<" | "<=" | ">" | ">=") value
                | column ["not"] "in" "[" value ("," value)* "]"
                | column "is" ["not"] "missing"
    column := a bare word, or any text in backquotes
    value := a number, a text in single or double quotes, true, false

A comparison with a missing value is never true (``is missing`` asks for it); ``not`` of it is then true.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from assay.core.errors import InputError

Value: TypeAlias = str | float | bool
MOST_CHARACTERS = 10_000
DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Compare:
    """``age >= 30``."""

    column: str
    """Column name."""
    operator: str
    """One of = != < <= > >=."""
    value: Value
    """What the column is compared with."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """``country in ["DE", "FR"]``."""

    column: str
    """Column name."""
    values: tuple[Value, ...]
    """The allowed values."""


@dataclass(frozen=True, slots=True)
class Missing:
    """``income is missing``."""

    column: str
    """Column name."""


@dataclass(frozen=True, slots=True)
class Not:
    """Every item for which the term does not hold."""

    term: "Expression"
    """What is negated."""


@dataclass(frozen=True, slots=True)
class Every:
    """All terms hold."""

    terms: tuple["Expression", ...]
    """At least two."""


@dataclass(frozen=True, slots=True)
class Some:
    """At least one term holds."""

    terms: tuple["Expression", ...]
    """At least two."""


Expression: TypeAlias = Compare | OneOf | Missing | Not | Every | Some

TOKEN = re.compile(
    r"""\s*(?:(?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\w])
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |`(?P<quoted>[^`]+)`
    |(?P<sign><=|>=|!=|==|=|<|>|\(|\)|\[|\]|,)
    |(?P<word>[^\W\d][\w.]*))""",
    re.VERBOSE,
)
KEYWORDS = frozenset({"and", "or", "not", "in", "is", "missing", "true", "false"})


def columns_of(expression: Expression) -> Iterator[str]:
    """Every column that the expression reads, in order, repeats included."""
    match expression:
        case Not(term):
            yield from columns_of(term)
        case Every(terms) | Some(terms):
            for term in terms:
                yield from columns_of(term)
        case Compare() | OneOf() | Missing():
            yield expression.column


def parse_expression(text: str) -> Expression:
    """The condition that ``text`` writes.

    Raises
    ------
    InputError
        ``slice.syntax`` with the place (character) where reading stopped and what was expected there.
    """
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            "slice.too_long", f"The slice condition has {len(text)} characters.", f"Use at most {MOST_CHARACTERS}."
        )
    reader = _Reader(text, list(_tokens(text)))
    found = reader.alternatives(0)
    if reader.peek() is not None:
        raise reader.expected("'and', 'or' or the end")
    return found


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    position = 0
    while text[position:].strip():
        found = TOKEN.match(text, position)
        if not found or not found.lastgroup:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            raise InputError(
                "slice.syntax",
                f"The slice condition {text!r} cannot be read at character {start + 1} ({text[start]!r}).",
                'Write conditions such as: country in ["DE", "FR"] and age >= 30.',
            )
        kind, value = found.lastgroup, found.group(found.lastgroup)
        if kind == "word" and value.lower() in KEYWORDS:
            kind, value = "keyword", value.lower()
        yield kind, value, found.start(found.lastgroup)
        position = found.end()


class _Reader:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, text: str, tokens: list[tuple[str, str, int]]) -> None:
        self.text, self.tokens, self.next = text, tokens, 0

    def peek(self) -> tuple[str, str, int] | None:
        return self.tokens[self.next] if self.next < len(self.tokens) else None

    def take(self, kind: str, *values: str) -> str | None:
        token = self.peek()
        if token is None or token[0] != kind or (values and token[1] not in values):
            return None
        self.next += 1
        return token[1]

    def expected(self, what: str) -> InputError:
        token = self.peek()
        where = f"at character {token[2] + 1} ({token[1]!r})" if token else "at its end"
        return InputError(
            "slice.syntax",
            f"The slice condition {self.text!r} stops making sense {where}: {what} was expected.",
            'Write conditions such as: country in ["DE", "FR"] and age >= 30.',
        )

    def alternatives(self, depth: int) -> Expression:
        terms = [self.conjunction(depth)]
        while self.take("keyword", "or"):
            terms.append(self.conjunction(depth))
        return terms[0] if len(terms) == 1 else Some(tuple(terms))

    def conjunction(self, depth: int) -> Expression:
        terms = [self.term(depth)]
        while self.take("keyword", "and"):
            terms.append(self.term(depth))
        return terms[0] if len(terms) == 1 else Every(tuple(terms))

    def term(self, depth: int) -> Expression:
        if depth > DEEPEST:
            raise InputError(
                "slice.too_deep",
                f"The slice condition nests deeper than {DEEPEST}.",
                "Write it with fewer parentheses.",
            )
        if self.take("keyword", "not"):
            return Not(self.term(depth + 1))
        if self.take("sign", "("):
            inner = self.alternatives(depth + 1)
            if not self.take("sign", ")"):
                raise self.expected("')'")
            return inner
        return self.comparison()

    def comparison(self) -> Expression:
        column = self.take("word") or self.take("quoted")
        if column is None:
            raise self.expected("a column name")
        if self.take("keyword", "is"):
            negated = self.take("keyword", "not")
            if not self.take("keyword", "missing"):
                raise self.expected("'missing'")
            return Not(Missing(column)) if negated else Missing(column)
        negated = self.take("keyword", "not")
        if self.take("keyword", "in"):
            found = OneOf(column, self.values())
            return Not(found) if negated else found
        operator = None if negated else self.take("sign", "=", "==", "!=", "<", "<=", ">", ">=")
        if operator is None:
            raise self.expected("a comparison (=, !=, <, <=, >, >=, in, is missing)")
        return Compare(column, "=" if operator == "==" else operator, self.value())

    def values(self) -> tuple[Value, ...]:
        if not self.take("sign", "["):
            raise self.expected("'['")
        found = [self.value()]
        while self.take("sign", ","):
            found.append(self.value())
        if not self.take("sign", "]"):
            raise self.expected("',' or ']'")
        return tuple(found)

    def value(self) -> Value:
        if (number := self.take("number")) is not None:
            return self.finite(number)
        if (text := self.take("text")) is not None:
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        if (word := self.take("keyword", "true", "false")) is not None:
            return word == "true"
        raise self.expected("a value (a number, a text in quotes, true or false)")

    def finite(self, number: str) -> float:
        value = float(number)
        if math.isinf(value):
            raise InputError(
                "slice.number_too_large",
                f"The slice condition {self.text!r} compares with {number}, which is too large for a number.",
                "Compare with a number below 1.8e308, or with a text in quotes.",
            )
        return value
