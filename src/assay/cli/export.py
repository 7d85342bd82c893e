"""``assay export``: judgments of a dataset as a file that another tool reads."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import carried, options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def export(
    dataset: Annotated[str, typer.Argument(help="Dataset as name, or name@version.")],
    *,
    to: Annotated[str, typer.Option(help="label-studio, argilla, doccano, prodigy, csv or jsonl.")],
    out: Annotated[Path, typer.Option(help="File to write.")],
    config: Annotated[
        Path | None, typer.Option(help="Write the tool's labeling config or settings too, to this file.")
    ] = None,
    question: Annotated[
        list[str] | None, typer.Option(help="Which questions, with commas; by default all of the dataset.")
    ] = None,
    judge: Annotated[list[str] | None, typer.Option(help="Only what these judges said, with commas.")] = None,
    reference: Annotated[
        str | None, typer.Option(help="Instead of judgments: the likeliest answers of this reference set.")
    ] = None,
    blank: Annotated[bool, typer.Option("--blank", help="Only items and questions, to be labeled there.")] = False,
    systems: Annotated[
        bool, typer.Option("--systems", help="Answers of systems too; people who see them may lean on them.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Answers that came late or in an earlier round too.")
    ] = False,
    offsets: carried.Offsets = None,
    by: options.Person = "export",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Write items, questions and judgments for another tool; what it cannot carry is counted and named.

    Example: assay export reviews --question tone --to label-studio --out tasks.json --config tone.xml
    """
    from assay.cli.outputs import check_place, write_whole
    from assay.cli.show import show
    from assay.integrations.named import integration
    from assay.reports.carried import written_json, written_summary
    from assay.workflows.export import export as write_for
    from assay.workflows.export import note_export
    from assay.workflows.workspace import open_workspace

    if blank and reference is not None:
        raise typer.BadParameter("--blank writes no answers, and --reference writes those of a reference set")
    check_place(out, config)
    carried.check_offsets(offsets)
    opened = open_workspace(workspace)
    written = write_for(
        opened,
        integration(to),
        dataset=dataset,
        questions=options.listed(question),
        judges=options.listed(judge),
        reference=reference,
        blank=blank,
        systems=systems,
        everything=everything,
        offsets=offsets,
    )
    if config is not None and written.config is None:
        raise typer.BadParameter(f"--config: {to} has no file of questions to write")
    write_whole(out, written.content)
    if config is not None and written.config is not None:
        write_whole(config, written.config)
    note_export(opened, dataset=dataset, file=out.name, format=to, written=written, actor=by)
    show(written_json(str(out), to, written) if json else written_summary(str(out), written))
