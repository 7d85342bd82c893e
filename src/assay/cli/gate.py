"""``assay gate``: check the gates again, or test them on themselves."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def gate(
    plan: options.PlanFile,
    *,
    self_test: Annotated[
        bool,
        typer.Option(
            "--self-test", help="How often would the gates fail, or pass, a system identical to the baseline?"
        ),
    ] = False,
    draws: Annotated[int, typer.Option(min=20, max=100_000, help="Seeded draws of the self-test.")] = 1000,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Check the gates of the plan's last evidence with the waivers valid now, and exit accordingly.

    With --self-test: for each draw, baseline and candidate are swapped within a random half of the clusters and the
    same code from facts to verdicts runs; the rates of FAIL and PASS are printed with their intervals.

    Example: assay gate plan.yaml --self-test
    """
    from assay.cli.progress import progress_line
    from assay.cli.proving import self_test_summary
    from assay.cli.show import show
    from assay.core.encode import to_plain
    from assay.gates.recommend import exit_code
    from assay.reports.terminal import verdicts_summary
    from assay.workflows.gate import check_again, test_gates
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    if self_test:
        with progress_line() as progress:
            tested = test_gates(opened, plan, draws=draws, progress=progress)
        show(to_plain(tested) if json else self_test_summary(tested))
        return
    verdicts, recommendation = check_again(opened, plan)
    if json:
        show({"recommendation": to_plain(recommendation), "verdicts": [to_plain(each) for each in verdicts]})
    else:
        show(verdicts_summary(verdicts, recommendation))
    raise typer.Exit(exit_code(recommendation.advice))
