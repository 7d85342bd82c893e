"""``assay webhook``: addresses that are told what happens."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Addresses that are told what happens."
)
Id = Annotated[str, typer.Argument(help="Id of the webhook, from the list.")]


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Where events are sent; https, unless its host is in ASSAY_ALLOW_HOSTS.")],
    *,
    event: Annotated[
        list[str] | None, typer.Option(help="Only these events, such as reference.published. Repeatable.")
    ] = None,
    by: options.Person = "webhook",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Tell an address what happens from now on; the secret of its signatures is shown once.

    Example: assay webhook add https://example.org/hooks --event reference.published --event lot.decided
    """
    from assay.cli.show import show
    from assay.workflows.webhooks import add_webhook
    from assay.workflows.workspace import open_workspace

    made = add_webhook(open_workspace(workspace), url, kinds=options.listed(event), actor=by)
    told = (
        f"Webhook {made.id}. The receiver checks signatures with this secret; it is not shown again:\n    {made.secret}"
    )
    show({"id": made.id, "url": made.url, "secret": made.secret} if json else told)


@app.command("list")
def list_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Every webhook, what it is told, and how many events are on their way.

    Example: assay webhook list
    """
    from assay.cli.show import show
    from assay.reports.webhooks import webhooks_json, webhooks_table
    from assay.workflows.webhooks import webhooks
    from assay.workflows.workspace import open_workspace

    found = webhooks(open_workspace(workspace))
    show(webhooks_json(found) if json else webhooks_table(found))


@app.command("test")
def send_one(id: Id, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Send a test event now.

    Example: assay webhook test 3f9a
    """
    from assay.cli.show import show
    from assay.reports.webhooks import delivered_words
    from assay.workflows.webhooks import send_test
    from assay.workflows.workspace import open_workspace

    done = send_test(open_workspace(workspace), id)
    show(done._asdict() if json else delivered_words(done))


@app.command()
def remove(id: Id, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Tell an address no more, not even what is on its way.

    Example: assay webhook remove 3f9a
    """
    from assay.cli.show import show
    from assay.workflows.webhooks import remove_webhook
    from assay.workflows.workspace import open_workspace

    remove_webhook(open_workspace(workspace), id)
    show({"id": id, "removed": True} if json else "It is told no more.")


@app.command("deliver")
def deliver_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Bring what is due, once; while `assay serve` runs it does so every few seconds.

    Example: assay webhook deliver
    """
    from assay.cli.show import show
    from assay.reports.webhooks import delivered_words
    from assay.workflows.webhooks import deliver
    from assay.workflows.workspace import open_workspace

    done = deliver(open_workspace(workspace))
    show(done._asdict() if json else delivered_words(done))
