"""Every method, option and reason that the code knows is told on a method page."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from assay.cli.commands import COMMANDS
from assay.datasets.sample_asked import ALLOCATIONS
from assay.datasets.sample_asked import DESIGNS as SAMPLE_DESIGNS
from assay.harness.scorers.instructions import COUNTED
from assay.harness.scorers.named import SCORERS
from assay.metrics.long_facts import REPEATS
from assay.metrics.mixed.design import DESIGNS as MIXED_DESIGNS
from assay.metrics.pairwise import EMPTY
from assay.metrics.reasons import WORDS
from assay.stats.agreement.named import COEFFICIENTS
from assay.stats.agreement.weights import SCALES, WEIGHTS
from assay.stats.truth.consensus import TIES
from assay.stats.truth.named import METHODS, NUMBER_METHODS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/methods"
PAGES = sorted(FOLDER.glob("*.md"))
HOUSE = ROOT / "src/assay"
REASON = re.compile(r'reason="([a-z_]+)"|return "([a-z]+(?:_[a-z]+)+)"|Ends\(None, None, "([a-z_]+)"\)')
GROUPS = {"On a bare file", "To plan"}
ELSEWHERE = {"estimate", "compare"}
"""Commands that the tutorials tell of, and whose numbers are those of ``intervals.md``."""


def page(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def untold(words: Iterable[str], name: str) -> list[str]:
    """Words that stand neither as code nor in a heading of a page."""
    text = page(name)
    told = {
        *re.findall(r"`(?:--\w+ )?([\w-]+)`", text),
        *re.findall(r"[\w-]+", "\n".join(re.findall("^#.*$", text, re.M))),
    }
    return sorted(set(words) - told)


def options_of(*methods: Iterable[str]) -> list[str]:
    return sorted({option for takes in methods for option in takes})


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (COEFFICIENTS, "agreement"),
        (SCALES, "agreement"),
        (WEIGHTS, "agreement"),
        (METHODS, "truth-inference"),
        (NUMBER_METHODS, "truth-inference"),
        (TIES, "truth-inference"),
        (REPEATS, "truth-inference"),
        (EMPTY, "pairwise"),
        (SCORERS, "scorers"),
        (COUNTED, "scorers"),
        (MIXED_DESIGNS, "people-and-machines"),
        (SAMPLE_DESIGNS, "samples"),
        (ALLOCATIONS, "samples"),
        ([word for word in WORDS if word], "intervals"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_every_name_that_the_code_knows_is_on_its_page(words: Iterable[str], name: str) -> None:
    assert untold(words, name) == []


def test_every_option_of_truth_inference_is_on_its_page() -> None:
    taken = options_of(*(each.takes for each in METHODS.values()), *(each.takes for each in NUMBER_METHODS.values()))
    told = page("truth-inference")
    assert [option for option in taken if f"--{option}" not in told and f"{option}:" not in told] == []


def test_every_reason_of_agreement_is_on_its_page() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (HOUSE / "stats/agreement").glob("*.py")]
    found = {next(filter(None, groups)) for text in sources for groups in REASON.findall(text)}
    assert found
    assert untold(sorted(found), "agreement") == []


@pytest.mark.parametrize(
    "command",
    [each.name for group, commands in COMMANDS.items() if group in GROUPS for each in commands],
)
def test_every_command_on_a_bare_file_is_told_on_a_method_page(command: str) -> None:
    assert command in ELSEWHERE or any(f"`assay {command}" in path.read_text(encoding="utf-8") for path in PAGES)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_method_page_has_a_formula_an_example_that_runs_and_a_source(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "```text\n" in text
    assert "```console\n$ assay " in text or "```python\nimport assay" in text
    assert re.search(r"doi:10\.|arXiv:|https://", text)
    assert f"(methods/{path.name})" in (ROOT / "docs/index.md").read_text(encoding="utf-8")
