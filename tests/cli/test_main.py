"""What the command says when the machine fails it: a full disk is no bug of ours."""

import errno
import os
import sys

import pytest

from assay.cli import main


def test_a_full_disk_is_told_as_one_and_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def dispatch(_: list[str]) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(main, "dispatch", dispatch)
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    assert main.guarded(["dataset", "list"]) == main.MISTAKE
    sys.stdout.close()  # what took its place
    assert "Make room on the disk" in capsys.readouterr().err


def test_a_bug_is_told_where_its_traceback_cannot_be_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def dispatch(_: list[str]) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(main, "dispatch", dispatch)
    monkeypatch.setattr("tempfile.tempdir", "/no such folder")
    assert main.guarded(["dataset", "list"]) == main.BUG
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "The traceback is in the lines above" in said
