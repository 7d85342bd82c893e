"""Fragments become a section of the changelog."""

from pathlib import Path

import pytest
from housekeeping.changelog import HEADING, main, read_fragments

ROOT = Path(__file__).parents[2]


@pytest.fixture
def changes(tmp_path: Path) -> Path:
    folder = tmp_path / "changes"
    folder.mkdir()
    return folder


def test_fragments_of_this_repository_are_well_formed() -> None:
    assert all(fragment.text.endswith(".") for fragment in read_fragments(ROOT / "changes"))


def test_a_release_collects_fragments_on_top_and_removes_them(changes: Path) -> None:
    (changes / "10.added.md").write_text("Tenth.\n")
    (changes / "9.added.md").write_text("Ninth,\nin two lines.\n")
    (changes / "3.fixed.md").write_text("Third.\n")
    (changes.parent / "CHANGELOG.md").write_text(HEADING + "\n## 0.1.0 (2026-01-01)\n")
    assert main(["0.2.0", "2026-11-22"], changes.parent) == 0
    assert list(changes.iterdir()) == []
    assert (changes.parent / "CHANGELOG.md").read_text() == (
        f"{HEADING}\n## 0.2.0 (2026-11-22)\n\n### Added\n\n- Ninth, in two lines. (9)\n- Tenth. (10)\n\n"
        "### Fixed\n\n- Third. (3)\n\n## 0.1.0 (2026-01-01)\n"
    )


@pytest.mark.parametrize("name", ["added.md", "2.news.md", "2.added.txt", "two.added.md"])
def test_a_fragment_of_another_name_stops_the_release_and_nothing_is_written(changes: Path, name: str) -> None:
    (changes / name).write_text("Something.\n")
    assert main(["0.2.0", "2026-11-22"], changes.parent) == 3
    assert not (changes.parent / "CHANGELOG.md").exists()
    assert (changes / name).exists()


def test_an_empty_fragment_stops_the_release(changes: Path) -> None:
    (changes / "2.added.md").write_text("\n")
    assert main(["0.2.0", "2026-11-22"], changes.parent) == 3


def test_a_release_needs_a_version_and_a_day(changes: Path) -> None:
    assert main(["0.2.0"], changes.parent) == 3
