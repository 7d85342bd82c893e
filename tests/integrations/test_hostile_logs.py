"""A log or a trace in which anything stands anywhere is read or refused, and never breaks a reader."""

import contextlib
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.integrations.carrying import FIXTURES
from tests.integrations.test_hostile_files import changed

from assay.core.errors import AssayError, InputError
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
    "lm-eval": (lambda: fixture("lm_eval_words.jsonl") + fixture("lm_eval_choice.jsonl"), lines, ".jsonl"),
    "fastchat": (lambda: [{**PAIR, "g1_winner": "model_1", "g2_winner": "tie"}], lines, ".jsonl"),
    "alpaca-eval": (lambda: [{**OTHER, "preference": 1.5}], json.dumps, ".json"),
    "opentelemetry": (lambda: fixture("otel_genai.json"), json.dumps, ".json"),
    "openinference": (lambda: fixture("openinference.json"), json.dumps, ".json"),
    "opentelemetry events": (lambda: fixture("otel_openai_v2.jsonl") + fixture("otel_strands.jsonl"), lines, ".jsonl"),
    "opentelemetry older": (lambda: fixture("openllmetry.jsonl"), lines, ".jsonl"),
    "openinference parts": (lambda: fixture("openinference_openai.jsonl"), lines, ".jsonl"),
    "lines": (
        lambda: [{"id": "q", "turns": [{"role": "assistant", "tool_calls": [CALL]}], "output": "o", "seconds": 1.0},
                 {"id": "r", "steps": [{"kind": "error", "name": "f", "output": "x"}]}],
        lines, ".jsonl",
    ),
}  # fmt: skip


def read(name: str, path: Path) -> None:
    """The file as a command reads it."""
    format = name.split(maxsplit=1)[0]
    if format not in ("opentelemetry", "openinference", "lines"):
        log_of(path, format=format)
        return
    found = read_traces(path, format=format)
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


def test_anything_anywhere_in_an_archive_is_read_or_refused(tmp_path: Path) -> None:
    scores = {"match": {"value": "C", "explanation": "x"}}
    sample = {"id": 1, "epoch": 1, "input": [{"role": "user", "content": "q"}], "output": {"completion": "o"}}
    sample |= {"scores": scores, "metadata": {"a": 1}, "messages": [1]}
    good = {"header": {"eval": {"model": "m"}, "status": "success"}, "sample": sample}
    rng = random.Random(7)
    for place in range(2 * ROUNDS):
        made, file = changed(good, rng), tmp_path / f"{place}.eval"
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("header.json", json.dumps(made.get("header")))
            archive.writestr("samples/one.json", json.dumps(made.get("sample")))
        with contextlib.suppress(AssayError):
            log_of(file, format="inspect")


def test_an_answer_that_stands_twice_in_a_log_is_told_by_its_place(tmp_path: Path) -> None:
    file = tmp_path / "log.eval"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("header.json", "{}")
        for name in "abc":
            archive.writestr(f"samples/{name}.json", json.dumps({"id": "p", "scores": {"s": {"value": "C"}}}))
    with pytest.raises(InputError) as refused:
        log_of(file, format="inspect")
    assert [(each.code, each.line) for each in refused.value.problems] == [("input.duplicate_id", n) for n in (2, 3)]
