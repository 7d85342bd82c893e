"""`assay.__all__` is written by hand, sorted, and true."""

import ast
from pathlib import Path

import pytest

import assay

TREE = ast.parse(Path(assay.__file__).read_text(encoding="utf-8"))
OFFERED = [
    "AssayError",
    "Client",
    "Comparison",
    "Estimate",
    "Interval",
    "__version__",
    "acceptance",
    "agree",
    "alt_test",
    "compare",
    "consensus",
    "draw_sample",
    "estimate",
    "mixed",
    "open_workspace",
    "pairwise",
    "power",
    "read_log",
    "risk",
    "score",
]


def test_the_offer_is_what_was_promised() -> None:
    assert assay.__all__ == OFFERED


def test_the_offer_is_sorted() -> None:
    assert assay.__all__ == sorted(assay.__all__)


@pytest.mark.parametrize("name", assay.__all__)
def test_each_name_of_the_offer_can_be_had(name: str) -> None:
    assert getattr(assay, name) is not None


@pytest.mark.parametrize("name", sorted(assay._HOMES))
def test_each_name_comes_from_the_file_that_defines_it(name: str) -> None:
    assert getattr(assay, name).__module__ == assay._HOMES[name]


def test_the_types_that_editors_see_are_those_that_are_loaded() -> None:
    typed = {
        alias.name: node.module for node in ast.walk(TREE) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert {name: typed.get(name) for name in assay._HOMES} == assay._HOMES


def test_the_offer_is_listed_by_dir() -> None:
    assert set(assay.__all__) <= set(dir(assay))


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'estimat'; it has .*estimate"):
        _ = assay.estimat
