"""A text that holds a trace: ``{"steps": [...]}``, each step with a name, and what went in and came out."""

from typing import Any, NamedTuple

from assay.labeling.written_json import as_written, json_in

MOST_STEPS = 1_000
LONGEST_NAME = 200


class Step(NamedTuple):
    """One step of a system on its way to an output."""

    name: str
    """What was done: a tool, a call, a thought."""
    input: str
    """What went in; empty where nothing is told."""
    output: str
    """What came out; empty where nothing is told."""


def steps_of(text: str) -> tuple[Step, ...]:
    """The steps of a trace in order; none where the text is something else."""
    value = json_in(text, opening="{")
    steps = value.get("steps") if isinstance(value, dict) else None
    if not isinstance(steps, list) or len(steps) > MOST_STEPS:
        return ()
    read = [_step(each) for each in steps]
    return tuple(step for step in read if step is not None) if all(read) else ()


def _step(value: Any) -> Step | None:
    name = value.get("name") if isinstance(value, dict) else None
    if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_NAME:
        return None
    return Step(name, as_written(value.get("input")), as_written(value.get("output")))
