"""Logs of other tools as tables, recognised by what stands in them, for commands that read bare files."""

import re
from pathlib import Path
from typing import Any

from assay.core.exchange import Reading
from assay.datasets.log_table import LogTable, log_table
from assay.integrations.named import integration

LOOKED_AT = 8_192
MARKS: tuple[tuple[str, tuple[str, ...], tuple[bytes, ...]], ...] = (
    ("inspect", (".json",), (b'"eval"', b'"task"', b'"dataset"')),
    ("promptfoo", (".json",), (b'"evalId"', b'"results"')),
    ("promptfoo", (".jsonl",), (b'"gradingResult"', b'"promptIdx"')),
    ("openai-evals", (".jsonl",), (b'"spec"', b'"completion_fns"')),
    ("lm-eval", (".jsonl",), (b'"doc_id"', b'"filtered_resps"')),
    ("fastchat", (".jsonl",), (b'"g1_winner"', b'"g2_winner"')),
    ("alpaca-eval", (".json",), (b'"generator_2"', b'"output_2"')),
)
"""Format, endings, and what stands in the first object of such a file."""
FIRST_OBJECT = re.compile(rb"^\s*[\[{]")


def read_log(path: str | Path, *, format: str | None = None, judge: str | None = None) -> Any:
    """A log of another tool as an Arrow table: one row an output with its verdicts, or one row a vote on a pair.

    Parameters
    ----------
    format : ``inspect``, ``lm-eval``, ``promptfoo``, ``openai-evals``, ``fastchat``, ``alpaca-eval`` or a plugin's
        None recognises it.
    judge : who answered, where the file does not say

    Raises
    ------
    InputError
        ``exchange.format``, and those of reading the log.
    """
    place = Path(path)
    return log_of(place, format=format or recognised(place) or "", judge=judge).table


def log_of(path: Path, *, format: str, judge: str | None = None) -> LogTable:
    """The log with its verdicts and what could not be carried."""
    return log_table(integration(format).read(path, Reading(judge=judge)), str(path))


def recognised(path: Path) -> str | None:
    """Which tool wrote the file; None for an ordinary file of data."""
    ending = path.suffix.lower()
    if ending == ".eval":
        return "inspect"
    possible = [(name, words) for name, endings, words in MARKS if ending in endings]
    if not possible or not path.is_file():
        return None
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    if not FIRST_OBJECT.match(start.removeprefix(b"\xef\xbb\xbf")):
        return None
    first = start.partition(b"\n")[0] if ending == ".jsonl" else start
    return next((name for name, words in possible if all(word in first for word in words)), None)
