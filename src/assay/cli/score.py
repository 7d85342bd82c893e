"""``assay score``: outputs against their targets."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def score(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row an output.")],
    *,
    output: Annotated[str, typer.Option(help="Column of the outputs.")],
    scorer: Annotated[
        list[str], typer.Option(help="Scorers, several with commas: exact,token_f1,numeric:tolerance=0.01.")
    ],
    target: Annotated[str | None, typer.Option(help="Column of what is right.")] = None,
    between: Annotated[str | None, typer.Option(help="Text that parts several targets in one cell, such as |.")] = None,
    cluster: options.Cluster = None,
    by: options.By = None,
    attempts_of: Annotated[
        str | None, typer.Option(help="Column of the item that several rows are attempts at: pass@k and pass^k.")
    ] = None,
    k: Annotated[str, typer.Option(help="With --attempts-of: attempts granted, several with commas.")] = "1",
    passes_from: Annotated[float, typer.Option(help="With --attempts-of: smallest score that passes.")] = 1.0,
    amount: Annotated[
        list[str] | None, typer.Option(help="Columns of seconds, tokens or money: their mean and percentiles.")
    ] = None,
    out: options.Out = None,
    level: options.Level = 0.95,
    json: options.Json = False,
) -> None:
    """Mean score of each scorer with its interval, overall and by slice; the same outputs score the same again.

    Example: assay score answers.jsonl --output said --target right --scorer exact,token_f1 --by topic --cluster prompt
    """
    from assay.cli.outputs import check_table, write_table
    from assay.cli.show import show
    from assay.reports.scores import scores_json, scores_summary
    from assay.workflows.score import score as find

    check_table(out)
    found = find(
        file,
        output=output,
        target=target,
        scorers=scorer,
        between=between,
        cluster=cluster,
        by=by or (),
        attempts_of=attempts_of,
        k=_whole_numbers(k),
        passes_from=passes_from,
        amounts=amount or (),
        level=level,
    )
    if out is not None:
        write_table(out, found.table)
    show(scores_json(found) if json else scores_summary(found, out=out))


def _whole_numbers(text: str) -> tuple[int, ...]:
    """``1,2,4`` as numbers from 1 up."""
    try:
        found = tuple(dict.fromkeys(int(each) for each in text.split(",") if each.strip()))
    except ValueError:
        found = ()
    if not found or min(found) < 1:
        raise typer.BadParameter(f"--k takes whole numbers from 1 up, with commas; found {text!r}")
    return found
