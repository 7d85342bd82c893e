"""Every stable error code of the house, found in the syntax trees of its files."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[1] / "src" / "assay"
CODE = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*")
MAKERS = re.compile(r".*Error|LedgerAltered|NotPermitted|ShapeMismatch|Problem|Requirement")
NOT_CODES = frozenset(
    [
        *("assignment.skipped", "backup.written", "export.written", "guideline.flagged", "key.rotated"),
        *("queue.requeued", "workspace.created", "workspace.upgraded"),
        *("dataset.imported", "guideline.written", "plan.approved", "queue.filled", "ruling.made"),
        *("reference.published", "evidence.recorded", "decision.made", "judgments.given", "head.signed"),
        *("answer.commented", "item.seen", "webhook.test"),
        *("agent.name", "document.id", "input.value", "output.value"),
    ]
)
"""Kinds of events on the ledger and of those that webhooks tell, and names in traces, which look like codes."""
FILE_ENDINGS = frozenset(
    [
        "assay",
        "css",
        "csv",
        "db",
        "html",
        "j2",
        "js",
        "json",
        "md",
        "mjs",
        "parquet",
        "py",
        "toml",
        "txt",
        "xml",
        "yaml",
        "yml",
    ]
)
ELLIPSIS = "…"


@dataclass(slots=True)
class Found:
    """One code, with what is said where it is first raised."""

    code: str
    """``room.what``."""
    rooms: set[str] = field(default_factory=set)
    """Rooms whose files name it."""
    what: str = ""
    """The sentence on what is wrong, values left open; empty where it is put together elsewhere."""
    fix: str = ""
    """The sentence on what to do, values left open."""


@cache
def error_codes(house: Path = HOUSE) -> list[Found]:
    """All codes, sorted."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(house.rglob("*.py"))}
    made = [
        code for tree in trees.values() for code, call, _ in calls_with_codes(tree) if MAKERS.fullmatch(called(call))
    ]
    subjects = {code.split(".")[0] for code in made}
    found: dict[str, Found] = {}
    for path, tree in trees.items():
        calls = [each for each in calls_with_codes(tree) if each[0].split(".")[0] in subjects]
        for code in (*codes_kept_for_later(tree), *(code for code, _, _ in calls)):
            found.setdefault(code, Found(code)).rooms.add(path.relative_to(house).parts[0])
        for code, call, function in calls:
            say(found[code], call, function)
    return sorted(found.values(), key=lambda each: each.code)


def codes_kept_for_later(tree: ast.Module) -> Iterator[str]:
    """Codes that are given to a name or an argument called code."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name.endswith("code"):
                yield from codes_in(value)
            case ast.keyword(arg="code", value=value):
                yield from codes_in(value)


def codes_in(node: ast.AST) -> Iterator[str]:
    """Every text within the node that has the form of a code and not of a file name."""
    for each in ast.walk(node):
        match each:
            case ast.JoinedStr(values=[ast.Constant(value=str(start)), _]) if start.endswith("."):
                yield start + ELLIPSIS
            case ast.Constant(value=str(text)) if is_code(text):
                yield text


def is_code(text: str) -> bool:
    """Whether a text has the form of a code, and is neither the name of a file nor a kind of event."""
    return bool(CODE.fullmatch(text)) and text.split(".")[1] not in FILE_ENDINGS and text not in NOT_CODES


def calls_with_codes(tree: ast.Module) -> Iterator[tuple[str, ast.Call, ast.AST]]:
    """Calls that are given a code: the code, the call, and the function it stands in."""
    for function in ast.walk(tree):
        if not isinstance(function, (ast.FunctionDef, ast.Module)):
            continue
        for call in own_calls(function):
            for argument in call.args:
                if not isinstance(argument, ast.Call):
                    yield from ((code, call, function) for code in codes_in(argument))


def own_calls(function: ast.AST) -> Iterator[ast.Call]:
    """Calls in a function, not those of functions within it."""
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.FunctionDef):
            continue
        if isinstance(node, ast.Call):
            yield node
        waiting.extend(ast.iter_child_nodes(node))


def called(call: ast.Call) -> str:
    """The last word of what is called."""
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def say(found: Found, call: ast.Call, function: ast.AST) -> None:
    """Take the two sentences from a call, unless an earlier one gave them."""
    place = next(index for index, each in enumerate(call.args) if found.code in codes_in(each))
    texts = [text_of(each, function) for each in call.args[place + 1 : place + 3]]
    if not found.what and texts and " " in texts[0]:
        found.what = texts[0]
        found.fix = next((text for text in texts[1:] if " " in text), "")


def text_of(node: ast.AST, function: ast.AST) -> str:
    """A text as far as it is written down, with an ellipsis for each value filled in later."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(text_of(part, function) if isinstance(part, ast.Constant) else ELLIPSIS for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return text_of(left, function) + text_of(right, function)
        case ast.Name(id=name, lineno=line):
            return text_of(assigned(name, function, line), function)
    return ELLIPSIS


def assigned(name: str, function: ast.AST, line: int) -> ast.AST:
    """What the function gave to a name last before a line; nothing where it never did."""
    values = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and node.lineno < line
        and any(getattr(each, "id", None) == name for each in node.targets)
    ]
    return max(values, key=lambda value: value.lineno, default=ast.Pass())
