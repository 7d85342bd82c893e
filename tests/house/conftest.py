"""The sources of the house as syntax trees, for tests that say what import-linter cannot."""

import ast
from pathlib import Path
from typing import NamedTuple

import pytest

HOUSE = Path(__file__).parents[2] / "src" / "assay"


class Source(NamedTuple):
    """One file of the house."""

    path: str
    """From the package's folder, with slashes: ``store/merkle.py``."""
    text: str
    """As written."""
    tree: ast.Module
    """As parsed."""

    @property
    def room(self) -> str:
        """The first folder; empty for files of the package itself."""
        return self.path.split("/")[0] if "/" in self.path else ""

    def imported(self) -> set[str]:
        """Full names of everything imported, wherever in the file."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            if isinstance(node, ast.ImportFrom):
                found.add("." * node.level + (node.module or ""))
                if node.module == "assay":
                    found |= {f"assay.{alias.name}" for alias in node.names}
        return found

    def dotted(self) -> list[tuple[str, ast.AST]]:
        """Every dotted name that the file reads, such as ``np.random.seed``."""
        return [(name, node) for node in ast.walk(self.tree) if (name := dotted_name(node))]


def dotted_name(node: ast.AST) -> str:
    """``a.b.c`` for attributes of a plain name, else empty."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (above := dotted_name(node.value)):
        return f"{above}.{node.attr}"
    return ""


def read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(HOUSE).as_posix(), text, ast.parse(text))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes ``source`` runs once for each file of the house."""
    if "source" in metafunc.fixturenames:
        sources = [read(path) for path in sorted(HOUSE.rglob("*.py"))]
        metafunc.parametrize("source", sources, ids=[source.path for source in sources])
