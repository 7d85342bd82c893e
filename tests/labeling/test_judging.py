"""An answer becomes a judgment with all that is known of how it came about."""

from dataclasses import replace

import pytest

from assay.core.answers import Given
from assay.core.errors import InputError, NotPermitted
from assay.core.judgment import Status
from assay.core.plan import Approval
from assay.labeling.approving import approve_guideline
from assay.labeling.guideline import parse_guideline
from assay.labeling.judging import Asked, abstained, answered, corrected, labeler, seconds_between
from assay.labeling.kept import KeptGuideline, in_force
from assay.store.queueing.assignment import Assignment, State

START, END = "2026-11-26T09:00:00.000000Z", "2026-11-26T09:00:07.250000Z"
HELD = Assignment("a1", "toxic", "i1", 2, "j1", "any", State.OUT, START, END)
ASKED = Asked(HELD, "hash", "toxic", labeler("j1"), "v1", "pilot", START)


def test_a_judgment_says_how_it_came_about() -> None:
    found = answered(ASKED, Given("label", "yes"), accepted=replace(HELD, state=State.ANSWERED), at=END)
    assert (found.item, found.item_hash, found.question, found.judge) == ("i1", "hash", "toxic", "j1")
    assert (found.status, found.label, found.guideline_version) == (Status.GIVEN, "yes", "v1")
    assert (found.sample, found.run, found.attempt) == ("pilot", "queue:toxic", 2)
    assert (found.seconds, found.observed_at, found.supersedes) == (7.25, END, None)


def test_a_late_answer_belongs_to_no_sample() -> None:
    found = answered(ASKED, Given("label", "yes"), accepted=replace(HELD, state=State.LATE), at=END)
    assert (found.sample, found.run, found.label) == (None, "queue:toxic:late", "yes")


def test_a_skip_is_an_abstention_without_an_answer() -> None:
    found = abstained(ASKED, at=END)
    assert (found.status, found.label, found.sample) == (Status.ABSTAINED, None, "pilot")


def test_a_correction_points_at_what_it_corrects_and_keeps_its_sample() -> None:
    before = answered(ASKED, Given("label", "yes"), accepted=replace(HELD, state=State.LATE), at=END)
    asked = replace(ASKED, guideline_version="v2", sample="other", shown_at=END)
    found = corrected(before, asked, Given("text", "no"), name="12:0", at="2026-11-26T09:00:09.250000Z")
    assert (found.supersedes, found.label, found.text, found.seconds) == ("12:0", None, "no", 2.0)
    assert (found.sample, found.run, found.guideline_version) == (None, "queue:toxic:late", "v2")


def test_a_clock_that_was_set_back_took_no_time() -> None:
    assert seconds_between(END, START) == 0.0


@pytest.mark.parametrize("name", ["", " j1", "x" * 101, "ann@example.org", "j\u202e1", "j\n1"])
def test_a_judge_has_a_pseudonym(name: str) -> None:
    with pytest.raises(InputError, match="Give a pseudonym"):
        labeler(name)


def kept(text: str, by: str, *approvers: str) -> KeptGuideline:
    guideline = parse_guideline(text, "g.md", question="reviews:toxic")
    return KeptGuideline(guideline, by, START, tuple(Approval(guideline.version, each, START) for each in approvers))


def test_nobody_approves_own_rules_under_any_spelling() -> None:
    versions = [kept("1. a", "mina"), kept("1. a", "lead"), kept("1. b", "mina")]
    for by in ("mina", " MINA ", "lead"):
        with pytest.raises(NotPermitted, match="cannot approve it"):
            approve_guideline(versions, versions[0], by=by, now=END)
    assert approve_guideline(versions, versions[2], by="lead", now=END) == Approval(
        versions[2].guideline.version, "lead", END
    )


def test_the_newest_version_that_was_approved_is_in_force() -> None:
    versions = [kept("1. a", "mina", "lead"), kept("1. b", "mina", "lead"), kept("1. c", "mina")]
    assert in_force(versions) == versions[1]
    assert in_force(versions[2:]) is None
