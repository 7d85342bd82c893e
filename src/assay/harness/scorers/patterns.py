"""Patterns in an output, by an engine whose time grows with the length of the text alone.

A regular expression of Python can take for ever on a short text; RE2, which Arrow carries, cannot. In return it knows
no look-around and no back-references: such a pattern gives no score.

References
----------
Cox (2007), Regular expression matching can be simple and fast, https://swtch.com/~rsc/regexp/regexp1.html.
"""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from pyarrow import compute

from assay.harness.scorers.score import Score, best

LONGEST = 1_000_000
"""Characters of an output beyond which it is not searched."""
LONGEST_PATTERN = 2_000
pc: Any = compute


def regex(output: str, targets: Sequence[str], *, whole: bool = False) -> Score:
    """Whether a target's pattern is in the output, or with ``whole`` is all of it, blanks at the ends left out."""
    if len(output) > LONGEST:
        return Score(0.0, f"it has {len(output):,} characters")
    return best([_found(output, each, whole) for each in targets])


def _found(output: str, pattern: str, whole: bool) -> Score:
    if len(pattern) > LONGEST_PATTERN:
        return Score(None, f"the pattern has {len(pattern):,} characters")
    text, asked = (output.strip(), rf"^(?:{pattern})$") if whole else (output, pattern)
    try:
        found = pc.match_substring_regex(pa.array([text]), asked)[0].as_py()
    except pa.ArrowInvalid as error:
        return Score(None, f"the pattern cannot be read: {str(error).split(':')[-1].strip()[:80]}")
    return Score(float(found), "the pattern is there" if found else "the pattern is not there")
