"""A plan is read as it is written, and every mistake in it is told with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.errors import PlanError, Problem
from assay.core.plan import Gate, GateKind, GateRole, SystemSpec
from assay.core.slices import Cut, SliceSpec
from assay.plans.parse import parse_plan

RECALL_FLOOR = "{name: recall floor, kind: threshold, role: guardrail, metric: recall, accept: 0.60, fail: 0.55}"


SMALL = """\
assay: 1
name: small
purpose: p
tier: low
dataset: d
systems: {baseline: {name: a}, candidate: {name: b}}
slices:
  - by: sex
  - name: young
    where: age < 3
gates:
  - name: g
    kind: non_inferiority
    role: core
    metric: accuracy
    margin: 0
"""


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(PlanError) as caught:
        parse_plan(text, "plan.yaml")
    return caught.value.problems


def problems_if_any(text: str) -> tuple[Problem, ...]:
    try:
        parse_plan(text, "plan.yaml")
    except PlanError as error:
        return error.problems
    return ()


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), start=1) if part in line)


def test_the_example_is_read_as_written(example: str) -> None:
    plan = parse_plan(example, "plan.yaml")
    assert (plan.name, plan.tier, plan.dataset) == ("income-release", "standard", "adult@3f2a9c1d")
    assert (plan.positive, plan.cluster, plan.weight, plan.seed) == (">50K", "household", None, 7)
    assert plan.baseline == SystemSpec("linear")
    assert plan.candidate == SystemSpec("boosted", "boosted.parquet", "prediction", "score")
    assert [spec.name for spec in plan.slices] == ["sex", "sex x race", "age", "young women"]
    assert plan.slices[2] == SliceSpec((Cut("age", (25.0, 45.0, 65.0)),))
    assert plan.gates[1] == Gate(
        "recall floor", GateKind.THRESHOLD, GateRole.GUARDRAIL, "recall", accept=0.6, fail=0.55, line=29
    )
    assert plan.gates[3].fail == plan.gates[3].accept == 0.1


def test_what_is_not_named_takes_its_default() -> None:
    plan = parse_plan(
        """
