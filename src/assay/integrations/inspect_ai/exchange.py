"""Inspect as the house meets it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assay.core.errors import InputError
from assay.core.exchange import Brought, Reading
from assay.datasets.json_parts import list_in, object_in
from assay.datasets.messages import messages_text
from assay.datasets.read_only import ReadOnly
from assay.datasets.scored_outputs import ScoredOutput, brought
from assay.datasets.told import LeftOut
from assay.integrations.inspect_ai.archive import FIX, Archive, Entry

NAME = "inspect"
WORDS = {"C": "right", "I": "wrong", "P": "partly right", "N": "no answer"}
"""How Inspect writes a verdict, and how the house says it."""
SCALARS = (str, int, float, bool)
MOST_EPOCHS = 2**31


class Inspect(ReadOnly):
    """Reads ``.eval`` logs of inspect_ai; they are written by that tool alone."""

    written_by = "A log of Inspect is written by Inspect alone."

    def read(self, path: Path, how: Reading) -> Brought:
        """Each sample of each epoch is an output, each score a scorer's judgment of it.

        Raises
        ------
        InputError
            ``input.no_file``, ``input.too_large``, ``exchange.shape``.
        """
        archive, left = Archive(path), LeftOut()
        header = archive.read("header.json").value
        told = object_in(header.get("eval"))
        system = how.judge or str(told.get("model") or "system")
        outputs = [_output(entry, place, system, left) for place, entry in enumerate(archive.below("samples/"), 1)]
        if not outputs:
            raise InputError("exchange.shape", "The log has no samples.", FIX, file=str(path))
        status = header.get("status")
        notes = () if status == "success" else (f"the log says of its run: {str(status)[:40]}",)
        found = brought(outputs, format=NAME, sha256=archive.sha256, left_out=left.counts, notes=notes)
        return found


def _output(entry: Entry, place: int, system: str, left: LeftOut) -> ScoredOutput:
    sample = entry.value
    answer, scores = object_in(sample.get("output")), object_in(sample.get("scores"))
    failed = bool(sample.get("error"))
    left.add("messages of conversations", len(list_in(sample.get("messages"))))
    left.add("explanations of scores", sum(bool(object_in(each).get("explanation")) for each in scores.values()))
    return ScoredOutput(
        prompt=str(sample.get("id", entry.name)),
        attempt=_epoch(sample.get("epoch")),
        system=system,
        input=messages_text(sample.get("input")),
        output=None if failed else str(answer.get("completion") or ""),
        target=_target(sample.get("target")),
        line=place,
        scores=dict(_scores(scores)),
        failed=failed,
        more=_more(sample),
        seconds=left.seconds(sample.get("working_time"), "seconds"),
        at=left.time(sample.get("completed_at"), "times"),
    )


def _epoch(value: Any) -> int:
    return value if isinstance(value, int) and 0 < value < MOST_EPOCHS else 1


def _scores(scores: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each verdict by its scorer; the parts of one that has several by their names."""
    for name, score in scores.items():
        value = score.get("value") if isinstance(score, dict) else score
        if isinstance(value, dict):
            yield from ((f"{name}.{part}", _said(each)) for part, each in value.items())
        else:
            yield name, _said(value)


def _said(value: Any) -> Any:
    return WORDS.get(value, value) if isinstance(value, str) else value


def _target(value: Any) -> str | None:
    if isinstance(value, list):
        return " | ".join(map(str, value)) or None
    return None if value in (None, "") else str(value)


def _more(sample: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in object_in(sample.get("metadata")).items() if isinstance(value, SCALARS)}
