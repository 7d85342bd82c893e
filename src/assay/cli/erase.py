"""``assay erase``: forget a person."""

import sys
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Erase a person; proofs stay valid."
)
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would go and what would stay, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking; nothing brings back what is erased.")]


@app.command()
def person(
    name: Annotated[str, typer.Argument(help="Name of somebody who may sign in, or the pseudonym on the ledger.")],
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    by: options.Person = "erase",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Erase somebody who may sign in: name, mail, sessions, links, drafts. What he judged stays under the pseudonym.

    Exit code 3 when the name is found somewhere afterwards.

    Example: assay erase person lena --dry-run
    """
    from assay.cli.show import show
    from assay.reports.erasing import person_json, person_text
    from assay.workflows.erase import about_person, erase_person
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    about = about_person(opened, name)
    if dry_run or not json:
        show(person_json(about, done=False) if json else person_text(about, done=False))
    if dry_run:
        return
    _confirm(yes)
    done = erase_person(opened, name, actor=by)
    show(person_json(done, done=True) if json else person_text(done, done=True))
    raise typer.Exit(3 if done.left or done.files else 0)


@app.command()
def subject(
    pseudonym: Annotated[str, typer.Argument(help="Whose sealed values: as imported, the id of the item.")],
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    by: options.Person = "erase",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Erase the sealed values of a data subject: key, salts and values go, the commitments in the log say nothing.

    Example: assay erase subject applicant-17 --dry-run
    """
    from assay.cli.show import show
    from assay.reports.erasing import subject_json, subject_text
    from assay.workflows.erase import about_data_subject, erase_data_subject
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    about = about_data_subject(opened, pseudonym)
    if dry_run or not json:
        show(subject_json(about, done=False) if json else subject_text(about, done=False))
    if dry_run:
        return
    _confirm(yes)
    done = erase_data_subject(opened, pseudonym, actor=by)
    show(subject_json(done, done=True) if json else subject_text(done, done=True))


def _confirm(yes: bool) -> None:
    from assay.workflows.erase import check_confirmed

    asked = not yes and sys.stdin.isatty()
    check_confirmed(yes or (asked and typer.confirm("Erase it for good?")))
