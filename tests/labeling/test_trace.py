"""A trace is an object with named steps, and everything else is something else."""

import json

import pytest

from assay.labeling.trace import Step, steps_of


def test_steps_are_read_in_order_with_what_went_in_and_came_out() -> None:
    text = json.dumps({"steps": [{"name": "搜索", "input": {"q": "قطة"}, "output": "😀"}, {"name": "stop", "n": 1}]})
    assert steps_of(f" {text}") == (Step("搜索", '{\n  "q": "قطة"\n}', "😀"), Step("stop", "", ""))


@pytest.mark.parametrize(
    "text",
    ["", "hello", "{", "{}", '{"steps": []}', '{"steps": [1]}', '{"steps": [{"name": ""}]}', '[{"name": "a"}]'],
)
def test_what_is_no_trace_has_no_steps(text: str) -> None:
    assert steps_of(text) == ()
    assert steps_of('{"steps": [{"name": "a"}, {}]}') == ()
    assert steps_of('{"a":' * 100_000) == ()
