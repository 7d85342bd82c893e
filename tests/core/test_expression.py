"""The slice grammar: what it accepts, what it refuses and how it says so."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assay.core.errors import InputError
from assay.core.expression import (
    DEEPEST,
    MOST_CHARACTERS,
    Compare,
    Every,
    Expression,
    Missing,
    Not,
    OneOf,
    Some,
    columns_of,
    parse_expression,
)

A, B, C = Compare("a", "=", 1.0), Compare("b", "=", 2.0), Compare("c", "=", 3.0)

ACCEPTED: dict[str, Expression] = {
    "a = 1": A,
    "a=1": A,
    "a == 1": A,
    "  a\t=\n1 ": A,
    "a != 1": Compare("a", "!=", 1.0),
    "a < -1.5": Compare("a", "<", -1.5),
    "a <= +1e3": Compare("a", "<=", 1000.0),
    "a > .5": Compare("a", ">", 0.5),
    "a >= 5.": Compare("a", ">=", 5.0),
    'a = "x"': Compare("a", "=", "x"),
    "a = 'x'": Compare("a", "=", "x"),
    'a = ""': Compare("a", "=", ""),
    r'a = "say \"hi\""': Compare("a", "=", 'say "hi"'),
    r"a = 'it\'s'": Compare("a", "=", "it's"),
    r'a = "back\\slash"': Compare("a", "=", "back\\slash"),
    'a = "and not in (or)"': Compare("a", "=", "and not in (or)"),
    "a = true": Compare("a", "=", True),
    "a = FALSE": Compare("a", "=", False),
    "a.b_2 = 1": Compare("a.b_2", "=", 1.0),
    "größe > 1": Compare("größe", ">", 1.0),
    "国 = '中'": Compare("国", "=", "中"),
    "`a b-c` = 1": Compare("a b-c", "=", 1.0),
    "`not` = 1": Compare("not", "=", 1.0),
    "a in [1]": OneOf("a", (1.0,)),
    'a in ["x", 2, true]': OneOf("a", ("x", 2.0, True)),
    'a not in ["x"]': Not(OneOf("a", ("x",))),
    "a is missing": Missing("a"),
    "a IS NOT MISSING": Not(Missing("a")),
    "not a = 1": Not(A),
    "not not a = 1": Not(Not(A)),
    "(a = 1)": A,
    "((a = 1))": A,
    "a = 1 and b = 2": Every((A, B)),
    "a = 1 and b = 2 and c = 3": Every((A, B, C)),
    "a = 1 or b = 2": Some((A, B)),
    "a = 1 or b = 2 and c = 3": Some((A, Every((B, C)))),
    "(a = 1 or b = 2) and c = 3": Every((Some((A, B)), C)),
    "not a = 1 and b = 2": Every((Not(A), B)),
    "not (a = 1 and b = 2)": Not(Every((A, B))),
}

REFUSED = {
    "": "at its end: a column name was expected",
    "   ": "at its end: a column name was expected",
    "a": "at its end: a comparison (=, !=, <, <=, >, >=, in, is missing) was expected",
    "a =": "at its end: a value (a number, a text in quotes, true or false) was expected",
    "a = b": "at character 5 ('b'): a value",
    "= 1": "at character 1 ('='): a column name was expected",
    "1 = a": "at character 1 ('1'): a column name was expected",
    '"a" = 1': "a column name was expected",
    "a = 1 b = 2": "at character 7 ('b'): 'and', 'or' or the end was expected",
    "a = 1 and": "at its end: a column name was expected",
    "and a = 1": "at character 1 ('and'): a column name was expected",
    "not": "at its end: a column name was expected",
    "(a = 1": "at its end: ')' was expected",
    "a = 1)": "at character 6 (')'): 'and', 'or' or the end was expected",
    "a in": "at its end: '[' was expected",
    "a in []": "at character 7 (']'): a value",
    "a in [1": "at its end: ',' or ']' was expected",
    "a in [1,]": "at character 9 (']'): a value",
    'a in "x"': "'[' was expected",
    "a not = 1": "at character 7 ('='): a comparison",
    "a not": "a comparison",
    "a is 1": "'missing' was expected",
    "a is not": "at its end: 'missing' was expected",
    "a = missing": "at character 5 ('missing'): a value",
    'a = "x': "cannot be read at character 5 ('\"')",
    "`a = 1": "cannot be read at character 1 ('`')",
    "`` = 1": "cannot be read at character 1 ('`')",
    "a ; b": "cannot be read at character 3 (';')",
    "a-b = 1": "cannot be read at character 2 ('-')",
    "a => 1": "at character 4 ('>'): a value",
    "a <> 1": "at character 4 ('>'): a value",
    "a = 1a": "cannot be read at character 5 ('1')",
    "a = 0x10": "cannot be read at character 5 ('0')",
    "a LIKE '%'": "at character 3 ('LIKE'): a comparison",
    "1=1; DROP TABLE items": "cannot be read at character 4 (';')",
    "__import__('os').system('id')": "cannot be read at character 17 ('.')",
}


@pytest.mark.parametrize("text", ACCEPTED)
def test_a_condition_is_read(text: str) -> None:
    assert parse_expression(text) == ACCEPTED[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_condition_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(InputError, match=re.escape(REFUSED[text])) as refused:
        parse_expression(text)
    assert refused.value.code == "slice.syntax"
    assert 'country in ["DE", "FR"] and age >= 30' in refused.value.problems[0].fix


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a" * (MOST_CHARACTERS + 1), "slice.too_long"),
        ("(" * (DEEPEST + 1) + "a = 1" + ")" * (DEEPEST + 1), "slice.too_deep"),
        ("not " * 1000 + "a = 1", "slice.too_deep"),
        ("(" * 5000, "slice.too_deep"),
        ("a < 1e400", "slice.number_too_large"),
        ("a in [1, -1e999]", "slice.number_too_large"),
    ],
    ids=["long", "deep", "many not", "only open", "infinite", "infinite in a list"],
)
def test_what_is_too_much_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_expression(text)
    assert refused.value.code == code


def test_a_condition_may_nest_as_deep_as_promised() -> None:
    assert parse_expression("(" * DEEPEST + "a = 1" + ")" * DEEPEST) == A


def test_a_long_chain_is_not_deep() -> None:
    found = parse_expression(" or ".join(["a = 1"] * 500))
    assert found == Some((A,) * 500)


def outcome(text: str) -> str:
    """``read``, or the code of the refusal; anything else that is raised fails the test."""
    try:
        parse_expression(text)
    except InputError as refused:
        return refused.code
    return "read"


@given(st.text(max_size=60))
@example("a = '\\")
@example("a = 1 and \x00")
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    assert outcome(text) in {"read", "slice.syntax", "slice.number_too_large"}


WORDS = [
    "a",
    "`b c`",
    "=",
    "<=",
    "in",
    "is",
    "not",
    "missing",
    "and",
    "or",
    "(",
    ")",
    "[",
    "]",
    ",",
    "1",
    "'x'",
    "true",
]


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_any_sequence_of_words_of_the_grammar_is_read_or_refused(text: str) -> None:
    assert outcome(text) in {"read", "slice.syntax"}


def write(expression: Expression) -> str:
    """A text of the grammar for an expression, with all parentheses."""
    match expression:
        case Compare(column, operator, value):
            return f"`{column}` {operator} {literal(value)}"
        case OneOf(column, values):
            return f"`{column}` in [{', '.join(literal(value) for value in values)}]"
        case Missing(column):
            return f"`{column}` is missing"
        case Not(term):
            return f"not ({write(term)})"
        case Every(terms):
            return " and ".join(f"({write(term)})" for term in terms)
        case Some(terms):
            return " or ".join(f"({write(term)})" for term in terms)


def literal(value: str | float | bool) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return repr(value)


NAMES = st.text(st.characters(exclude_characters="`", exclude_categories=["Cs"]), min_size=1, max_size=5)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
VALUES = TEXTS | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
ATOMS = (
    st.builds(Compare, NAMES, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), VALUES)
    | st.builds(OneOf, NAMES, st.lists(VALUES, min_size=1, max_size=3).map(tuple))
    | st.builds(Missing, NAMES)
)
TREES: st.SearchStrategy[Expression] = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(Every, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Some, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=6,
)


@given(TREES)
def test_what_is_written_with_all_parentheses_reads_back_the_same(tree: Expression) -> None:
    assert parse_expression(write(tree)) == tree


def test_the_columns_of_a_condition_come_in_order_with_repeats() -> None:
    found = parse_expression("a = 1 and (not b is missing or `c d` in [1]) and a < 3")
    assert list(columns_of(found)) == ["a", "b", "c d", "a"]
