"""``assay adjudicate``: settle what judges disagree on, and publish what a queue found."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Settle what judges disagree on."
)
Queue = Annotated[str, typer.Argument(help="Name of the queue.")]
Method = Annotated[str, typer.Option(help="Consensus that weighs the answers: majority, dawid-skene, lfc and others.")]


@app.command("list")
def list_(
    queue: Queue,
    *,
    method: Method = "dawid-skene",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Items on which judges disagree, the most doubtful first; with --json who said what, and every ruling.

    Example: assay adjudicate list toxic-1
    """
    from assay.cli.show import show
    from assay.reports.adjudication import disagreements_json, disagreements_summary
    from assay.workflows.adjudicate import disagreements
    from assay.workflows.workspace import open_workspace

    found = disagreements(open_workspace(workspace), queue, method=method)
    show(disagreements_json(found) if json else disagreements_summary(found))


@app.command()
def rule(
    queue: Queue,
    item: Annotated[str, typer.Argument(help="Id of the item.")],
    *,
    answer: Annotated[str, typer.Option(help="The answer that is to stand; numbers and lists as JSON.")],
    by: Annotated[
        str,
        typer.Option("--by", help="Who rules, by account or pseudonym; nobody who judged it.", callback=options.person),
    ],
    reason: Annotated[str, typer.Option(help="Why; labelers read it.")],
    rule: Annotated[str | None, typer.Option(help="Rule of the guideline that it makes clear, as 2.1.")] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Give the answer that stands on an item, with the reason; with --rule it is a precedent of that rule.

    Example: assay adjudicate rule toxic-1 c17 --answer no --by eve --reason "It quotes an insult." --rule 2.1
    """
    from assay.cli.show import show
    from assay.labeling.written_answers import answer_written
    from assay.reports.adjudication import ruling_json, ruling_summary
    from assay.workflows.adjudicate import rule_item
    from assay.workflows.work import open_queue
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    desk = open_queue(opened, queue)
    typed = answer_written(desk.question, answer)
    kept = rule_item(opened, desk, item=item, answer=typed, by=by, reason=reason, rule=rule)
    show(ruling_json(kept) if json else ruling_summary(kept))


@app.command()
def precedents(
    queue: Queue,
    *,
    rule: Annotated[str | None, typer.Option(help="Only of this rule.")] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Rulings that make the rules of the guideline clear, in the order of the rules.

    Example: assay adjudicate precedents toxic-1 --rule 2.1
    """
    from assay.cli.show import show
    from assay.reports.adjudication import precedents_json, precedents_table
    from assay.workflows.adjudicate import precedents_of
    from assay.workflows.workspace import open_workspace

    found = precedents_of(open_workspace(workspace), queue, rule)
    show(precedents_json(found) if json else precedents_table(found))


@app.command()
def publish(
    queue: Queue,
    *,
    reference: Annotated[str, typer.Option(help="Name of the reference set.")],
    method: Method = "dawid-skene",
    by: options.Person = "adjudicate",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Keep what a queue found as a reference set: rulings stand, all other items have the consensus with its doubt.

    Example: assay adjudicate publish toxic-1 --reference settled --by lena
    """
    from assay.cli.show import show
    from assay.reports.adjudication import published_json, published_summary
    from assay.workflows.publish import publish as publish_reference
    from assay.workflows.workspace import open_workspace

    found = publish_reference(open_workspace(workspace), queue, name=reference, actor=by, method=method)
    show(published_json(found) if json else published_summary(found))
