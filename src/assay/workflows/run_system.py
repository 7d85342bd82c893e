"""The story of a run: a system is asked every item of a file, and its outputs are kept, whatever happens on the way.

Rows are made into prompts, and answers into rows, a thousand at a time, so that a long file takes little memory.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from functools import partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from assay.access.outgoing import check_address, guarded_resolver
from assay.core.canonical import content_hash
from assay.core.errors import InputError
from assay.core.ports import Progress, Provider
from assay.datasets.run_rows import COLUMNS, MORE, rows_of, with_answers
from assay.datasets.votes import read_votes
from assay.harness.budget import Prices
from assay.harness.chat import Endpoint
from assay.harness.journal import Journal
from assay.harness.loop import run_quickly
from assay.harness.prompts import Wording
from assay.harness.providers.named import make_provider
from assay.harness.runner import Limits, Prompt, Run
from assay.harness.scripted import Scripted
from assay.harness.status import RunStatus, StatusFile
from assay.store.clock import system_now

MOST_ATTEMPTS, DIGEST = 100, 32


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
    """Prompts that were not asked, for the run was ended before."""
    retries: int
    """Tries that this command made again."""
    ended: str = ""
    """What ended the run before all was asked: ``time``, ``budget``, ``interrupted`` or ``refused``; else empty."""
    cost: float | None = None
    """What all answers of the table cost, in the currency of the prices; None without prices."""
    n_cached: int = 0
    """Prompts that the cache had."""
    n_known: int = 0
    """Prompts that the journal had before this command; those that ask the same count once."""
    n_same: int = 0
    """Prompts that ask the same as another one, and share its answer."""
    refusal: str = ""
    """What an endpoint that refuses says; empty where the run did not end so."""
    words: Mapping[str, str] = MappingProxyType({})
    """Of failures what was said about the first of them, where more is known than the word."""


def run_system(
    data: Any,
    endpoint: Endpoint,
    *,
    template: str | Wording,
    journal: Path,
    attempts: int = 1,
    limits: Limits | None = None,
    progress: Progress | None = None,
    provider: Provider | None = None,
    tools: Scripted | None = None,
    cache: Path | None = None,
    shared: Path | None = None,
    runs: Path | None = None,
    again: bool = False,
) -> Ran:
    """Ask a system every item; what the journal has is not asked again, so that the same command goes on.

    Parameters
    ----------
    data : path or frame
        One row an item; its columns are what the template can use.
    attempts : how often each item is asked
    tools : answers of the tools that the system may call
    cache, shared, runs : folders of answers of other runs, of what processes share, and of the status for pages
    again : whether what was given up is asked once more

    Raises
    ------
    NotPermitted
        ``outgoing.address`` for an address that is private and not listed.
    InputError
        ``prompt.*``, ``run.attempts``, ``run.limit``, ``run.journal``, ``run.column``.
    """
    limits = limits or Limits()
    _check(endpoint, limits, attempts)
    provider = provider or make_provider(endpoint.provider, endpoint)
    if not hasattr(provider, "carrier"):
        check_address(endpoint.url)
    table = read_votes(data, (), as_text=())
    asking = _Asking(endpoint, provider, template if isinstance(template, Wording) else Wording(template), tools)
    kinds = {**COLUMNS, **{name: kind for name, kind in MORE.items() if _has(name, endpoint, limits, tools)}}
    taken = [name for name in (*kinds, "attempt") if name in table.column_names]
    if taken:
        what = f"The file has a column '{taken[0]}' already, which the run writes."
        raise InputError("run.column", what, "Rename it.")
    keys = bytearray()
    for each in asking.prompts(table, attempts):
        keys += bytes.fromhex(each.key)
    with Journal(journal) as opened:
        known, spent = _known(keys, opened, limits.prices)
        status = _status(runs, endpoint, data, journal, keys)
        run = Run(
            endpoint,
            limits,
            opened,
            provider=provider,
            resolver=guarded_resolver if endpoint.url else None,
            tools=tools,
            cache=cache,
            shared=shared,
            status=status,
            again=again,
            spent=spent,
        )
        prompts = asking.unasked(table, attempts, keys, lambda key: not again and key in opened.answers)
        with status or nullcontext():
            run_quickly(partial(run.all, prompts, progress, total=len(keys) // DIGEST))
        return _ran(_Result(table, attempts, kinds, keys, opened, limits.prices), run, known)


class _Asking(NamedTuple):
    """How rows become prompts under their keys."""

    endpoint: Endpoint
    provider: Provider
    wording: Wording
    tools: Scripted | None

    def prompts(self, table: pa.Table, attempts: int) -> Iterator[Prompt]:
        """Each prompt of each row, under a key of all that its answer depends on; the secret is not among it."""
        script = {} if self.tools is None else {"script": self.tools.digest}
        for line, row in enumerate(rows_of(table), 1):
            text, messages = self.wording.of(row, line=line)
            sent = self.provider.sent(self.endpoint.asked(text, messages=messages))
            for attempt in range(1, attempts + 1):
                about: Any = {"address": sent.address, "body": sent.body, "attempt": attempt, **script}
                yield Prompt(content_hash(about), text, messages)

    def unasked(
        self, table: pa.Table, attempts: int, keys: bytearray, known: Callable[[str], bool]
    ) -> Iterator[Prompt]:
        """The same prompts under keys that were made before; of those that are known the key alone."""
        every = _hashes(keys)
        for line, row in enumerate(rows_of(table), 1):
            own = list(islice(every, attempts))
            asked = [key for key in own if not known(key)]
            text, messages = self.wording.of(row, line=line) if asked else ("", ())
            for key in own:
                yield Prompt(key, text, messages)


class _Result(NamedTuple):
    """What rows of answers are made from."""

    table: pa.Table
    attempts: int
    kinds: Mapping[str, pa.DataType]
    keys: bytearray
    journal: Journal
    prices: Prices | None


def _check(endpoint: Endpoint, limits: Limits, attempts: int) -> None:
    if not 1 <= attempts <= MOST_ATTEMPTS:
        raise InputError("run.attempts", f"{attempts} attempts are asked for.", f"Give 1 to {MOST_ATTEMPTS}.")
    positive = (endpoint.seconds, limits.rate, limits.token_rate, limits.budget, limits.most_seconds)
    if limits.at_once < 1 or limits.tries < 1 or any(each is not None and not each > 0 for each in positive):
        what = "A run needs at least one call at once, one try, and rates, budgets and times above 0."
        raise InputError("run.limit", what, "Give numbers from 1 up.")
    prices = limits.prices
    if limits.budget is not None and (prices is None or prices.read + prices.written <= 0):
        what = "A budget in money needs the prices of tokens."
        raise InputError("run.prices", what, "Give --price-in and --price-out, of a million tokens.")


def _has(name: str, endpoint: Endpoint, limits: Limits, tools: Scripted | None) -> bool:
    if name == "cost":
        return limits.prices is not None
    return tools is not None or (name == "tool_calls" and bool(endpoint.tools))


def _hashes(keys: bytearray) -> Iterator[str]:
    for at in range(0, len(keys), DIGEST):
        yield keys[at : at + DIGEST].hex()


def _unique(keys: bytearray) -> Iterator[str]:
    """Each key once; told apart by 64 of its bits, as enough for a count."""
    heads = np.frombuffer(keys, np.uint64).reshape(-1, DIGEST // 8)[:, 0]
    for place in np.unique(heads, return_index=True)[1]:
        yield keys[place * DIGEST : (place + 1) * DIGEST].hex()


def _known(keys: bytearray, journal: Journal, prices: Prices | None) -> tuple[int, float]:
    """How many of the prompts the journal has, and what they cost."""
    n, spent = 0, 0.0
    for key in _unique(keys):
        if key in journal.answers:
            n += 1
            spent += _cost(journal.answers[key], prices) if prices else 0.0
    return n, spent


def _cost(record: Mapping[str, Any], prices: Prices) -> float:
    """What an answer cost; nothing where the cache had it."""
    if record.get("cached"):
        return 0.0
    return float(record.get("cost") or prices.cost(record.get("tokens_in") or 0, record.get("tokens_out") or 0))


def _status(runs: Path | None, endpoint: Endpoint, data: Any, journal: Path, keys: bytearray) -> StatusFile | None:
    """The file that pages read; its name is of the journal, so that the same command has the same."""
    if runs is None:
        return None
    name = Path(data).name if isinstance(data, (str, Path)) else "items"
    status = RunStatus(
        run=content_hash(str(journal.resolve()))[:20],
        what=f"{name}: {endpoint.model or endpoint.provider}",
        provider=endpoint.provider,
        address=endpoint.url.partition("?")[0],
        state="running",
        journal=str(journal.resolve()),
        total=len(keys) // DIGEST,
    )
    try:
        return StatusFile(runs, status, now=system_now)
    except OSError:  # a run does not fail for want of a page that shows it
        return None


def _ran(made: _Result, run: Run, known: int) -> Ran:
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    cost = 0.0

    def records() -> Iterator[dict[str, Any] | None]:
        nonlocal cost
        for key in _hashes(made.keys):
            record = made.journal.answers.get(key)
            counts["left" if record is None else "" if record["output"] is not None else record["why"]] += 1
            if record is not None and record.get("words"):
                words.setdefault(record["why"], record["words"])
            if record is not None and made.prices is not None:
                record["cost"] = _cost(record, made.prices)
                cost += record["cost"]
            yield record

    table = with_answers(made.table, records(), attempts=made.attempts, kinds=made.kinds)
    answered, left = counts.pop("", 0), counts.pop("left", 0)
    unknown = sum(key not in made.journal.answers for key in _unique(made.keys)) if left else 0
    n_unique = sum(1 for _ in _unique(made.keys))
    return Ran(
        table,
        len(made.keys) // DIGEST,
        max(n_unique - known - unknown, 0),
        answered,
        dict(counts),
        left,
        run.retries,
        ended=run.ended,
        n_known=known,
        n_same=len(made.keys) // DIGEST - n_unique,
        refusal=run.refusal,
        cost=round(cost, 9) if made.prices else None,
        n_cached=run.keeping.n_cached,
        words=words,
    )
