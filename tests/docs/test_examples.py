"""What the pages tell a reader to type does what they say."""

import re
from pathlib import Path

import pytest
from demo.labels import lexicon
from demo.loans import main as loans
from demo.votes import main as votes
from demo.wheel import NotAvailable
from docs_build.blocks import AFTER, blocks_of, plain, run_command, run_file

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    *(path for room in ("tutorials", "methods") for path in sorted((ROOT / "docs" / room).glob("*.md"))),
]
GONE_ON_FROM = {name for path in PAGES for name in AFTER.findall(path.read_text(encoding="utf-8"))}
LAST = [path for path in PAGES if path.name not in GONE_ON_FROM]
"""Pages that no other goes on from; each runs those before it first."""
OF_THE_WHEEL = "what-are-labels-worth.md"
"""The page whose data come from the package index."""


def is_offline() -> bool:
    """Whether the ratings cannot be had: then the page's first command says so, and nothing of it can be run."""
    try:
        return not lexicon()
    except NotAvailable:
        return True


@pytest.mark.parametrize("path", LAST, ids=lambda path: path.name)
def test_the_blocks_of_a_page_run_in_order(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_NOW", "2026-11-22T14:05:00.000000Z")
    folder = tmp_path / "reader"
    folder.mkdir()
    if path.name == OF_THE_WHEEL and is_offline():
        code, printed = run_command("python -m demo.labels", folder)
        assert (code, printed[:11]) == (3, "No ratings:")
        return
    run_file(path, folder)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_block_that_is_not_run_says_why(path: Path) -> None:
    notes = [block.note for block in blocks_of(path.read_text(encoding="utf-8")) if block.note.startswith("not run")]
    assert [note for note in notes if not note.removeprefix("not run").startswith(": ")] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_that_runs_programs_of_the_clone_says_where_they_are_found(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "$ python -m demo" not in text or "PYTHONPATH" in text or "folder of your clone" in text


README = (ROOT / "README.md").read_text("utf-8")


def commands_of_the_readme() -> list[str]:
    shell = [block.body for block in blocks_of(README) if block.kind == "sh"]
    lines = "\n".join(shell).replace("\\\n", " ").splitlines()
    return [re.sub(r"\s+#.*$", "", line) for line in lines if line.startswith("assay ")]


def test_the_commands_of_the_readme_run_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    folder.mkdir()
    assert "python -m demo.loans out/try" in README
    assert "python -m demo.votes out/try" in README
    assert (loans([str(folder)]), votes([str(folder)])) == (0, 0)
    key = ""
    for line in commands_of_the_readme():
        code, printed = run_command(line.replace("FINGERPRINT", key), folder)
        assert code in ((0, 1, 2) if " evaluate " in line else (0,)), f"{line}\n{printed}"
        key = key or next(iter(re.findall(r"[0-9a-f]{64}", printed)), "")


def test_the_table_in_the_readme_is_what_its_command_prints_on_the_data_a_reader_can_make(tmp_path: Path) -> None:
    loans([str(tmp_path)])
    command = next(line for line in commands_of_the_readme() if line.startswith("assay compare"))
    shown = next(block.body for block in blocks_of(README) if block.kind == "text")
    code, printed = run_command(command, tmp_path)
    assert (code, plain(printed)) == (0, plain(shown))


def test_what_the_readme_says_labels_are_worth_is_what_its_command_prints(tmp_path: Path) -> None:
    votes([str(tmp_path)])
    command = next(line for line in commands_of_the_readme() if line.startswith("assay mixed"))
    (shown,) = re.findall(r"\d+ labels of people are worth \d+", README)
    code, printed = run_command(command, tmp_path)
    assert (code, shown in printed) == (0, True)


def test_the_readme_has_commands() -> None:
    words = {line.split()[1] for line in commands_of_the_readme()}
    assert {"estimate", "compare", "init", "import", "plan", "evaluate", "bundle", "verify"} <= words
    assert {"agree", "consensus", "mixed", "power"} <= words
