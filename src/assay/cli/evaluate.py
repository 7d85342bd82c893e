"""``assay evaluate``: run a locked plan."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def evaluate(
    plan: options.PlanFile,
    *,
    exploratory: Annotated[
        bool, typer.Option("--exploratory", help="Evaluate a plan that is not locked; the evidence says so.")
    ] = False,
    base: Annotated[
        Path | None,
        typer.Option(help="The plan of the base branch: what differs from it needs an approved amendment."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Make once more the calls that failed before.")] = False,
    by: options.Person = "evaluate",
    report: Annotated[Path | None, typer.Option(help="Also write the HTML report here.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Also write a Markdown summary here.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Also write JUnit XML here.")] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Run a locked plan: systems and judge called, estimates, comparison, verdicts, recommendation, kept as evidence.

    The same command goes on where it was interrupted: what was answered is not asked again.

    Exit code 0 ship (with guardrails too), 1 hold, 2 not yet, 3 could not be checked.
    A plan runs no code (but see assay init --allow-code), holds no key and reads nothing outside its folder; keys are
    bound to hosts by ASSAY_KEYS.

    Example: assay evaluate plan.yaml --report report.html
    """
    from assay.cli.outputs import check_place, write_renderings
    from assay.cli.progress import progress_line
    from assay.cli.show import show
    from assay.core.evidence import evidence_to_plain
    from assay.gates.recommend import exit_code
    from assay.reports.terminal import evidence_summary
    from assay.workflows.evaluate.story import evaluate as run
    from assay.workflows.judge_run import run_judge
    from assay.workflows.queues import fill_queue
    from assay.workflows.system_runs import shared_folder
    from assay.workflows.workspace import open_workspace

    check_place(report, markdown, junit)
    opened = open_workspace(workspace)
    with progress_line() as progress:
        evidence = run(
            opened,
            plan,
            actor=by,
            exploratory=exploratory,
            base=base,
            again=again,
            shared=shared_folder(),
            fill=fill_queue,
            ask=run_judge,
            progress=progress,
        )
    write_renderings(evidence, None, html=report, markdown=markdown, junit=junit)
    show(evidence_to_plain(evidence) if json else evidence_summary(evidence))
    raise typer.Exit(exit_code(evidence.recommendation.advice))
