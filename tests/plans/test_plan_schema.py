"""The JSON Schema of a plan agrees with the parser wherever it can speak."""

import dataclasses
from typing import Any

import jsonschema
import pytest
import yaml

from assay.core.errors import PlanError
from assay.core.plan import Gate, GateKind, Plan, SystemSpec, Tier
from assay.plans.parse import parse_plan
from assay.plans.schema import plan_schema
from assay.plans.settings import GATE_NEEDS, TABLES, setting_of, settings_reference

VALIDATOR = jsonschema.Draft202012Validator(plan_schema())


def complaints(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(text))]


def refused(text: str) -> bool:
    try:
        parse_plan(text, "plan.yaml")
    except PlanError:
        return True
    return False


def test_it_is_a_schema_of_draft_2020_12() -> None:
    jsonschema.Draft202012Validator.check_schema(plan_schema())
    assert plan_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_call_gives_the_same_schema_and_none_shares_parts() -> None:
    first = plan_schema()
    first["properties"]["level"]["default"] = 1
    assert plan_schema()["properties"]["level"]["default"] == 0.95


def test_the_example_passes(example: str) -> None:
    assert complaints(example) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight: null\n", ""),
        ("  - by: sex\n", "  - sex\n"),
        ("  - by: [sex, race]\n", "  - [sex, race]\n"),
        ("edges: [25, 45, 65]", "quantiles: 4"),
        ('positive: ">50K"', "positive: 1"),
        ("adult@3f2a9c1d", "adult"),
        ("boosted.parquet", "runs/boosted.v2.parquet"),
        ("fail: 0.55", "fail: null"),
        ("{name: no worse overall,", "{by: sex, name: no worse overall,"),
    ],
)
def test_variants_pass_schema_and_parser(example: str, old: str, new: str) -> None:
    text = example.replace(old, new)
    assert text != example
    assert complaints(text) == []
    assert not refused(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("assay: 1", "assay: 2"),
        ("name: income-release\n", ""),
        ("tier: standard", "tier: no"),
        ("seed: 7", "sed: 7"),
        ("level: 0.95", "level: 1.0"),
        ("level: 0.95", 'level: "0.95"'),
        ("multiplicity: holm", "multiplicity: bh"),
        ("{name: linear}", "linear"),
        ("score: score}", "python: f}"),
        ("adult@3f2a9c1d", "adult@3f"),
        ("boosted.parquet", "../boosted.parquet"),
        ("boosted.parquet", "/boosted.parquet"),
        ("boosted.parquet", "https://example.org/a.csv"),
        ("metrics: [accuracy,", "metrics: [accuracy, accuracy,"),
        ("  - by: sex\n", "  - {}\n"),
        ("  - by: sex\n", "  - by: [a, b, c]\n"),
        ("  - by: sex\n", "  - {by: sex, quantiles: 4, edges: [1]}\n"),
        ("  - by: sex\n", "  - {by: [sex, age], quantiles: 4}\n"),
        ("    where: sex", "    by: sex\n    where: sex"),
        ("  - name: young women\n    where:", "  - where:"),
        ("checks: [duplicates,", "checks: [dupes,"),
        (", margin: 0.01", ""),
        (", margin: 0.01", ", margin: -0.01"),
        (", margin: 0.01", ", margin: 0.01, accept: 0.5"),
        ("kind: gap", "kind: gaps"),
        ("by: sex, accept: 0.5, min_items: 200", "accept: 0.5, min_items: 200"),
        ("check: label_copy}", "metric: recall}"),
    ],
)
def test_broken_plans_fail_schema_and_parser(example: str, old: str, new: str) -> None:
    text = example.replace(old, new)
    assert text != example
    assert complaints(text)
    assert refused(text)


def test_a_plan_without_gates_fails(example: str) -> None:
    text = example[: example.index("gates:")] + "gates: []\n"
    assert complaints(text)
    assert refused(text)


@pytest.mark.parametrize(
    ("table", "record", "renamed"),
    [
        ("plan", Plan, {}),
        ("system", SystemSpec, {"label": "label_column", "score": "score_column"}),
        ("gate", Gate, {}),
        ("tier", Tier, {}),
    ],
)
def test_the_table_of_settings_agrees_with_the_records(table: str, record: Any, renamed: dict[str, str]) -> None:
    fields = {field.name: field for field in dataclasses.fields(record)}
    for setting in TABLES[table]:
        field = fields.get(renamed.get(setting.name, setting.name))
        if field is None or setting.required:
            continue
        default = None if field.default is dataclasses.MISSING else field.default
        assert (setting.default or None) == (default or None), setting.name


def test_every_setting_has_a_sentence_and_stands_in_the_reference() -> None:
    reference = settings_reference()
    for table in TABLES.values():
        for setting in table:
            assert setting.sentence.endswith(".")
            assert f"| `{setting.name}` |" in reference
    assert set(GATE_NEEDS) == set(GateKind)
    with pytest.raises(KeyError):
        setting_of(TABLES["gate"], "nothing")
