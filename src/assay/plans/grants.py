"""What a plan may have beside its own text: files in its folder, a judge, code."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from assay.core.plan import JudgeInFile
from assay.plans.fields import Fields
from assay.plans.trust import path_problem


class Grants(NamedTuple):
    """What a plan may have beside its own text."""

    read_file: Callable[[str], str] | None = None
    """Gives the text of a file in the folder of the plan."""
    code: bool = False
    """Whether providers may run code of the user's."""
    read_judge: Callable[[str, str, Mapping[str, str]], JudgeInFile] | None = None
    """From the text of a file, its name for messages, and the addresses that a plan lends, to the judge in it."""
    hash_file: Callable[[str], str] | None = None
    """Gives the SHA-256 of the bytes of a file in the folder of the plan."""


NOTHING = Grants()


def note_path(fields: Fields, setting: str) -> bool:
    """Whether a path that is named stays in the folder of the plan."""
    path, line = fields.text(setting), fields.line_of(setting)
    problem = path_problem(path, file=fields.findings.file, line=line) if path else None
    if problem:
        fields.findings.problems.append(problem)
    return bool(path) and problem is None
