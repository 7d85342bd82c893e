"""Options of commands that ask machines every item: how many, how often, how fast and for how much."""

from typing import Annotated

import typer

Limit = Annotated[int | None, typer.Option(help="Take so many items at most, in file order.")]
Repeat = Annotated[int, typer.Option(help="How often each item is asked, to see whether it says the same.")]
Again = Annotated[bool, typer.Option("--again", help="Ask once more what was given up.")]
AtOnce = Annotated[int, typer.Option(help="Most calls in flight; fewer where the server refuses.")]
Tries = Annotated[int, typer.Option(help="Most tries of one call.")]
MostSeconds = Annotated[float | None, typer.Option(help="After so long no new call begins.")]
Budget = Annotated[
    float | None, typer.Option(help="Most that may be spent, in the currency of the prices in the file.")
]


def end_as(ended: str) -> None:
    """End the command as its run ended: interrupted, or with 3 where the endpoint refused every call."""
    if ended == "interrupted":
        raise KeyboardInterrupt
    if ended == "refused":
        raise typer.Exit(3)
