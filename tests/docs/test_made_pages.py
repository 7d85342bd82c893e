"""Pages that are made from the code say what the code says now."""

import ast
from pathlib import Path

import pytest
from docs_build.error_codes import HOUSE, codes_in, error_codes
from docs_build.pages import PAGES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_a_made_page_is_not_behind(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), "run: python -m docs_build"


def test_every_command_is_on_its_page() -> None:
    from assay.cli.commands import BY_NAME

    page = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")
    assert [name for name in BY_NAME if f"\n## assay {name}\n" not in page] == []


def test_every_command_has_an_example_in_its_help() -> None:
    from docs_build.pages import help_of, words_under

    from assay.cli.commands import BY_NAME

    lines = [[name, *rest] for name in BY_NAME for rest in ([[word] for word in words_under(name)] or [[]])]
    assert [" ".join(words) for words in lines if f"Example: assay {' '.join(words)}" not in help_of(words)] == []


def test_every_setting_and_check_of_a_plan_is_on_its_page() -> None:
    from assay.datasets.checks import known_checks
    from assay.plans.settings import KNOWN_CHECKS, TABLES

    assert set(known_checks()) == set(KNOWN_CHECKS)
    page = (ROOT / "docs/reference/plan.md").read_text(encoding="utf-8")
    names = [setting.name for table in TABLES.values() for setting in table]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_every_metric_is_on_its_page() -> None:
    from assay.metrics.registry import known_metrics

    page = (ROOT / "docs/reference/metrics.md").read_text(encoding="utf-8")
    assert [name for name in known_metrics() if f"| `{name}` |" not in page] == []


def test_every_public_name_is_on_its_page() -> None:
    import assay

    page = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")
    assert [name for name in assay.__all__ if not name.startswith("__") and f"\n## {name}\n" not in page] == []


def test_every_text_in_the_form_of_a_code_is_found_as_one() -> None:
    known = {each.code for each in error_codes()}
    subjects = {code.split(".")[0] for code in known}
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in HOUSE.rglob("*.py")]
    written = {text for tree in trees for text in codes_in(tree) if text.split(".")[0] in subjects}
    assert written - known == set()


def test_a_code_belongs_to_one_subject_and_is_said_in_words() -> None:
    found = {each.code: each for each in error_codes()}
    assert found["slice.too_long"].rooms == {"core"}
    assert found["slice.too_long"].what == "The slice condition has … characters."
    assert found["slice.too_long"].fix == "Use at most …."
