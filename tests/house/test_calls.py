"""What no file may call: a clock or chance outside their one place, and anything that runs data as code."""

import ast
from typing import Any

import pytest

Source = Any
CLOCK = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.strftime"),
}
CHANCE = {"uuid", "random", "secrets"}
MAY_DRAW = {
    "store/backup.py": "the name of a file that is renamed before anybody sees it",
    "store/durable.py": "the name of a file that is renamed before anybody sees it",
    "store/signing.py": "a new signing key is drawn once, when a workspace is made",
    "store/sealed.py": "salts and nonces of sealed values must not be foreseeable",
}
RUNS_DATA = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}


def may_read_the_clock(source: Source) -> bool:
    return source.room == "cli" or source.path.startswith("store/clock")


def calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    """Every call with the dotted name called."""
    return [(name, node) for node in ast.walk(tree) if isinstance(node, ast.Call) and (name := dotted(node.func))]


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return ""


def ends(name: str, banned: set[str]) -> bool:
    return any(name == each or name.endswith(f".{each}") for each in banned)


def test_only_the_clock_and_the_command_line_read_the_time(source: Source) -> None:
    if not may_read_the_clock(source):
        assert not [name for name, _ in calls(source.tree) if ends(name, CLOCK)]


def test_only_the_clock_and_the_command_line_draw_ids_and_chance(source: Source) -> None:
    if may_read_the_clock(source) or source.path in MAY_DRAW:
        return
    assert not {name for name in source.imported() if name.split(".")[0] in CHANCE}
    assert not [name for name, _ in calls(source.tree) if ends(name, {"os.urandom"})]


def test_random_generators_are_given_their_seed(source: Source) -> None:
    for name, call in calls(source.tree):
        if ends(name, {"default_rng", "SeedSequence", "Philox", "PCG64"}):
            assert call.args or call.keywords, f"{name} at line {call.lineno} has no seed"
        assert not (".random." in f".{name}" and name.split(".")[-1] in {"seed", "rand", "randn", "shuffle", "choice"})


def test_nothing_runs_data_as_code(source: Source) -> None:
    found = [name for name, _ in calls(source.tree) if name in RUNS_DATA]
    assert not found


def test_yaml_is_never_read_with_a_loader_that_makes_objects(source: Source) -> None:
    unsafe = {"yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load", "yaml.UnsafeLoader", "yaml.Loader"}
    assert not [name for name, _ in source.dotted() if name in unsafe]


def test_no_subprocess_is_given_to_a_shell(source: Source) -> None:
    for name, call in calls(source.tree):
        shell = [keyword for keyword in call.keywords if keyword.arg == "shell"]
        assert not shell, f"{name} at line {call.lineno}"


@pytest.mark.parametrize(
    ("text", "banned"),
    [
        ("import datetime as dt\ndt.datetime.now()", CLOCK),
        ("from datetime import datetime\ndatetime.now(UTC)", CLOCK),
        ("import time\ntime.time()", CLOCK),
        ("import os\nos.urandom(3)", {"os.urandom"}),
    ],
)
def test_the_calls_are_found_however_they_are_imported(text: str, banned: set[str]) -> None:
    assert [name for name, _ in calls(ast.parse(text)) if ends(name, banned)]
