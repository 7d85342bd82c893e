"""The story of a run: a system is asked every item of a file, and its outputs are kept, whatever happens on the way."""

import os
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from assay.access.outgoing import check_address
from assay.core.canonical import content_hash
from assay.core.errors import InputError
from assay.core.loops import run_in_loop
from assay.core.ports import Progress
from assay.datasets.votes import read_votes
from assay.harness.chat import Endpoint
from assay.harness.journal import Journal
from assay.harness.prompts import Template
from assay.harness.runner import Limits, Prompt, Run

COLUMNS = {
    "output": pa.string(),
    "why": pa.string(),
    "version": pa.string(),
    "tokens_in": pa.int64(),
    "tokens_out": pa.int64(),
    "tries": pa.int64(),
    "seconds": pa.float64(),
}
"""What a run adds to a row, beside its attempt."""
MOST_ATTEMPTS = 100


class Ran(NamedTuple):
    """What a run came to."""

    table: pa.Table
    """Every item as often as it was asked, with `COLUMNS`; those not asked yet are empty."""
    n_prompts: int
    """Prompts: items times attempts."""
    n_new: int
    """Prompts that were answered or given up by this command."""
    n_answered: int
    """Prompts with an output, from this command or an earlier one."""
    failures: dict[str, int]
    """Prompts that were given up, by the word of the failure."""
    n_left: int
    """Prompts that were not asked, for the time was over."""
    retries: int
    """Tries that this command made again."""


def run_system(
    data: Any,
    endpoint: Endpoint,
    *,
    template: str,
    journal: Path,
    attempts: int = 1,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Ran:
    """Ask a system every item; what the journal has is not asked again, so that the same command goes on.

    Parameters
    ----------
    data : path or frame
        One row an item; its columns are what the template can use.
    attempts : how often each item is asked

    Raises
    ------
    NotPermitted
        ``outgoing.address`` for an address that is private and not listed.
    InputError
        ``prompt.template``, ``prompt.column``, ``prompt.too_long``, ``run.attempts``, ``run.limit``, ``run.journal``.
    """
    limits = limits or Limits()
    if not 1 <= attempts <= MOST_ATTEMPTS:
        raise InputError("run.attempts", f"{attempts} attempts are asked for.", f"Give 1 to {MOST_ATTEMPTS}.")
    if limits.at_once < 1 or limits.tries < 1 or endpoint.seconds <= 0:
        what = "A run needs at least one call at once, one try, and some time for an answer."
        raise InputError("run.limit", what, "Give numbers from 1 up.")
    check_address(endpoint.address)
    table = read_votes(data, (), as_text=())
    taken = [name for name in (*COLUMNS, "attempt") if name in table.column_names]
    if taken:
        what = f"The file has a column '{taken[0]}' already, which the run writes."
        raise InputError("run.column", what, "Rename it.")
    made = Template(template)
    texts = [made.prompt(row, line=line) for line, row in enumerate(table.to_pylist(), 1)]
    prompts = [_prompt(endpoint, text, attempt) for text in texts for attempt in range(1, attempts + 1)]
    with Journal(journal) as opened:
        known = len({each.key for each in prompts} & set(opened.answers))
        run = Run(endpoint, limits, opened)
        run_in_loop(partial(run.all, list({each.key: each for each in prompts}.values()), progress))
        rows = [opened.answers.get(each.key) for each in prompts]
    failures: dict[str, int] = {}
    for row in rows:
        if row is not None and row["output"] is None:
            failures[row["why"]] = failures.get(row["why"], 0) + 1
    answered = sum(row is not None and row["output"] is not None for row in rows)
    left = sum(row is None for row in rows)
    new = len({each.key for each in prompts}) - known - left
    return Ran(_with(table, rows, attempts), len(prompts), max(new, 0), answered, failures, left, run.retries)


def secret(variable: str | None) -> str | None:
    """The key in an environment variable; None where no variable is named.

    Raises
    ------
    InputError
        ``run.key`` when it is empty: the name is told, never what it holds.
    """
    if variable is None:
        return None
    value = os.environ.get(variable, "").strip()
    if not value or not value.isprintable():
        what = f"The environment variable {variable} holds no key."
        raise InputError("run.key", what, f"Set it: export {variable}=...")
    return value


def _prompt(endpoint: Endpoint, text: str, attempt: int) -> Prompt:
    """A prompt under a key of all that its answer depends on; the secret is not among it."""
    about: Any = {"address": endpoint.address, "body": endpoint.body(text), "attempt": attempt}
    return Prompt(content_hash(about), text)


def _with(table: pa.Table, rows: list[dict[str, Any] | None], attempts: int) -> pa.Table:
    places = [place for place in range(table.num_rows) for _ in range(attempts)]
    found = table.take(pa.array(places, pa.int64()))
    numbers = [attempt for _ in range(table.num_rows) for attempt in range(1, attempts + 1)]
    found = found.append_column("attempt", pa.array(numbers, pa.int64()))
    for name, kind in COLUMNS.items():
        values = [None if row is None else row.get(name) for row in rows]
        found = found.append_column(name, pa.array(values, kind))
    return found
