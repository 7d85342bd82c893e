"""A locked plan, an edited one, an amended one, an expired waiver and a plan changed in a pull request."""

import re
from pathlib import Path

import pytest

NOW = "2026-11-22T12:00:00.000000Z"
LATER = "2026-12-24T12:00:00.000000Z"


@pytest.fixture
def ready(assay, loans_csv: Path, plan_text: str, import_options: tuple[str, ...]):
    """A workspace with the loans and an approved, locked plan in ``plan.yaml``."""
    for words in (("init",), ("import", loans_csv, *import_options)):
        assert assay(*words, now=NOW).code == 0
    Path("plan.yaml").write_text(plan_text)
    lock_it(assay)
    return assay


def lock_it(assay) -> None:
    for words in (("approve", "plan.yaml", "--by", "lead"), ("lock", "plan.yaml", "--by", "mina")):
        said = assay("plan", *words)
        assert said.code == 0, said.err


def edit(old: str, new: str) -> None:
    text = Path("plan.yaml").read_text()
    assert old in text
    Path("plan.yaml").write_text(text.replace(old, new))


def test_a_locked_plan_gives_evidence_and_the_exit_code_of_its_advice(ready) -> None:
    said = ready("evaluate", "plan.yaml", "--json")
    codes = {"ship": 0, "ship_with_guardrails": 0, "hold": 1, "not_yet": 2}
    assert said.json()["plan_state"] == "locked"
    assert said.code == codes[said.json()["recommendation"]["advice"]]


def test_the_same_plan_on_the_same_answers_is_one_look_and_one_evidence(ready) -> None:
    first, again = (ready("evaluate", "plan.yaml", "--json").json() for _ in range(2))
    assert first["looks"] == again["looks"] == 1
    assert {k: v for k, v in first.items() if k != "run"} == {k: v for k, v in again.items() if k != "run"}


def test_comments_and_layout_are_no_edit(ready) -> None:
    Path("plan.yaml").write_text("# a comment\n" + Path("plan.yaml").read_text())
    assert ready("evaluate", "plan.yaml", "--json").json()["plan_state"] == "locked"


def test_an_unlocked_plan_is_refused_and_explored_only_on_request(assay, loans_csv, plan_text, import_options) -> None:
    assay("init", now=NOW)
    assay("import", loans_csv, *import_options)
    Path("plan.yaml").write_text(plan_text)
    refused = assay("evaluate", "plan.yaml")
    assert refused.code == 3
    assert "assay plan lock" in refused.err
    explored = assay("evaluate", "plan.yaml", "--exploratory", "--json").json()
    assert explored["plan_state"] == "unlocked"
    assert "exploratory" in explored["recommendation"]["why"].lower()


def test_an_edited_plan_is_refused_with_what_changed(ready) -> None:
    edit("accept: 0.6}", "accept: 0.4}")
    said = ready("evaluate", "plan.yaml")
    assert said.code == 3
    assert "0.6" in said.err
    assert "0.4" in said.err
    assert "assay plan amend" in said.err


def test_after_the_first_result_a_changed_plan_cannot_be_locked_again(ready) -> None:
    ready("evaluate", "plan.yaml")
    edit("accept: 0.6}", "accept: 0.4}")
    ready("plan", "approve", "plan.yaml", "--by", "lead")
    said = ready("plan", "lock", "plan.yaml", "--by", "mina")
    assert said.code == 3
    assert "amend" in said.err


def test_an_amended_plan_runs_and_its_evidence_lists_what_was_changed_by_whom(ready) -> None:
    ready("evaluate", "plan.yaml")
    edit("accept: 0.6}", "accept: 0.4}")
    own = ready("plan", "amend", "plan.yaml", "--by", "mina", "--approver", "mina", "--reason", "because")
    assert own.code == 3
    amended = ready("plan", "amend", "plan.yaml", "--by", "mina", "--approver", "lead", "--reason", "Floor was a typo.")
    assert amended.code == 0, amended.err
    evidence = ready("evaluate", "plan.yaml", "--json").json()
    assert evidence["plan_state"] == "amended"
    assert evidence["lock"]["reason"] == "Floor was a typo."
    assert any("0.4" in change for change in evidence["lock"]["changes"])
    assert evidence["looks"] == 2, "the same answers under another plan are another look"


@pytest.fixture
def failing(ready):
    """The same, with a guardrail that fails by far."""
    edit("accept: 0.6}", "accept: 0.95}")
    lock_it(ready)
    said = ready("evaluate", "plan.yaml")
    assert said.code == 1
    return ready


