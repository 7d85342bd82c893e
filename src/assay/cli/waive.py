"""``assay waive``: accept the failure of a gate until a date."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def waive(
    plan: options.PlanFile,
    *,
    gate: Annotated[str, typer.Option(help="Name of the gate; a core gate cannot be waived.")],
    until: Annotated[str, typer.Option(help="Day or time (UTC) from which it no longer counts: 2026-12-31.")],
    reason: Annotated[str, typer.Option(help="Why the failure is acceptable.")],
    by: options.Signatory,
    approver: Annotated[str, typer.Option(help="Who approves; not who asks.")],
    slice_: Annotated[
        list[str] | None, typer.Option("--slice", help="Only this slice: COLUMN=LEVEL. Repeat for a cross.")
    ] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Accept the failure of a guardrail or slice gate until a date, in the open.

    Example: assay waive plan.yaml --gate "recall floor" --until 2026-12-31 --by mina --approver lead
    --reason "Fixed by the threshold change of December."
    """
    from assay.cli.show import show
    from assay.core.encode import to_plain
    from assay.workflows.decide import waive as grant
    from assay.workflows.workspace import open_workspace

    key = tuple(options.pairs(slice_, "--slice").items()) or None
    waiver = grant(
        open_workspace(workspace), plan, gate=gate, until=until, reason=reason, by=by, approver=approver, key=key
    )
    show(
        to_plain(waiver) if json else f"Waived until {waiver.expires_at}: {waiver.gate}, approved by {waiver.approver}."
    )
