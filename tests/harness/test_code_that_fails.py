"""Code of the user's that raises or leaves: what happened is told with its place, and the others are answered."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assay.core.calls import Answer, Asked, Reply
from assay.core.loops import run_in_loop
from assay.harness.calling import ask
from assay.harness.chat import Endpoint
from assay.harness.providers.child import line_said
from assay.harness.providers.named import make_provider

SECRET = "sk-planted-secret-789"
FUNCTIONS = f"""
import sys
def raises(prompt):
    if prompt == "bad": raise RuntimeError("{SECRET}")
    return prompt
async def raises_later(prompt): return raises(prompt)
def leaves(prompt): return sys.exit("{SECRET}") if prompt == "bad" else prompt
async def leaves_later(prompt): return leaves(prompt)
"""


async def _told(provider: Any, prompts: list[str]) -> list[Answer]:
    carrier = provider.carrier()
    try:
        asked = [Asked(messages=({"role": "user", "content": each},)) for each in prompts]
        return [await ask(provider, carrier, provider.sent(each), 60.0) for each in asked]
    finally:
        await carrier.close()


@pytest.mark.parametrize("function", ["raises", "raises_later", "leaves", "leaves_later"])
def test_a_function_that_raises_or_leaves_tells_what_and_where_and_never_what_it_said(
    tmp_path: Path, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.py").write_text(FUNCTIONS)
    monkeypatch.chdir(tmp_path)
    settings = Endpoint(provider="python", more={"function": f"mine:{function}"})
    provider = make_provider("python", settings, allow_code=True)
    first, failed, after = run_in_loop(partial(_told, provider, ["a", "bad", "b"]))
    assert (first.text, after.text) == ("a", "b"), "the process lives on"
    kind, line = ("SystemExit", 7) if function.startswith("leaves") else ("RuntimeError", 4)
    assert (failed.text, failed.why, failed.passes) == (None, "raised", True)
    assert failed.words == f"{kind} in line {line} of mine.py"


def test_an_error_of_a_program_in_more_than_a_word_is_kept_as_words() -> None:
    found = line_said(Reply(200, {}, b'{"id": 1, "error": "CUDA: out of\\u001b memory"}'))
    assert (found.why, found.words) == ("raised", "CUDA: out of\\x1b memory")
    found = line_said(Reply(200, {}, b'{"id": 1, "error": "overloaded"}'))
    assert (found.why, found.words) == ("overloaded", "")


def test_arguments_of_a_call_in_a_programs_line_may_be_an_object() -> None:
    found = line_said(Reply(200, {}, b'{"id": 1, "tool_calls": [{"name": "find", "arguments": {"a": 1}}]}'))
    assert found.tool_calls[0].arguments == '{"a":1}'
