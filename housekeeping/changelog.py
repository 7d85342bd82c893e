"""``python -m housekeeping.changelog VERSION DAY``: collect the fragments of ``changes/`` into ``CHANGELOG.md``.

A fragment is ``changes/<id>.<kind>.md``, where id is the number of an issue; it holds one or two sentences.
"""

import re
import sys
from pathlib import Path
from typing import NamedTuple

KINDS = {"added": "Added", "changed": "Changed", "fixed": "Fixed", "removed": "Removed"}
NAME = re.compile(r"(?P<id>[0-9]+(?:-[a-z0-9-]+)?)\.(?P<kind>[a-z]+)\.md")
HEADING = "# Changelog\n\nWhat changed for users, newest first.\n"


class Fragment(NamedTuple):
    """One change, told to users."""

    path: Path
    """Its file."""
    id: str
    """Number of the issue."""
    kind: str
    """added, changed, fixed or removed."""
    text: str
    """One or two sentences."""


def read_fragments(folder: Path) -> list[Fragment]:
    """All fragments, by kind and number.

    Raises
    ------
    ValueError
        For names of another form, unknown kinds and empty files, all at once.
    """
    found, problems = [], []
    for path in sorted(folder.glob("*")):
        name, text = NAME.fullmatch(path.name), path.read_text(encoding="utf-8").strip()
        if name is None or name["kind"] not in KINDS:
            problems.append(f"{path.name}: name it <id>.<kind>.md, where kind is one of {', '.join(KINDS)}")
        elif not text:
            problems.append(f"{path.name} is empty: say in a sentence what a user sees")
        else:
            found.append(Fragment(path, name["id"], name["kind"], text))
    if problems:
        raise ValueError("\n".join(problems))
    return sorted(found, key=lambda each: (list(KINDS).index(each.kind), int(each.id.partition("-")[0]), each.id))


def section(version: str, day: str, fragments: list[Fragment]) -> str:
    """The part of the changelog for one version."""
    parts = [f"## {version} ({day})"]
    for kind, title in KINDS.items():
        said = [f"- {' '.join(each.text.split())} ({each.id})" for each in fragments if each.kind == kind]
        parts += [f"### {title}", "\n".join(said)] if said else []
    return "\n\n".join(parts) + "\n"


def main(arguments: list[str], root: Path = Path()) -> int:
    """Write the new section on top and remove its fragments."""
    if len(arguments) != 2:
        print("python -m housekeeping.changelog VERSION DAY, for example 0.1.0 2026-11-22", file=sys.stderr)
        return 3
    version, day = arguments
    try:
        fragments = read_fragments(root / "changes")
    except ValueError as problems:
        print(problems, file=sys.stderr)
        return 3
    changelog = root / "CHANGELOG.md"
    older = changelog.read_text(encoding="utf-8").removeprefix(HEADING) if changelog.exists() else ""
    changelog.write_text(HEADING + "\n" + section(version, day, fragments) + older, encoding="utf-8")
    for fragment in fragments:
        fragment.path.unlink()
    print(f"{len(fragments)} changes in CHANGELOG.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