def waive(assay, **changed: str):
    options = {"gate": "recall floor", "until": "2026-12-01", "reason": "Fixed in December.", "by": "mina",
               "approver": "lead"} | changed  # fmt: skip
    return assay("waive", "plan.yaml", *(word for name, value in options.items() for word in (f"--{name}", value)))


def test_a_failing_guardrail_holds_until_it_is_waived_and_again_when_the_waiver_expires(failing) -> None:
    assert waive(failing).code == 0
    waived = failing("evaluate", "plan.yaml", "--json")
    assert waived.code == 0
    assert waived.json()["recommendation"]["advice"] == "ship_with_guardrails"
    assert failing("gate", "plan.yaml", now=NOW).code == 0
    expired = failing("gate", "plan.yaml", now=LATER)
    assert expired.code == 1
    assert "expired" in expired.out


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"gate": "no worse overall"}, "core gate"),
        ({"approver": "mina"}, "approve"),
        ({"until": "2026-11-01"}, "future"),
        ({"gate": "recal floor"}, "recall floor"),
        ({"reason": " "}, "reason"),
    ],
    ids=["core gate", "own approval", "already over", "unknown gate", "no reason"],
)
def test_a_waiver_is_refused(failing, changed: dict[str, str], told: str) -> None:
    said = waive(failing, **changed)
    assert said.code == 3
    assert told in said.err


def test_a_plan_changed_in_a_pull_request_needs_an_approver_who_is_not_its_author(ready) -> None:
    Path("base.yaml").write_text(Path("plan.yaml").read_text())
    same = ready("evaluate", "plan.yaml", "--base", "base.yaml")
    assert same.code in (0, 1, 2), same.err
    Path("base.yaml").write_text(Path("base.yaml").read_text().replace("accept: 0.6}", "accept: 0.65}"))
    # The plan at hand was locked with an approval by the lead, not its author: an approved amendment of the base.
    approved = ready("evaluate", "plan.yaml", "--base", "base.yaml")
    assert approved.code in (0, 1, 2), approved.err


def test_a_plan_changed_in_a_pull_request_without_approval_is_refused(ready) -> None:
    Path("base.yaml").write_text(Path("plan.yaml").read_text())
    edit("accept: 0.6}", "accept: 0.5}")
    said = ready("evaluate", "plan.yaml", "--base", "base.yaml", "--exploratory")
    assert said.code == 3
    assert "approve" in said.err
    assert "0.5" in said.err


def test_a_pull_request_that_moves_to_another_version_of_the_data_is_told_as_a_change(ready) -> None:
    text = Path("plan.yaml").read_text()
    name = next(line for line in text.splitlines() if line.startswith("dataset: ")).split()[1].partition("@")[0]
    old = re.sub(r"^dataset: .*$", f"dataset: {name}@00000000", text, flags=re.MULTILINE)
    Path("base.yaml").write_text(old)
    edit("accept: 0.6}", "accept: 0.5}")
    said = ready("evaluate", "plan.yaml", "--base", "base.yaml", "--exploratory")
    assert said.code == 3
    assert f"dataset: {name}@00000000 ->" in " ".join(said.err.split())


def test_a_decision_that_differs_from_the_recommendation_needs_a_reason(failing) -> None:
    refused = failing("decide", "plan.yaml", "--advice", "ship", "--by", "lead")
    assert refused.code == 3
    taken = failing("decide", "plan.yaml", "--advice", "ship", "--by", "lead", "--reason", "The floor is obsolete.")
    assert taken.code == 0, taken.err
    failing("report", "plan.yaml", "--out", "report.html")
    assert "The floor is obsolete." in Path("report.html").read_text()


def test_altered_workspaces_and_bundles_exit_with_one(ready) -> None:
    ready("evaluate", "plan.yaml")
    ready("bundle", "plan.yaml", "--out", "b.assay")
    data = bytearray(Path("b.assay").read_bytes())
    data[len(data) // 2] ^= 1
    Path("b.assay").write_bytes(data)
    said = ready("verify", "b.assay", "--key", "0" * 64)
    assert said.code == 1
    blob = next(Path(".assay/objects").rglob("*/*"))
    blob.write_bytes(blob.read_bytes()[:-1])
    assert ready("verify").code == 1


def test_usage_mistakes_exit_with_three_and_a_hint(assay) -> None:
    for words in (("evaluat",), ("estimate",), ("compare", "x.csv", "--margin", "-1"), ("report", "nowhere.yaml")):
        said = assay(*words)
        assert said.code == 3, words
        assert said.err
        assert "Traceback" not in said.err
