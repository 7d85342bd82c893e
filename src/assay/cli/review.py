"""``assay review``: look at answers of others, drawn by chance or asked for; accept, correct, send back."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Look at answers of others, one by one."
)
Name = Annotated[str, typer.Argument(help="Name of the review; for a lot, of the lot.")]
Reviewer = Annotated[
    str,
    typer.Option("--by", help="Who reviews, by account or pseudonym; never own work.", callback=options.person),
]


@app.command()
def draw(
    name: Name,
    *,
    queue: Annotated[str, typer.Option(help="Queue whose answers are looked at.")],
    n: Annotated[int, typer.Option(help="Answers to look at.")] = 50,
    judge: Annotated[list[str] | None, typer.Option(help="Only of these judges, with commas.")] = None,
    since: Annotated[str | None, typer.Option(help="First day, as 2026-11-16.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day.")] = None,
    because: Annotated[
        str | None, typer.Option(help="Why they are asked for: then the newest are taken, not drawn by chance.")
    ] = None,
    seed: options.Seed = 7,
    by: options.Person = "review",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Draw answers by chance, so that they stand for all; or ask for the newest with --because. Gold is left out.

    Example: assay review draw week-47 --queue toxic-1 --n 50 --judge j3 --by lena
    """
    from assay.cli.show import show
    from assay.labeling.finished import Wanted
    from assay.reports.review import drawn_summary, review_json
    from assay.workflows.review import draw_review
    from assay.workflows.workspace import open_workspace

    wanted = Wanted(tuple(options.listed(judge)), since, until)
    opened = open_workspace(workspace)
    review = draw_review(opened, name, queue, n=n, wanted=wanted, because=because, seed=seed, actor=by)
    show(review_json(review) if json else drawn_summary(review))


@app.command("list")
def list_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Every review, those of lots among them, and how far it is.

    Example: assay review list
    """
    from assay.cli.show import show
    from assay.reports.review import reviews_json, reviews_table
    from assay.workflows.review import review_lines
    from assay.workflows.workspace import open_workspace

    found = review_lines(open_workspace(workspace))
    show(reviews_json(found) if json else reviews_table(found))


@app.command("show")
def show_(name: Name, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """How much was accepted, with its interval where chance drew, and every answer that was not.

    Example: assay review show week-47
    """
    from assay.cli.show import show
    from assay.reports.review import numbers_json, numbers_summary
    from assay.workflows.review import review_numbers
    from assay.workflows.workspace import open_workspace

    found = review_numbers(open_workspace(workspace), name)
    show(numbers_json(found) if json else numbers_summary(found))


@app.command("next")
def next_(name: Name, *, by: Reviewer, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """The answer that a reviewer is to look at next; he holds it for half an hour.

    Example: assay review next week-47 --by rita
    """
    from assay.cli.show import show
    from assay.labeling.reviewing import find_review
    from assay.reports.review import offered_json, offered_summary
    from assay.workflows.review import next_to_review
    from assay.workflows.work import open_queue
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    queue = open_queue(opened, find_review(opened.store, name).queue)
    shown = next_to_review(opened, name, by=by)
    parts = () if shown is None else queue.parts(shown.judgment.item)
    show(offered_json(shown, parts) if json else offered_summary(name, shown, parts))


@app.command()
def settle(
    name: Name,
    assignment: Annotated[str, typer.Argument(help="What the reviewer holds, as `next` named it.")],
    finding: Annotated[str, typer.Argument(help="What was found: accepted, corrected or returned.")],
    *,
    by: Reviewer,
    answer: Annotated[str | None, typer.Option(help="For corrected: the answer that is to stand.")] = None,
    comment: Annotated[str, typer.Option(help="Why; the labeler reads it.")] = "",
    rule: Annotated[str | None, typer.Option(help="Rule of the guideline that it is about, as 2.1.")] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Settle the answer that a reviewer holds: accept it, correct it in its place, or send it back to be given anew.

    Example: assay review settle week-47 ASSIGNMENT corrected --answer no --comment "It quotes." --by rita
    """
    from assay.cli.show import show
    from assay.labeling.reviewing import find_review
    from assay.labeling.written_answers import answer_written
    from assay.reports.review import settled_json, settled_summary
    from assay.workflows.review import offered, settle_review
    from assay.workflows.work import open_queue
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    queue = open_queue(opened, find_review(opened.store, name).queue)
    meant = None if answer is None else answer_written(queue.question, answer)
    shown = offered(opened, name, assignment)
    kept = settle_review(opened, queue, shown, finding=finding, by=by, answer=meant, comment=comment, rule=rule)
    show(settled_json(kept) if json else settled_summary(kept))
