"""A drafted plan parses, fits the data, and survives whatever columns and classes are called."""

from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assay.core.errors import InputError
from assay.core.item import Column, DatasetVersion, Role, Source
from assay.core.plan import GateKind, GateRole, Plan
from assay.plans.draft import draft_plan
from assay.plans.feasibility import feasibility
from assay.plans.parse import parse_plan
from assay.plans.requirements import plan_requirements
from assay.plans.schema import plan_schema
from assay.plans.tiers import DEFAULT_TIERS

IMPORTED = (
    Column("id", "text", Role.ID),
    Column("income", "text", Role.LABEL),
    Column("a", "text", Role.PREDICTION, "linear"),
    Column("b", "text", Role.PREDICTION, "boosted"),
)
SCORES = (Column("s", "number", Role.SCORE, "linear"), Column("t", "number", Role.SCORE, "boosted"))
CUTS = (
    Column("sex", "text", Role.GROUP),
    Column("age", "integer", Role.SLICE),
    Column("town", "text", Role.SLICE),
    Column("household", "text", Role.CLUSTER),
    Column("w", "number", Role.WEIGHT),
)
LEVELS = {"sex": {"Female": 600, "Male": 400}, "town": {f"t{number}": 10 for number in range(100)}}


def manifest(*columns: Column, n_items: int = 1000, name: str = "adult") -> DatasetVersion:
    return DatasetVersion(name, columns, (), n_items, Source("adult.csv", "0" * 64, "csv"))


def drafted(*columns: Column, **options: Any) -> tuple[str, Plan]:
    asked: dict[str, Any] = {
        "name": "income-release",
        "baseline": "linear",
        "candidate": "boosted",
        "labels": {"<=50K": 700, ">50K": 300},
        "level_counts": LEVELS,
        "author": "mina",
    }
    n_items = options.pop("n_items", 1000)
    text = draft_plan(manifest(*columns, n_items=n_items), **{**asked, **options})
    return text, parse_plan(text, "draft.yaml")


def test_a_binary_dataset_with_scores_and_groups_gets_a_plan_for_the_standard_tier() -> None:
    text, plan = drafted(*IMPORTED, *SCORES, *CUTS)
    assert (plan.tier, plan.positive, plan.cluster, plan.weight) == ("standard", ">50K", "household", "w")
    assert plan.metrics == ("accuracy", "balanced_accuracy", "precision", "recall", "auroc", "ece", "brier")
    assert [spec.name for spec in plan.slices] == ["sex", "age"]
    assert {gate.role for gate in plan.gates} == set(GateRole)
    assert {gate.kind for gate in plan.gates} >= {GateKind.NON_INFERIORITY, GateKind.GAP, GateKind.CALIBRATION}
    assert plan_requirements(plan, DEFAULT_TIERS["standard"]) == ()
    assert '"town" has 100 levels' in text
    assert plan.baseline.predictions is None


def test_it_satisfies_the_schema_too() -> None:
    text, _ = drafted(*IMPORTED, *SCORES, *CUTS)
    assert not list(jsonschema.Draft202012Validator(plan_schema()).iter_errors(yaml.safe_load(text)))


def test_without_scores_nothing_asks_for_them() -> None:
    _, plan = drafted(*IMPORTED, *CUTS)
    assert not {"auroc", "ece", "brier"} & set(plan.metrics)
    assert GateKind.CALIBRATION not in {gate.kind for gate in plan.gates}


def test_several_classes_get_metrics_that_need_no_positive_class() -> None:
    _, plan = drafted(*IMPORTED, *CUTS, labels={"a": 500, "b": 300, "c": 200})
    assert plan.positive is None
    assert plan.metrics == ("accuracy", "balanced_accuracy", "mcc")


def test_a_rare_class_is_judged_by_balanced_accuracy() -> None:
    _, plan = drafted(*IMPORTED, labels={"no": 950, "yes": 50})
    assert plan.gates[0].metric == "balanced_accuracy"
    assert plan.positive == "yes"


def test_the_usual_name_of_the_positive_class_is_taken_before_the_rarer() -> None:
    assert drafted(*IMPORTED, labels={"0": 100, "1": 900})[1].positive == "1"
    assert drafted(*IMPORTED, labels={"cat": 600, "dog": 400})[1].positive == "dog"


@pytest.mark.parametrize(("columns", "n_items"), [(IMPORTED, 5000), ((*IMPORTED, *CUTS), 200)])
def test_what_cannot_carry_the_standard_tier_starts_low(columns: tuple[Column, ...], n_items: int) -> None:
    _, plan = drafted(*columns, n_items=n_items)
    assert plan.tier == "low"
    assert plan_requirements(plan, DEFAULT_TIERS["low"]) == ()


def test_systems_that_were_not_imported_are_read_from_files_beside_the_plan() -> None:
    _, plan = drafted(*IMPORTED, candidate="next one/..")
    assert plan.candidate.predictions == "candidate.parquet"
    assert plan.baseline.predictions is None


def test_small_levels_are_pointed_out() -> None:
    text, _ = drafted(*IMPORTED, *CUTS, level_counts={"sex": {"Female": 980, "Other": 20}})
    assert '"Other" (20)' in text


def test_the_dataset_version_is_pinned_when_it_is_known() -> None:
    assert drafted(*IMPORTED, version="3f2a9c1d" * 8)[1].dataset == "adult@3f2a9c1d3f2a"


def test_what_cannot_be_planned_is_refused() -> None:
    for options, code in (({"labels": {"a": 3}}, "plan.one_class"), ({"candidate": "linear"}, "plan.same_system")):
        with pytest.raises(InputError) as caught:
            drafted(*IMPORTED, **options)
        assert caught.value.code == code


def test_its_feasibility_can_be_told() -> None:
    _, plan = drafted(*IMPORTED, *SCORES, *CUTS)
    counts = {(): 1000, (("sex", "Female"),): 600, (("sex", "Male"),): 400}
    assert {each.gate for each in feasibility(plan, counts)} == {
        gate.name for gate in plan.gates if gate.kind is not GateKind.CHECK
    }


NAMES = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=30).filter(
    lambda text: text.strip() != ""
)


@given(column=NAMES, positive=NAMES, other=NAMES, level=NAMES, system=NAMES)
def test_whatever_things_are_called_the_draft_reads_back(
    column: str, positive: str, other: str, level: str, system: str
) -> None:
    columns = (*IMPORTED[:3], Column(column, "text", Role.GROUP), Column(f"{column}2", "text", Role.CLUSTER))
    labels = {positive: 300, f"{other}x{positive}": 700}
    _, plan = drafted(
        *columns,
        candidate=f"b{system}",
        labels=labels,
        level_counts={column: {level: 20, f"{level}2": 980}},
    )
    assert plan.positive in labels
    assert plan.cluster == f"{column}2"
    assert plan.slices[0].parts == (column,)
    assert plan.candidate.name == f"b{system}"
