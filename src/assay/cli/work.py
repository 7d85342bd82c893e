"""``assay work``: label the items of a queue at the terminal, or with the lines of a script."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def work(
    queue: Annotated[str, typer.Argument(help="Name of the queue.")],
    *,
    judge: Annotated[str, typer.Option(help="Who labels: a pseudonym, or a name that has one by an account.")],
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Label one item after another: type a key; s skips, u undoes, ? shows the rules, ! flags one, q leaves.

    Each answer is kept before the next item is shown. Lines can be piped in; they stop at the first that cannot be
    used. With --json the items go to standard error.

    Example: assay work toxic-1 --judge j1
    """
    from rich.console import Console

    from assay.cli.keyboard import Keyboard
    from assay.cli.show import show
    from assay.cli.sitting import Sitting
    from assay.reports.desk import work_json, work_summary
    from assay.workflows.work import sit_down
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    judge = opened.store.accounts.known_as(judge)
    desk = sit_down(opened, queue, judge=judge)
    keyboard = Keyboard()
    sitting = Sitting(desk, keyboard, Console(stderr=json, highlight=False, markup=False))
    is_whole = False
    with keyboard.hang_ups():
        try:
            sitting.run()
            is_whole = True
        finally:
            found = sitting.tally()
            if not keyboard.hung_up and (is_whole or not json):
                show(work_json(queue, judge, found) if json else work_summary(queue, judge, found))
