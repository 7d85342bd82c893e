"""What an auditor has to read stands alone: the standard library, cryptography, core, and each other."""

import ast
import sys
from pathlib import Path

import pytest

import assay.store.bundle

AUDITED = ("merkle", "signing", "proof", "pins", "durable", "bundle_file", "bundle")
ROOM = Path(assay.store.bundle.__file__).parent


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(str(node.module))
    return names


def allowed(name: str) -> bool:
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names or top == "cryptography" or name.startswith("assay.core."):
        return True
    return name in {f"assay.store.{each}" for each in AUDITED}


@pytest.mark.parametrize("name", AUDITED)
def test_audited_files_import_only_what_an_auditor_has(name: str) -> None:
    assert {each for each in imported(ROOM / f"{name}.py") if not allowed(each)} == set()


@pytest.mark.parametrize("name", ["merkle"])
def test_the_tree_needs_the_standard_library_alone(name: str) -> None:
    assert {each.partition(".")[0] for each in imported(ROOM / f"{name}.py")} <= sys.stdlib_module_names
