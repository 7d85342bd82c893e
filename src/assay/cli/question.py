"""``assay question``: add, list and show what is asked of items."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Questions for judges.")
OfDataset = Annotated[str | None, typer.Option("--dataset", help="Which dataset, where several have such a question.")]


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="The question, or a form of several, as a YAML file.")],
    *,
    dataset: Annotated[str, typer.Option(help="Dataset whose items it asks about.")],
    by: options.Person = "question",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Keep the question of a file for the items of a dataset; the same file again changes nothing.

    A file that begins with form: holds several questions that are asked together.

    Example: assay question add toxic.yaml --dataset comments --by lena
    """
    from assay.cli.show import show
    from assay.labeling.form_file import is_form
    from assay.labeling.keys import keys_of
    from assay.reports.questions import form_json, form_summary, question_json, question_summary
    from assay.workflows.questions import add_form, add_question, question_standing
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    if is_form(opened.read_text(file)):
        form = add_form(opened, file, dataset=dataset, actor=by)
        return show(form_json(form) if json else form_summary(form))
    kept = add_question(opened, file, dataset=dataset, actor=by)
    found = question_standing(opened, kept.question.name, dataset=kept.dataset)
    return show(question_json(found) if json else question_summary(found, keys_of(kept.question), is_new=True))


@app.command("list")
def list_(*, dataset: OfDataset = None, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Every question, how its guideline stands, and which queues ask it.

    Example: assay question list
    """
    from assay.cli.show import show
    from assay.reports.questions import questions_json, questions_table
    from assay.workflows.questions import question_standings
    from assay.workflows.workspace import open_workspace

    found = question_standings(open_workspace(workspace), dataset)
    show(questions_json(found) if json else questions_table(found))


@app.command("show")
def show_(
    name: Annotated[str, typer.Argument(help="Name of the question.")],
    *,
    dataset: OfDataset = None,
    out: options.Out = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """What is asked, what judges see and type, and what is next; with --out its file, for git.

    Example: assay question show toxic --out toxic.yaml
    """
    from assay.cli.outputs import check_place, write_whole
    from assay.cli.show import show
    from assay.labeling.keys import keys_of
    from assay.labeling.question_written import question_text
    from assay.reports.questions import question_json, question_summary
    from assay.workflows.questions import question_standing
    from assay.workflows.workspace import open_workspace

    check_place(out)
    found = question_standing(open_workspace(workspace), name, dataset=dataset)
    question = found.kept.question
    if out is not None:
        write_whole(out, question_text(question))
    show(question_json(found) if json else question_summary(found, keys_of(question)))
