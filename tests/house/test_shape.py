"""The shape of the files: small, named by nouns, and telling what each field means."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest

Source = Any
Sources = Any
MOST_LINES = 400
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "service", "misc", "tools"}
EXCEPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<rest>[^#\n]*)")


def test_a_file_has_at_most_400_lines(sources: Sources) -> None:
    long = {source.path: len(source.text.splitlines()) for source in sources}
    assert {path: lines for path, lines in long.items() if lines > MOST_LINES} == {}


def test_a_file_is_named_by_a_noun_of_the_house(sources: Sources) -> None:
    assert sources.where(lambda source: set(re.split(r"[/_.]", source.path.removesuffix(".py"))) & SAYS_NOTHING) == {}


def test_a_file_says_what_it_is_for(sources: Sources) -> None:
    assert [source.path for source in sources if not ast.get_docstring(source.tree)] == []


def test_the_init_of_a_room_holds_only_a_docstring(sources: Sources) -> None:
    rooms = [source for source in sources if source.path.endswith("/__init__.py")]
    assert rooms
    assert [source.path for source in rooms if len(source.tree.body) != 1] == []


def test_each_public_function_and_class_says_what_it_gives(sources: Sources) -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

    def silent(source: Source) -> list[str]:
        public = [node for node in source.tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
        return [node.name for node in public if not ast.get_docstring(node)]

    assert sources.where(silent) == {}


def test_each_field_of_a_record_has_a_sentence_under_it(sources: Sources) -> None:
    def silent(source: Source) -> list[str]:
        return [f"{each.name}.{name}" for each in records(source.tree) for name in fields_without_a_sentence(each)]

    assert sources.where(silent) == {}


def test_each_record_of_core_is_frozen(sources: Sources) -> None:
    def thawed(source: Source) -> list[str]:
        kept = records(source.tree) if source.room == "core" else ()
        return [record.name for record in kept if not is_named_tuple(record) and not is_frozen(record)]

    assert sources.where(thawed) == {}


def test_each_exception_from_the_linter_or_the_types_gives_its_reason(sources: Sources) -> None:
    def silent(source: Source) -> list[str]:
        return [found.group() for found in EXCEPTION.finditer(source.text) if " - " not in found["rest"]]

    assert sources.where(silent) == {}


def records(tree: ast.Module) -> Iterator[ast.ClassDef]:
    """Records that others may use; what a file keeps to itself begins with an underscore."""
    for node in ast.walk(tree):
        is_record = isinstance(node, ast.ClassDef) and (decorator(node) is not None or is_named_tuple(node))
        if is_record and not node.name.startswith("_"):
            yield node


def decorator(node: ast.ClassDef) -> ast.expr | None:
    for each in node.decorator_list:
        called = each.func if isinstance(each, ast.Call) else each
        if getattr(called, "id", getattr(called, "attr", "")) == "dataclass":
            return each
    return None


def is_named_tuple(node: ast.ClassDef) -> bool:
    return any(getattr(each, "id", getattr(each, "attr", "")) == "NamedTuple" for each in node.bases)


def is_frozen(node: ast.ClassDef) -> bool:
    found = decorator(node)
    return isinstance(found, ast.Call) and any(
        keyword.arg == "frozen" and getattr(keyword.value, "value", False) is True for keyword in found.keywords
    )


def fields_without_a_sentence(record: ast.ClassDef) -> list[str]:
    followers = [*record.body[1:], None]
    return [
        getattr(node.target, "id", "?")
        for node, follower in zip(record.body, followers, strict=True)
        if isinstance(node, ast.AnnAssign) and not is_sentence(follower) and not is_private(node)
    ]


def is_private(node: ast.AnnAssign) -> bool:
    return getattr(node.target, "id", "").startswith("_")


def is_sentence(node: ast.stmt | None) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        ('class A(NamedTuple):\n    x: int\n    """X."""\n    y: int\n', ["y"]),
        ('@dataclass(frozen=True)\nclass A:\n    x: int\n    y: int = 3\n    """Y."""\n', ["x"]),
        ('@dataclass\nclass A:\n    """A."""\n\n    x: int\n    """X."""\n', []),
        ("class A:\n    x: int\n", []),
        ("class _A(NamedTuple):\n    x: int\n", []),
        ("class A(NamedTuple):\n    _x: int\n", []),
    ],
)
def test_silent_fields_are_found(text: str, silent: list[str]) -> None:
    assert [name for record in records(ast.parse(text)) for name in fields_without_a_sentence(record)] == silent
