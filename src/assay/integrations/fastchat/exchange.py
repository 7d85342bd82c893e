"""FastChat as the house meets it: ``JUDGE_pair.jsonl`` of MT-bench, one pair a line with the winner in each order."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assay.core.exchange import Brought, Reading
from assay.core.question import LEFT, RIGHT, TIE
from assay.datasets.json_records import read_records
from assay.datasets.paired_outputs import BETTER, PairVote, brought_pairs
from assay.datasets.problems import Problems
from assay.datasets.read_only import ReadOnly
from assay.datasets.told import LeftOut

NAME = "fastchat"
FIX = "Give a file JUDGE_pair.jsonl that FastChat's gen_judgment wrote with --mode pairwise-all or pairwise-baseline."
NEEDED = ("question_id", "model_1", "model_2", "g1_winner", "g2_winner")
SIDES = {"model_1": LEFT, "model_2": RIGHT, "tie": TIE}
"""How the file names a winner; anything else, such as error, could not be read."""
ORDERS = (("g1_winner", LEFT), ("g2_winner", RIGHT))
"""Column of each game, and the side that it showed first."""
TEXTS = ("g1_user_prompt", "g2_user_prompt", "g1_judgment", "g2_judgment")


class FastChat(ReadOnly):
    """Reads verdicts; they are written by that tool alone."""

    written_by = "Verdicts of MT-bench are written by FastChat alone."

    def read(self, path: Path, how: Reading) -> Brought:
        """Each line is a pair with two judgments, one for each order in which its outputs were shown.

        Raises
        ------
        InputError
            ``exchange.shape`` with every line that is no pair, and those of reading JSON.
        """
        read = read_records(path, by_python=True)
        problems, left = Problems(str(path)), LeftOut()
        votes: list[PairVote] = []
        for record in read.records:
            lacking = [name for name in NEEDED if name not in record.value]
            if lacking:
                what = f"The line has no '{lacking[0]}': it is no pair."
                problems.add("exchange.shape", what, FIX, line=record.line)
                continue
            votes += _votes(record.value, record.line, how.judge, left)
        problems.raise_any()
        note = "the file holds no outputs, only who wrote them"
        return brought_pairs(
            votes, question=BETTER, format=NAME, sha256=read.sha256, left_out=left.counts, notes=(note,)
        )


def _votes(row: Mapping[str, Any], line: int, judge: str | None, left: LeftOut) -> Iterator[PairVote]:
    turn, said = row.get("turn"), row.get("judge")
    systems = (str(row["model_1"]), str(row["model_2"]))
    parts = (row["question_id"], *(() if turn is None else (turn,)), *systems)
    named = " ".join(map(str, said)) if isinstance(said, list) else str(said or "judge")
    left.add("prompts and explanations of the judge", sum(bool(row.get(name)) for name in TEXTS))
    at = left.time(row.get("tstamp"), "times")
    for column, shown in ORDERS:
        yield PairVote(
            pair="#".join(map(str, parts)),
            systems=systems,
            judge=judge or named,
            answer=SIDES.get(str(row[column])),
            line=line,
            shown=shown,
            more={"question_id": str(row["question_id"]), "turn": turn},
            at=at,
        )
