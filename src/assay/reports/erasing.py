"""What an erasure takes, what stays, and where the person may still be found, as JSON and as text."""

from collections.abc import Iterator
from typing import Any

from assay.core.figures import count

MOST_LISTED = 20
ROWS = {
    "session": "sessions",
    "draft": "drafts",
    "access_grant": "roles",
    "invitation": "links",
    "api_token": "tokens of programs",
    "identity": "identities of another server",
}
"""Rows about one account, in words."""


def person_json(erased: Any, *, done: bool) -> dict[str, Any]:
    """``{"judge", "done", "rows", "entries_kept", "given_away", "written_in_log", "left", "files"}``."""
    return {
        "judge": erased.judge,
        "done": done,
        "rows": erased.rows,
        "entries_kept": erased.n_entries,
        "given_away": list(erased.given_away),
        "written_in_log": list(erased.entries),
        "left": [f"{each.table}.{each.column}: {each.n_rows}" for each in erased.left],
        "files": list(erased.files),
    }


def person_text(erased: Any, *, done: bool) -> str:
    """What goes, what stays under the pseudonym, and what cannot be reached."""
    return "\n".join(_person_lines(erased, done=done))


def subject_json(erased: Any, *, done: bool) -> dict[str, Any]:
    """``{"subject", "done", "values", "given_away"}``."""
    return {
        "subject": erased.subject,
        "done": done,
        "values": erased.n_values,
        "given_away": list(erased.given_away),
    }


def subject_text(erased: Any, *, done: bool) -> str:
    """How many values go, and where they may still be."""
    went = "are gone, with their key and salts" if done else "would go, with their key and salts"
    lines = [f"{count(erased.n_values)} sealed values of '{erased.subject}' {went}; the proofs stay valid."]
    return "\n".join((*lines, *_away(erased.given_away)))


def _person_lines(erased: Any, *, done: bool) -> Iterator[str]:
    rows = ", ".join(f"{count(n)} {ROWS.get(name, name)}" for name, n in erased.rows.items())
    goes = f"Name, mail and password{' and ' + rows if rows else ''}"
    yield f"{goes} of {erased.judge} {'are gone' if done else 'would go'}."
    yield f"{count(erased.n_entries)} entries of the log stay under the pseudonym {erased.judge}, all proofs valid."
    if erased.entries:
        listed = ", ".join(map(str, erased.entries[:MOST_LISTED]))
        yield f"The name was written into entries of the log, which are signed and stay as they are: {listed}."
    yield from _away(erased.given_away)
    for each in erased.left:
        yield f"Still found: {each.table}.{each.column}, in {count(each.n_rows)} rows."
    for file in erased.files:
        yield f"Still found: the file {file} of the workspace."
    if done and not erased.left and not erased.files:
        yield "Searched afterwards: the name is in no row and in no file of the workspace."


def _away(given_away: tuple[str, ...]) -> Iterator[str]:
    if given_away:
        yield f"{count(len(given_away))} files left the workspace before and are as they were; see to them yourself:"
        yield from (f"    {each}" for each in given_away[:MOST_LISTED])
        if len(given_away) > MOST_LISTED:
            yield f"    and {count(len(given_away) - MOST_LISTED)} more: assay erase ... --json lists all."
