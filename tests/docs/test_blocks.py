"""The runner of blocks notices what it must."""

from pathlib import Path

import pytest
from docs_build.blocks import Command, Difference, blocks_of, commands_of, run_page


def page(*lines: str) -> str:
    return "\n".join(["# Title", "", *lines, ""])


def test_blocks_are_found_with_kind_file_note_and_line() -> None:
    text = page("<!-- not run: why -->", "```console", "$ a", "```", "", "```yaml plan.yaml", "a: 1", "```")
    first, second = blocks_of(text)
    assert (first.kind, first.note, first.body, first.line) == ("console", "not run: why", "$ a\n", 5)
    assert (second.kind, second.file, second.body) == ("yaml", "plan.yaml", "a: 1\n")


def test_commands_have_their_exit_code_and_what_they_print() -> None:
    body = "$ one \\\n  two  # exit code 1\nsaid\n\nmore\n$ three\n"
    assert list(commands_of(body)) == [Command("one \\\n  two", 1, "said\n\nmore"), Command("three", 0, "")]


@pytest.mark.parametrize(
    "lines",
    [
        ("```console", "$ echo right", "right", "```"),
        ("```console", "$ echo one two three", "one ... three", "```"),
        ("```console", "$ false  # exit code 1", "```"),
        ("```python", "print('right')", "```", "", "<!-- prints -->", "```text", "right", "```"),
        ("```yaml sub/plan.yaml", "a: 1", "```", "", "```console", "$ cat sub/plan.yaml", "a: 1", "```"),
        ("```python", "open('f', 'w').write('x')", "```", "", "```console", "$ cat f", "x", "```"),
        ("<!-- not run: it costs money -->", "```console", "$ false", "```"),
        ("```json", "not json", "```"),
    ],
)
def test_a_page_that_tells_the_truth_runs(lines: tuple[str, ...], tmp_path: Path) -> None:
    run_page(page(*lines), tmp_path)


@pytest.mark.parametrize(
    "lines",
    [
        ("```console", "$ echo right", "wrong", "```"),
        ("```console", "$ false", "```"),
        ("```console", "$ true  # exit code 1", "```"),
        ("```console", "$ echo 'a b'; false | true", "```"),
        ("```python", "raise SystemExit(1)", "```"),
        ("```python", "print('right')", "```", "", "<!-- prints -->", "```text", "wrong", "```"),
    ],
)
def test_a_page_that_does_not_is_found(lines: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(Difference):
        run_page(page(*lines), tmp_path)
