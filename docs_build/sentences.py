"""The sentences that stand under fields and members in the sources."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple


class Field(NamedTuple):
    """One field of a record, or one member of an enumeration."""

    name: str
    """Its name."""
    type: str
    """Its type as written; for a member its value."""
    sentence: str
    """What stands under it."""


def fields_of(kind: type) -> list[Field]:
    """Fields or members of a class with their sentences, in the order written."""
    source = Path(str(import_module(kind.__module__).__file__)).read_text(encoding="utf-8")
    found = next(
        node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == kind.__name__
    )
    return list(read_fields(found))


def read_fields(record: ast.ClassDef) -> Iterator[Field]:
    """Each field or member of a class statement."""
    for node, follower in zip(record.body, [*record.body[1:], None], strict=True):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                yield Field(name, ast.unparse(annotation), sentence_of(follower))
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                yield Field(name, str(value), sentence_of(follower))


def sentence_of(node: ast.stmt | None) -> str:
    """The text of a statement that is a text; empty for any other."""
    match node:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return text
    return ""
