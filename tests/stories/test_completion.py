"""The shell completes commands, their verbs and their options."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("assay eva", "evaluate"),
        ("assay plan ", "lock"),
        ("assay evaluate --ex", "--exploratory"),
        ("assay dataset s", "show"),
    ],
)
def test_the_shell_is_offered(typed: str, offered: str) -> None:
    place = str(len(typed.split(" ")) - 1)
    asked = {"_ASSAY_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": place}
    said = subprocess.run(
        [sys.executable, "-m", "assay"], env={**os.environ, **asked}, capture_output=True, text=True, check=False
    )
    assert offered in said.stdout.split()
