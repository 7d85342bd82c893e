"""A system of a plan is asked every item, as often as the plan says; what the journal has is not asked again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from assay.core.calls import Message
from assay.core.canonical import content_hash
from assay.core.encode import to_plain
from assay.core.plan import Call
from assay.core.ports import Progress
from assay.harness.chat import Endpoint
from assay.harness.journal import Journal
from assay.harness.loop import run_quickly
from assay.harness.plan_files import Means
from assay.harness.providers.named import make_provider
from assay.harness.runner import Limits, Prompt, Run
from assay.harness.status import StatusFile

PACE: Mapping[str, Any] = {
    **{"at_once": 16, "attempts": 1, "prompt_file": None, "timeout": 60.0, "tries": 5},
    **{"price_in": None, "price_out": None, "rate": None, "token_rate": None, "line": None},
    **{"conversation": None, "shots": None, "tools": None, "tool_script": None},
}
"""Of a call what says how often, how fast and at what price, and what files are called, not what it answers."""
Record = Mapping[str, Any]
"""``output``, ``why``, ``version``, ``tokens_in``, ``tokens_out``, ``tries``, ``seconds``, and more of the runner."""


class Asked(NamedTuple):
    """What a system was asked and what it said."""

    records: Sequence[Record | None]
    """One an item and attempt, the attempts of an item side by side; None for what was not asked yet."""
    retries: int
    """Tries that this command made again."""
    ended: str
    """Why it ended before all were asked: ``time``, ``budget``, ``interrupted``, ``refused``; empty for none."""
    refusal: str = ""
    """What an endpoint that refuses says."""


def system_settings(call: Call) -> str:
    """Hash of all that makes a system answer as it does; how fast it is called is not among it."""
    plain: Any = to_plain(replace(call, **PACE))
    usual: Any = to_plain(Call("", ""))
    told = {name: value for name, value in plain.items() if value != usual.get(name)}
    return content_hash({"format": "assay-call/1", **told})


def ask_system(
    call: Call,
    rows: Sequence[Mapping[str, Any]],
    *,
    means: Means,
    key: str | None,
    journal: Path,
    limits: Limits,
    progress: Progress | None = None,
    resolver: Callable[[], Any] | None = None,
    status: StatusFile | None = None,
    shared: Path | None = None,
    again: bool = False,
    known: Sequence[Record] = (),
    allow_code: bool = False,
) -> Asked:
    """Ask a system every row; the same arguments go on where a run was interrupted.

    ``means`` is how an item becomes what is asked, by `assay.harness.plan_files.means_of`.
    ``known`` are records of an earlier run of the same prompts, kept elsewhere; those with an output are not asked.

    Raises
    ------
    NotPermitted
        ``provider.code`` for a provider that runs code, without ``allow_code``.
    InputError
        ``prompt.template``, ``prompt.column``, ``prompt.messages``, ``prompt.too_long``, ``run.journal``;
        those of its provider.
    WorkspaceError
        ``run.journal`` when the journal cannot be written.
    """
    settings, endpoint = system_settings(call), endpoint_of(call, key, tools=means.tools)
    provider = make_provider(call.provider, endpoint, allow_code=allow_code)
    asked = [means.wording.of(row, line=line) for line, row in enumerate(rows, 1)]
    prompts = [_prompt(settings, *each, attempt) for each in asked for attempt in range(1, call.attempts + 1)]
    with Journal(journal) as opened:
        opened.keep(
            (prompt.key, dict(each))
            for prompt, each in zip(prompts, known, strict=False)
            if each["output"] is not None and prompt.key not in opened.answers
        )
        earlier = [opened.answers[each.key] for each in prompts if each.key in opened.answers]
        run = Run(
            endpoint,
            limits,
            opened,
            provider=provider,
            resolver=resolver,
            tools=means.script,
            status=status,
            shared=shared,
            again=again,
            spent=sum(_cost(each, limits) for each in earlier),
        )
        run_quickly(partial(run.all, prompts, progress))
        records = [opened.answers.get(each.key) for each in prompts]
    return Asked(records, run.retries, run.ended if None in records else "", run.refusal)


def _cost(record: Record, limits: Limits) -> float:
    """What an answer cost, by today's prices where none were known."""
    if record.get("cost") is not None or limits.prices is None:
        return float(record.get("cost") or 0.0)
    return limits.prices.cost(record.get("tokens_in") or 0, record.get("tokens_out") or 0)


def endpoint_of(call: Call, key: str | None, *, tools: tuple[Mapping[str, Any], ...] = ()) -> Endpoint:
    """Where a system of a plan is, and what is asked of it."""
    return Endpoint(
        url=call.url,
        model=call.model,
        key=key,
        temperature=call.temperature,
        most_tokens=call.most_tokens,
        system=call.system,
        seconds=call.timeout,
        provider=call.provider,
        tools=tools,
        more=dict(each.split("=", 1) for each in call.more),
    )


def _prompt(settings: str, text: str, messages: tuple[Message, ...], attempt: int) -> Prompt:
    """A prompt under a key of all that its answer depends on; the secret is not among it."""
    about: Any = {"call": settings, "prompt": text, "attempt": attempt}
    if messages:
        about["messages"] = list(messages)
    return Prompt(content_hash(about), text, messages)
