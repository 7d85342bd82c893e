"""The page about other tools does what it says, and names every tool and every field."""

import re
from pathlib import Path

import pytest
from docs_build.blocks import run_file

from assay.integrations.named import OURS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "how-to" / "other-tools.md"


def test_the_blocks_of_the_page_run_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_NOW", "2026-11-26T14:05:00.000000Z")
    run_file(PAGE, tmp_path)


def test_every_tool_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in OURS if f"`{name}`" not in page and f"--to {name}" not in page] == []


def test_the_fields_of_what_came_and_went_are_documented_in_order() -> None:
    from assay.core.exchange import Brought, Written
    from assay.reports.carried import carried_json, written_json

    page = (DOCS / "reference" / "json.md").read_text(encoding="utf-8")
    brought = Brought("doccano", "", "id", (), (), (), (), ())
    for title, fields in (
        ("assay judgments import --format --json", list(carried_json(brought, None))),
        ("assay export --json", list(written_json("f", "csv", Written(b"", None, 0, 0))["export"])),
    ):
        section = page.partition(f"## `{title}`")[2].partition("\n## ")[0]
        assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == fields
