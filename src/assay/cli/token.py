"""``assay token``: what programs show instead of a password."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Tokens for programs that call /api/v1."
)


@app.command()
def make(
    account: Annotated[str, typer.Argument(help="Name of the person it acts for, or the pseudonym on the ledger.")],
    name: Annotated[str, typer.Argument(help="What the token is for.")],
    *,
    scope: Annotated[
        list[str], typer.Option(help="What it may do of what the account may: label, review, lead, ... Repeatable.")
    ],
    days: Annotated[int, typer.Option(help="Days until it ends; 0 for a token without an end.")] = 90,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Make a token for a program; it is shown once.

    Example: assay token make lena "nightly export" --scope lead --days 30
    """
    from assay.cli.show import show
    from assay.workflows.api_tokens import make_token
    from assay.workflows.people import found
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    scopes = options.listed(scope)
    made = make_token(opened, found(opened, account), name=name, scopes=scopes, days=days or None)
    ends = made.kept.ends_at
    until = "without an end" if ends is None else f"until {ends[:16].replace('T', ' ')} UTC"
    told = f"Keep it where the program finds it; it is not shown again ({until}):\n    {made.secret}"
    show({"id": made.kept.id, "token": made.secret, "ends_at": ends} if json else told)


@app.command("list")
def list_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Every token: whose it is, what it may do, when it was used, when it ends.

    Example: assay token list
    """
    from assay.cli.show import show
    from assay.reports.tokens import tokens_json, tokens_table
    from assay.workflows.api_tokens import tokens
    from assay.workflows.workspace import open_workspace

    every = tokens(open_workspace(workspace))
    show(tokens_json(every) if json else tokens_table(every))


@app.command()
def revoke(
    id: Annotated[str, typer.Argument(help="Id of the token, from the list.")],
    *,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Make a token void at once.

    Example: assay token revoke 3f9a
    """
    from assay.cli.show import show
    from assay.workflows.api_tokens import revoke_token
    from assay.workflows.workspace import open_workspace

    revoke_token(open_workspace(workspace), id)
    show({"id": id, "revoked": True} if json else "The token works no more.")
