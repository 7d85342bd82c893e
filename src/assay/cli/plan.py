"""``assay plan``: write, check, approve, lock and amend a plan."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="The life of a plan.")


@app.command()
def new(
    *,
    dataset: Annotated[str, typer.Option(help="Dataset, name or name@version.")],
    baseline: Annotated[str | None, typer.Option(help="System to compare with; by default the first imported.")] = None,
    candidate: Annotated[str | None, typer.Option(help="System proposed; by default the last imported.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the plan.")] = None,
    author: Annotated[str, typer.Option(help="Who writes it; cannot approve it.")] = "",
    out: Annotated[Path, typer.Option("--out", help="File to write; refused when it exists.")] = Path("plan.yaml"),
    workspace: options.WorkspaceFolder = None,
) -> None:
    """Write a good first plan from a dataset, to be edited.

    Example: assay plan new --dataset loans --author mina --out plan.yaml
    """
    from assay.cli.outputs import write_whole
    from assay.cli.show import show
    from assay.core.errors import InputError
    from assay.workflows.plan_life import draft
    from assay.workflows.workspace import open_workspace

    if out.exists():
        raise InputError("output.exists", f"{out} exists.", "Name another file with --out, or remove it.")
    text = draft(
        open_workspace(workspace), dataset=dataset, baseline=baseline, candidate=candidate, name=name, author=author
    )
    write_whole(out, text)
    show(f"{out} written. Edit it, then: assay plan check {out}")


@app.command()
def check(
    plan: options.PlanFile,
    *,
    discordance: Annotated[
        float | None,
        typer.Option(help="Share of items on which the systems differ in being right, if you know it."),
    ] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Say what the plan's tier still requires, and whether the data can answer the question at all.

    Example: assay plan check plan.yaml
    """
    from assay.cli.planning import check_json, check_summary
    from assay.cli.show import show
    from assay.workflows.plan_life import check as look
    from assay.workflows.workspace import open_workspace

    found = look(open_workspace(workspace), plan, discordance=discordance)
    show(check_json(found) if json else check_summary(found))


@app.command()
def approve(plan: options.PlanFile, *, by: options.Signatory, workspace: options.WorkspaceFolder = None) -> None:
    """Approve exactly this content of a plan, as somebody other than its author.

    Example: assay plan approve plan.yaml --by lead
    """
    from assay.cli.show import show
    from assay.workflows.plan_life import approve as give
    from assay.workflows.workspace import open_workspace

    approval = give(open_workspace(workspace), plan, by=by)
    show(f"Approved by {approval.by}: content {approval.subject}.")


@app.command()
def lock(plan: options.PlanFile, *, by: options.Signatory, workspace: options.WorkspaceFolder = None) -> None:
    """Freeze the plan before the first result.

    Example: assay plan lock plan.yaml --by mina
    """
    from assay.cli.show import show
    from assay.workflows.plan_life import lock as freeze
    from assay.workflows.workspace import open_workspace

    locked = freeze(open_workspace(workspace), plan, by=by)
    show(
        f"Locked: {locked.plan.name}, content {locked.content}, on {locked.plan.dataset}.\nNext: assay evaluate {plan}"
    )


@app.command()
def amend(
    plan: options.PlanFile,
    *,
    by: options.Signatory,
    approver: Annotated[str, typer.Option(help="Who approves the amendment; not its author.")],
    reason: Annotated[str, typer.Option(help="Why; the report shows it.")],
    workspace: options.WorkspaceFolder = None,
) -> None:
    """Change a locked plan in the open, after the first result too.

    Example: assay plan amend plan.yaml --by mina --approver lead --reason "Finland joined late"
    """
    from assay.cli.show import show
    from assay.workflows.plan_life import amend as change
    from assay.workflows.workspace import open_workspace

    amended = change(open_workspace(workspace), plan, by=by, approver=approver, reason=reason)
    show(
        "\n".join(
            [f"Amended: {amended.plan.name}, content {amended.content}.", *(f"  {each}" for each in amended.changes)]
        )
    )
