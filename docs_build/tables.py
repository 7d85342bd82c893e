"""Markdown tables whose cells may hold anything."""

from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; bars and line breaks in cells are made harmless."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell(each) for each in line) + " |" for line in lines)


def cell(text: str) -> str:
    """One cell."""
    return " ".join(text.replace("|", "\\|").replace("``", "`").split()) or "–"


def code(text: str) -> str:
    """Text in a code span; empty stays empty."""
    return f"`{text}`" if text else ""


def fence(text: str, kind: str = "text") -> str:
    """Text as it stands, in a block."""
    return f"```{kind}\n{text.strip(chr(10))}\n```"


def page(title: str, made_by: str, *parts: str) -> str:
    """A page with the note that it is made."""
    note = f"<!-- Made by `python -m docs_build` ({made_by}). Change the code, then run it again. -->"
    return "\n\n".join([f"# {title}", note, *parts]) + "\n"
