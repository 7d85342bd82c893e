"""``assay sample``: draw items to be judged, with their probabilities, and find samples again."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Samples of items.")
Dataset = Annotated[str, typer.Option(help="Dataset as name, or name@version.")]


@app.command()
def draw(
    file: Annotated[Path | None, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row an item.")] = None,
    *,
    n: Annotated[int, typer.Option(help="Items to draw.")],
    design: Annotated[str, typer.Option(help="simple, stratified, neyman (after a pilot) or pps.")] = "simple",
    seed: Annotated[int, typer.Option(help="The same seed draws the same items.")] = 7,
    item: Annotated[str, typer.Option(help="Column of item ids; a dataset has its own.")] = "item",
    stratum: Annotated[
        list[str] | None, typer.Option(help="Columns whose levels are the strata, several with commas.")
    ] = None,
    allocation: Annotated[
        str | None, typer.Option(help="How strata share the items: proportional, equal or neyman.")
    ] = None,
    least: Annotated[int, typer.Option(help="Items each stratum gives at least.")] = 2,
    size: Annotated[str | None, typer.Option(help="Column of sizes, above 0: larger items are likelier (pps).")] = None,
    slice_: Annotated[
        str | None, typer.Option("--slice", help="Only items for which a condition holds: \"lang == 'sw'\".")
    ] = None,
    pilot: Annotated[Path | None, typer.Option(help="File with answers of a pilot, for neyman.")] = None,
    pilot_answer: Annotated[str | None, typer.Option(help="Its column of what is going to be averaged.")] = None,
    dataset: Annotated[str | None, typer.Option(help="Instead of a file: a dataset as name, or name@version.")] = None,
    name: Annotated[str | None, typer.Option(help="Keep the sample of a dataset under this name.")] = None,
    by: options.Person = "sample",
    out: options.Out = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Which items to judge, how likely each was to be drawn, and the random order in which to work them.

    Example: assay sample draw answers.csv --n 200 --design stratified --stratum language --out sample.csv
    """
    from assay.cli.outputs import check_place, write_table
    from assay.cli.show import show
    from assay.datasets.sample_asked import SampleAsked
    from assay.reports.samples import sample_json, sample_summary
    from assay.workflows.samples import draw_file, keep_sample

    check_place(out)
    strata = tuple(options.listed(stratum))
    asked = SampleAsked(n, design, seed, item, strata, allocation, least, size, slice_, pilot, pilot_answer)
    if dataset is not None and name is not None and file is None:
        from assay.workflows.workspace import open_workspace

        found = keep_sample(open_workspace(workspace), asked, dataset=dataset, name=name, actor=by)
    elif file is not None and dataset is None and name is None:
        found = draw_file(file, asked)
    else:
        raise typer.BadParameter("name a FILE, or --dataset NAME and a --name for the sample that is kept")
    if out is not None:
        write_table(out, found.table)
    show(
        sample_json(found.sample, None if out else found.table)
        if json
        else sample_summary(found.sample, found.table, out=out)
    )


@app.command("show")
def show_(
    name: Annotated[str, typer.Argument(help="Name of the sample.")],
    *,
    dataset: Dataset,
    out: options.Out = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """How a kept sample was drawn, and with --out its items.

    Example: assay sample show pilot1 --dataset reviews --out pilot1.csv
    """
    from assay.cli.outputs import check_place, write_table
    from assay.cli.show import show
    from assay.reports.samples import sample_json, sample_summary
    from assay.workflows.samples import worked_sample
    from assay.workflows.workspace import open_workspace

    check_place(out)
    found = worked_sample(open_workspace(workspace), name, dataset=dataset)
    if out is not None:
        write_table(out, found.table)
    show(
        sample_json(found.sample, None if out else found.table)
        if json
        else sample_summary(found.sample, found.table, out=out)
    )


@app.command("list")
def list_(
    *,
    dataset: Annotated[str | None, typer.Option(help="Only samples of this dataset, as name, or name@version.")] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Every kept sample, oldest first.

    Example: assay sample list --dataset reviews
    """
    from assay.cli.show import show
    from assay.reports.samples import samples_json, samples_table
    from assay.workflows.samples import named_frames, samples
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    found = samples(opened, None if dataset is None else opened.dataset(dataset))
    show(samples_json(found) if json else samples_table(found, named_frames(opened, found)))
