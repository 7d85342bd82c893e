"""The story of a blind comparison: outputs of systems side by side before people, and what their choices say."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from assay.core.canonical import content_hash
from assay.core.encode import from_plain
from assay.core.errors import InputError, WorkspaceError, did_you_mean
from assay.core.estimate import Estimate
from assay.core.exchange import Brought
from assay.core.pairing import Pairing
from assay.core.question import LEFT, RIGHT
from assay.datasets.log_table import LogTable
from assay.datasets.scored_outputs import ATTEMPT, OUTPUT, PROMPT, SYSTEM
from assay.datasets.scored_outputs import INPUT as PROMPT_TEXT
from assay.datasets.votes import read_votes
from assay.labeling.kept import QUESTION, question_key
from assay.labeling.pairing import PAIR, Said, as_items, make_pairs, pair_question
from assay.metrics.agreement import agree
from assay.metrics.consensus import find_consensus, items_table
from assay.metrics.fact_table import check_columns
from assay.metrics.long_facts import long_facts
from assay.metrics.pairwise import LEFT as FIRST
from assay.metrics.pairwise import RIGHT as SECOND
from assay.metrics.pairwise import TIE, UNREAD, Verdicts, judge_pairs
from assay.metrics.strengths import strengths

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

KIND = "pairing"
"""Kind of the document that says who wrote what."""
ASKS = "Which answer is better?"


class PairsMade(NamedTuple):
    """Pairs that are ready to be brought in."""

    pairing: Pairing
    """Who wrote what."""
    brought: Brought
    """What people see."""


class PairsFound(NamedTuple):
    """What people said of pairs."""

    pairing: Pairing
    """Who wrote what."""
    estimates: tuple[Estimate, ...]
    """Win rates and places of each two systems, strengths, and agreement."""
    n_votes: int
    """Choices."""
    n_settled: int
    """Pairs with a majority of at least the asked share."""
    hours: float | None
    """What the choices took together; None where nobody measured it."""

    @property
    def settled_per_hour(self) -> float | None:
        """Pairs that a labeler's hour settles."""
        return self.n_settled / self.hours if self.hours else None


def pairs_of_file(
    file: Path, *, systems: Sequence[str], input: str, id: str | None, name: str, seed: int, asks: str = ASKS
) -> PairsMade:
    """Pairs of a file with one row a prompt, and one column of outputs a system.

    Raises
    ------
    InputError
        ``input.unknown_column``, and those of `assay.labeling.pairing.make_pairs`.
    """
    named = [input, *systems, *([id] if id else [])]
    table = read_votes(file, (), as_text=named)
    check_columns(table, named)
    rows = table.select(list(dict.fromkeys(named))).to_pylist()
    said = [
        Said(str(row[id]) if id else str(place), str(row[input] or ""), {system: row[system] for system in systems})
        for place, row in enumerate(rows, 1)
    ]
    return _made(said, systems, file, name=name, seed=seed, asks=asks)


def pairs_of_log(
    log: LogTable, file: Path, *, systems: Sequence[str], name: str, seed: int, asks: str = ASKS
) -> PairsMade:
    """Pairs of a log of another tool: what its systems (those named, or all) said to the same prompt and attempt."""
    by_prompt: dict[tuple[str, int], Said] = {}
    for row in log.table.to_pylist():
        key = (str(row[PROMPT]), int(row[ATTEMPT]))
        known = by_prompt.get(key)
        outputs = {**(known.outputs if known else {}), str(row[SYSTEM]): row[OUTPUT] or None}
        by_prompt[key] = Said(key[0], str(row[PROMPT_TEXT] or ""), outputs)
    every = list(dict.fromkeys(str(each) for each in log.table[SYSTEM].to_pylist()))
    unknown = next((each for each in systems if each not in every), None)
    if unknown is not None:
        what = f"No system '{unknown[:60]}' answered in the log."
        raise InputError("log.system", what, did_you_mean(unknown, every))
    return _made(list(by_prompt.values()), list(systems) or every, file, name=name, seed=seed, asks=asks)


def keep_pairing(workspace: "Workspace", made: PairsMade, *, actor: str) -> None:
    """The question of the pairs, and who wrote what; the dataset must be there."""
    question = made.brought.questions[0]
    workspace.put(QUESTION, question_key(made.pairing.dataset, question.name), question, actor=actor)
    workspace.put(KIND, made.pairing.dataset, made.pairing, actor=actor)


def pairing_of(workspace: "Workspace", name: str) -> Pairing:
    """Who wrote what in the pairs of a dataset.

    Raises
    ------
    WorkspaceError
        ``pair.unknown`` with the near match.
    """
    known = workspace.store.documents.latest(KIND)
    found = next((each for each in known if each.name == name), None)
    if found is None:
        near = did_you_mean(name, [each.name for each in known])
        what = f"There are no pairs of the name '{name[:60]}'."
        raise WorkspaceError("pair.unknown", what, f"{near} Make some: assay pair make FILE --name NAME.")
    made: Pairing = from_plain(Pairing, found.body)
    return made


