"""What a dataset may be called: a name that a plan can write and that ``@version`` can follow."""

from assay.core.errors import InputError, Problem
from assay.core.safe_text import UNSEEN, neutral

LONGEST = 100
NOT_IN_NAMES = "@:/\\"
"""@ separates a name from its version; the others make a place of it, which a plan may not name."""


def check_dataset_name(name: str) -> None:
    """Nothing for a name that can be used.

    Raises
    ------
    InputError
        ``dataset.name``: what is wrong with it.
    """
    if problems := name_problems(name, "dataset"):
        raise InputError.gather(problems)


def name_problems(name: str, noun: str) -> list[Problem]:
    """What is wrong with the name of a dataset or of what belongs to one; none when nothing is."""
    if not name.strip():
        wrong = "is blank"
    elif len(name) > LONGEST:
        wrong = f"has {len(name):,} characters"
    elif held := next((mark for mark in NOT_IN_NAMES if mark in name), None):
        wrong = f"holds {held}"
    elif UNSEEN.search(name):
        wrong = "holds characters that cannot be seen"
    elif name != name.strip():
        wrong = "begins or ends with a blank"
    else:
        return []
    what = f"The {noun} name '{neutral(name, most=LONGEST)}' {wrong}."
    return [Problem("dataset.name", what, f"Use up to {LONGEST} letters, digits, dashes or dots: --name loans.")]
