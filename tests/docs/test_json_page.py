"""The page on JSON documents names exactly the fields that are written."""

import re
from dataclasses import fields
from pathlib import Path

import pyarrow as pa
from tests.labeling_support.judging import works
from tests.labeling_support.queues import add_queue, new_workspace

from assay import pairwise, score
from assay.cli.sitting import Tally
from assay.core.alt_test import AltTest, Person
from assay.core.errors import Problem
from assay.core.estimate import Comparison, Estimate, MethodCard, Rule, Spread
from assay.core.item import ReferenceSet, Sample
from assay.core.judge_card import JudgeCard
from assay.core.pairing import Pairing
from assay.core.trace import Traces
from assay.labeling.stale import ChangedRule
from assay.metrics.audit import Audited
from assay.metrics.judgment_counts import QuestionCount
from assay.metrics.mixed.pieces import Piece
from assay.metrics.references import ShownReference
from assay.metrics.risk import MachineShare, RiskBound
from assay.reports.clarity import clarity_json
from assay.reports.desk import work_json
from assay.reports.guidelines import guideline_json
from assay.reports.json import comparisons_json, estimates_json
from assay.reports.judge_cards import card_json
from assay.reports.mixed import mixed_json
from assay.reports.pairs import pairs_json
from assay.reports.questions import question_json
from assay.reports.queues import filled_json, queue_json
from assay.reports.references import audit_json, reference_json, references_json
from assay.reports.replacing import replacing_json
from assay.reports.safety import safety_json
from assay.reports.samples import sample_json
from assay.reports.scores import scores_json
from assay.reports.several import several_json
from assay.reports.traces import measured_json
from assay.stats.acceptance.planned import AcceptancePlan
from assay.stats.power.planned import PowerPlan
from assay.stats.power.zero_failure import ZeroFailure
from assay.store.queueing.listing import JudgeStanding
from assay.workflows.clarity import how_clear
from assay.workflows.from_data import compare_systems
from assay.workflows.judgments import JudgmentsImported
from assay.workflows.pairs import PairsFound
from assay.workflows.questions import guideline_of, question_standing
from assay.workflows.queues import fill_queue, queue_status
from assay.workflows.safety import safety
from assay.workflows.traces import Measured

PAGE = (Path(__file__).parents[2] / "docs/reference/json.md").read_text("utf-8")
CARD = MethodCard("accuracy", "share right", "wilson", "independent items")
ESTIMATE = Estimate("accuracy", (), "a", None, None, 0.95, 0, None, "no_items", Spread(Rule.NONE), CARD)
COMPARISON = Comparison(
    "accuracy", (), ESTIMATE, ESTIMATE, None, None, 0.95, 0, None, "no_items", Spread(Rule.NONE), CARD, True
)


