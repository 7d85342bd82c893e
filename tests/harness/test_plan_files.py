"""Files beside a plan: what they say is what is asked, as long as they are what the plan was read with."""

import hashlib
from pathlib import Path

import pytest

from assay.core.errors import PlanError
from assay.core.plan import Call
from assay.harness.plan_files import means_of
from assay.harness.systems import system_settings
from assay.workflows.workspace import Workspace


def test_a_file_that_changed_while_the_plan_runs_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "shots.csv"
    file.write_bytes(b"q,answer\n1,2\n")
    call = Call("", "m", "{{ q }}", shots="shots.csv", shots_sha256=hashlib.sha256(file.read_bytes()).hexdigest())
    files = Workspace.files_beside(tmp_path)
    asked = means_of(call, files).wording.of({"q": 5}, line=1)
    assert asked == (
        "5",
        ({"role": "user", "content": "1"}, {"role": "assistant", "content": "2"}, {"role": "user", "content": "5"}),
    )
    file.write_bytes(b"q,answer\n1,3\n")
    with pytest.raises(PlanError) as caught:
        means_of(call, files)
    assert (caught.value.code, caught.value.problems[0].file) == ("plan.file_changed", str(file))


def test_what_a_file_is_called_makes_no_other_system_and_what_it_holds_does() -> None:
    one, renamed, other = (
        Call("", "m", "{{ q }}", shots=name, shots_sha256=sha256)
        for name, sha256 in (("a.csv", "1" * 64), ("b.csv", "1" * 64), ("a.csv", "2" * 64))
    )
    assert system_settings(one) == system_settings(renamed) != system_settings(other)
