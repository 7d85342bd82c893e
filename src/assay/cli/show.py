"""Standard output: a JSON document, or what Rich can draw."""

import sys
from typing import Any

from assay.cli.faults import printable


def show(content: Any) -> None:
    """A dictionary as one JSON document, a text line by line, anything else as Rich draws it."""
    if isinstance(content, dict):
        from assay.reports.json import json_text

        sys.stdout.write(json_text(content))
    elif isinstance(content, str):
        sys.stdout.write(printable(content) + "\n")
    else:
        draw(content)


def draw(content: Any) -> None:
    """Draw a table or a group of them; 80 columns and no colour where there is no terminal."""
    from rich.console import Console

    Console(soft_wrap=False, highlight=False, markup=False).print(content)
