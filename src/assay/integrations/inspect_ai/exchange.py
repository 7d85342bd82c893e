"""Inspect as the house meets it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.core.errors import InputError
from assay.core.exchange import Brought, Reading
from assay.datasets.json_parts import list_in, object_in
from assay.datasets.messages import messages_text, n_beside_text
from assay.datasets.read_only import ReadOnly
from assay.datasets.scored_outputs import ScoredOutput, brought
from assay.datasets.told import LeftOut
from assay.integrations.inspect_ai.archive import FIX
from assay.integrations.inspect_ai.log import Log, read_log

NAME = "inspect"
WORDS = {"C": "right", "I": "wrong", "P": "partly right", "N": "no answer"}
"""How Inspect writes a verdict, and how the house says it."""
SCALARS = (str, int, float, bool)
MOST_EPOCHS = 2**31
MOST_SAMPLES = 2**53


class Inspect(ReadOnly):
    """Reads logs of inspect_ai, ``.eval`` and ``.json``; they are written by that tool alone."""

    written_by = "A log of Inspect is written by Inspect alone."

    def read(self, path: Path, how: Reading) -> Brought:
        """Each sample of each epoch is an output, each score a scorer's judgment of it.

        Raises
        ------
        InputError
            ``input.no_file``, ``input.too_large``, ``exchange.shape``.
        """
        log, left = read_log(path), LeftOut()
        told = object_in(log.header.get("eval"))
        system = how.judge or str(told.get("model") or "system")
        outputs = [
            _output(sample, place, system, str(told.get("model")), left) for place, sample in enumerate(log.samples, 1)
        ]
        if not outputs:
            raise InputError("exchange.shape", "The log has no samples.", FIX, file=str(path))
        notes = (*_notes(log, len(outputs)), *_limits(log.samples))
        scored = _with_every_score(outputs)
        return brought(scored, format=NAME, sha256=log.sha256, left_out=left.counts, notes=notes)


def _notes(log: Log, n: int) -> Iterator[str]:
    """How the run ended, and how many of its samples the log lacks."""
    status = log.header.get("status") or "it did not end"
    if status != "success":
        yield f"the log says of its run: {str(status)[:40]}"
    planned = _planned(log.header)
    if planned > n:
        yield f"the log holds {n:,} of the {planned:,} samples of its task; the others are not in it"


def _planned(header: Mapping[str, Any]) -> int:
    """Samples that the run was to have, as far as the log says; 0 where it does not."""
    told = object_in(header.get("eval"))
    dataset, config = object_in(told.get("dataset")), object_in(told.get("config"))
    n_items = len(list_in(dataset.get("sample_ids"))) or _count(dataset.get("samples"))
    whole = n_items * (_count(config.get("epochs")) or 1)
    return _count(object_in(header.get("results")).get("total_samples")) or whole


def _count(value: Any) -> int:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 < value < MOST_SAMPLES
    return value if is_count else 0


def _limits(samples: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    ended = Counter(str(object_in(each.get("limit")).get("type"))[:40] for each in samples if each.get("limit"))
    for kind, n in ended.items():
        yield f"outputs that a limit of the run ended: {n:,}, by '{kind}'"


def _with_every_score(outputs: Sequence[ScoredOutput]) -> list[ScoredOutput]:
    """Each output with every scorer of the log: all of them judge all samples, and one without a score gave none."""
    names = dict.fromkeys(name for each in outputs for name in each.scores)
    return [each.with_scores({name: each.scores.get(name) for name in names}) for each in outputs]


def _output(sample: Mapping[str, Any], place: int, system: str, model: str, left: LeftOut) -> ScoredOutput:
    answer, scores = object_in(sample.get("output")), object_in(sample.get("scores"))
    failed = bool(sample.get("error")) and not scores
    left.add("messages of conversations", len(list_in(sample.get("messages"))))
    left.add("explanations of scores", sum(bool(object_in(each).get("explanation")) for each in scores.values()))
    left.add("images and other parts of prompts that are no text", n_beside_text(sample.get("input")))
    left.add("tries of samples before an error", len(list_in(sample.get("error_retries"))))
    known = object_in(sample.get("metadata"))
    left.add("metadata that are lists or objects", sum(isinstance(each, (list, dict)) for each in known.values()))
    used = object_in(object_in(sample.get("model_usage")).get(model))
    return ScoredOutput(
        prompt=str(sample.get("id", place)),
        attempt=_epoch(sample.get("epoch")),
        system=system,
        input=messages_text(sample.get("input")),
        output=None if failed else str(answer.get("completion") or ""),
        target=_target(sample.get("target")),
        line=place,
        scores=dict(_scores(scores)),
        failed=failed,
        more={name: value for name, value in known.items() if isinstance(value, SCALARS)},
        seconds=left.seconds(sample.get("working_time"), "seconds"),
        tokens_in=left.amount(used.get("input_tokens"), "counts of tokens"),
        tokens_out=left.amount(used.get("output_tokens"), "counts of tokens"),
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
