"""A file of another tool in which anything stands anywhere is read or refused, and never breaks a reader."""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integrations.carrying import FIXTURES, kept, outgoing, read, write

from assay.core.errors import AssayError
from assay.datasets.carried import carried_items

STRANGE: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**400, 1.5, "", "x", "😀", "\x00", "2026-01-01"),
    *([], {}, [1], ["x"], {"a": 1}, [[]], [{}], [[0, 1, "x"]], {"x": {"y": [1]}}),
)
ROUNDS = 60


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, (*path, key))


def changed(value: Any, rng: random.Random) -> Any:
    """The value with something strange in one place, or nothing there."""
    path = rng.choice([*places(value)][1:])
    made = copy.deepcopy(value)
    place = made
    for key in path[:-1]:
        place = place[key]
    if rng.random() < 0.2:
        del place[path[-1]]
    else:
        place[path[-1]] = rng.choice(STRANGE)
    return made


def files(tool: str, folder: Path) -> list[tuple[Any, str | None]]:
    """Good files of a tool with their configurations."""
    if tool == "label-studio":
        tasks = json.loads((FIXTURES / "label_studio.json").read_text("utf-8"))
        return [(tasks, (FIXTURES / "label_studio.xml").read_text("utf-8")), (tasks, None)]
    if tool == "argilla":
        records = json.loads((FIXTURES / "argilla.json").read_text("utf-8"))
        return [(records, (FIXTURES / "argilla_settings.json").read_text("utf-8"))]
    written = [write(tool, outgoing(name), folder)[1].content for name in ("choice", "spans", "text")]
    return [([json.loads(line) for line in each.decode().splitlines()], None) for each in written]


@pytest.mark.parametrize("tool", ["label-studio", "argilla", "doccano", "prodigy"])
def test_anything_anywhere_is_read_or_refused(tool: str, tmp_path: Path) -> None:
    rng = random.Random(4)
    good = files(tool, tmp_path)
    path = tmp_path / "strange.json"
    refused = 0
    for _ in range(ROUNDS):
        value, config = rng.choice(good)
        if config is not None and config.startswith("{") and rng.random() < 0.4:
            config = json.dumps(changed(json.loads(config), rng))
        else:
            value = changed(value, rng)
        path.write_text(json.dumps(value), encoding="utf-8")
        try:
            found = read(tool, path, config=config, judge="j1")
            kept(found)
            carried_items(found, str(path), as_text=[found.item])
        except AssayError:
            refused += 1
    assert 0 < refused < ROUNDS
