"""AlpacaEval as the house meets it: ``annotations.json``, one preference from 1 (first) to 2 (second) a pair."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assay.core.canonical import content_hash
from assay.core.exchange import Brought, Reading
from assay.datasets.json_records import read_records
from assay.datasets.paired_outputs import PREFERENCE, PairVote, brought_pairs
from assay.datasets.problems import Problems
from assay.datasets.read_only import ReadOnly
from assay.datasets.told import LeftOut

NAME = "alpaca-eval"
FIX = "Give the file annotations.json (or weighted_alpaca_eval_.../annotations.json) that alpaca_eval wrote."
NEEDED = ("instruction", "output_1", "output_2", "preference")
SHORT = 12
"""Digits of the hash by which an instruction is known."""


class AlpacaEval(ReadOnly):
    """Reads annotations; they are written by that tool alone."""

    written_by = "Annotations of AlpacaEval are written by that tool alone."

    def read(self, path: Path, how: Reading) -> Brought:
        """Each object is a pair with one preference for its second output, from 0 to 1; none is a status.

        Raises
        ------
        InputError
            ``exchange.shape`` with every object that is no annotation, and those of reading JSON.
        """
        read = read_records(path, by_python=True)
        problems, left = Problems(str(path)), LeftOut()
        votes: list[PairVote] = []
        for record in read.records:
            wrong = _wrong(record.value)
            if wrong:
                problems.add("exchange.shape", wrong, FIX, line=record.line)
                continue
            votes.append(_vote(record.value, record.line, how.judge, left))
        problems.raise_any()
        return brought_pairs(votes, question=PREFERENCE, format=NAME, sha256=read.sha256, left_out=left.counts)


def _wrong(row: Mapping[str, Any]) -> str | None:
    """What keeps an object from being an annotation."""
    lacking = [name for name in NEEDED if name not in row]
    if lacking:
        return f"The object has no '{lacking[0]}': it is no annotation."
    said = row["preference"]
    is_number = isinstance(said, (int, float)) and not isinstance(said, bool)
    if said is None or (is_number and (1.0 <= said <= 2.0 or said in (-1, 0))):
        return None
    return f"The preference {str(said)[:40]} is not from 1 to 2."


def _vote(row: Mapping[str, Any], line: int, judge: str | None, left: LeftOut) -> PairVote:
    said = row["preference"]
    systems = (str(row.get("generator_1") or "first"), str(row.get("generator_2") or "second"))
    left.add("raw completions of the judge", int(bool(row.get("raw_completion"))))
    return PairVote(
        pair=f"{content_hash(str(row['instruction']))[:SHORT]}#{systems[0]}#{systems[1]}",
        systems=systems,
        judge=judge or str(row.get("annotator") or "judge"),
        answer=_share(said),
        line=line,
        input=str(row["instruction"]),
        outputs=(str(row["output_1"] or ""), str(row["output_2"] or "")),
        more={"dataset": row.get("dataset")},
    )


def _share(said: float | None) -> float | None:
    """A preference from 1 to 2 as one from 0 to 1; the old 0 is a tie, and -1 could not be read."""
    if said is None or said == -1:
        return None
    return 0.5 if said == 0 else float(said) - 1.0