def pair_results(workspace: "Workspace", name: str, *, least_share: float = 0.5, level: float = 0.95) -> PairsFound:
    """Who wins, how consistent people are, how far they agree, and what an hour of theirs settles.

    Raises
    ------
    WorkspaceError
        ``pair.unknown``, ``judgments.none``.
    """
    pairing = pairing_of(workspace, name)
    votes = workspace.votes(name, pairing.question).table
    rows, made = _by_pair(votes, pairing), list[Estimate]()
    for one, other in sorted({tuple(sorted((each.left, each.right))) for each in pairing.pairs}):
        made += _two(rows, pairing, (one, other), level)
    if len(pairing.systems) > 2:
        met = [(each["left_system"], each["right_system"], _winner(each)) for each in rows]
        prompts = np.unique([each["prompt"] for each in rows], return_inverse=True)[1].astype(np.int64)
        made += strengths(met, prompts, level=level)  # pairs of one prompt have outputs in common
    facts = long_facts(votes, item=["item"], judge=["judge"], answer="answer")
    made += agree(["alpha"], facts, level=level)
    settled = _settled(votes, least_share)
    seconds = [each for each in votes["seconds"].to_pylist() if each is not None]
    hours = sum(seconds) / 3600.0 if seconds else None
    return PairsFound(pairing, tuple(made), len(rows), len(settled), hours)


def preferences(workspace: "Workspace", name: str, *, least_share: float = 0.5) -> list[dict[str, Any]]:
    """Pairs that people settled, as tuning takes them: the prompt, the chosen and the rejected output.

    A pair counts whose majority has more than ``least_share`` of the choices, ties among them; a tie teaches nothing.
    """
    pairing = pairing_of(workspace, name)
    votes = workspace.votes(name, pairing.question).table
    dataset = workspace.dataset(name)
    texts = {str(row[PAIR]): row for row in workspace.table(dataset, [PAIR, "input", LEFT, RIGHT]).to_pylist()}
    made = {each.id: each for each in pairing.pairs}
    found = []
    for item, (answer, share, n) in _settled(votes, least_share).items():
        if answer not in (LEFT, RIGHT):
            continue
        other = RIGHT if answer == LEFT else LEFT
        found.append(
            {
                "prompt": texts[item]["input"],
                "chosen": texts[item][answer],
                "rejected": texts[item][other],
                "chosen_system": pairing.system(made[item], answer),
                "rejected_system": pairing.system(made[item], other),
                "prompt_id": made[item].prompt,
                "votes": n,
                "share": share,
            }
        )
    return found


def _made(said: Sequence[Said], systems: Sequence[str], file: Path, *, name: str, seed: int, asks: str) -> PairsMade:
    pairing, rows, left_out = make_pairs(said, systems, dataset=name, seed=seed)
    question = pair_question(pairing.question, asks)
    sha256 = content_hash(
        {"file": file.name, "systems": list(systems), "seed": seed, "rows": [dict(row) for row in rows]}
    )
    return PairsMade(pairing, as_items(rows, question, left_out, sha256))


def _by_pair(votes: pa.Table, pairing: Pairing) -> list[dict[str, Any]]:
    """Each vote with its prompt and the systems of its sides."""
    made = {each.id: each for each in pairing.pairs}
    found = []
    for row in votes.select(["item", "judge", "answer", "shown"]).to_pylist():
        pair = made.get(str(row["item"]))
        if pair is not None:
            sides = {"left_system": pairing.system(pair, LEFT), "right_system": pairing.system(pair, RIGHT)}
            found.append({**row, **sides, "prompt": pair.prompt})
    return found


def _winner(row: dict[str, Any]) -> str | None:
    if row["answer"] is None:
        return None
    sides = {LEFT: str(row["left_system"]), RIGHT: str(row["right_system"])}
    return sides.get(str(row["answer"]), "tie")


def _two(rows: Sequence[dict[str, Any]], pairing: Pairing, two: tuple[int, ...], level: float) -> list[Estimate]:
    """The numbers of two systems; codes are of systems and not of sides, so that the win rate is the second's."""
    first, second = (pairing.systems[place] for place in two)
    own = [each for each in rows if {each["left_system"], each["right_system"]} == {first, second}]
    if not own:
        return []
    of = {first: FIRST, second: SECOND, "tie": TIE, None: UNREAD}
    shown = [each["left_system"] if each["shown"] == LEFT else each["right_system"] for each in own]
    known = all(each["shown"] in (LEFT, RIGHT) for each in own)
    verdicts = Verdicts(
        np.asarray([of[_winner(each)] for each in own], np.int64),
        None,
        None,
        np.unique([each["item"] for each in own], return_inverse=True)[1].astype(np.int64),
        np.unique([each["judge"] for each in own], return_inverse=True)[1].astype(np.int64),
        np.asarray([of[each] for each in shown], np.int64) if known else None,
        np.unique([each["prompt"] for each in own], return_inverse=True)[1].astype(np.int64),
    )
    key = (("pair", f"{second} over {first}"),)
    return judge_pairs(verdicts, key, sides=(first, second), level=level)


def _settled(votes: pa.Table, least_share: float) -> dict[str, tuple[str, float, int]]:
    """Pairs with a majority: its answer, its share, and the number of choices."""
    facts = long_facts(votes, item=["item"], judge=["judge"], answer="answer")
    table = items_table(find_consensus(facts, "majority", {}))
    found = {}
    for row in table.to_pylist():
        if row["answer"] is not None and row["probability"] is not None and row["probability"] > least_share:
            found[str(row["item"])] = (str(row["answer"]), float(row["probability"]), int(row["n_votes"]))
    return found
