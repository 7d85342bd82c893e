"""Small HTML tables for notebooks; everything that came from data is escaped."""

from collections.abc import Iterable
from html import escape

from assay.core.estimate import Interval


def cell(value: float | None, interval: Interval | None, reason: str | None) -> str:
    """``0.874 (0.861 to 0.886)``; the reason stands where the value or its interval is absent."""
    told = (reason or "unknown").replace("_", " ")
    if value is None:
        return f"none: {told}"
    if interval is None:
        return f"{value:.3f} (no interval: {told})"
    return f"{value:.3f} ({interval.low:.3f} to {interval.high:.3f})"


def html_table(head: Iterable[str], rows: Iterable[Iterable[str]], n_rows: int) -> str:
    """A table of the given rows, and how many there are in all."""
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = [f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows]
    more = f"<p>{len(body)} of {n_rows} rows shown.</p>" if n_rows > len(body) else ""
    return f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(body)}</tbody></table>{more}"
