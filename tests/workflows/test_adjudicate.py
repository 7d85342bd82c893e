"""Where judges disagree somebody else rules; rulings are precedents, no votes, and stand in what is published."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.labeling_support.judging import copy_of, judgments, made_once, works
from tests.labeling_support.queues import add_queue, change_rules

from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.labeling.disagreement import contested, weighed
from assay.labeling.rulings import KeptRuling, precedent_items
from assay.workflows.adjudicate import disagreements, precedents_of, rule_item
from assay.workflows.publish import publish
from assay.workflows.work import open_queue
from assay.workflows.workspace import Workspace

RULES = "# Toxic?\n\n## 1. Insults count\n\nAll of them.\n\n## 2.1 Quotes do not\n\nA quote is none.\n"
WHY = "A quote of an insult."


def fill(made: Workspace, folder: Path) -> None:
    """Three judges: all agree on i0 and i1, j3 differs on i2 and i3, and j2 with him on i4."""
    add_queue(made, folder, overlap=3, rules=RULES)
    for judge, others in (("j1", ""), ("j2", "i4"), ("j3", "i2 i3 i4")):
        works(made, "first", judge, {f"i{n}": "no" if f"i{n}" in others else "yes" for n in range(5)}.__getitem__)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("disputed"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield from copy_of(made, tmp_path)


def rule(workspace: Workspace, item: str, answer: str = "no", *, by: str = "eve", **asked: str) -> KeptRuling:
    told = {"reason": WHY, **asked}
    return rule_item(workspace, open_queue(workspace, "first"), item=item, answer=answer, by=by, **told)


def test_items_on_which_judges_disagree_are_listed_with_all_that_was_said(workspace: Workspace) -> None:
    found = disagreements(workspace, "first", method="majority")
    assert [each.item for each in found.contested] == ["i2", "i3", "i4"]
    assert (found.n_answered, len(found.waiting)) == (5, 3)
    first = found.contested[0]
    assert [(each.answer, each.n) for each in first.answers] == [("yes", 2), ("no", 1)]
    assert first.doubt == pytest.approx(1 / 3)
    assert [(each.judge, each.answer) for each in first.said] == [("j1", "yes"), ("j2", "yes"), ("j3", "no")]


def test_chances_of_answers_that_nobody_gave_are_told_too(workspace: Workspace) -> None:
    plan, position = open_queue(workspace, "first").plan, workspace.store.ledger.size()
    answers, found = weighed(workspace.store, plan, "majority", position=position)
    assert found is not None
    posterior = np.full(found.consensus.posterior.shape, 0.5)
    doubtful = replace(found, consensus=replace(found.consensus, posterior=posterior))
    told = next(each for each in contested(answers, doubtful, also=frozenset({"i0"})) if each.item == "i0")
    assert [(each.answer, each.n) for each in (*told.answers, *told.unsaid)] == [("yes", 3), ("no", 0)]
    assert sum(each.probability for each in (*told.answers, *told.unsaid)) == 1


def test_a_ruling_is_a_judgment_and_a_document_but_no_vote(workspace: Workspace) -> None:
    before = disagreements(workspace, "first", method="majority").contested
    made = rule(workspace, "i4", rule="2.1").ruling
    last = judgments(workspace)[-1]
    assert (last.judge, last.label, last.run, last.sample) == ("eve", "no", "queue:first:ruled", None)
    assert (made.answer, made.reason, made.rule, made.judge) == ("no", WHY, "2.1", "eve")
    assert made.guideline_version == last.guideline_version
    found = disagreements(workspace, "first", method="majority")
    assert found.contested == before
    assert [each.item for each in found.waiting] == ["i2", "i3"]
    assert set(workspace.votes("first").table["judge"].to_pylist()) == {"j1", "j2", "j3"}


def test_an_item_with_a_ruling_is_offered_to_nobody(workspace: Workspace, tmp_path: Path) -> None:
    add_queue(workspace, tmp_path, name="second", overlap=2, rules=None)
    rule_item(workspace, open_queue(workspace, "second"), item="i0", answer="no", by="eve", reason=WHY)
    assert works(workspace, "second", "j1", lambda _: "yes") == ["i1", "i2", "i3", "i4"]


@pytest.mark.parametrize("name", ["j1", "J1", "ｊ１"])
def test_nobody_rules_on_an_item_that_he_judged_under_whatever_spelling(workspace: Workspace, name: str) -> None:
    with pytest.raises(NotPermitted, match="nobody adjudicates own work"):
        rule(workspace, "i4", by=name)
    assert disagreements(workspace, "first").rulings == {}


def test_a_ruling_is_kept_once_and_another_one_takes_its_place(workspace: Workspace) -> None:
    first = rule(workspace, "i4", "no")
    assert rule(workspace, "i4", "no") == first
    n_before = len(judgments(workspace))
    second = rule(workspace, "i4", "yes", by="fay", reason="It is no quote.")
    assert len(judgments(workspace)) == n_before + 1
    assert judgments(workspace)[-1].supersedes == first.ruling.judgment
    assert disagreements(workspace, "first").rulings["i4"] == second


def test_precedents_stand_in_the_order_of_the_rules(workspace: Workspace) -> None:
    rule(workspace, "i4", rule="2.1")
    rule(workspace, "i2", rule="1", reason="It is an insult.")
    rule(workspace, "i3")
    assert [(each.ruling.rule, each.ruling.item) for each in precedents_of(workspace, "first")] == [
        ("1", "i2"),
        ("2.1", "i4"),
    ]
    assert [each.ruling.item for each in precedents_of(workspace, "first", "2.1")] == ["i4"]
    assert precedent_items(workspace.store, "first:toxic") == {"i2", "i4"}


def test_a_ruling_that_cannot_be_is_refused_with_the_next_step(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no rule '2\.2'"):
        rule(workspace, "i4", rule="2.2")
    with pytest.raises(InputError, match="The text has 0 characters"):
        rule(workspace, "i4", reason="  ")
    with pytest.raises(InputError, match="'maybe' is not on the menu"):
        rule(workspace, "i4", "maybe")
    with pytest.raises(WorkspaceError, match="The item 'i9' is not in the queue"):
        rule(workspace, "i9")
    assert disagreements(workspace, "first").rulings == {}
    change_rules(workspace, tmp_path, RULES + "\n## 3. More\n\nMore.\n", question="toxic", dataset="first")
    assert rule(workspace, "i4", rule="3").ruling.rule == "3"


def test_in_what_is_published_rulings_are_certain_and_the_rest_is_the_consensus(workspace: Workspace) -> None:
    rule(workspace, "i4", "no")
    made = publish(workspace, "first", name="settled", actor="lead", method="majority")
    assert (made.n_ruled, made.n_waiting) == (1, 2)
    kept = made.reference
    assert (kept.source, kept.n_items, kept.soft, kept.question) == ("adjudicated", 5, True, "toxic")
    assert (kept.n_judges, kept.n_judgments, dict(kept.method)["rulings"]) == (3, 16, "1")
    table = workspace.reference_table(workspace.reference(workspace.dataset("first"), "settled"))
    rows = {(row["item"], row["answer"]): row["probability"] for row in table.to_pylist()}
    assert rows[("i4", "no")] == 1.0
    assert ("i4", "yes") not in rows
    assert rows[("i2", "yes")] == pytest.approx(2 / 3)
    again = publish(workspace, "first", name="settled", actor="lead", method="majority")
    assert again.reference == kept


def test_another_ruling_does_not_change_what_was_published(workspace: Workspace) -> None:
    rule(workspace, "i4", "no")
    publish(workspace, "first", name="settled", actor="lead")
    rule(workspace, "i2", "no")
    with pytest.raises(InputError, match="choose another name"):
        publish(workspace, "first", name="settled", actor="lead")


def test_nothing_is_published_where_nobody_answered(workspace: Workspace, tmp_path: Path) -> None:
    add_queue(workspace, tmp_path, name="second", rules=None)
    with pytest.raises(WorkspaceError, match="Nobody answered in the queue 'second'"):
        publish(workspace, "second", name="settled", actor="lead")


def test_numbers_are_not_published_as_answers_of_a_menu(workspace: Workspace, tmp_path: Path) -> None:
    rating = "question: harm\nasks: How harmful?\ntype: rating\nlow: 1\nhigh: 5\nshow: [comment]\n"
    add_queue(workspace, tmp_path, name="rated", question=rating, overlap=2, rules=None)
    works(workspace, "rated", "j1", lambda _: 3)
    works(workspace, "rated", "j2", lambda item: 3 if item == "i0" else 4)
    assert [each.answers[0].n for each in disagreements(workspace, "rated", method="majority").contested] == [1] * 4
    rule_item(workspace, open_queue(workspace, "rated"), item="i1", answer=4, by="eve", reason=WHY)
    with pytest.raises(InputError, match="a reference set holds answers of a menu"):
        publish(workspace, "rated", name="settled", actor="lead")
