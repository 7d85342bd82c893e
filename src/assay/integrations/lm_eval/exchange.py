"""lm-evaluation-harness as the house meets it: ``samples_TASK_....jsonl``, written by ``--log_samples``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay.core.exchange import Brought, Reading
from assay.datasets.json_parts import list_in, object_in
from assay.datasets.json_records import read_records
from assay.datasets.problems import Problems
from assay.datasets.read_only import ReadOnly
from assay.datasets.scored_outputs import ScoredOutput, brought
from assay.datasets.told import LeftOut

NAME = "lm-eval"
FIX = "Give a file samples_TASK_....jsonl that lm_eval wrote with --log_samples."
NEEDED = ("doc_id", "target", "filtered_resps", "metrics")
SCALARS = (str, int, float, bool)
NAMELESS = "the file does not say which model answered: it is called by its file, '{}'; assay import --judge names it"


class LmEval(ReadOnly):
    """Reads logged samples; they are written by that tool alone."""

    written_by = "Samples of lm-evaluation-harness are written by it alone."

    def read(self, path: Path, how: Reading) -> Brought:
        """Each line is an output, each metric of it a scorer's judgment.

        Where several filters read one answer, the metrics of each have its name behind theirs, as that tool shows
        them: they are never one number. The output is as the first filter left it.

        Raises
        ------
        InputError
            ``exchange.shape`` with every line that is no sample, and those of reading JSON.
        """
        read, system = read_records(path), how.judge or path.stem
        problems, left = Problems(str(path)), LeftOut()
        outputs: dict[tuple[str, int], ScoredOutput] = {}
        seen: dict[tuple[str, str], int] = {}
        several = len({str(each.value.get("filter")) for each in read.records}) > 1
        for record in read.records:
            lacking = [name for name in NEEDED if name not in record.value]
            if lacking:
                what = f"The line has no '{lacking[0]}': it is no sample."
                problems.add("exchange.shape", what, FIX, line=record.line)
                continue
            key = (str(record.value["doc_id"]), str(record.value.get("filter")))
            attempt = seen[key] = seen.get(key, 0) + 1
            made = _output(record.value, record.line, attempt, system, left, several=several)
            before = outputs.get((made.prompt, attempt))
            outputs[made.prompt, attempt] = (
                made if before is None else replace(before, scores={**before.scores, **made.scores})
            )
        problems.raise_any()
        named = () if how.judge else (NAMELESS.format(system),)
        return brought(list(outputs.values()), format=NAME, sha256=read.sha256, left_out=left.counts, notes=named)


def _output(
    sample: Mapping[str, Any], line: int, attempt: int, system: str, left: LeftOut, *, several: bool
) -> ScoredOutput:
    metrics = [name for name in list_in(sample["metrics"]) if isinstance(name, str)]
    known = object_in(sample.get("doc"))
    lists = sum(not isinstance(value, SCALARS) for value in known.values())
    left.add("lists of a document", lists)
    behind = f" ({sample.get('filter')})" if several else ""
    more = {name: value for name, value in known.items() if isinstance(value, SCALARS)}
    return ScoredOutput(
        prompt=str(sample["doc_id"]),
        attempt=attempt,
        system=system,
        input=_prompt(sample.get("arguments")),
        output=_answer(sample["filtered_resps"], sample.get("arguments")),
        target=None if sample["target"] is None else str(sample["target"]),
        line=line,
        scores={f"{name}{behind}": _number(sample.get(name)) for name in metrics},
        more={**more, "filter": sample.get("filter")},
    )


def _prompt(arguments: Any) -> str:
    first = _requests(arguments)
    return str(first[0][0]) if first and first[0] else ""


def _answer(responses: Any, arguments: Any) -> str | None:
    """What was written; of a choice, the option with the largest likelihood."""
    if not isinstance(responses, list) or not responses:
        return None
    if all(isinstance(each, list) and each for each in responses):
        chances = [_number(each[0]) for each in responses]
        options = [str(each[1]).strip() for each in _requests(arguments) if len(each) > 1]
        if len(options) == len(chances) and all(isinstance(each, float) for each in chances):
            return options[chances.index(max(chances))]
    first = responses[0]
    return str(first[0] if isinstance(first, list) and first else first)


def _requests(arguments: Any) -> Sequence[Sequence[Any]]:
    """The arguments of each request, whichever way the version writes them."""
    if isinstance(arguments, dict):
        return [list(each.values()) if isinstance(each, dict) else [each] for each in arguments.values()]
    return [each if isinstance(each, list) else [each] for each in list_in(arguments)]


def _number(value: Any) -> Any:
    """A metric as a number; numbers that the file writes as texts too."""
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return float(value) if isinstance(value, (bool, int, float)) else None
