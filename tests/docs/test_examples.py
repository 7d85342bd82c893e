"""What the pages tell a reader to type does what they say."""

from pathlib import Path

import pytest
from docs_build.blocks import blocks_of, run_page

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs/tutorials").glob("*.md"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_blocks_of_a_page_run_in_order(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_NOW", "2026-11-22T14:05:00.000000Z")
    folder = tmp_path / "reader"
    folder.mkdir()
    run_page(path.read_text(encoding="utf-8"), folder)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_block_that_is_not_run_says_why(path: Path) -> None:
    notes = [block.note for block in blocks_of(path.read_text(encoding="utf-8")) if block.note.startswith("not run")]
    assert [note for note in notes if not note.removeprefix("not run").startswith(": ")] == []
