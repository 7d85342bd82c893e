"""``assay pilot``: try the rules on a few items with several people before many are asked."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Try the rules with a few people first."
)
Name = Annotated[str, typer.Argument(help="Name of the pilot.")]


class Which(StrEnum):
    """Items of another round."""

    FRESH = "fresh"
    SAME = "same"


class Format(StrEnum):
    """Renderings of the report."""

    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"


@app.command()
def begin(
    name: Name,
    *,
    dataset: Annotated[str, typer.Option(help="Dataset as name, or name@version.")],
    question: Annotated[str, typer.Option(help="Name of the question that is tried.")],
    items: Annotated[int, typer.Option(help="Items of a round.")] = 30,
    people: Annotated[int, typer.Option(help="People who answer each item; 3 to 5 tell most.")] = 4,
    seed: options.Seed = 7,
    by: options.Person = "pilot",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Draw items by chance and put them before several people; every one of them answers all.

    Example: assay pilot begin tone --dataset comments --question toxic --items 30 --people 4 --by lena
    """
    from assay.cli.show import show
    from assay.core.encode import to_plain
    from assay.reports.pilots import begun_summary
    from assay.workflows.pilot import Doors, begin_pilot
    from assay.workflows.queues import fill_queue
    from assay.workflows.samples import keep_sample, kept_sample
    from assay.workflows.workspace import open_workspace

    opened, doors = open_workspace(workspace), Doors(keep_sample, kept_sample, fill_queue)
    made = begin_pilot(
        opened,
        name,
        doors=doors,
        dataset=dataset,
        question=question,
        n_items=items,
        people=people,
        seed=seed,
        actor=by,
    )
    show({"pilot": to_plain(made)} if json else begun_summary(made))


@app.command()
def again(
    name: Name,
    *,
    items: Annotated[Which, typer.Option(help="Items that no round had, or those of the first once more.")] = (
        Which.FRESH
    ),
    by: options.Person = "pilot",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Another round, after the rules were mended: its agreement is told beside that of the round before.

    Example: assay pilot again tone --items fresh --by lena
    """
    from assay.cli.show import show
    from assay.core.encode import to_plain
    from assay.reports.pilots import begun_summary
    from assay.workflows.pilot import Doors, begin_again
    from assay.workflows.queues import fill_queue
    from assay.workflows.samples import keep_sample, kept_sample
    from assay.workflows.workspace import open_workspace

    doors = Doors(keep_sample, kept_sample, fill_queue)
    made = begin_again(open_workspace(workspace), name, doors=doors, items=items.value, actor=by)
    show({"pilot": to_plain(made)} if json else begun_summary(made))


@app.command("list")
def list_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Every pilot, and how far its last round is.

    Example: assay pilot list
    """
    from assay.cli.show import show
    from assay.reports.pilots import pilots_json, pilots_table
    from assay.workflows.pilot import pilot_lines
    from assay.workflows.workspace import open_workspace

    found = pilot_lines(open_workspace(workspace))
    show(pilots_json(found) if json else pilots_table(found))


@app.command("show")
def show_(name: Name, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """How far people agree, round beside round, which rule to mend first, and the items to talk about.

    Example: assay pilot show tone
    """
    from assay.cli.show import show
    from assay.reports.pilots import pilot_json, pilot_summary
    from assay.workflows.pilot import pilot_numbers
    from assay.workflows.workspace import open_workspace

    found = pilot_numbers(open_workspace(workspace), name)
    show(pilot_json(found) if json else pilot_summary(found))


@app.command()
def report(
    name: Name,
    *,
    out: Annotated[Path, typer.Option("--out", help="File to write.")] = Path("pilot.html"),
    format_: Annotated[
        Format | None, typer.Option("--format", help="By default from the ending of --out; HTML otherwise.")
    ] = None,
    workspace: options.WorkspaceFolder = None,
) -> None:
    """Write the pilot as a report of one to three pages, with the items to talk about.

    Example: assay pilot report tone --out pilot.html
    """
    from assay.cli.outputs import write_whole
    from assay.cli.show import show
    from assay.reports.json import json_text
    from assay.reports.pilots import pilot_json, pilot_markdown, pilot_page
    from assay.workflows.pilot import pilot_numbers
    from assay.workflows.work import open_queue
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    found = pilot_numbers(opened, name)
    found = pilot_numbers(opened, name, opened=open_queue(opened, found.last.round.queue))
    endings = {".md": Format.MARKDOWN, ".json": Format.JSON}
    match format_ or endings.get(out.suffix.lower(), Format.HTML):
        case Format.JSON:
            text = json_text(pilot_json(found))
        case Format.MARKDOWN:
            text = pilot_markdown(found)
        case _:
            text = pilot_page(found, at=opened.now())
    write_whole(out, text)
    show(f"{out} written.")
