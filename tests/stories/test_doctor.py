"""``assay doctor``: what killed commands left is told, and swept when asked."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


def leftover() -> Path:
    path = Path(".assay/objects/ab") / f".{'0' * 62}.{'0' * 16}.partial"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"half a blob")
    return path


def test_what_a_killed_command_left_is_told_and_swept_when_asked(assay: Callable[..., Any]) -> None:
    assay("init")
    assert "No unfinished files" in assay("doctor").out
    path = leftover()
    young = assay("doctor")
    assert young.code == 0
    assert "1 more may be being written now" in young.out
    assert assay("doctor", "--sweep").code == 0
    assert path.exists()
    os.utime(path, (0, 0))
    told = assay("doctor")
    assert told.code == 3
    assert "PROBLEM  Unfinished files of killed commands: 1 (11 bytes" in told.out
    assert "assay doctor --sweep" in told.out
    swept = assay("doctor", "--sweep")
    assert (swept.code, path.exists()) == (0, False)
    assert "Unfinished files removed: 1 (11 bytes)" in swept.out
    assert assay("verify").code == 0
