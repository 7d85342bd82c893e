"""``assay trace``: what agents did step by step, and what they are worth by it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assay.cli import options

if TYPE_CHECKING:
    from assay.core.trace import Traces

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="What agents did, step by step."
)
File = Annotated[
    Path, typer.Argument(help="OTLP JSON (OpenTelemetry GenAI or OpenInference), lines of traces, or rows of a run.")
]
MaybeFile = Annotated[Path | None, typer.Argument(help="A file of traces; or --dataset instead.")]
Format = Annotated[
    str | None, typer.Option("--format", help="opentelemetry, openinference or lines; recognised as a rule.")
]
OfDataset = Annotated[str | None, typer.Option("--dataset", help="Instead of a file: a dataset of traces.")]


@app.command("import")
def import_(
    file: File,
    *,
    name: Annotated[str, typer.Option(help="Name of the dataset.")],
    steps: Annotated[bool, typer.Option(help="Bring the steps in too, as items of NAME-steps.")] = True,
    format: Format = None,
    by: options.Person = "import",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would come in; write nothing.")] = False,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Bring traces in as items, so that people and machines can judge them; each step is an item with a parent.

    Example: assay trace import spans.json --name support
    """
    from assay.cli.catalog import imported_json, imported_summary
    from assay.cli.show import show
    from assay.core.errors import InputError
    from assay.datasets.trace_items import PARENT, STEP, STEPS, TRACE, repeated_id, step_items, trace_items
    from assay.integrations.traces import read_traces
    from assay.reports.carried import left_out_lines
    from assay.reports.terminal import safe
    from assay.workflows.bring_in import Roles, bring_in
    from assay.workflows.workspace import open_workspace

    found = read_traces(file, format=format)
    twice = repeated_id(found.traces)
    if twice is not None:
        what = f"Two traces have the id '{twice[:60]}'."
        raise InputError("trace.shape", what, "Give each its own: one file a run.", file=str(file))
    opened = open_workspace(workspace)
    texts = ("input", "trace", "output")
    wanted = [(name, trace_items(found), Roles(item=TRACE, slices=("system",), cluster="item", text=texts))]
    if steps and any(each.steps for each in found.traces):
        roles = Roles(item=STEP, slices=("system", "kind"), cluster=PARENT, text=("name", "input", "output"))
        wanted.append((f"{name}{STEPS}", step_items(found), roles))
    made = [
        bring_in(opened, file, name=each, roles=roles, actor=by, brought=brought, dry_run=dry_run)
        for each, brought, roles in wanted
    ]
    if json:
        show({"imported": [imported_json(each) for each in made], "left_out": dict(found.left_out)})
        return
    for each in made:
        show(imported_summary(each))
    for line in left_out_lines(dict(found.left_out)):
        show(safe(line))


@app.command("list")
def list_(
    file: MaybeFile = None,
    *,
    dataset: OfDataset = None,
    format: Format = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """The traces of a file or a dataset, one a line.

    Example: assay trace list spans.json
    """
    from assay.cli.show import show
    from assay.reports.traces import trace_rows, traces_json, traces_summary

    found = _traces(file, dataset, format, workspace)
    show(traces_json(found, trace_rows(found)) if json else traces_summary(found))


@app.command("show")
def show_(
    trace: Annotated[str, typer.Argument(help="Id of the trace, or of an item that has one.")],
    file: MaybeFile = None,
    *,
    dataset: OfDataset = None,
    format: Format = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """One trace, step by step.

    Example: assay trace show refund-17 spans.json
    """
    from assay.cli.show import show
    from assay.datasets.trace_lines import trace_line
    from assay.reports.traces import trace_summary
    from assay.workflows.traces import one_trace

    found = one_trace(_traces(file, dataset, format, workspace), trace)
    show({"trace": trace_line(found)} if json else trace_summary(found))


@app.command()
def measure(
    file: MaybeFile = None,
    *,
    expected: Annotated[
        Path | None,
        typer.Option(help="JSONL with item, calls, state, forbidden, most_calls: what ought to happen with each item."),
    ] = None,
    dataset: OfDataset = None,
    format: Format = None,
    out: options.Out = None,
    level: options.Level = 0.95,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Success, calls of tools, recovery, violations, time and cost of each system, with intervals.

    Example: assay trace measure spans.json --expected tasks.jsonl
    """
    from assay.cli.outputs import check_table, write_table
    from assay.cli.show import show
    from assay.datasets.expected_file import read_expected
    from assay.reports.traces import measured_json, measured_summary
    from assay.workflows.traces import measure as find

    check_table(out)
    traces = _traces(file, dataset, format, workspace)
    found = find(traces.traces, {} if expected is None else read_expected(expected), level=level)
    if out is not None:
        write_table(out, found.table)
    show(measured_json(found, traces) if json else measured_summary(found, traces, out=out))


def _traces(file: Path | None, dataset: str | None, format: str | None, workspace: Path | None) -> "Traces":
    """The traces of a file, or of a dataset."""
    if (file is None) == (dataset is None):
        raise typer.BadParameter("name a FILE of traces, or --dataset NAME for traces in the workspace")
    if file is not None:
        from assay.integrations.traces import read_traces

        return read_traces(file, format=format)
    from assay.workflows.traces import kept_traces
    from assay.workflows.workspace import open_workspace

    return kept_traces(open_workspace(workspace), str(dataset))
