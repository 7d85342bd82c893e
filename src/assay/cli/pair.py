"""``assay pair``: outputs of systems side by side before people, blind."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import logs, options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Outputs side by side before people, blind."
)
Name = Annotated[str, typer.Argument(help="Name of the pairs.")]
Share = Annotated[
    float, typer.Option(help="A pair is settled where one answer has more than this share of its choices.")
]


@app.command()
def make(
    file: Annotated[
        Path, typer.Argument(help="One row a prompt with a column of outputs a system; or a log of another tool.")
    ],
    *,
    name: Annotated[str, typer.Option(help="Name of the pairs, and of the dataset that holds them.")],
    systems: Annotated[
        list[str] | None, typer.Option(help="Columns of outputs, with commas; of a log, all systems if not named.")
    ] = None,
    input: Annotated[str, typer.Option(help="Column of the prompt as people read it.")] = "input",
    item: options.Item = None,
    asks: Annotated[str, typer.Option(help="What people are asked.")] = "Which answer is better?",
    queue: Annotated[str | None, typer.Option(help="Name of the queue; by default that of the pairs.")] = None,
    overlap: Annotated[int, typer.Option(help="How many people compare each pair.")] = 2,
    seed: Annotated[int, typer.Option(help="By which sides and order are drawn.")] = 7,
    format: logs.Format = None,
    by: options.Person = "pair",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Put every two systems' outputs side by side into a queue; sides and order are drawn, and nobody sees who wrote.

    Example: assay pair make answers.csv --systems old,new --input question --name old-new --overlap 2
    """
    from assay.cli.show import show
    from assay.reports.pairs import made_json, made_summary
    from assay.workflows.bring_in import Roles, bring_in
    from assay.workflows.pairs import keep_pairing, pairs_of_file, pairs_of_log
    from assay.workflows.queues import fill_queue
    from assay.workflows.workspace import open_workspace

    opened, log, named = open_workspace(workspace), logs.log_in(file, format), options.listed(systems)
    if log is None:
        made = pairs_of_file(file, systems=named, input=input, id=item, name=name, seed=seed, asks=asks)
    else:
        made = pairs_of_log(log, file, systems=named, name=name, seed=seed, asks=asks)
    brought, called = made.brought, queue or name
    roles = Roles(item=brought.item, text=brought.texts)
    bring_in(opened, file, name=name, roles=roles, actor=by, brought=brought)
    keep_pairing(opened, made, actor=by)
    fill_queue(opened, name=called, dataset=name, question=made.pairing.question, overlap=overlap, actor=by)
    left_out = dict(brought.left_out)
    show(made_json(made.pairing, called, left_out) if json else made_summary(made.pairing, called, left_out))


@app.command("show")
def show_(
    name: Name,
    *,
    least_share: Share = 0.5,
    level: options.Level = 0.95,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Win rates with intervals, places, strengths of several systems, agreement, and pairs settled an hour.

    Example: assay pair show old-new
    """
    from assay.cli.show import show
    from assay.reports.pairs import pairs_json, pairs_summary
    from assay.workflows.pairs import pair_results
    from assay.workflows.workspace import open_workspace

    found = pair_results(open_workspace(workspace), name, least_share=least_share, level=level)
    show(pairs_json(found) if json else pairs_summary(found))


@app.command()
def export(
    name: Name,
    *,
    out: Annotated[Path, typer.Option("--out", help="File to write, one preference a line.")],
    least_share: Share = 0.5,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Settled pairs as preferences for tuning: prompt, chosen, rejected, and who wrote them.

    Example: assay pair export old-new --out preferences.jsonl --least-share 0.66
    """
    from assay.cli.outputs import check_place, write_whole
    from assay.cli.show import show
    from assay.core.canonical import canonical_json
    from assay.core.figures import count
    from assay.workflows.pairs import preferences
    from assay.workflows.workspace import open_workspace

    check_place(out)
    found = preferences(open_workspace(workspace), name, least_share=least_share)
    write_whole(out, b"".join(canonical_json(each) + b"\n" for each in found))
    told = {"export": {"file": str(out), "n_preferences": len(found)}}
    show(told if json else f"Written: {out}, {count(len(found))} preferences.")
