"""``assay acceptance``: how many items of a lot to judge, and how many may be bad."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def acceptance(
    *,
    good: Annotated[float | None, typer.Option(help="Rate of bad items in lots that should be accepted.")] = None,
    bad: Annotated[float | None, typer.Option(help="Rate in lots that should be refused.")] = None,
    alpha: Annotated[float | None, typer.Option(help="Chance to refuse a good lot; 0.05 unless given.")] = None,
    beta: Annotated[float | None, typer.Option(help="Chance to accept a bad lot; 0.10 unless given.")] = None,
    n: Annotated[int | None, typer.Option(help="Instead: items that a plan judges.")] = None,
    accept: Annotated[int | None, typer.Option(help="And most bad ones at which it accepts the lot.")] = None,
    lot: Annotated[int | None, typer.Option(help="Items of the lot.")] = None,
    miss: Annotated[float, typer.Option(help="Chance that the judge calls a bad item good.")] = 0.0,
    false_alarm: Annotated[float, typer.Option(help="Chance that the judge calls a good item bad.")] = 0.0,
    prior: Annotated[
        str | None, typer.Option(help="Beta prior of the rate, as 1,19: what an accepted lot is believed to be.")
    ] = None,
    rates: Annotated[list[str] | None, typer.Option(help="Rates of the curve, with commas.")] = None,
    json: options.Json = False,
) -> None:
    """How many items of a lot to judge and how many may be bad; with --n and --accept, what that plan does.

    Example: assay acceptance --good 0.01 --bad 0.06 --alpha 0.05 --beta 0.10 --lot 10000
    """
    from assay.cli.show import show
    from assay.reports.acceptance import acceptance_json, acceptance_summary
    from assay.workflows.acceptance import acceptance as find_plan

    believed = _numbers([prior], "--prior") if prior is not None else None
    found = find_plan(
        good=good,
        bad=bad,
        alpha=alpha,
        beta=beta,
        n=n,
        accept=accept,
        lot=lot,
        miss=miss,
        false_alarm=false_alarm,
        prior=None if believed is None else (believed[0], believed[-1]) if len(believed) == 2 else (0.0, 0.0),
        rates=_numbers(rates, "--rates"),
    )
    show(acceptance_json(found) if json else acceptance_summary(found))


def _numbers(values: list[str] | None, option: str) -> list[float]:
    try:
        return [float(each) for each in options.listed(values)]
    except ValueError:
        raise typer.BadParameter(f"{option} takes numbers with commas; found {','.join(values or [])!r}") from None
