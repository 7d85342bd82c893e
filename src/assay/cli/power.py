"""``assay power``: how many items a question needs."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def power(
    *,
    paired: Annotated[bool, typer.Option("--paired", help="Both systems answer the same items.")] = False,
    unpaired: Annotated[bool, typer.Option("--unpaired", help="Each system answers items of its own.")] = False,
    means: Annotated[bool, typer.Option("--means", help="Mean scores on the same items, several attempts.")] = False,
    zero_failure: Annotated[bool, typer.Option("--zero-failure", help="A claim from items without failure.")] = False,
    effect: Annotated[
        float | None, typer.Option(help="True difference; true share for --threshold; true rate for --zero-failure.")
    ] = None,
    n: Annotated[int | None, typer.Option(help="Items (in each group): ask what they show.")] = None,
    power: Annotated[float | None, typer.Option(help="Chance to succeed; 0.8 unless given.")] = None,
    alpha: Annotated[
        float | None, typer.Option(help="Error, 0.05 unless given: two-sided; one-sided for --margin and --threshold.")
    ] = None,
    discordance: Annotated[float | None, typer.Option(help="Paired: items that only one system has right.")] = None,
    margin: Annotated[float | None, typer.Option(help="Paired: no worse than this.")] = None,
    test: Annotated[
        str | None, typer.Option(help="asymptotic, mid-p, exact, corrected; unpaired: pooled, unpooled, arcsine.")
    ] = None,
    baseline: Annotated[float | None, typer.Option(help="Unpaired: share that the baseline has right.")] = None,
    variance: Annotated[
        float | None, typer.Option(help="Means: variance over items of the difference of expected scores.")
    ] = None,
    within: Annotated[
        str | None, typer.Option(help="Means: variance of one attempt at an item; of each system with a comma.")
    ] = None,
    attempts: Annotated[str | None, typer.Option(help="Means: attempts at an item; of each with a comma.")] = None,
    threshold: Annotated[float | None, typer.Option(help="A share must be shown to reach this.")] = None,
    rate: Annotated[float | None, typer.Option(help="Zero-failure: failure rate to be excluded.")] = None,
    confidence: Annotated[float | None, typer.Option(help="Zero-failure: one-sided; 0.95 unless given.")] = None,
    cluster_size: Annotated[float | None, typer.Option(help="Mean items of a cluster, such as a user.")] = None,
    icc: Annotated[float | None, typer.Option(help="How alike items of a cluster are, 0 to 1.")] = None,
    cluster_cv: Annotated[
        float | None, typer.Option(help="Standard deviation of cluster sizes over their mean.")
    ] = None,
    slices: Annotated[
        list[str] | None, typer.Option(help="Slices that each must answer, with shares: de:0.2,fr:0.1. Repeatable.")
    ] = None,
    share: Annotated[list[str] | None, typer.Option(help="The same without names: 0.1,0.2. Repeatable.")] = None,
    holm: Annotated[bool, typer.Option("--holm", help="The slices share the error.")] = False,
    judge_correlation: Annotated[
        float | None, typer.Option(help="Of a machine judge's and people's scores; with --machine-items.")
    ] = None,
    machine_items: Annotated[int | None, typer.Option(help="Items that only the machine judges.")] = None,
    cost: Annotated[float | None, typer.Option(help="Cost of judging one item.")] = None,
    simulate: Annotated[bool, typer.Option("--simulate", help="Confirm by drawing data and running the test.")] = False,
    runs: Annotated[int, typer.Option(help="Data sets that --simulate draws.")] = 10_000,
    seed: options.Seed = 7,
    json: options.Json = False,
) -> None:
    """How many items a question needs; with --n, what they can show or with what power.

    Example: assay power --paired --discordance 0.10 --effect 0.02 --power 0.8
    """
    from assay.cli.progress import progress_line
    from assay.cli.show import show
    from assay.reports.planning import power_json, power_summary
    from assay.workflows.power import power as find_power

    flags = {"paired": paired, "unpaired": unpaired, "means": means, "zero-failure": zero_failure}
    with progress_line() as progress:
        found = find_power(
            [name for name, is_named in flags.items() if is_named],
            effect=effect,
            n=n,
            power=power,
            alpha=alpha,
            discordance=discordance,
            margin=margin,
            test=test,
            baseline=baseline,
            variance=variance,
            within=_numbers(within, "--within"),
            attempts=_whole(attempts, "--attempts"),
            threshold=threshold,
            rate=rate,
            confidence=confidence,
            cluster_size=cluster_size,
            icc=icc,
            cluster_cv=cluster_cv,
            slices=_shares(slices, share),
            holm=holm,
            judge_correlation=judge_correlation,
            machine_items=machine_items,
            cost=cost,
            simulate=simulate,
            runs=runs,
            seed=seed,
            progress=progress,
        )
    show(power_json(found) if json else power_summary(found))


def _numbers(text: str | None, option: str) -> list[float] | None:
    """``"0.1,0.2"`` as two numbers."""
    if text is None:
        return None
    try:
        return [float(each) for each in text.split(",")]
    except ValueError:
        raise typer.BadParameter(f"{option} takes a number, or two with a comma; found {text!r}") from None


def _whole(text: str | None, option: str) -> list[int] | None:
    found = _numbers(text, option)
    if found is not None and any(each != each // 1 for each in found):
        raise typer.BadParameter(f"{option} takes whole numbers; found {text!r}")
    return None if found is None else [int(each) for each in found]


def _shares(slices: list[str] | None, share: list[str] | None) -> list[tuple[str, float]]:
    """``["de:0.2,fr:0.1"]`` as two names with their shares; shares without names are numbered."""
    found = []
    for each in options.listed(slices):
        name, _, number = each.rpartition(":")
        if not name:
            raise typer.BadParameter(f"--slices takes NAME:SHARE, such as de:0.2; found {each!r}")
        found.append((name, _numbers(number, "--slices")))
    unnamed = [(f"slice {place}", _numbers(each, "--share")) for place, each in enumerate(options.listed(share), 1)]
    return [(name, (numbers or [0.0])[0]) for name, numbers in [*found, *unnamed]]
