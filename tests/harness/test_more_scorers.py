"""Scorers of structure, quantities, instructions, retrieval, tools, citations and refusals: oracles and tables."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.core import plugged
from assay.core.errors import InputError
from assay.harness.scorers import embeddings
from assay.harness.scorers.instructions import language_of
from assay.harness.scorers.named import SCORERS, scorer
from assay.harness.scorers.schemas import KEYWORDS

PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string", "minLength": 1}, "age": {"type": "integer", "minimum": 0}},
    "required": ["name"],
    "additionalProperties": False,
}
CALLS = '[{"name": "find", "arguments": {"id": 1}}, {"name": "pay", "arguments": {"id": 1, "sum": 3}}]'
FIND = '[{"name": "find", "arguments": {"id": 1}}]'
ENGLISH = "The rules of the game are that it is not for you to decide this."


@pytest.mark.parametrize(
    ("asked", "output", "targets", "value"),
    [
        ("json_schema", '{"name": "Ann", "age": 3}', [PERSON], 1),
        ("json_schema", '```json\n{"name": "Ann"}\n```', [PERSON], 1),
        ("json_schema", '{"name": "Ann", "age": true}', [PERSON], 0),
        ("json_schema", '{"name": "", "age": 3}', [PERSON], 0),
        ("json_schema", '{"name": "Ann", "more": 1}', [PERSON], 0),
        ("json_schema", "Ann, 3", [PERSON], 0),
        ("json_schema", "[1]", [{"type": "array", "dependentRequired": {}}], None),
        ("json_schema", "[[1]]", [{"type": "array", "items": {"$ref": "#"}}], 0),
        ("json_schema", "[[[]]]", [{"type": "array", "items": {"$ref": "#"}}], 1),
        ("json_schema", "1", [{"$ref": "#"}], None),
        ("json_schema", "1", [{"$ref": "https://example.org/s"}], None),
        ("json_schema", "1", ["no schema"], None),
        ("regex", "ref: AB-123", [r"[A-Z]{2}-\d+"], 1),
        ("regex:whole=true", "ref: AB-123", [r"[A-Z]{2}-\d+"], 0),
        ("regex:whole=true", " AB-123\n", [r"[A-Z]{2}-\d+"], 1),
        ("regex", "x", [r"(?<=a)x"], None),
        ("regex", "x", ["("], None),
        ("quantity", "It is 5 km away", ["5000 m"], 1),
        ("quantity", "5 kg", ["5 km"], 0),
        ("quantity", "about 1,609.344 metres", ["1 mile"], 1),
        ("quantity", "$1,200", ["1200 USD"], 1),
        ("quantity", "1200 €", ["1200 USD"], 0),
        ("quantity", "90 minutes", ["1.5 h"], 1),
        ("quantity", "36 km/h", ["10 m/s"], 1),
        ("quantity:tolerance=0.01:relative=true", "2.2 lbs", ["1 kg"], 1),
        ("quantity", "42", ["42"], 1),
        ("quantity", "42 apples", ["42"], 1),
        ("quantity", "none", ["1 m"], 0),
        ("quantity", "1 m", ["long"], None),
        ("count:of=sentences:most=2", "One. Two! Three?", [], 0),
        ("count:of=sentences:least=2:most=2", "Costs 3.5 euros. Fine.", [], 1),
        ("count:of=sentences:least=2", "你好。再见。", [], 1),
        ("count:of=paragraphs:least=2:most=2", "one\n\ntwo\n", [], 1),
        ("count:of=bullets:least=3:most=3", "- a\n* b\n1. c\n", [], 1),
        ("count:of=headings:least=1", "# Title\ntext", [], 1),
        ("count:of=placeholders:least=2", "Dear [name], at [place]", [], 1),
        ("count:of=highlights:least=1", "this *word* here", [], 1),
        ("count:of=characters:most=3", "four", [], 0),
        ("case", "all small, 3!", [], 1),
        ("case:kind=upper", "ALL BIG But", [], 0),
        ("starts", "  Dear Ann", ["Dear"], 1),
        ("ends", "Yours, Bob. ", ["Bob."], 1),
        ("quoted", '"said so"', [], 1),
        ("quoted", '"said" so', [], 0),
        ("language", ENGLISH, ["en"], 1),
        ("language", ENGLISH, ["de"], 0),
        ("language", "今天天气很好", ["zh"], 1),
        ("language", "OK", ["en"], None),
        ("language", ENGLISH, ["tlh"], None),
        ("citation_support", "The tower is 330 m tall [1].", ["The tower is 330 m tall."], 1),
        ("citation_support", "The tower is 330 m tall [2].", ["The tower is 330 m tall.", "Cats sleep."], 0),
        ("citation_support", "The tower is 330 m tall [9].", ["The tower is 330 m tall."], 0),
        ("citation_support", "Cats sleep [1]. Dogs bark loudly [1].", ["Cats sleep."], 0.5),
        ("citation_support", "Nothing is cited.", ["x"], 0),
        ("cited", "One [1]. Two. Three [2, 7].", ["a", "b"], 2 / 3),
        ("cited", "One [1].", [], None),
        ("tool_calls", CALLS, [CALLS], 1),
        ("tool_calls", json.dumps(json.loads(CALLS)[::-1]), [CALLS], 1),
        ("tool_calls:order=true", json.dumps(json.loads(CALLS)[::-1]), [CALLS], 0),
        ("tool_calls", "I will pay", [CALLS], 0),
        ("tool_calls", "I need no tool", ["[]"], 1),
        ("tool_calls", '{"name": "find", "arguments": {"id": 9}}', ['{"name": "find"}'], 1),
        ("tool_calls", '[{"function": {"name": "find", "arguments": "{\\"id\\": 1}"}}]', [FIND], 1),
        ("tool_precision", '[{"name": "find", "arguments": {"id": 1}}, {"name": "look"}]', [CALLS], 0.5),
        ("tool_recall", '[{"name": "find", "arguments": {"id": 1}}, {"name": "look"}]', [CALLS], 0.5),
        ("tool_precision", "[]", [CALLS], None),
        ("forbidden_tools", CALLS, ["drop,pay"], 0),
        ("forbidden_tools", CALLS, ["drop"], 1),
        ("refusal", "I'm sorry, but I can't help with that.", [], 1),
        ("refusal", "I cannot assist with that request.", [], 1),
        ("refusal", "As an AI language model, I am unable to do this", [], 1),
        ("refusal", "抱歉，我不能提供这个帮助。", [], 1),
        ("refusal", "Here is how. You can't miss it.", [], 0),
        ("refusal", "I can't recommend it enough, but here's the recipe", [], 0),
        ("refusal", "I must refuse.", [], 1),
        ("refusal", "I'm not comfortable with that.", [], 1),
        ("refusal", "I do not assist with such requests.", [], 1),
        ("refusal", "我不能理解他为什么这样做，但是原因如下。", [], 0),
        ("refusal", "我不能这样做。", [], 1),
        ("no_refusal", "I won't do it.", [], 0),
        ("no_refusal", "Mix flour and water.", [], 1),
        ("embedding", "The cat sat", ["the CAT  sat"], 1),
        ("embedding", "aaaaaa", ["zzzzzz"], 0),
        ("embedding", "", ["x"], 0),
        ("retrieval_recall", '["a", {"id": "b"}]', ["b c"], 0.5),
        ("ndcg", "a b", ["z=0"], None),
    ],
)  # fmt: skip
def test_a_scorer_says_what_the_table_says(asked: str, output: str, targets: list[Any], value: float | None) -> None:
    texts = [each if isinstance(each, str) else json.dumps(each) for each in targets]
    found = scorer(asked)(output, texts)
    assert found.value == (None if value is None else pytest.approx(value))
    assert found.why


RELEVANT = {"q1": ["a", "b=2", "c", "z=0"], "q2": ["a=3", "d"], "q3": ["x"]}
RANKED = {"q1": "c n b m o a", "q2": "d,e,f,g", "q3": "p q"}
TREC = {
    "average_precision": (0.722222, 0.5, 0.0),
    "reciprocal_rank": (1.0, 1.0, 0.0),
    "ndcg": (0.752558, 0.275412, 0.0),
    "ndcg:k=3": (0.638788, 0.275412, 0.0),
    "retrieval_precision:k=5": (0.4, 0.2, 0.0),
    "retrieval_recall:k=5": (0.666667, 0.5, 0.0),
}
"""What pytrec_eval-terrier 0.5.11 (trec_eval) prints of these rankings: map, recip_rank, ndcg, ndcg_cut_3, P_5,
recall_5."""


@pytest.mark.parametrize("asked", TREC)
def test_measures_of_retrieval_are_those_of_trec_eval(asked: str) -> None:
    found = [scorer(asked)(RANKED[query], RELEVANT[query]).value for query in RANKED]
    assert found == [pytest.approx(each, abs=5e-7) for each in TREC[asked]]


def test_context_precision_is_the_mean_of_the_precisions_at_what_was_found() -> None:
    """RAGAS: relevant at ranks 1 and 3 of four: (1/1 + 2/3) / 2."""
    assert scorer("context_precision")("r x s y", ["r", "s", "t"]).value == pytest.approx((1 + 2 / 3) / 2)
    assert scorer("context_recall")("r x s y", ["r", "s", "t"]).value == pytest.approx(2 / 3)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 2.0, "", "a", "ab"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
SIMPLE: Any = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["null", "boolean", "object", "array", "string", "number", "integer"]),
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        "minimum": st.integers(-2, 2),
        "exclusiveMaximum": st.integers(-2, 2),
        "multipleOf": st.sampled_from([1, 2, 0.5]),
        "minLength": st.integers(0, 2),
        "maxItems": st.integers(0, 2),
        "uniqueItems": st.booleans(),
        "required": st.lists(st.sampled_from("abc"), max_size=2, unique=True),
        "minProperties": st.integers(0, 2),
        "pattern": st.sampled_from(["^a", "b$"]),
    },
)
SCHEMAS: Any = st.recursive(
    SIMPLE,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
            "additionalProperties": inner | st.booleans(),
            "items": inner,
            "prefixItems": st.lists(inner, min_size=1, max_size=2),
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "oneOf": st.lists(inner, min_size=1, max_size=2),
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
        },
    ),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None)
@given(VALUES, SCHEMAS)
def test_a_schema_allows_what_the_library_of_the_standard_allows(value: Any, schema: Any) -> None:
    found = scorer("json_schema")(json.dumps(value), [json.dumps(schema)])
    assert found.value == float(jsonschema.Draft202012Validator(schema).is_valid(value))


def test_every_keyword_that_is_read_is_told() -> None:
    from assay.harness.scorers import schemas

    told = " ".join((schemas.__doc__ or "").replace(",", " ").split())
    assert [each for each in KEYWORDS if f" {each}" not in told] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Regel ist nicht für das Haus und auch nicht für den Garten.", "de"),
        ("Le chat est dans la maison et il ne sort pas avec les autres.", "fr"),
        ("El perro no es para la casa y se queda con los niños en el patio.", "es"),
        ("これはペンです", "ja"),
        ("이것은 책입니다", "ko"),
        ("Это не та книга", "ru"),
        ("هذا كتاب جميل", "ar"),
        ("12345", None),
    ],
)
def test_a_language_is_told_by_its_script_or_its_commonest_words(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_another_package_offers_an_embedder_and_an_unknown_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Entry:
        name = "ones"

        def load(self) -> Any:
            return lambda: lambda texts: [[1.0, 2.0] for _ in texts]

    monkeypatch.setattr(plugged, "entry_points", lambda group: [Entry()] if group == "assay.embedders" else [])
    embeddings.embedder.cache_clear()
    assert scorer("embedding:by=ones")("a", ["b"]).value == pytest.approx(1.0)
    with pytest.raises(InputError, match="Did you mean 'letters'"):
        scorer("embedding:by=leters")("a", ["b"])
    embeddings.embedder.cache_clear()


@pytest.mark.parametrize(
    "hostile",
    ["[" * 50_000, "(a+)+$" * 2_000, "a" * 200_000, "[1]" * 50_000, "1 km " * 40_000, "." * 200_000, '{"a":' * 20_000],
)
def test_a_huge_output_is_scored_at_once_by_every_scorer(hostile: str) -> None:
    for name in SCORERS:
        found = scorer(name)(hostile, ["(a+)+$"])
        assert found.value is None or 0.0 <= found.value <= 1.0


@pytest.mark.parametrize("asked", ["count:of=words2", "case:kind=title", "citation_support:cover=2", "ndcg:k=-1"])
def test_an_option_that_cannot_be_is_refused(asked: str) -> None:
    with pytest.raises(InputError) as refused:
        scorer(asked)
    assert refused.value.code == "scorer.option"