assay: 1
name: small
purpose: Try it.
tier: low
dataset: adult
systems: {baseline: {name: a}, candidate: {name: b}}
gates: [{name: g, kind: non_inferiority, role: core, metric: accuracy, margin: 0}]
""",
        "plan.yaml",
    )
    assert (plan.level, plan.power, plan.multiplicity, plan.seed) == (0.95, 0.8, "holm", 7)
    assert plan.checks == ("duplicates", "missing", "imbalance", "label_copy")
    assert (plan.metrics, plan.slices, plan.reviewers, plan.author) == (("accuracy",), (), (), None)


def test_a_plan_with_ten_mistakes_shows_ten_problems(example: str) -> None:
    mistakes = [
        ("tier: standard", "tier: no", "plan.type"),
        ("level: 0.95", "level: 1.5", "plan.range"),
        ("seed: 7", "sed: 7", "plan.unknown_setting"),
        ("predictions: boosted.parquet", "predictions: ../boosted.parquet", "plan.path_outside"),
        ("[accuracy, recall,", "[acuracy, recall,", "metric.unknown"),
        ("edges: [25, 45, 65]", "edges: [25, 45, 5]", "plan.slice_ranges"),
        ("age < 30", "age <", "slice.syntax"),
        ("margin: 0.01", "margin: -0.01", "plan.range"),
        ("fail: 0.55", "fail: 0.7", "plan.threshold_side"),
        ("kind: check", "kind: chek", "plan.choice"),
    ]
    broken = example
    for old, new, _ in mistakes:
        broken = changed(broken, old, new)
    found = problems(broken)
    assert [(each.code, each.line) for each in found] == [
        (code, line_of(broken, new.split(",")[0])) for _, new, code in mistakes
    ]
    assert all(each.file == "plan.yaml" and each.what and each.fix for each in found)


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("assay: 1", "assay: 2", "plan.range", "It must be 1"),
        ("name: income-release\n", "", "plan.missing", "name"),
        ("name: income-release", "name: 2024-01-31", "plan.type", "a date"),
        ("name: income-release", "name: 12:30", "plan.type", "base 60"),
        ("name: income-release", "name: [a]", "plan.type", "a list"),
        ("tier: standard", "tier: off", "plan.type", "true or false"),
        ("tier: standard", "tier:", "plan.missing", "tier"),
        ('positive: ">50K"', "positive: no", "plan.type", "quotes"),
        ('positive: ">50K"', "positive: 1.0", "plan.type", "a number"),
        ('positive: ">50K"', "positive: 007", "plan.type", "a number"),
        ("dataset: adult@3f2a9c1d", "dataset: adult@3f2", "plan.dataset", "8 to 64"),
        ("dataset: adult@3f2a9c1d", "dataset: s3://bucket/adult", "plan.another_host", "another host"),
        ("level: 0.95", "level: 0.5", "plan.range", "without the ends"),
        ("level: 0.95", 'level: "0.95"', "plan.type", "without quotes"),
        ("level: 0.95", "level: .nan", "plan.type", "decimal"),
        ("level: 0.95", "level: 95%", "plan.type", "decimal"),
        ("power: 0.8", "power: 0.8.1", "plan.type", "decimal"),
        ("multiplicity: holm", "multiplicity: bonferoni", "plan.choice", "holm"),
        ("seed: 7", "seed: 7.5", "plan.type", "digits only"),
        ("seed: 7", "seed: -1", "plan.range", "between 0"),
        ("seed: 7", "seed: 017", "plan.type", "digits only"),
        ("{name: linear}", "{name: boosted}", "plan.same_system", "both called"),
        ("{name: linear}", "{}", "plan.missing", "name"),
        ("{name: linear}", "linear", "plan.type", "settings"),
        ("{name: linear}", "{name: linear, predictions: boosted.parquet}", "plan.same_system", "same answers"),
        (", score: score}", "}", "plan.no_score", "auroc needs scores"),
        ("name: income-release", "name: " + "x" * 201, "plan.length", "1 to 200"),
        ("name: income-release", "name: ' '", "plan.length", "1 characters"),
        ("  - by: sex\n", "  - &a {by: sex}\n  - *a\n", "yaml.alias", "anchor"),
        ("accept: 0.1}", "accept: 0.1, fail: 0.05}", "plan.threshold_side", "at or above"),
        ("name: no worse overall, ", "", "plan.missing", "The gate in line 28"),
        ("metrics: [accuracy,", "metrics: [accuracy, accuracy,", "plan.repeated", "twice"),
        ("metrics: [accuracy, recall, auroc, ece, brier]", "metrics: accuracy", "plan.type", "a list"),
        ("metrics: [accuracy,", "metrics: [ece:bins=x,", "metric.option", "bins"),
        ("  - by: sex\n", "  - {}\n", "plan.slice_without_condition", "which column"),
        ("  - by: sex\n", "  - by: [a, b, c]\n", "plan.columns", "two to cross"),
        ("  - by: sex\n", "  - by: age\n", "plan.duplicate_slice", "twice"),
        ("  - by: [sex, race]\n", "  - by: sex\n", "plan.duplicate_slice", "twice"),
        ("  - by: sex\n", "  - {by: age, quantiles: 4}\n", "plan.duplicate_slice", "two ways"),
        ("  - by: sex\n", "  - {by: sex, quantiles: 1}\n", "plan.range", "between 2"),
        ("  - by: sex\n", "  - {by: sex, quantiles: 4, edges: [1]}\n", "plan.slice_ranges", "both"),
        ("  - by: sex\n", "  - {by: [sex, age], quantiles: 4}\n", "plan.slice_ranges", "2 columns"),
        ("  - name: young women\n    where:", "  - where:", "plan.slice_without_name", "no name"),
        ("\n    where: sex", "\n    whre: sex", "plan.slice_without_condition", "no condition"),
        ("    where: sex", "    by: sex\n    where: sex", "plan.slice_ranges", "two slices"),
        ("checks: [duplicates,", "checks: [dupes,", "plan.choice", "duplicates"),
        ("[lead@example.org]", "[Mina@Example.org ]", "plan.own_approval", "cannot review"),
        (", metric: accuracy, margin", ", margin", "plan.missing", "metric"),
        (", margin: 0.01", "", "plan.missing", "margin"),
        (", margin: 0.01", ", margin: 1.5", "plan.range", "0.015"),
        (", margin: 0.01", ", margin: 0.01, accept: 0.5", "plan.setting_of_other_kind", "takes no 'accept'"),
        ("accept: 0.60, fail: 0.55", "accept: 60", "plan.range", "Did you mean 0.6?"),
        ("accept: 0.60", "accept: zero", "plan.type", "a number"),
        ("name: recall gap", "name: recall floor", "plan.duplicate_gate", "recall floor"),
        ("role: guardrail, metric: recall", "role: slice, metric: recall", "plan.role", "'by'"),
        ("metric: ece, accept", "metric: auroc, accept", "plan.direction", "ece"),
        ("by: sex, accept: 0.5, min_items: 200", "accept: 0.5, min_items: 200", "plan.missing", "by"),
        ("min_items: 200", "min_items: 0", "plan.range", "between 1"),
        ("check: label_copy}", "check: copies}", "plan.choice", "label_copy"),
        ("role: core", "role: guardrail", "plan.no_core_gate", "role: core"),
        ("weight: null", "weight: null\nWeight: w", "plan.unknown_setting", "'weight'"),
        ("weight: null", "weight: a\nweight: b", "yaml.duplicate_key", "first in line 9"),
        ("weight: null", "weight: !!python/object:os.system {}", "yaml.tag", "!!python"),
        ("weight: null", "weight: &w null", "yaml.alias", "anchor"),
        ("weight: null", "? [a]\n: b", "yaml.key", "plain name"),
        ("weight: null", "weight: 'a\u202eb'", "yaml.hidden_character", "U+202E"),
        ("weight: null", "weight: null # \u200bseen", "yaml.hidden_character", "U+200B"),
        ("weight: null", "weight: [a", "yaml.syntax", "not YAML"),
        ("weight: null", "\tweight: a", "yaml.syntax", "blanks only"),
        ("weight: null", "weight: null\n---\nassay: 1", "yaml.documents", "one document a file"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_line_and_remedy(example: str, old: str, new: str, code: str, says: str) -> None:
    found = problems(changed(example, old, new))
    mistake = next(each for each in found if each.code == code)
    assert says in f"{mistake.what} {mistake.fix}"
    assert mistake.line is not None


@pytest.mark.parametrize("name", ["python", "callable", "command", "sql", "SQL", "pyfunc"])
@pytest.mark.parametrize("place", ["top", "system", "gate", "slice"])
def test_settings_that_would_run_code_are_refused_everywhere(example: str, name: str, place: str) -> None:
    at = {
        "top": ("seed: 7", f"seed: 7\n{name}: os.remove"),
        "system": ("score: score}", f"score: score, {name}: f}}"),
        "gate": ("margin: 0.01}", f"margin: 0.01, {name}: f}}"),
        "slice": ("  - by: sex\n", f"  - {{by: sex, {name}: f}}\n"),
    }[place]
    (found,) = problems(changed(example, *at))
    assert found.code == "plan.code_not_permitted"
    assert "--allow-code" in found.fix


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/etc/passwd", "plan.path_outside"),
        ("~/secrets.csv", "plan.path_outside"),
        ("a/../../b.csv", "plan.path_outside"),
        ("C:/data.csv", "plan.path_outside"),
        ('"a\\\\b.csv"', "plan.path_outside"),
        ("https://example.org/a.csv", "plan.another_host"),
        ("s3://bucket/a.csv", "plan.another_host"),
        ("file:///etc/passwd", "plan.another_host"),
        ("//host/share", "plan.another_host"),
        ('"\\\\\\\\host\\\\share"', "plan.another_host"),
    ],
)
def test_predictions_elsewhere_are_refused(example: str, path: str, code: str) -> None:
    (found,) = problems(changed(example, "boosted.parquet", path))
    assert found.code == code


def test_a_billion_laughs_are_refused_without_being_expanded() -> None:
    levels = "\n".join(f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 9))
    found = problems(f"assay: 1\na0: &a0 [x]\n{levels}\n")
    assert {"yaml.alias"} <= {each.code for each in found}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "yaml.empty"),
        ("# nothing\n", "yaml.empty"),
        ("- a\n- b\n", "yaml.empty"),
        ("just text", "yaml.empty"),
        ("a: " + "[" * 100, "yaml.too_deep"),
        ("a: " + "{a: " * 5000, "yaml.too_deep"),
        ("x" * 1_000_001, "yaml.too_large"),
        ("a: [" + "1," * 60_000 + "]", "yaml.too_large"),
        ("a: b\x00c", "yaml.hidden_character"),
        ("a: \ud800", "yaml.hidden_character"),
        ("%YAML 1.1\n---\nassay: 1", "yaml.directive"),
        ('a: "\\q"', "yaml.syntax"),
    ],
)
def test_files_that_are_no_plan_are_refused(text: str, code: str) -> None:
    assert code in {each.code for each in problems(text)}


def test_a_byte_order_mark_and_windows_lines_change_nothing(example: str) -> None:
    assert parse_plan("\ufeff" + example.replace("\n", "\r\n"), "plan.yaml") == parse_plan(example, "plan.yaml")


@pytest.mark.parametrize("part", ["systems", "gates"])
def test_a_plan_without_its_main_parts_says_so(part: str) -> None:
    other = {"systems": "gates", "gates": "systems"}[part]
    kept = SMALL[SMALL.index(other) :] if part == "systems" else SMALL[SMALL.index(other) : SMALL.index("slices:")]
    text = SMALL[: SMALL.index("systems:")] + kept
    assert [(each.code, part in each.what) for each in problems(text)] == [("plan.missing", True)]


def test_the_small_plan_is_read() -> None:
    assert parse_plan(SMALL, "plan.yaml").name == "small"


def test_an_empty_list_of_gates_has_no_core_gate() -> None:
    assert [each.code for each in problems(SMALL[: SMALL.index("gates:")] + "gates: []\n")] == ["plan.no_core_gate"]


def test_metrics_slices_and_checks_of_gates_are_added(example: str) -> None:
    text = changed(example, "metrics: [accuracy, recall, auroc, ece, brier]", "metrics: [brier]")
    text = changed(text, "checks: [duplicates, missing, imbalance, label_copy]", "checks: []")
    text = changed(text, "by: sex, accept: 0.1", "by: country, accept: 0.1")
    plan = parse_plan(text, "plan.yaml")
    assert plan.metrics == ("brier", "accuracy", "recall", "ece")
    assert plan.checks == ("label_copy",)
    assert [spec.name for spec in plan.slices] == ["sex", "sex x race", "age", "young women", "country"]


def test_a_cross_and_a_gate_use_the_ranges_and_conditions_of_the_plan(example: str) -> None:
    text = changed(example, "  - by: [sex, race]", "  - by: [sex, age]")
    text = changed(text, "by: sex, accept: 0.1", "by: young women, accept: 0.1")
    plan = parse_plan(text, "plan.yaml")
    assert plan.slices[1] == SliceSpec(("sex", Cut("age", (25.0, 45.0, 65.0))))
    assert plan.gates[3].by == plan.slices[3]


def test_slices_may_be_written_short() -> None:
    text = """
