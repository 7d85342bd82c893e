"""The sources of the house as syntax trees, for tests that say what import-linter cannot."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "src" / "assay"


@dataclass(frozen=True)
class Source:
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

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    @cached_property
    def imported(self) -> set[str]:
        """Full names of everything imported, wherever in the file."""
        found: set[str] = set()
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            if isinstance(node, ast.ImportFrom):
                found.add("." * node.level + (node.module or ""))
                if node.module == "assay":
                    found |= {f"assay.{alias.name}" for alias in node.names}
        return found

    @cached_property
    def calls(self) -> list[tuple[str, ast.Call]]:
        """Every call with the dotted name called."""
        return [(name, node) for node in self.nodes if isinstance(node, ast.Call) and (name := dotted(node.func))]

    @cached_property
    def names(self) -> set[str]:
        """Every dotted name that the file reads, such as ``np.random.seed``."""
        return {name for node in self.nodes if (name := dotted(node))}


def dotted(node: ast.AST) -> str:
    """``a.b.c`` for attributes of a name, ``b.c`` for those of something else; empty for what has no name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return ""


def read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(HOUSE).as_posix(), text, ast.parse(text))


class Sources(list[Source]):
    """All files of the house."""

    def where(self, rule: Callable[[Source], Iterable[str]]) -> dict[str, list[str]]:
        """What a rule finds, by file; files where it finds nothing are left out."""
        return {source.path: found for source in self if (found := sorted(rule(source)))}


@pytest.fixture(scope="session")
def sources() -> Sources:
    """All files of the house, read once."""
    return Sources(read(path) for path in sorted(HOUSE.rglob("*.py")))
