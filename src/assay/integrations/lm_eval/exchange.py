"""lm-evaluation-harness as the house meets it: ``samples_TASK_....jsonl``, written by ``--log_samples``."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay.core.exchange import Brought, Reading
from assay.datasets.json_parts import list_in, object_in
from assay.datasets.json_records import Record, read_records
from assay.datasets.problems import Problems
from assay.datasets.read_only import ReadOnly
from assay.datasets.scored_outputs import ScoredOutput, brought
from assay.datasets.told import LeftOut

NAME = "lm-eval"
FIX = "Give a file samples_TASK_....jsonl that lm_eval wrote with --log_samples."
NEEDED = ("doc_id", "target", "filtered_resps")
NO_METRICS = (
    *("doc_id", "doc", "target", "arguments", "resps", "filtered_resps", "filter", "metrics"),
    *("doc_hash", "prompt_hash", "target_hash"),
)
"""Keys beside the metrics; before 0.4.6 the tool did not list which are metrics."""
OF_THE_WHOLE = ("perplexity",)
"""Metrics that are numbers of a sample, but not means over samples."""
ONE_RUN = "Give the samples of one task and one run; those of others beside it by --beside."
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
        read, system = read_records(path, by_python=True), how.judge or path.stem
        problems, left = Problems(str(path)), LeftOut()
        outputs: dict[str, ScoredOutput] = {}
        firsts: dict[tuple[str, str], int] = {}
        named = _filters(read.records)
        for record, filter in zip(read.records, named, strict=True):
            lacking = [name for name in NEEDED if name not in record.value]
            if lacking:
                what = f"The line has no '{lacking[0]}': it is no sample."
                problems.add("exchange.shape", what, FIX, line=record.line)
                continue
            doc = str(record.value["doc_id"])
            first = firsts.setdefault((doc, filter), record.line)
            if first != record.line:
                what = f"The sample stands at {first} already, so it would count twice."
                problems.add("input.duplicate_id", what, ONE_RUN, line=record.line, item=doc)
                continue
            made = _output(record.value, record.line, system, left, filter=filter if len(set(named)) > 1 else None)
            before = outputs.get(doc)
            outputs[doc] = made if before is None else replace(before, scores={**before.scores, **made.scores})
        problems.raise_any()
        nameless = () if how.judge else (NAMELESS.format(system),)
        return brought(list(outputs.values()), format=NAME, sha256=read.sha256, left_out=left.counts, notes=nameless)


def _filters(records: Sequence[Record]) -> list[str]:
    """The filter of each line; where the version does not name it, by how often its sample stood before."""
    seen: Counter[str] = Counter()
    found = []
    for each in records:
        doc = str(each.value.get("doc_id"))
        seen[doc] += 1
        found.append(str(each.value["filter"]) if "filter" in each.value else f"filter {seen[doc]}")
    return found


def _output(sample: Mapping[str, Any], line: int, system: str, left: LeftOut, *, filter: str | None) -> ScoredOutput:
    listed = list_in(sample["metrics"]) if "metrics" in sample else [name for name in sample if name not in NO_METRICS]
    whole = [name for name in listed if name in OF_THE_WHOLE or isinstance(sample.get(name), list)]
    left.add("parts of metrics of the whole, such as BLEU", len(whole))
    metrics = [name for name in listed if isinstance(name, str) and name not in whole]
    known = object_in(sample.get("doc"))
    lists = sum(not isinstance(value, SCALARS) for value in known.values())
    left.add("lists of a document", lists)
    behind = "" if filter is None else f" ({filter})"
    more = {name: value for name, value in known.items() if isinstance(value, SCALARS)}
    return ScoredOutput(
        prompt=str(sample["doc_id"]),
        attempt=1,
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
