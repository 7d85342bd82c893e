"""``assay risk``: at most so much is wrong, and how much a machine may label so that it stays so."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def risk(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row an item.")],
    *,
    at_most: Annotated[float, typer.Option(help="Share that may be wrong, above 0 and below 1.")],
    confidence: Annotated[float, typer.Option(help="How often the claim must be right, one-sided.")] = 0.95,
    wrong: Annotated[
        str | None, typer.Option(help="Column that says what was wrong: 1 and 0; empty was not checked.")
    ] = None,
    machine: Annotated[str | None, typer.Option(help="Instead: column of the machine's answers.")] = None,
    label: Annotated[str | None, typer.Option(help="And column of the people's; empty was not checked.")] = None,
    uncertainty: Annotated[
        str | None, typer.Option(help="Column of how unsure the machine is: how much may it label?")
    ] = None,
    pool: Annotated[
        int | None, typer.Option(help="Items of the fixed pool that the checked ones were drawn from.")
    ] = None,
    sample: options.Sample = None,
    item: options.Item = None,
    out: options.Out = None,
    json: options.Json = False,
) -> None:
    """May it be claimed that at most so much is wrong? With --uncertainty: how much may the machine label?

    Example: assay risk scores.csv --machine gpt_label --label human_label --uncertainty u --at-most 0.05
    """
    from assay.cli.outputs import check_place, write_table
    from assay.cli.show import show
    from assay.reports.risk import risk_json, risk_summary
    from assay.workflows.risk import risk as find_risk

    check_place(out)
    if out is not None and uncertainty is None:
        raise typer.BadParameter("--out writes who labels each item, which needs --uncertainty COLUMN")
    found = find_risk(
        file,
        at_most=at_most,
        confidence=confidence,
        wrong=wrong,
        machine=machine,
        label=label,
        uncertainty=uncertainty,
        pool=pool,
        sample=sample,
        item=item,
    )
    if out is not None and found.assigned is not None:
        write_table(out, found.assigned)
    show(risk_json(found.found) if json else risk_summary(found.found, out=out))
