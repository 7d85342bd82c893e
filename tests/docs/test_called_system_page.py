"""The plan of the page on called systems is one that this version reads, and its tables say what the code does."""

from pathlib import Path

from docs_build.blocks import blocks_of

from assay.core.judgment import Status
from assay.harness.outputs import OWN, REFUSALS, status_of
from assay.plans.grants import Grants
from assay.plans.parse import parse_plan

PAGE = (Path(__file__).parents[2] / "docs/how-to/evaluate-a-called-system.md").read_text("utf-8")


def test_the_plan_is_read_as_it_stands() -> None:
    (block,) = [each for each in blocks_of(PAGE) if each.file == "plan.yaml"]
    plan = parse_plan(block.body, "plan.yaml", grants=Grants(lambda name: "Think. {{ question }}"))
    assert plan.by_verdict
    assert [spec.call.model for spec in (plan.baseline, plan.candidate) if spec.call] == ["gpt-4.1-mini"] * 2


def test_the_call_with_examples_and_tools_is_read_as_it_stands() -> None:
    (block,) = [each for each in blocks_of(PAGE) if "tool_script" in each.body]
    (whole,) = [each for each in blocks_of(PAGE) if each.file == "plan.yaml"]
    head, _, rest = whole.body.partition("    name: brief\n")
    text = f"{head}    name: brief\n{block.body.rstrip()}\n{rest[rest.index('scoring:') :]}"
    call = parse_plan(text, "plan.yaml", grants=Grants(lambda name: "{{ question }}")).candidate.call
    assert call is not None
    assert (call.shots, call.tools, call.tool_script, call.most_turns) == (
        "examples.csv",
        "tools.json",
        "script.csv",
        5,
    )


def test_what_a_system_does_itself_is_told_from_what_never_came() -> None:
    assert {status_of(why) for why in REFUSALS} == {Status.REFUSED}
    assert {status_of(why) for why in OWN} == {Status.FAILED}
    assert {status_of(why) for why in ("timeout", "reset", "status_429", "status_500", "status_401", "bad_json")} == {
        Status.EXPIRED
    }
