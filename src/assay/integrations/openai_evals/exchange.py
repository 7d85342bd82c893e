"""OpenAI evals as the house meets it: the ``.jsonl`` that ``oaieval`` writes, one event a line."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assay.core.errors import InputError
from assay.core.exchange import Brought, Reading
from assay.datasets.json_parts import list_in, object_in
from assay.datasets.json_records import Record, read_records
from assay.datasets.messages import messages_text
from assay.datasets.problems import Problems
from assay.datasets.read_only import ReadOnly
from assay.datasets.scored_outputs import ScoredOutput, brought
from assay.datasets.told import LeftOut

NAME = "openai-evals"
FIX = "Give a log that oaieval wrote (one event a line, the spec among them), whole."
HEADS = ("spec", "final_report")
"""Lines that are no events."""
KEPT = ("sampling", "match", "metrics", "error")
"""Types of events that say something of an output."""


class OpenAiEvals(ReadOnly):
    """Reads logs; they are written by that tool alone."""

    written_by = "A log of OpenAI evals is written by that tool alone."

    def read(self, path: Path, how: Reading) -> Brought:
        """Each sample is an output, each match and metric of it a score; events of other types are counted.

        Raises
        ------
        InputError
            ``exchange.shape`` with every line that is no event, and those of reading JSON.
        """
        read = read_records(path, by_python=True)
        problems, left = Problems(str(path)), LeftOut()
        spec: Mapping[str, Any] = {}
        samples: dict[str, _Sample] = {}
        for record in read.records:
            value = record.value
            if any(name in value for name in HEADS):
                spec = object_in(value.get("spec")) or spec
            elif not isinstance(value.get("type"), str) or not isinstance(value.get("data"), (dict, list)):
                problems.add("exchange.shape", "The line has no 'type' and 'data': no event.", FIX, line=record.line)
            elif value.get("sample_id") is None:
                left.add("events of no sample")
            elif value["type"] not in KEPT:
                left.add(f"events of the type {value['type'][:40]}")
            else:
                samples.setdefault(str(value["sample_id"]), _Sample()).add(record)
        problems.raise_any()
        if not samples:
            raise InputError("exchange.shape", "The log has no events of samples.", FIX, file=str(path))
        system = how.judge or ", ".join(map(str, list_in(spec.get("completion_fns")))) or "system"
        outputs = [each.output(name, system, left) for name, each in samples.items()]
        return brought(outputs, format=NAME, sha256=read.sha256, left_out=left.counts)


@dataclass
class _Sample:
    """The events of one sample, in the order of the log."""

    events: dict[str, list[Record]] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        self.events.setdefault(record.value["type"], []).append(record)

    def _apart_from_graders(self, left: LeftOut) -> None:
        """Leave samplings of a model that grades, which is shown what was said before, out of what the system said."""
        graded = any("choice" in object_in(each.value["data"]) for each in self.events.get("metrics", ()))
        said, own = list[str](), list[Record]()
        for each in self.events.get("sampling", ()) if graded else ():
            data = object_in(each.value["data"])
            if any(earlier in messages_text(data.get("prompt")) for earlier in said):
                left.add("samplings of a model that grades")
                continue
            own.append(each)
            said += filter(None, [_said(data.get("sampled"))])
        if own:
            self.events["sampling"] = own

    def output(self, name: str, system: str, left: LeftOut) -> ScoredOutput:
        """All that the events of the sample say."""
        self._apart_from_graders(left)
        last = {kind: records[-1].value["data"] for kind, records in self.events.items()}
        again = Counter({kind: len(records) - 1 for kind, records in self.events.items() if kind != "metrics"})
        for kind, n in again.items():
            left.add(f"earlier events of the type {kind} of a sample", n)
        said, match = object_in(last.get("sampling")), object_in(last.get("match"))
        sampled = said.get("sampled", match.get("sampled"))
        failed = sampled is None and "error" in self.events
        metrics = [object_in(each.value["data"]) for each in self.events.get("metrics", ())]
        first = min(each.line for records in self.events.values() for each in records)
        return ScoredOutput(
            prompt=name,
            attempt=1,
            system=system,
            input=messages_text(said.get("prompt")),
            output=None if sampled is None else _said(sampled),
            target=_target(match.get("expected")),
            line=first,
            scores={
                **({"match": match.get("correct")} if match or failed else {}),
                **{key: value for each in metrics for key, value in each.items()},
            },
            failed=failed,
            at=left.time(_latest(self.events), "times"),
        )


def _said(sampled: Any) -> str:
    return str(sampled[0] if len(sampled) == 1 else "\n".join(map(str, sampled))) if _is_list(sampled) else str(sampled)


def _target(expected: Any) -> str | None:
    if _is_list(expected):
        return " | ".join(map(str, expected)) or None
    return None if expected in (None, "") else str(expected)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _latest(events: Mapping[str, Sequence[Record]]) -> Any:
    return max((str(each.value.get("created_at") or "") for records in events.values() for each in records), default="")
