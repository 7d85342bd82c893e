"""ARCHITECTURE.md leads a newcomer to the file on the first guess, and names nothing that is not there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src" / "assay"
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([^`\s]+)`")

QUESTIONS = {
    "Where is the Wilson interval?": ("stats/proportion.py", "wilson_interval"),
    "Where does a spread become an interval?": ("metrics/limits.py", "limits"),
    "Where would I add an importer?": ("datasets/reading.py", "read_table"),
    "Where is the exit code of evaluate decided?": ("gates/recommend.py", "exit_code"),
    "Where does a mistake become exit code 3?": ("cli/main.py", "outcome"),
    "Where is the sentence 'Recall on sex=Female is worse by' written?": ("gates/why.py", "why"),
    "Where does the report say that a gap is approximate?": ("gates/caveats.py", "caveats"),
    "Where is 'age < 30' parsed?": ("core/expression.py", "parse_expression"),
    "Where is the private key?": ("store/keys.py", "Keyring"),
    "Where is Holm's step-down for the gates of a plan?": ("gates/family.py", "holm_steps"),
    "Where is the text of a method card?": ("metrics/cards.py", "value_card"),
    "Where is the default of a plan's setting?": ("plans/settings.py", "PLAN"),
    "Where is a plan stopped from reading /etc/passwd?": ("plans/trust.py", "resolve_inside"),
    "Where are duplicate keys of a plan found?": ("texts/strict_yaml.py", "read_settings"),
    "Where is Krippendorff's alpha looked up?": ("stats/agreement/named.py", "coefficient"),
    "Where are right-to-left marks made visible?": ("core/safe_text.py", "neutral"),
    "Where is the story of `assay estimate FILE`?": ("workflows/from_data.py", "estimate"),
    "Where is the half-written file of a killed command found?": ("store/leftovers.py", "find_leftovers"),
}
"""Each asked of the page and the names of the files alone; nine of them missed on the first guess and got a row."""


def defined(path: Path) -> set[str]:
    """Names that a file defines at its top."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def is_door(room: Path, dotted: str) -> bool:
    """Whether ``file``, ``file.function`` or ``folder/`` is in a room."""
    first, _, rest = dotted.rstrip("/").partition(".")
    path = room / f"{first}.py"
    if not path.is_file():
        return (room / first).is_dir() and not rest
    return not rest or rest in defined(path)


def rows(heading: str, until: str) -> list[list[str]]:
    """Cells of the table rows between two texts of the page."""
    part = PAGE.partition(heading)[2].partition(until)[0]
    lines = [line.strip("|") for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_page_leads_to_the_file_that_answers(question: str) -> None:
    path, name = QUESTIONS[question]
    assert name in defined(HOUSE / path)
    room, _, rest = path.partition("/")
    as_door = any(
        cells[0] == f"`{room}`" and re.search(rf"`{rest.removesuffix('.py')}(\.{name})?`", cells[1])
        for cells in rows("## What each room offers", "The folders of `stats`")
    )
    assert as_door or f"`{path}`" in PAGE


def test_every_path_of_the_page_is_there() -> None:
    paths = {each for each in NAMED.findall(PAGE) if "/" in each}
    assert len(paths) > 40
    assert sorted(each for each in paths if not (HOUSE / each).exists() and not (ROOT / each).exists()) == []


def test_every_door_of_the_page_is_there() -> None:
    doors = [
        (cells[0].strip("`"), each)
        for cells in rows("## What each room offers", "The folders of `stats`")
        for each in NAMED.findall(cells[1])
        if cells[0].startswith("`") and not each[0].isupper() and "/" not in each
    ]
    families = [
        (f"stats/{cells[0].strip('`')}", each)
        for cells in rows("The folders of `stats`", "## Where do I find")
        for each in NAMED.findall(cells[2])
    ]
    assert len(doors) > 40
    assert len(families) >= 8
    assert [each for each in (*doors, *families) if not is_door(HOUSE / each[0], each[1])] == []


def test_every_room_and_every_folder_of_stats_is_on_the_page() -> None:
    rooms = {path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists()}
    folders = {path.name for path in (HOUSE / "stats").iterdir() if (path / "__init__.py").exists()}
    told = {cells[0].strip("`") for cells in rows("## Floors", "## Where do I find")}
    assert rooms | folders <= told
