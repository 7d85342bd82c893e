"""Progress on a terminal, and nothing where there is none."""

import io
from pathlib import Path

import pytest

from assay.cli.progress import progress_line, told


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True

    def last_line(self) -> str:
        """What a person would see on the line at the end."""
        shown = ""
        for part in self.getvalue().split("\r"):
            shown = part + shown[len(part) :]
        return shown


@pytest.fixture(autouse=True)
def capable_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def test_a_terminal_sees_how_many_rows_are_done_and_the_line_is_gone_at_the_end() -> None:
    terminal = Terminal()
    with progress_line(terminal) as progress:
        assert progress is not None
        progress(100_000, 150_000, "judgments of new")
        assert terminal.last_line() == "100,000 of 150,000 judgments of new"
        progress(9, None, "items")
        assert terminal.last_line().rstrip() == "9 items"
    assert terminal.last_line().strip() == ""
    assert "\n" not in terminal.getvalue()


def test_the_line_is_gone_when_the_work_fails() -> None:
    terminal = Terminal()

    def work() -> None:
        with progress_line(terminal) as progress:
            assert progress is not None
            progress(1, 2, "items")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert "1 of 2 items" in terminal.getvalue()
    assert terminal.last_line().strip() == ""


@pytest.mark.parametrize(("stream", "term"), [(io.StringIO(), "xterm"), (Terminal(), "dumb")])
def test_nothing_is_written_where_no_line_can_be_rewritten(
    stream: io.StringIO, term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    with progress_line(stream) as progress:
        assert progress is None
    assert stream.getvalue() == ""


def test_a_long_line_stays_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    terminal = Terminal()
    with progress_line(terminal) as progress:
        assert progress is not None
        progress(1, 2, "judgments of " + "x" * 500)
        assert len(terminal.last_line()) < 40


def test_a_hostile_name_cannot_steer_the_terminal() -> None:
    assert told(1, 2, "judgments of \x1b[2J\n\u202e") == "1 of 2 judgments of \\x1b[2J \\u202e"


def test_import_tells_its_progress_to_a_terminal(assay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work" / "two.csv").write_text("item,label,pred\na,yes,yes\nb,no,yes\n")
    assert assay("init").code == 0
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    imported = assay("import", "two.csv", "--name", "two", "--id", "item", "--label", "label", "--prediction", "m=pred")
    assert imported.code == 0
    assert "2 of 2 items" in terminal.getvalue()
    assert "2 of 2 judgments of m" in terminal.getvalue()
