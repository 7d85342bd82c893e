"""``assay fraud``: signs that answers were copied or scripted, with how often they are false."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Signs that answers were copied or scripted.",
)


@app.callback()
def about() -> None:
    """Signs that answers were copied or scripted, with how often they are false."""


@app.command("show")
def show_(
    queue: Annotated[str, typer.Argument(help="Name of the queue.")],
    *,
    level: Annotated[float, typer.Option(help="How often at most somebody is named when there is nothing.")] = 0.01,
    least_spread: Annotated[
        float, typer.Option(help="Spread of the logarithms of seconds that people have at the least.")
    ] = 0.3,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Pairs of judges with the same wrong answers beyond chance, and paces as even as a script's; for the lead alone.

    Example: assay fraud show toxic-1
    """
    from assay.cli.show import show
    from assay.reports.fraud import fraud_json, fraud_summary
    from assay.workflows.fraud import signs_of_fraud
    from assay.workflows.workspace import open_workspace

    found = signs_of_fraud(open_workspace(workspace), queue, level=level, least_spread=least_spread)
    show(fraud_json(found) if json else fraud_summary(found))
