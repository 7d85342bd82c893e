"""Inputs that are refused: exit 3 (1 for altered), each problem with its place and remedy, and nothing changed."""

from typing import Any

import pytest
from tests.inputs import refused_files, refused_plans
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
