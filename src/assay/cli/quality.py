"""``assay quality``: rules that look at how judges work and act on it, tried on history first."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Rules that look at how judges work."
)
Name = Annotated[str, typer.Argument(help="Name of the quality rule.")]
Queue = Annotated[str, typer.Argument(help="Name of the queue.")]
Because = Annotated[str, typer.Option(help="Why.")]


@app.command()
def add(
    file: Annotated[
        Path, typer.Argument(help="The rule, a YAML file: quality rule, queue, collect, below or above, do.")
    ],
    *,
    by: options.Person = "quality",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Keep the quality rule of a file; the same file again changes nothing, a changed one is its newest version.

    Example: assay quality add careless.yaml --by lena
    """
    from assay.cli.show import show
    from assay.reports.quality import rule_json, rule_summary
    from assay.workflows.quality_rules import add_quality_rule
    from assay.workflows.workspace import open_workspace

    found = add_quality_rule(open_workspace(workspace), file, actor=by)
    show(rule_json(found) if json else rule_summary(found))


@app.command("list")
def list_(
    *,
    queue: Annotated[str | None, typer.Option(help="Only rules of this queue.")] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Every quality rule.

    Example: assay quality list
    """
    from assay.cli.show import show
    from assay.reports.quality import rules_json, rules_table
    from assay.workflows.quality_rules import quality_rules
    from assay.workflows.workspace import open_workspace

    found = quality_rules(open_workspace(workspace), queue)
    show(rules_json(found) if json else rules_table(found))


@app.command("show")
def show_(queue: Queue, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """The quality rules of a queue and what they did, on what evidence; not for those who label.

    Example: assay quality show toxic-1
    """
    from assay.cli.show import show
    from assay.reports.quality import queue_json, queue_summary
    from assay.workflows.quality_rules import ruled_queue
    from assay.workflows.workspace import open_workspace

    found = ruled_queue(open_workspace(workspace), queue)
    show(queue_json(found) if json else queue_summary(found))


@app.command("try")
def try_(
    rule: Annotated[str, typer.Argument(help="Name of the quality rule, or a file of one that is not kept yet.")],
    *,
    seed: options.Seed = 7,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Whom a rule would have acted on so far, and how often it acts when judges are all alike; nothing is done.

    Example: assay quality try careless.yaml
    """
    from assay.cli.show import show
    from assay.reports.quality import dry_run_json, dry_run_summary
    from assay.workflows.quality_rules import kept_rule, rule_of_file, try_rule
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    is_file = rule.endswith((".yaml", ".yml"))
    chosen = rule_of_file(opened, Path(rule)) if is_file else kept_rule(opened, rule).rule
    found = try_rule(opened, chosen, seed=seed)
    show(dry_run_json(found) if json else dry_run_summary(found))


@app.command()
def run(
    queue: Annotated[str | None, typer.Argument(help="Name of the queue; by default all.")] = None,
    *,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Act on every judge for whom the condition of a rule is met; the server does the same once a minute.

    Example: assay quality run toxic-1
    """
    from assay.cli.show import show
    from assay.reports.quality import done_json, done_summary
    from assay.workflows.quality_rules import run_rules
    from assay.workflows.workspace import open_workspace

    done = run_rules(open_workspace(workspace), queue)
    show(done_json(done) if json else done_summary(done, verb="acted on"))


@app.command()
def lift(
    queue: Queue,
    judge: Annotated[str, typer.Argument(help="Pseudonym of the judge.")],
    *,
    because: Because,
    by: options.Person = "quality",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Let a judge work again whom quality rules keep from items; only what he answers from then on counts.

    Example: assay quality lift toxic-1 j3 --because "We read rule 2.1 together." --by lena
    """
    from assay.cli.show import show
    from assay.reports.quality import done_json, done_summary
    from assay.workflows.quality_rules import lift as lift_from
    from assay.workflows.workspace import open_workspace

    done = lift_from(open_workspace(workspace), queue, judge, by=by, because=because)
    show(done_json(done) if json else done_summary(done, verb="let go"))


@app.command()
def stop(
    name: Name,
    *,
    by: options.Person = "quality",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Let a rule act on nobody any more; what it did holds until it is lifted.

    Example: assay quality stop careless --by lena
    """
    from assay.cli.show import show
    from assay.reports.quality import rule_json, rule_summary
    from assay.workflows.quality_rules import stop_rule
    from assay.workflows.workspace import open_workspace

    found = stop_rule(open_workspace(workspace), name, actor=by)
    show(rule_json(found) if json else rule_summary(found))
