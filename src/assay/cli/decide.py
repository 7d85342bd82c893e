"""``assay decide``: record what a named person decided."""

from typing import Annotated

import typer

from assay.cli import options
from assay.core.verdict import Advice

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def decide(
    plan: options.PlanFile,
    *,
    advice: Annotated[Advice, typer.Option(help="What is decided.")],
    by: options.Signatory,
    reason: Annotated[str, typer.Option(help="Why; demanded where it differs from the recommendation.")] = "",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Record the decision of a named person on the plan's last evidence.

    Example: assay decide plan.yaml --advice hold --by lead --reason "Finland is served worse."
    """
    from assay.cli.show import show
    from assay.core.encode import to_plain
    from assay.workflows.decide import decide as record
    from assay.workflows.workspace import open_workspace

    decision = record(open_workspace(workspace), plan, advice=advice, by=by, reason=reason)
    words = decision.advice.value.replace("_", " ")
    show(to_plain(decision) if json else f"Decided by {decision.by}: {words}, on evidence {decision.evidence}.")
