"""``assay guideline``: add, show, compare and approve the rules of a question."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Guidelines of questions.")
Question = Annotated[str, typer.Option(help="Name of the question that it instructs for.")]
OfDataset = Annotated[str | None, typer.Option("--dataset", help="Which dataset, where several have such a question.")]
Version = Annotated[str | None, typer.Option(help="A version, 8 digits or more; by default the newest.")]


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="The guideline, a Markdown file with numbered rules.")],
    *,
    question: Question,
    dataset: OfDataset = None,
    by: options.Person = "guideline",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Keep the guideline of a file as the newest version; it waits for the approval of somebody else.

    Example: assay guideline add toxic.md --question toxic --by lena
    """
    from assay.cli.show import show
    from assay.reports.guidelines import guideline_json, guideline_summary
    from assay.workflows.questions import add_guideline
    from assay.workflows.workspace import open_workspace

    found = add_guideline(open_workspace(workspace), file, question=question, dataset=dataset, actor=by)
    show(guideline_json(found) if json else guideline_summary(found))


@app.command("show")
def show_(
    *,
    question: Question,
    dataset: OfDataset = None,
    version: Version = None,
    out: options.Out = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """A version of a guideline: its rules, who wrote and approved it; with --out its text.

    Example: assay guideline show --question toxic --out toxic.md
    """
    from assay.cli.outputs import check_place, write_whole
    from assay.cli.show import show
    from assay.reports.guidelines import guideline_json, guideline_summary
    from assay.workflows.questions import guideline_of
    from assay.workflows.workspace import open_workspace

    check_place(out)
    found = guideline_of(open_workspace(workspace), question, dataset=dataset, version=version)
    if out is not None:
        write_whole(out, found.kept.guideline.text)
    show(guideline_json(found) if json else guideline_summary(found))


@app.command()
def diff(
    *,
    question: Question,
    dataset: OfDataset = None,
    version: Version = None,
    since: Annotated[str | None, typer.Option(help="An older version; by default the one before.")] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Which rules changed since an older version, and how.

    Example: assay guideline diff --question toxic
    """
    from assay.cli.show import show
    from assay.reports.guidelines import diff_summary, guideline_json
    from assay.workflows.questions import guideline_of
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    found = guideline_of(opened, question, dataset=dataset, version=version, since=since)
    if json:
        show(guideline_json(found))
        return
    other = found.compared_with
    before = other and guideline_of(opened, question, dataset=dataset, version=other).kept.guideline.text
    show(diff_summary(found, before))


@app.command()
def approve(
    *,
    question: Question,
    by: Annotated[
        str, typer.Option("--by", help="Who approves, not its author; recorded as claimed.", callback=options.person)
    ],
    dataset: OfDataset = None,
    version: Version = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Approve the newest version of a guideline; judges work by it from then on.

    Example: assay guideline approve --question toxic --by ravi
    """
    from assay.cli.show import show
    from assay.reports.guidelines import approved_summary, guideline_json
    from assay.workflows.questions import approve as approve_it
    from assay.workflows.workspace import open_workspace

    found = approve_it(open_workspace(workspace), question, dataset=dataset, version=version, actor=by)
    show(guideline_json(found) if json else approved_summary(found))


@app.command()
def clarity(
    *,
    question: Question,
    dataset: OfDataset = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Where judges part: which rule to mend first, which answers they confuse, which items to talk about.

    Example: assay guideline clarity --question toxic
    """
    from assay.cli.show import show
    from assay.reports.clarity import clarity_json, clarity_summary
    from assay.workflows.clarity import how_clear
    from assay.workflows.workspace import open_workspace

    found = how_clear(open_workspace(workspace), question, dataset=dataset)
    show(clarity_json(found) if json else clarity_summary(found))
