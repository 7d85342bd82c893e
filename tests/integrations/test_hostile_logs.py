"""A log or a trace in which anything stands anywhere is read or refused, and never breaks a reader."""

import contextlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.integrations.carrying import FIXTURES
from tests.integrations.test_hostile_files import changed

from assay.core.errors import AssayError
from assay.datasets.carried import carried_items
from assay.datasets.trace_items import step_items, trace_items
from assay.integrations.logs import log_of
from assay.integrations.traces import read_traces
from assay.metrics.agents import agent_estimates

ROUNDS = 40
CALL = {"id": "c", "name": "f", "arguments": "{}"}
PAIR = {"question_id": 1, "model_1": "a", "model_2": "b", "judge": ["g"], "turn": 1, "tstamp": 1.5}
OTHER = {"instruction": "q", "output_1": "a", "output_2": "b", "generator_1": "x", "generator_2": "y", "annotator": "w"}


def lines(rows: Any) -> str:
    return "\n".join(map(json.dumps, rows))


def fixture(name: str) -> Any:
    text = (FIXTURES / name).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()] if name.endswith("l") else json.loads(text)


def promptfoo() -> Any:
    whole = fixture("promptfoo.json")
    whole["results"]["results"] = whole["results"]["results"][:2]
    return whole


LOGS: dict[str, tuple[Callable[[], Any], Callable[[Any], str], str]] = {
    "promptfoo": (promptfoo, json.dumps, ".json"),
    "openai-evals": (lambda: fixture("openai_evals.jsonl"), lines, ".jsonl"),
    "fastchat": (lambda: [{**PAIR, "g1_winner": "model_1", "g2_winner": "tie"}], lines, ".jsonl"),
    "alpaca-eval": (lambda: [{**OTHER, "preference": 1.5}], json.dumps, ".json"),
    "opentelemetry": (lambda: fixture("otel_genai.json"), json.dumps, ".json"),
    "openinference": (lambda: fixture("openinference.json"), json.dumps, ".json"),
    "lines": (
        lambda: [{"id": "q", "turns": [{"role": "assistant", "tool_calls": [CALL]}], "output": "o", "seconds": 1.0},
                 {"id": "r", "steps": [{"kind": "error", "name": "f", "output": "x"}]}],
        lines, ".jsonl",
    ),
}  # fmt: skip


def read(name: str, path: Path) -> None:
    """The file as a command reads it."""
    if name not in ("opentelemetry", "openinference", "lines"):
        log_of(path, format=name)
        return
    found = read_traces(path, format=name)
    agent_estimates(found.traces, {})
    carried_items(trace_items(found), "file")
    if any(trace.steps for trace in found.traces):
        carried_items(step_items(found), "file")


@pytest.mark.parametrize("name", LOGS)
def test_anything_anywhere_is_read_or_refused(name: str, tmp_path: Path) -> None:
    make, write, ending = LOGS[name]
    good, rng, path = make(), random.Random(7), tmp_path / f"log{ending}"
    for _ in range(ROUNDS):
        path.write_text(write(changed(good, rng)), "utf-8")
        with contextlib.suppress(AssayError):
            read(name, path)
