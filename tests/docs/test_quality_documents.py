"""The page on JSON documents names exactly the fields of what is written on the quality of labels."""

from pathlib import Path

from tests.docs.test_json_page import PAGE, documented
from tests.labeling_support.judging import keep_reference, works
from tests.labeling_support.queues import add_queue, new_workspace

from assay.reports.adjudication import disagreements_json, ruling_json
from assay.reports.disputes import dispute_json
from assay.reports.gold import added_json, gold_json
from assay.reports.overlap import overlap_json
from assay.reports.qualification import qualification_json
from assay.workflows.adjudicate import disagreements, rule_item
from assay.workflows.disputes import raise_dispute
from assay.workflows.gold import add_gold, shown_gold
from assay.workflows.overlap import set_overlap
from assay.workflows.qualification import require
from assay.workflows.work import open_queue


def test_the_fields_of_quality_documents_are_documented_in_order(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    add_queue(workspace, tmp_path, overlap=2)
    keep_reference(workspace, "first", "right", {"i0": "no", "i1": "yes"})
    added = added_json(add_gold(workspace, "first", reference="right", rate=0.5, n=1, actor="lead"))["gold"]
    for judge, answer in (("j1", "yes"), ("j2", "no")):
        works(workspace, "first", judge, lambda _, answer=answer: answer)
    shown = gold_json(shown_gold(workspace, "first"))["gold"]
    overlap = overlap_json(set_overlap(workspace, "first", actor="lead"))["overlap"]
    listed = disagreements_json(disagreements(workspace, "first"))["adjudication"]
    item = listed["items"][0]["item"]
    raised = dispute_json(raise_dispute(workspace, "first", item, judge="j1", reason="So it is."))["dispute"]
    kept = rule_item(workspace, open_queue(workspace, "first"), item=item, answer="no", by="eve", reason="So it is.")
    add_queue(workspace, tmp_path, name="second", rules=None)
    asked = qualification_json(require(workspace, "second", test="first", accuracy=0.8, actor="lead"))["qualification"]
    workspace.store.close()
    assert documented("`assay dispute raise --json`") == list(raised)
    assert documented("`assay gold add --json`") == list(added)
    assert documented("`assay gold show --json`") == list(shown)
    assert documented("`assay overlap set --json`") == list(overlap)
    assert documented("`assay adjudicate list --json`") == list(listed)
    assert documented("`assay adjudicate rule --json`") == list(ruling_json(kept)["ruling"])
    assert documented("`assay qualification show --json`") == list(asked)
    named = [*shown["items"][0], *overlap["items"][0], *listed["items"][0], *asked["judges"][0]]
    assert [name for name in named if f"`{name}`" not in PAGE] == []
