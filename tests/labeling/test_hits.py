"""Shares of right answers among few."""

from assay.labeling.hits import hits
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table


def test_a_judge_who_was_wrong_each_time_has_a_share_of_none_and_an_interval() -> None:
    rows = [{"item": item, "label": "medical", "you": said} for item, said in (("a", "spam"), ("b", "allowed"))]
    facts = facts_from_table(hits(rows, "you"), label="label", systems={"you": ("you", None)}, item="item")
    (found,) = estimate(["accuracy"], facts)
    assert found.value == 0.0
    assert found.interval is not None
