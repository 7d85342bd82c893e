"""``assay consensus``: what is true of each item, and how good each judge is."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def consensus(
    file: options.MaybeVotes = None,
    *,
    item: options.ItemIds = None,
    judge: options.JudgeIds = None,
    answer: options.Answer = None,
    judges: options.WideJudges = None,
    method: Annotated[
        str,
        typer.Option(
            help="majority, wawa, dawid-skene, zencrowd, lfc, mace, mace-em, glad; for numbers mean, median, weighted."
        ),
    ] = "dawid-skene",
    init: Annotated[str | None, typer.Option(help="majority, or diagonal:0.7 for one confusion of all judges.")] = None,
    first: Annotated[str | None, typer.Option(help="Which step an iteration begins with: e or m.")] = None,
    prior: Annotated[str | None, typer.Option(help="Class prior: estimated or uniform.")] = None,
    iterations: Annotated[int | None, typer.Option(help="Most iterations; alone, all are made.")] = None,
    tolerance: Annotated[
        float | None, typer.Option(help="Stop when the bound per vote (for weighted: a variance) changes by less.")
    ] = None,
    bound: Annotated[
        str | None, typer.Option(help="What the class prior counts by in that bound: item, or vote as in crowd-kit.")
    ] = None,
    smoothing: Annotated[
        float | None, typer.Option(help="Added to each cell of a confusion (for weighted: pseudo-votes of a judge).")
    ] = None,
    ties: Annotated[str, typer.Option(help="Of likeliest answers: fractional, first or random.")] = "fractional",
    repeats: options.Repeats = "last",
    reference: Annotated[Path | None, typer.Option(help="Right answers to score the consensus and judges by.")] = None,
    metric: Annotated[list[str] | None, typer.Option(help="Metrics of that score: accuracy,f1; mae,rmse,bias.")] = None,
    positive: options.Positive = None,
    out: options.Out = None,
    keep: Annotated[str | None, typer.Option(help="Keep it in the workspace as a reference set of this name.")] = None,
    dataset: Annotated[
        str | None,
        typer.Option(help="Dataset whose judgments on the ledger are read; with a FILE, what --keep is about."),
    ] = None,
    question: options.OfQuestion = None,
    by: options.Person = "consensus",
    workspace: options.WorkspaceFolder = None,
    level: options.Level = 0.95,
    seed: options.Seed = 7,
    json: options.Json = False,
) -> None:
    """An answer with its probability for each item, and what each judge is worth.

    Example: assay consensus votes.csv --item item --judge worker --answer label --method dawid-skene
    --init diagonal:0.7 --first e --prior uniform --iterations 20 --reference truth.csv --out consensus.parquet
    """
    from assay.cli.outputs import check_table, write_table
    from assay.cli.progress import progress_line
    from assay.cli.show import show
    from assay.cli.votes import votes_given
    from assay.reports.consensus import consensus_json, consensus_summary
    from assay.workflows.consensus import consensus as find_consensus
    from assay.workflows.consensus import keep_reference

    check_table(out)
    if metric and reference is None:
        raise typer.BadParameter("--metric scores the consensus by right answers: give them with --reference FILE")
    if keep is not None and dataset is None:
        raise typer.BadParameter("--keep NAME needs --dataset NAME, the dataset that it is about")
    given = votes_given(
        file, (item, judge, answer), dataset=dataset, question=question, workspace=workspace, about=keep is not None
    )
    asked = {
        "first": first, "prior": prior, "iterations": iterations, "tolerance": tolerance, "bound": bound,
        "smoothing": smoothing,
    }  # fmt: skip
    with progress_line() as progress:
        found = find_consensus(
            given.data,
            item=given.item,
            judge=given.judge,
            answer=given.answer,
            judges=judges,
            method=method,
            reference=reference,
            metric=options.listed(metric),
            positive=positive,
            ties=ties,
            repeats=repeats,
            level=level,
            seed=seed,
            progress=progress,
            **init_options(init),
            **{name: value for name, value in asked.items() if value is not None},
        )
    if out is not None:
        write_table(out, found.items)
    if keep is not None and dataset is not None:
        from assay.workflows.workspace import open_workspace

        keep_reference(
            open_workspace(workspace),
            found,
            dataset=dataset,
            name=keep,
            actor=by,
            question=given.question,
            position=given.position,
        )
    show(consensus_json(found) if json else consensus_summary(found, out=out, kept=keep))


def init_options(init: str | None) -> dict[str, str | float]:
    """``diagonal:0.7`` as its two options."""
    if init is None:
        return {}
    word, _, share = init.partition(":")
    if not share:
        return {"init": word}
    try:
        return {"init": word, "diagonal": float(share)}
    except ValueError:
        form = "--init takes majority, or diagonal with a share: diagonal:0.7"
        raise typer.BadParameter(f"{form}; found {init!r}") from None
