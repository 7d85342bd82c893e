"""A decision tree from its file to a machine judge, and the judgments that it makes stale when it leads elsewhere."""

import io
from pathlib import Path

from rich.console import Console
from tests.labeling_support.judging import works
from tests.labeling_support.queues import add_queue, change_rules, new_workspace

from assay.harness.judging.frame import instructions
from assay.labeling.to_machines import instructions_of
from assay.reports.desk import rules_shown
from assay.reports.guidelines import approved_summary, diff_summary, guideline_json, guideline_summary
from assay.reports.queues import queue_summary
from assay.workflows.questions import guideline_of
from assay.workflows.queues import queue_status, requeue_stale

RULES = """## 1. Insults count

## 2. Quotes do not

## Decision tree
- A. Is a person named?
  - yes: B
  - no: answer "no"
- B. Is it a quote?
  - yes: answer "no" (rule 2)
  - no: answer "yes" (rule 1)
"""


def read(shown: object) -> str:
    out = io.StringIO()
    Console(file=out, width=300, no_color=True).print(shown)
    return out.getvalue()


def test_a_tree_is_shown_read_by_machines_and_makes_answers_stale_when_it_leads_elsewhere(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    add_queue(workspace, tmp_path, rules=RULES)
    works(workspace, "first", "j1", lambda item: "yes", most=2)
    first = guideline_of(workspace, "toxic")
    for told in (guideline_summary(first), rules_shown(first.kept.guideline, "")):
        assert "  B. Is it a quote?\n     yes: answer no (rule 2)\n" in read(told)
    assert guideline_json(first)["guideline"]["tree"]["steps"][1]["branches"][0]["rule"] == "2"
    assert RULES.partition("## Decision tree")[2].strip() in instructions(
        instructions_of(workspace.store, ["toxic"], dataset="first")
    )

    change_rules(workspace, tmp_path, RULES.replace("(rule 2)", "(rule 1)"), question="toxic", dataset="first")
    assert "no rule changed. Steps of the decision tree: B changed." in read(
        diff_summary(guideline_of(workspace, "toxic"), RULES)
    )
    assert queue_status(workspace, "first").stale.n_judgments == 0

    change_rules(workspace, tmp_path, RULES.replace("a quote", "a joke"), question="toxic", dataset="first")
    assert "The decision tree changed: judgments given before are stale." in read(
        approved_summary(guideline_of(workspace, "toxic"))
    )
    standing = queue_status(workspace, "first")
    assert "2 judgments of 2 items are stale" in read(queue_summary(standing))
    assert [each.named for each in standing.stale.rules] == ["the decision tree"]
    assert len(requeue_stale(workspace, "first", actor="ann").items) == 2
    workspace.store.close()
