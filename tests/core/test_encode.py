"""Every record of core survives being written as plain JSON and read back."""

import importlib
import json
import pkgutil
import types
import typing
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import assay.core
from assay.core.canonical import canonical_json
from assay.core.encode import from_plain, to_plain
from assay.core.estimate import Estimate, Interval, MethodCard, Rule, Spread
from assay.core.evidence import Curve, Evidence, RunBlock, evidence_from_plain, evidence_to_plain, substance_hash
from assay.core.expression import Compare, Every, Expression, Missing, Not, OneOf, Some
from assay.core.ledger import Document
from assay.core.plan import GateRole, Plan
from assay.core.slices import Cut, Named, SliceSpec
from assay.core.verdict import Waiver

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
INTEGERS = st.integers(-(2**53), 2**53)
VALUES = st.text(max_size=5) | NUMBERS | st.booleans()
COLUMNS = st.text(min_size=1, max_size=5)
SOME_VALUES = st.lists(VALUES, min_size=1, max_size=3).map(tuple)
ATOMS: dict[type, st.SearchStrategy[Any]] = {
    Compare: st.builds(Compare, COLUMNS, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), VALUES),
    OneOf: st.builds(OneOf, COLUMNS, SOME_VALUES),
    Missing: st.builds(Missing, COLUMNS),
}


def terms_of(inner: st.SearchStrategy[Any]) -> dict[type, st.SearchStrategy[Any]]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return {Not: st.builds(Not, inner), Every: st.builds(Every, several), Some: st.builds(Some, several)}


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    st.one_of(list(ATOMS.values())), lambda inner: st.one_of(list(terms_of(inner).values())), max_leaves=5
)
CONDITIONS = ATOMS | terms_of(EXPRESSIONS)
BODIES = st.dictionaries(st.text(max_size=5), st.none() | st.booleans() | INTEGERS | st.text(max_size=5), max_size=3)
HEAVY = settings(
    max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
)


PASSING = frozenset(f"assay.core.{each}" for each in ("calls", "exchange", "trace"))


def records_of_core() -> list[type]:
    """Every dataclass that core defines, but for what passes by on its way to systems and tools, in their forms."""
    modules = [importlib.import_module(f"assay.core.{each.name}") for each in pkgutil.iter_modules(assay.core.__path__)]
    found = {
        each for module in modules for each in vars(module).values() if isinstance(each, type) and is_dataclass(each)
    }
    return sorted(
        (each for each in found if each.__module__.startswith("assay.core") and each.__module__ not in PASSING),
        key=lambda each: each.__name__,
    )


