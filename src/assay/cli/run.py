"""``assay run``: ask a system every item of a file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from assay.cli import asking, options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def run(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row an item.")],
    *,
    url: Annotated[str, typer.Option(help="Address of the API, such as https://api.openai.com/v1.")] = "",
    model: Annotated[str, typer.Option(help="Name of the model (of the deployment at Azure).")] = "",
    provider: Annotated[
        str,
        typer.Option(
            help="How the system is spoken to: openai, openai-responses, azure, anthropic, http, subprocess, python, "
            "recorded, mlflow, or one of another package."
        ),
    ] = "openai",
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", help="A setting of the provider, NAME=VALUE: api_version=2024-10-21. Repeatable."),
    ] = None,
    allow_code: Annotated[
        bool, typer.Option(help="Let the provider run code of yours: subprocess, python, mlflow.")
    ] = False,
    prompt: Annotated[
        str | None, typer.Option(help="Template over the columns: 'Question: {{ question }}'; or see --prompt-file.")
    ] = None,
    prompt_file: Annotated[Path | None, typer.Option(help="File of the template.")] = None,
    messages: Annotated[
        str | None, typer.Option(help="Instead: column of conversations, each a JSON list of role and content.")
    ] = None,
    conversation: Annotated[
        Path | None, typer.Option(help="Instead: JSON file, a list of role and content, whose contents are templates.")
    ] = None,
    shots: Annotated[
        Path | None, typer.Option(help="Examples that go before each prompt: a file with the columns of the template.")
    ] = None,
    shot_answer: Annotated[str, typer.Option(help="Column of the answers of the examples.")] = "answer",
    system: Annotated[str | None, typer.Option(help="System message.")] = None,
    tools: Annotated[
        Path | None, typer.Option(help="JSON file, a list of tools: name, description, parameters (a JSON schema).")
    ] = None,
    tool_script: Annotated[
        Path | None, typer.Option(help="What tools answer: a file with the columns tool, arguments, answer.")
    ] = None,
    most_turns: Annotated[int, typer.Option(help="Most turns in which a model calls tools.")] = 10,
    key_env: Annotated[
        str | None,
        typer.Option(help="Environment variable of the key, sent to the host of --url alone; by default ASSAY_KEYS."),
    ] = None,
    journal: Annotated[Path, typer.Option(help="File that keeps every answer as it comes.")] = Path("run.journal"),
    cache: Annotated[Path | None, typer.Option(help="Folder of answers that runs share.")] = None,
    out: options.Out = None,
    attempts: Annotated[int, typer.Option(help="How often each item is asked.")] = 1,
    temperature: Annotated[float | None, typer.Option(help="As the API has it.")] = None,
    most_tokens: Annotated[int | None, typer.Option(help="Most tokens of an answer.")] = None,
    at_once: asking.AtOnce = 16,
    rate: Annotated[float | None, typer.Option(help="Most requests a minute, of all processes together.")] = None,
    token_rate: Annotated[float | None, typer.Option(help="Most tokens a minute, of all processes together.")] = None,
    tries: asking.Tries = 5,
    timeout: Annotated[float, typer.Option(help="Longest wait for one answer, in seconds.")] = 60.0,
    most_seconds: asking.MostSeconds = None,
    budget: Annotated[float | None, typer.Option(help="Most that the run may cost, what the journal has too.")] = None,
    price_in: Annotated[float, typer.Option(help="Price of a million tokens read.")] = 0.0,
    price_out: Annotated[float, typer.Option(help="Price of a million tokens written.")] = 0.0,
    again: asking.Again = False,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Ask a system every item and keep its outputs; the same command goes on where it was interrupted.

    Example: assay run questions.csv --url https://api.openai.com/v1 --model gpt-5-mini --key-env OPENAI_API_KEY
    --prompt 'Answer with one word: {{ question }}' --out answers.csv
    """
    from assay.access.secrets import key_for, key_in
    from assay.cli.outputs import check_table, write_table
    from assay.cli.progress import progress_line
    from assay.cli.show import show
    from assay.harness.budget import Prices
    from assay.harness.chat import Endpoint
    from assay.harness.plan_files import checked_tools, listed
    from assay.harness.prompts import Wording
    from assay.harness.providers.named import make_provider
    from assay.harness.runner import Limits
    from assay.harness.scripted import Scripted
    from assay.reports.runs import run_json, run_summary
    from assay.texts.reading import read_text
    from assay.workflows.run_system import run_system
    from assay.workflows.system_runs import RUNS, rows_in, shared_folder

    check_table(out, apart_from=(file, journal, prompt_file, shots, conversation, tools, tool_script))
    if (prompt is None) == (prompt_file is None) and not (messages or conversation):
        raise typer.BadParameter("give the template by --prompt or by --prompt-file")
    endpoint = Endpoint(
        url=url,
        model=model,
        key=key_in(key_env) if key_env else key_for(url),
        temperature=temperature,
        most_tokens=most_tokens,
        system=system,
        seconds=timeout,
        provider=provider,
        tools=checked_tools(read_text(tools), file=str(tools)) if tools else (),
        more=_settings(setting or []),
    )
    wording = Wording(
        read_text(prompt_file) if prompt_file else prompt,
        conversation=listed(read_text(conversation), file=str(conversation)) if conversation else None,
        column=messages,
        shots=rows_in(shots) if shots else (),
        shot_answer=shot_answer,
    )
    priced = price_in or price_out or budget is not None
    limits = Limits(
        at_once=at_once,
        tries=tries,
        most_seconds=most_seconds,
        rate=rate,
        token_rate=token_rate,
        budget=budget,
        prices=Prices(read=price_in, written=price_out) if priced else None,
    )
    with progress_line() as progress:
        found = run_system(
            file,
            endpoint,
            template=wording,
            journal=journal,
            attempts=attempts,
            limits=limits,
            progress=progress,
            provider=make_provider(provider, endpoint, allow_code=allow_code),
            tools=Scripted(rows_in(tool_script), most_turns=most_turns) if tool_script else None,
            cache=cache,
            shared=shared_folder(),
            runs=_folder(workspace, RUNS),
            again=again,
        )
    if out is not None:
        write_table(out, found.table)
    show(run_json(found) if json else run_summary(found, out=out, journal=journal))
    asking.end_as(found.ended)


def _folder(workspace: Path | None, name: str) -> Path | None:
    """A folder of the workspace; None where there is none and none is named."""
    from assay.core.errors import WorkspaceError
    from assay.store.place import find

    try:
        return find(workspace) / name
    except WorkspaceError:
        return None


def _settings(given: list[str]) -> dict[str, Any]:
    pairs = [each.partition("=") for each in given]
    wrong = next((each for each, sign, _ in pairs if not sign or not each.isidentifier()), None)
    if wrong is not None:
        raise typer.BadParameter(f"--set takes NAME=VALUE; found {wrong!r}")
    return {name: value for name, _, value in pairs}