assay: 1
name: short
purpose: Try it.
tier: low
dataset: adult
positive: 1
systems: {baseline: {name: a}, candidate: {name: b}}
slices: [sex, [sex, race]]
gates:
  - {name: g, kind: non_inferiority, role: core, metric: accuracy, margin: 1e-2}
  - {name: h, kind: non_inferiority, role: slice, metric: "f_beta:beta=2", margin: .02, by: race}
"""
    plan = parse_plan(text, "plan.yaml")
    assert [spec.parts for spec in plan.slices] == [("sex",), ("sex", "race"), ("race",)]
    assert plan.gates[0].margin == 0.01
    assert plan.positive == "1"
    assert plan.metrics == ("accuracy", "f_beta:beta=2")


@pytest.mark.parametrize(("accept", "fail", "refused"), [(0.1, 0.2, False), (0.2, 0.1, True), (0.1, 0.1, False)])
def test_thresholds_are_mirrored_where_lower_is_better(example: str, accept: float, fail: float, refused: bool) -> None:
    floor = f"{{name: f, kind: threshold, role: guardrail, metric: brier, accept: {accept}, fail: {fail}}}"
    text = changed(example, RECALL_FLOOR, floor)
    if refused:
        assert [each.code for each in problems(text)] == ["plan.threshold_side"]
    else:
        assert parse_plan(text, "plan.yaml").gates[1].fail == fail


def test_metrics_may_be_given_instead_of_looked_up(example: str) -> None:
    text = changed(example, "metrics: [accuracy, recall, auroc, ece, brier]", "metrics: [toxicity]")
    known = {"accuracy": True, "recall": True, "ece": False, "toxicity": False}
    assert parse_plan(text, "plan.yaml", known_metrics=known).metrics[0] == "toxicity"
    with pytest.raises(PlanError, match="Did you mean 'toxicity'"):
        parse_plan(changed(text, "[toxicity]", "[toxicty]"), "plan.yaml", known_metrics=known)


@given(text=st.text(st.characters(blacklist_categories=["Cs"]), max_size=200))
def test_any_text_gives_problems_and_never_another_error(text: str) -> None:
    assert problems(text)


@given(data=st.data())
def test_a_damaged_plan_is_read_or_refused_with_reasons(data: st.DataObject) -> None:
    lines = SMALL.splitlines()
    lost = data.draw(st.lists(st.sampled_from(range(len(lines))), unique=True, max_size=4))
    junk = data.draw(st.sampled_from(["", ": x", "- [", "  a: b", '"', "*a", "&b c", "\t", "x: {y: [1, {}]}"]))
    text = "\n".join([*(line for number, line in enumerate(lines) if number not in lost), junk])
    assert all(each.what and each.fix and each.code for each in problems_if_any(text))