@cache
def strategy(hint: Any) -> st.SearchStrategy[Any]:
    """Values for the type of a field."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint == Expression:
        return EXPRESSIONS
    if origin in (typing.Union, types.UnionType):
        return st.one_of([strategy(each) for each in arguments])
    if origin is tuple and arguments[1:] == (...,):
        return st.lists(strategy(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*[strategy(each) for each in arguments])
    if origin is dict:
        return BODIES
    return simple(hint)


def simple(hint: Any) -> st.SearchStrategy[Any]:
    table: dict[Any, st.SearchStrategy[Any]] = {
        float: NUMBERS,
        int: INTEGERS,
        str: st.text(max_size=6),
        bool: st.booleans(),
        type(None): st.none(),
    }
    table |= CONDITIONS
    if hint in table:
        return table[hint]
    if issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    if hint is Interval:
        return st.tuples(NUMBERS, NUMBERS).map(lambda ends: Interval(*ends))
    hints = get_type_hints(hint)
    return st.builds(hint, **{field.name: strategy(hints[field.name]) for field in fields(hint)})


RECORDS = records_of_core()


def through_json(plain: Any) -> Any:
    return json.loads(canonical_json(plain))


def test_every_record_of_core_is_tried() -> None:
    assert {Evidence, Plan, Document, Waiver, Estimate, SliceSpec} <= set(RECORDS)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
@given(data=st.data())
@HEAVY
def test_a_record_reads_back_equal_and_writes_the_same_bytes(record: type, data: st.DataObject) -> None:
    value = data.draw(strategy(record))
    written = canonical_json(to_plain(value))
    read = from_plain(record, json.loads(written))
    assert read == value
    assert canonical_json(to_plain(read)) == written


@given(evidence=strategy(Evidence))
@HEAVY
def test_an_evidence_reads_back_equal_with_its_method_cards_written_once(evidence: Evidence) -> None:
    plain = through_json(evidence_to_plain(evidence))
    assert evidence_from_plain(plain) == evidence
    cards = plain["method_cards"].values()
    assert len({canonical_json(card) for card in cards}) == len(cards)


@given(evidence=strategy(Evidence), run=strategy(RunBlock))
@HEAVY
def test_the_run_block_does_not_count_in_the_substance(evidence: Evidence, run: RunBlock) -> None:
    assert substance_hash(replace(evidence, run=run)) == substance_hash(evidence)


@given(evidence=strategy(Evidence))
@HEAVY
def test_everything_but_the_run_block_counts_in_the_substance(evidence: Evidence) -> None:
    other = evidence.looks - 1 if evidence.looks > 0 else evidence.looks + 1
    assert substance_hash(replace(evidence, looks=other)) != substance_hash(evidence)


@given(expression=EXPRESSIONS)
def test_a_condition_reads_back_as_the_class_it_was(expression: Expression) -> None:
    spec = SliceSpec((Named("n", expression, "as written"), Cut("age", (30.0,)), "country"))
    assert from_plain(SliceSpec, through_json(to_plain(spec))) == spec


class Pair(NamedTuple):
    left: float
    right: int


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        (Interval, [0.1]),
        (Interval, [0.1, 0.2, 0.3]),
        (Interval, ["0.1", "0.2"]),
        (Interval, "ab"),
        (Pair, [1.0, True]),
        (Spread, []),
        (Spread, {"rule": "guess"}),
        (Spread, {"rule": "wilson", "standard_error": "0.1"}),
        (Spread, {"rule": "wilson", "unknown": 1}),
        (Spread, {"rule": ["wilson"]}),
        (Document, {"kind": "k", "name": "n", "version": "v", "body": [], "actor": "a", "at": "t", "seq": 0}),
        (Document, {"kind": "k", "name": "n", "version": "v", "body": {}, "actor": "a", "at": "t", "seq": True}),
        (Document, {"kind": "k"}),
        (MethodCard, {"metric": 1, "definition": "", "interval": "", "variance": ""}),
        (MethodCard, {"metric": "", "definition": "", "interval": "", "variance": "", "notes": "abc"}),
        (SliceSpec, {"parts": None}),
        (SliceSpec, {"parts": [{"is": "Guess"}]}),
        (Compare, {"is": "Missing", "column": "a"}),
        (Curve, {"system": "s", "edges": [True], "mean_score": [], "observed": []}),
        (Estimate, {"method": "m9"}),
    ],
)
def test_a_plain_value_of_another_shape_is_refused(kind: type, plain: Any) -> None:
    with pytest.raises((TypeError, KeyError, ValueError)):
        from_plain(kind, plain)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
@pytest.mark.parametrize("plain", [None, True, 3, "text", [], [[]], {"unknown": 1}], ids=repr)
def test_nonsense_is_refused_and_nothing_else_happens(record: type, plain: Any) -> None:
    with pytest.raises((TypeError, KeyError, ValueError)):
        from_plain(record, plain)


@pytest.mark.parametrize("plain", [{}, {"format": "assay-evidence/2"}, {"format": "assay-evidence/1"}])
def test_an_evidence_of_another_format_is_refused(plain: dict[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError)):
        evidence_from_plain(plain)


def test_an_evidence_whose_cards_are_no_table_is_refused() -> None:
    with pytest.raises(TypeError):
        evidence_from_plain({"format": "assay-evidence/1", "method_cards": []})


def test_whole_numbers_become_floats_where_the_record_says_so() -> None:
    spread = from_plain(Spread, {"rule": "wilson", "n_units": 40, "quantiles": [0, 1]})
    assert isinstance(spread.n_units, float)
    assert [type(each) for each in spread.quantiles] == [float, float]
    assert spread.rule is Rule.WILSON


def test_the_ends_of_an_interval_become_floats() -> None:
    low, high = from_plain(Interval, [0, 1])
    assert (type(low), type(high)) == (float, float)


def test_equal_method_cards_share_a_key() -> None:
    cards: dict[MethodCard, str] = {}
    card = MethodCard("accuracy", "share right", "wilson", "independent")
    assert to_plain((card, replace(card), replace(card, metric="f1")), cards=cards) == ["m0", "m0", "m1"]
    assert from_plain(tuple[MethodCard, ...], ["m0"], cards={"m0": card}) == (card,)


def test_enumerations_are_written_by_their_word() -> None:
    assert to_plain(GateRole.CORE) == "core"
    assert type(to_plain(GateRole.CORE)) is str
