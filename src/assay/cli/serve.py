"""``assay serve``: the workspace in the browser."""

import sys
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; others than this machine need https.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for any that is free.")] = 8765,
    *,
    address: Annotated[
        str | None,
        typer.Option(envvar="ASSAY_ADDRESS", help="Address that people use, such as https://assay.example.org."),
    ] = None,
    behind_proxy: Annotated[
        str | None, typer.Option(help="Address of the reverse proxy that is believed, such as 127.0.0.1.")
    ] = None,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Let other machines in without https, on a network that you trust.")
    ] = False,
    log: Annotated[
        str, typer.Option(help="What standard error gets: off (faults only), or a line a request as text or json.")
    ] = "off",
    calls: Annotated[
        int,
        typer.Option(
            "--calls-per-minute",
            envvar="ASSAY_CALLS_PER_MINUTE",
            min=0,
            help="How often a program may call the API with one token; 0 for as often as it likes.",
        ),
    ] = 3_000,
    workspace: options.WorkspaceFolder = None,
) -> None:
    """Open the workspace in the browser; the first start gives a link to become administrator.

    Example: assay serve
    """
    from assay.access.calls import Calls
    from assay.cli.show import show
    from assay.store.clock import seconds_passed
    from assay.web.adapting import SECONDS_TO_TELL, adapting
    from assay.web.app import make_app
    from assay.web.listening import bind, listening_at, run, site_address
    from assay.web.measuring import log_to_stderr
    from assay.web.openid import openid_settings
    from assay.web.program_numbers import counts_of
    from assay.workflows.people import first_link
    from assay.workflows.webhooks import deliver
    from assay.workflows.workspace import open_workspace

    listening = listening_at(host, port, address=address, proxy=behind_proxy, allow_remote=allow_remote)
    openid = openid_settings()
    bounded = Calls(calls, seconds_passed) if calls else None
    opened = open_workspace(workspace)
    log_to_stderr(log, now=opened.now)
    with bind(listening) as taken:
        site = site_address(listening, taken)
        first = first_link(opened)
        show(f"Assay is at {site} (stop it with Ctrl+C).")
        if first is not None:
            show(f"Nobody looks after it yet. To become its administrator, open within a day:\n    {site}{first.path}")
        sys.stdout.flush()
        try:
            with adapting(opened), adapting(opened, steps=(deliver,), seconds=SECONDS_TO_TELL):
                made = make_app(opened, serving=listening.serving, openid=openid, calls=bounded)
                counts_of(made).warm()
                run(made, listening, taken)
        except KeyboardInterrupt:
            show("Stopped. What was acknowledged is kept.")
        finally:
            opened.store.close()
