"""``assay run``: ask a system every item of a file."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def run(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row an item.")],
    *,
    url: Annotated[str, typer.Option(help="Address of an OpenAI-compatible API, such as https://api.openai.com/v1.")],
    model: Annotated[str, typer.Option(help="Name of the model.")],
    prompt: Annotated[
        str | None, typer.Option(help="Template over the columns: 'Question: {{ question }}'; or see --prompt-file.")
    ] = None,
    prompt_file: Annotated[Path | None, typer.Option(help="File of the template.")] = None,
    system: Annotated[str | None, typer.Option(help="System message.")] = None,
    key_env: Annotated[
        str | None, typer.Option(help="Environment variable of the key, sent to the host of --url alone.")
    ] = None,
    journal: Annotated[Path, typer.Option(help="File that keeps every answer as it comes.")] = Path("run.journal"),
    out: options.Out = None,
    attempts: Annotated[int, typer.Option(help="How often each item is asked.")] = 1,
    temperature: Annotated[float | None, typer.Option(help="As the API has it.")] = None,
    most_tokens: Annotated[int | None, typer.Option(help="Most tokens of an answer.")] = None,
    at_once: Annotated[int, typer.Option(help="Most calls in flight; fewer where the server refuses.")] = 16,
    tries: Annotated[int, typer.Option(help="Most tries of one prompt.")] = 5,
    timeout: Annotated[float, typer.Option(help="Longest wait for one answer, in seconds.")] = 60.0,
    most_seconds: Annotated[float | None, typer.Option(help="After so long no new call begins.")] = None,
    json: options.Json = False,
) -> None:
    """Ask a system every item and keep its outputs; the same command goes on where it was interrupted.

    Example: assay run questions.csv --url https://api.openai.com/v1 --model gpt-5-mini --key-env OPENAI_API_KEY
    --prompt 'Answer with one word: {{ question }}' --out answers.csv
    """
    from assay.cli.outputs import check_table, write_table
    from assay.cli.progress import progress_line
    from assay.cli.show import show
    from assay.harness.chat import Endpoint
    from assay.harness.runner import Limits
    from assay.reports.runs import run_json, run_summary
    from assay.texts.reading import read_text
    from assay.workflows.run_system import run_system, secret

    check_table(out)
    if (prompt is None) == (prompt_file is None):
        raise typer.BadParameter("give the template by --prompt or by --prompt-file")
    endpoint = Endpoint(
        url=url,
        model=model,
        key=secret(key_env),
        temperature=temperature,
        most_tokens=most_tokens,
        system=system,
        seconds=timeout,
    )
    with progress_line() as progress:
        found = run_system(
            file,
            endpoint,
            template=read_text(prompt_file) if prompt_file else prompt or "",
            journal=journal,
            attempts=attempts,
            limits=Limits(at_once=at_once, tries=tries, most_seconds=most_seconds),
            progress=progress,
        )
    if out is not None:
        write_table(out, found.table)
    show(run_json(found) if json else run_summary(found, out=out, journal=journal))
