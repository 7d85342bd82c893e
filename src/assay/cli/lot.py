"""``assay lot``: finished work in lots, a part inspected by others, all of it accepted or rejected."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Accept or reject finished work in lots, by inspecting a part of it.",
)
Name = Annotated[str, typer.Argument(help="Name of the lot.")]


class Format(StrEnum):
    """Renderings of the report."""

    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"


@app.command()
def make(
    name: Name,
    *,
    queue: Annotated[str, typer.Option(help="Queue in which the work was done.")],
    good: Annotated[float, typer.Option(help="Share of bad answers in lots that should be accepted.")],
    bad: Annotated[float, typer.Option(help="Share in lots that should be rejected.")],
    alpha: Annotated[float, typer.Option(help="Largest chance to reject a good lot.")] = 0.05,
    beta: Annotated[float, typer.Option(help="Largest chance to accept a bad lot.")] = 0.10,
    miss: Annotated[float, typer.Option(help="Chance that an inspector accepts a bad answer.")] = 0.0,
    false_alarm: Annotated[float, typer.Option(help="Chance that an inspector refuses a good one.")] = 0.0,
    judge: Annotated[list[str] | None, typer.Option(help="Only the work of these judges, with commas.")] = None,
    vendor: Annotated[str | None, typer.Option(help="Only of a vendor, by the programs of the queue.")] = None,
    since: Annotated[str | None, typer.Option(help="First day, as 2026-11-16.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day.")] = None,
    size: Annotated[int | None, typer.Option(help="Answers of a lot; without it all of them are one lot.")] = None,
    seed: options.Seed = 7,
    by: options.Person = "lot",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Put finished answers that are in no lot yet into lots, and draw by chance those that others inspect.

    Example: assay lot make acme-w47 --queue toxic-1 --vendor acme --good 0.02 --bad 0.1 --by lena
    """
    from assay.cli.show import show
    from assay.labeling.finished import Wanted
    from assay.labeling.lots import Terms
    from assay.reports.lots import lots_json, made_summary
    from assay.workflows.lots import lot_numbers, make_lots
    from assay.workflows.workspace import open_workspace

    opened, terms = open_workspace(workspace), Terms(good, bad, alpha, beta, miss, false_alarm)
    wanted = Wanted(tuple(options.listed(judge)), since, until)
    made = make_lots(opened, name, queue, terms=terms, wanted=wanted, vendor=vendor, size=size, seed=seed, actor=by)
    show(lots_json([lot_numbers(opened, each.name) for each in made]) if json else made_summary(made))


@app.command("list")
def list_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Every lot and how it stands.

    Example: assay lot list
    """
    from assay.cli.show import show
    from assay.reports.lots import lots_json, lots_table
    from assay.workflows.lots import lot_lines
    from assay.workflows.workspace import open_workspace

    found = lot_lines(open_workspace(workspace))
    show(lots_json(found) if json else lots_table(found))


@app.command("show")
def show_(name: Name, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """The plan of a lot, what was found, at most how much of it is bad, and the operating curve.

    Example: assay lot show acme-w47
    """
    from assay.cli.show import show
    from assay.reports.lots import lot_json, lot_summary
    from assay.workflows.lots import lot_numbers
    from assay.workflows.workspace import open_workspace

    found = lot_numbers(open_workspace(workspace), name)
    show(lot_json(found) if json else lot_summary(found))


@app.command()
def decide(
    name: Name,
    outcome: Annotated[str, typer.Argument(help="accepted or rejected.")],
    *,
    by: Annotated[
        str, typer.Option("--by", help="Who decides; nobody who made a part of the lot.", callback=options.person)
    ],
    reason: Annotated[str, typer.Option(help="Why.")],
    rework: Annotated[
        str | None, typer.Option(help="Who answers a rejected lot anew: others, or the same who made it.")
    ] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Accept a lot, or reject it: then its answers count no more, and with --rework they are asked for anew.

    Example: assay lot decide acme-w47 rejected --by lena --reason "6 of 52 were wrong." --rework same
    """
    from assay.cli.show import show
    from assay.reports.lots import decision_json, lot_summary
    from assay.workflows.lots import decide_lot, lot_numbers
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    made = decide_lot(opened, name, outcome=outcome, by=by, reason=reason, rework=rework)
    show(decision_json(made) if json else lot_summary(lot_numbers(opened, name)))


@app.command()
def report(
    name: Name,
    *,
    out: Annotated[Path, typer.Option("--out", help="File to write.")] = Path("lot.html"),
    format_: Annotated[
        Format | None, typer.Option("--format", help="By default from the ending of --out; HTML otherwise.")
    ] = None,
    workspace: options.WorkspaceFolder = None,
) -> None:
    """Write a lot as a report of one page or two: the decision, what was not accepted, the operating curve.

    Example: assay lot report acme-w47 --out lot.html
    """
    from assay.cli.outputs import write_whole
    from assay.cli.show import show
    from assay.reports.json import json_text
    from assay.reports.lots import lot_json, lot_markdown, lot_page
    from assay.workflows.lots import lot_numbers
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    found, endings = lot_numbers(opened, name), {".md": Format.MARKDOWN, ".json": Format.JSON}
    match format_ or endings.get(out.suffix.lower(), Format.HTML):
        case Format.JSON:
            text = json_text(lot_json(found))
        case Format.MARKDOWN:
            text = lot_markdown(found)
        case _:
            text = lot_page(found, at=opened.now())
    write_whole(out, text)
    show(f"{out} written.")
