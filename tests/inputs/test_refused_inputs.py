"""Inputs that are refused: exit 3 (1 for altered), each problem with its place and remedy, and nothing changed."""

from typing import Any

import pytest
from tests.inputs import refused_files, refused_plans
from tests.inputs.loan_desk import IMPORT, PLAN
from tests.inputs.refused_files import Refused

BARE = refused_files.BARE_FILES | refused_files.BARE_OPTIONS
IN_A_WORKSPACE = {
    f"{room}: {name}": case
    for room, cases in {
        "import": refused_files.IMPORTS,
        "plan": refused_plans.PLANS,
        "answers": refused_plans.ANSWER_FILES,
        "catalog": refused_plans.CARDS,
        "decision": refused_plans.DECISIONS,
        "proof": refused_plans.PROOFS,
    }.items()
    for name, case in cases.items()
}


def check_refusal(desk: Any, case: Refused) -> None:
    """The command says what is wrong and leaves everything as it was."""
    desk.put(case.files)
    before = desk.state()
    said = desk.call(*case.words)
    assert said.code == case.exit_code, (said.out, said.err)
    message = said.err if case.exit_code == 3 else said.out
    assert "Traceback" not in said.out + said.err
    assert "bug of Assay" not in said.err
    for part in case.says:
        assert part in message
    assert len(message) < 30_000
    assert desk.state() == before, "a refused command changes nothing"


@pytest.mark.parametrize("case", BARE.values(), ids=BARE.keys())
def test_bare_file_is_refused(desk: Any, case: Refused) -> None:
    check_refusal(desk, case)


@pytest.mark.parametrize("case", IN_A_WORKSPACE.values(), ids=IN_A_WORKSPACE.keys())
def test_workspace_command_is_refused(desk: Any, case: Refused) -> None:
    check_refusal(desk, case)


def test_table_has_a_hundred_refusals() -> None:
    assert len(BARE) + len(IN_A_WORKSPACE) >= 100


def test_version_that_two_share_is_refused_with_both(desk: Any) -> None:
    versions: dict[str, str] = {}
    for number in range(20):
        desk.put({"v.csv": f"id,l\na,{number}\n"})
        version = desk.call("import", "v.csv", "--name", "v", "--id", "id", "--label", "l", "--json").json()["version"]
        if version[0] in versions:
            break
        versions[version[0]] = version
    said = desk.call("dataset", "show", f"v@{version[0]}")
    assert said.code == 3
    assert "dataset.ambiguous_version" in said.err
    assert version[:12] in said.err
    assert versions[version[0]][:12] in said.err
    assert desk.call("dataset", "show", f"v@{version[:12]}").code == 0


@pytest.mark.parametrize("use", ["slice", "gate", "cluster", "weight"])
def test_sensitive_column_cannot_be_read_by_a_plan(desk: Any, use: str) -> None:
    options = tuple(word for word in IMPORT if word not in ("--slice", "country"))
    desk.call("import", "loans.csv", "--name", "sealed", *options, "--sensitive", "country,weight")
    text = PLAN.replace("dataset: loans", "dataset: sealed").replace("name: release", "name: sealed")
    if use != "slice":
        text = text.replace("slices:\n  - by: country\n", "")
    if use != "gate":
        text = text.replace("worst_slice, role: slice", "threshold, role: guardrail").replace("by: country, ", "")
    if use in ("cluster", "weight"):
        text = text.replace("cluster: user", f"{use}: {'country' if use == 'cluster' else 'weight'}")
    desk.put({"s.yaml": text})
    before = desk.state()
    for command in (("plan", "check"), ("plan", "lock", "--by", "mina"), ("evaluate", "--exploratory")):
        said = desk.call(*command, "s.yaml")
        assert said.code == 3, said.out
        assert "plan.sensitive_column" in said.err
        assert "s.yaml" in said.err
    assert desk.state() == before


@pytest.mark.parametrize(
    "words",
    [
        ("estimate", "loop.csv", "--label", "l", "--prediction", "p", "--metric", "accuracy"),
        ("import", "loop.csv", "--name", "x", "--id", "i"),
        ("plan", "check", "loop.yaml"),
        ("dataset", "card", "loans", "--file", "loop.yaml"),
        ("verify", "loop.assay"),
        ("replay", "loop.assay"),
        ("restore", "loop.tar", "elsewhere"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_file_that_cannot_be_opened_is_refused(desk: Any, words: tuple[str, ...]) -> None:
    for name in ("loop.csv", "loop.yaml", "loop.assay", "loop.tar"):
        (desk.folder / name).symlink_to(name)
    before = desk.state()
    said = desk.call(*words)
    assert said.code == 3, said.err
    assert "loop." in said.err
    assert desk.state() == before


@pytest.mark.parametrize(
    "damage", [b"", b"hello", b"SQLite format 3\0" + b"\xff" * 5000], ids=["empty", "text", "torn"]
)
def test_workspace_with_a_damaged_database_says_so(desk: Any, damage: bytes) -> None:
    (desk.folder / ".assay" / "assay.db").write_bytes(damage)
    for beside in (desk.folder / ".assay").glob("assay.db-*"):
        beside.unlink()
    for words in (
        ("dataset", "list"),
        ("evaluate", "plan.yaml"),
        ("import", "loans.csv", "--name", "x", *IMPORT),
        ("backup", "b.tar"),
    ):
        said = desk.call(*words)
        assert said.code == 3, (words, said.err)
        assert "Traceback" not in said.err
    assert desk.call("verify").code == 1
    assert not (desk.folder / "b.tar").exists()


def test_refusal_is_one_json_document_when_json_is_asked_for(desk: Any) -> None:
    desk.put({"p.yaml": refused_plans.TEN_MISTAKES})
    said = desk.call("plan", "check", "p.yaml", "--json")
    problems = said.json()["problems"]
    assert len(problems) >= 10
    assert all(each["code"] and each["what"] and each["fix"] and each["file"] == "p.yaml" for each in problems)
    assert [each["line"] for each in problems] == sorted(each["line"] for each in problems)
