"""People asked about a sample of outputs that a machine judge judged: which were drawn, and what people said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa
from pyarrow import compute

from assay.core.encode import from_plain
from assay.core.facts import (
    BAD,
    CHANCE,
    GOOD,
    ITEM,
    PLACE,
    STRATUM,
    answer_column,
    output_column,
    people_column,
    silent_column,
    status_column,
)
from assay.core.judgment import JudgeKind
from assay.core.plan import Plan
from assay.store.open import Store
from assay.store.output_sets import output_id, output_items, output_set_of
from assay.store.parts import read_part
from assay.store.present_votes import that_count
from assay.store.votes import answers_given, votes_of

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
ASKED = "people_asked"
"""Kind of the documents."""


@dataclass(frozen=True, slots=True)
class AskedStage:
    """One stage of labels: a sample that holds those of the stages before."""

    n: int
    """Outputs that people judge up to this stage."""
    sample: str
    """Name of the sample."""
    table: str
    """Blob with its outputs, probabilities, strata and order."""
    queue: str | None
    """Queue in which those that nobody judged yet wait; None where there were none."""


@dataclass(frozen=True, slots=True)
class PeopleAsked:
    """Which samples of an output set a plan asked people about."""

    plan: str
    """Name of the plan."""
    output_set: str
    """Dataset version of the outputs."""
    question: str
    """What people and the machine judge answer."""
    stages: tuple[AskedStage, ...]
    """Each holds the outputs of the one before."""


class PeopleSaid(NamedTuple):
    """What people said of outputs."""

    good: Mapping[str, bool]
    """Of each output that somebody judged whether the majority says that it is good."""
    judges: frozenset[str]
    """Who judged."""


def asked_name(plan: str, output_set: str) -> str:
    """Under which what a plan asked of an output set is kept."""
    return f"{plan}:{output_set}"


def asked_stages(store: Store, plan: str, output_set: str, *, position: int | None = None) -> tuple[AskedStage, ...]:
    """The stages that people were asked for so far."""
    history = store.documents.history(ASKED, asked_name(plan, output_set), position=position)
    return from_plain(PeopleAsked, history[-1].body).stages if history else ()


def stage_table(store: Store, stage: AskedStage) -> pa.Table:
    """item, probability, stratum, order of the outputs of a stage, of those too that were never said."""
    return read_part(store.blobs, stage.table, None)


def people_said(store: Store, output_set: str, question: str, good: str, *, position: int) -> PeopleSaid:
    """What people said of the outputs of a set; one on which they have no majority is not good."""
    from assay.metrics.people import majority

    every = votes_of(store, output_set, position=position)
    chosen = that_count(every.filter(pc.equal(every["question"], question)))
    chosen = chosen.filter(pc.equal(chosen["kind"], JudgeKind.LABELER.value))
    if not chosen.num_rows:
        return PeopleSaid({}, frozenset())
    columns = [chosen["item"], chosen["judge"], answers_given(chosen)]
    votes = pa.Table.from_arrays(columns, names=["item", "judge", "answer"])
    right = majority(votes)
    judged = dict.fromkeys(str(each) for each in votes["item"].to_pylist())
    return PeopleSaid(
        {item: right.get(item) == good for item in judged}, frozenset(str(each) for each in votes["judge"].to_pylist())
    )


def finished(store: Store, stages: Sequence[AskedStage], said: Mapping[str, bool], outputs: Collection[str]) -> int:
    """How many stages, from the first on, have an answer to each of their ``outputs``."""
    done = 0
    for stage in stages:
        if not all(item in said for item in stage_table(store, stage)["item"].to_pylist() if item in outputs):
            break
        done += 1
    return done


def with_people(store: Store, table: pa.Table, plan: Plan, output_set: str | None, *, position: int) -> pa.Table:
    """Facts of verdicts with what people said of the outputs of the last finished stage, and how these were drawn.

    Parameters
    ----------
    table : one row a prompt and attempt, attempt after attempt, as `assay.store.output_facts` gives it
        Given back as it is where no judge scores the outputs.

    A verdict of the machine that could not be read stands as "not good": the machine's answers never decide a number.
    Where there is no output, people have nothing to judge.
    """
    scoring = plan.scoring
    if scoring is None or scoring.judge is None or output_set is None:
        return table
    known = output_set_of(store, output_set)
    systems, attempts = (plan.baseline.name, plan.candidate.name), 1 if known is None else known.attempts
    question, good = str(scoring.question), str(scoring.good)
    items = output_items(store, output_set, position=position)
    ids = {str(each) for each in items["item"].to_pylist()}
    prompts = table[ITEM].to_pylist()
    size = max(len(prompts) // attempts, 1)
    said = people_said(store, output_set, question, good, position=position).good
    stages = asked_stages(store, plan.name, output_set, position=position)
    done = finished(store, stages, said, ids)
    drawn = _drawn(store, stages[done - 1]) if done else {}
    rows = [
        {system: output_id(str(each), system, row // size + 1) for system in systems}
        for row, each in enumerate(prompts)
    ]
    chances = [next((drawn[each] for each in row.values() if each in drawn), None) for row in rows]
    for system in systems:
        name = answer_column(system)
        own = [row[system] for row in rows]
        machine = table[name].to_pylist()
        filled = [BAD if given is None and each in ids else given for given, each in zip(machine, own, strict=True)]
        table = table.set_column(table.column_names.index(name), name, pa.array(filled, pa.string()))
        silent = [given is None and each in ids for given, each in zip(machine, own, strict=True)]
        table = table.append_column(silent_column(system), pa.array(silent, pa.bool_()))
        people = [
            _people(said.get(each)) if chance is not None else None for each, chance in zip(own, chances, strict=True)
        ]
        table = table.append_column(people_column(system), pa.array(people, pa.string()))
        there = [each if each in ids else None for each in own]
        table = table.append_column(output_column(system), pa.array(there, pa.string()))
        table = _without_status(table, status_column(system), own, ids)
    for name, place, kind in ((CHANCE, 0, pa.float64()), (STRATUM, 1, pa.string()), (PLACE, 2, pa.float64())):
        values = [None if chance is None else chance[place] for chance in chances]
        table = table.append_column(name, pa.array(values, kind))
    return table


def _without_status(table: pa.Table, name: str, own: Sequence[str], ids: Collection[str]) -> pa.Table:
    """No status where there is an output: whatever the machine made of it, the system answered."""
    if name not in table.column_names:
        return table
    told = zip(table[name].to_pylist(), own, strict=True)
    kept = [None if each in ids else status for status, each in told]
    return table.set_column(table.column_names.index(name), name, pa.array(kept, pa.string()))


def _people(said: bool | None) -> str | None:
    return None if said is None else GOOD if said else BAD


def _drawn(store: Store, stage: AskedStage) -> dict[str, tuple[float, str, float]]:
    """Probability, stratum and place of each output of a stage; the two of one prompt share their place."""
    table = stage_table(store, stage)
    columns = (table[name].to_pylist() for name in ("item", "probability", "stratum", "order"))
    return {
        str(item): (float(chance), str(stratum), float(order))
        for item, chance, stratum, order in zip(*columns, strict=True)
    }
