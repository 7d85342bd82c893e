"""What the pages tell a reader to type does what they say."""

import csv
import random
import re
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from docs_build.blocks import AFTER, blocks_of, run_command, run_file

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs/tutorials").glob("*.md"))]
GONE_ON_FROM = {name for path in PAGES for name in AFTER.findall(path.read_text(encoding="utf-8"))}
LAST = [path for path in PAGES if path.name not in GONE_ON_FROM]
"""Pages that no other goes on from; each runs those before it first."""


@pytest.mark.parametrize("path", LAST, ids=lambda path: path.name)
def test_the_blocks_of_a_page_run_in_order(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_NOW", "2026-11-22T14:05:00.000000Z")
    folder = tmp_path / "reader"
    folder.mkdir()
    run_file(path, folder)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_block_that_is_not_run_says_why(path: Path) -> None:
    notes = [block.note for block in blocks_of(path.read_text(encoding="utf-8")) if block.note.startswith("not run")]
    assert [note for note in notes if not note.removeprefix("not run").startswith(": ")] == []


def write_data(folder: Path) -> None:
    """The two files that the README speaks of."""
    draw = random.Random(3)
    names = ["item", "label", "pred_a", "pred_b", "pred", "score", "country", "device", "user", "user_id"]
    with (folder / "loans.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(names)
        for item in range(900):
            label = draw.choice(["no", "yes"])
            other = {"no": "yes", "yes": "no"}[label]
            first, second = (label if draw.random() < share else other for share in (0.8, 0.85))
            score = round(draw.uniform(0.5, 1) if second == "yes" else draw.uniform(0, 0.5), 4)
            user = f"u{item // 3}"
            place = draw.choice(["DE", "FR"]), draw.choice(["phone", "desktop"])
            rows.writerow([f"i{item}", label, first, second, second, score, *place, user, user])
    pq.write_table(pyarrow.csv.read_csv(folder / "loans.csv"), folder / "predictions.parquet")


def commands_of_the_readme() -> list[str]:
    shell = [block.body for block in blocks_of((ROOT / "README.md").read_text("utf-8")) if block.kind == "sh"]
    lines = "\n".join(shell).replace("\\\n", " ").splitlines()
    return [re.sub(r"\s+#.*$", "", line) for line in lines if line.startswith("assay ")]


def test_the_commands_of_the_readme_run_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    folder.mkdir()
    write_data(folder)
    key = ""
    for line in commands_of_the_readme():
        code, printed = run_command(line.replace("FINGERPRINT", key), folder)
        assert code in ((0, 1, 2) if " evaluate " in line else (0,)), f"{line}\n{printed}"
        key = key or next(iter(re.findall(r"[0-9a-f]{64}", printed)), "")


def test_the_readme_has_commands() -> None:
    words = {line.split()[1] for line in commands_of_the_readme()}
    assert {"estimate", "compare", "init", "import", "plan", "evaluate", "bundle", "verify"} <= words