def documented(heading: str) -> list[str]:
    """Fields of the first table under a heading."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)


def test_the_fields_of_an_estimate_are_documented_in_order() -> None:
    assert documented("`assay estimate --json`") == list(estimates_json([ESTIMATE])["estimates"][0])


def test_the_fields_of_a_comparison_are_documented_in_order() -> None:
    assert documented("`assay compare --json`") == list(comparisons_json([COMPARISON])["comparisons"][0])


def test_the_fields_of_a_sample_are_documented_in_order() -> None:
    found = sample_json(Sample("pilot", "version", None, "simple", 7, "blob"))["sample"]
    assert documented("`assay sample draw --json`") == list(found)


def test_the_fields_of_reference_sets_and_audits_are_documented_in_order() -> None:
    kept = ReferenceSet("crowd", "version", "label", "consensus", "blob", 1)
    assert documented("`assay reference list --json`") == list(references_json([kept])["references"][0])
    assert documented("`assay reference show --json`") == list(reference_json(ShownReference(kept, 1, (), ())))
    assert documented("`assay reference audit --json`") == list(audit_json(Audited((), (), 1, 0, 0.0, ()))["audit"])


def test_the_fields_of_judgments_are_documented_in_order() -> None:
    assert documented("`assay judgments import --json`") == list(JudgmentsImported._fields)
    assert documented("`assay judgments list --json`") == list(QuestionCount._fields)


def test_the_fields_of_a_risk_are_documented_in_order() -> None:
    assert documented("`assay risk --json`") == [field.name for field in fields(RiskBound)]
    assert documented("`assay risk --uncertainty --json`") == [field.name for field in fields(MachineShare)]


def test_every_number_of_pairwise_is_documented() -> None:
    rows = {"item": [1, 1, 2, 3], "one": ["a", "b", "a", "tie"], "two": ["a", "b", "b", "b"], "p": [0.2, 0.6, 1, 0.5]}
    rows |= {"long": [1, 2, 3, 4], "short": [4, 1, 1, 2], "left": ["x"] * 4, "right": ["y"] * 4, "won": ["x", "y"] * 2}
    found = [
        pairwise(rows, item="item", first="one", second="two", sides="a,b"),
        pairwise(rows, item="item", first="one", second="two", sides="a,b", reference="two"),
        pairwise(rows, item="item", preference="p", length="long", baseline_length="short"),
        pairwise(rows, item="item", left="left", right="right", winner="won"),
    ]
    assert set(documented("`assay pairwise --json`")) == {each.metric for made in found for each in made}


def test_the_fields_of_a_plan_of_items_and_of_lots_are_documented_in_order() -> None:
    assert documented("`assay power --json`") == [field.name for field in fields(PowerPlan)]
    assert documented("`assay power --zero-failure --json`") == [field.name for field in fields(ZeroFailure)]
    assert documented("`assay acceptance --json`") == [field.name for field in fields(AcceptancePlan)]


def test_the_fields_of_a_method_card_are_documented_in_order() -> None:
    assert documented("The method card") == [field.name for field in fields(MethodCard)]


def test_the_fields_of_a_problem_are_documented_in_order() -> None:
    assert documented("A mistake") == [field.name for field in fields(Problem)]


def test_the_fields_of_people_and_machine_are_documented_in_order() -> None:
    found = mixed_json([Piece("people alone", ESTIMATE, 10)])["mixed"][0]
    own = documented("`assay mixed --json`")
    assert [*own, *documented("`assay estimate --json`")] == list(found)


def test_the_fields_of_the_alternative_annotator_test_are_documented_in_order() -> None:
    found = replacing_json(AltTest("gpt", None, 0.1, (), (Person("ann", 3, None, None, None, False),), ()))
    assert documented("`assay alt-test --json`") == list(found["alt_test"])
    told = PAGE.split("| `people` | list |")[1].split("\n")[0]
    assert all(f"`{name}`" in told for name in found["alt_test"]["people"][0])


def test_the_fields_of_a_judge_card_are_documented_in_order() -> None:
    card = JudgeCard("gpt", "", "good", "", "people", 2, (), (), (), (), made_at="", valid_until="", items="")
    found = card_json(card)
    assert documented("`assay judge calibrate --json`") == list(found["judge_card"])
    section = PAGE.split("## `assay judge calibrate --json`")[1].split("\n## ")[0]
    assert all(f"`{name}`" in section for name in found if name != "judge_card")


def test_the_fields_of_ranked_systems_are_documented_in_order() -> None:
    rows = {"label": ["a", "b"] * 20, "one": ["a", "b"] * 20, "two": ["a", "a"] * 20}
    found = several_json(compare_systems(rows, label="label", systems="one,two", metric="accuracy"))
    assert documented("`assay rank --json`") == list(found["systems"][0])


def test_the_fields_of_safety_are_documented_in_order() -> None:
    found = safety_json(safety({"said": ["No."], "out": [1]}, at_most=0.05, refused="out"))
    assert documented("`assay safety --json`") == list(found["safety"])


def test_the_fields_of_pairs_are_documented_in_order() -> None:
    found = pairs_json(PairsFound(Pairing("p", "better", ("a", "b"), 7, ()), (), 0, 0, None))
    assert documented("`assay pair show --json`") == list(found["pairs"])


def test_the_fields_of_attempts_are_documented_in_order() -> None:
    rows = {"q": [1, 1, 2, 2], "said": ["a", "b", "a", "a"], "right": ["a"] * 4}
    found = scores_json(score(rows, output="said", target="right", scorers="exact", attempts_of="q"))
    assert documented("`assay score --json`") == list(found["attempts"]["exact"])


def test_the_fields_of_measured_traces_are_documented_in_order() -> None:
    found = measured_json(Measured((), pa.table({}), ()), Traces((), "lines", ""))
    assert documented("`assay trace measure --json`") == list(found["traces"])


def test_the_fields_of_questions_guidelines_queues_and_a_sitting_are_documented_in_order(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    add_queue(workspace, tmp_path)
    question = question_json(question_standing(workspace, "toxic"))["question"]
    guideline = guideline_json(guideline_of(workspace, "toxic"))["guideline"]
    same = fill_queue(workspace, name="first", dataset="first", question="toxic", overlap=1, actor="ann")
    filled = filled_json(same)["queue"]
    shown = queue_json(queue_status(workspace, "first"))["queue"]
    works(workspace, "first", "j1", lambda item: "yes")
    clear = clarity_json(how_clear(workspace, "toxic"))["clarity"]
    workspace.store.close()
    assert documented("`assay guideline clarity --json`") == list(clear)
    assert documented("`assay question show --json`") == list(question)
    assert documented("`assay guideline show --json`") == list(guideline)
    assert documented("`assay queue fill --json`") == list(filled)
    assert documented("`assay queue show --json`") == list(shown)
    part = PAGE.split("## `assay queue show --json`")[1].split("\n## ")[0]
    named = [*shown["standing"], *shown["stale"], *JudgeStanding._fields, *ChangedRule._fields]
    assert [name for name in named if f"`{name}`" not in part] == []
    assert documented("`assay work --json`") == list(work_json("first", "j1", Tally(0, 0, 0, 0, 0, 0, True))["work"])
