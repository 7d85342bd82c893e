"""Facts of systems whose outputs are good or not: what a scorer or a judge said of each output, under its prompt."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import compute

from assay.core.facts import BAD, GOOD, ITEM, REFERENCE, answer_column, status_column
from assay.core.item import DatasetVersion
from assay.core.judgment import OWN_DOING, Status
from assay.core.plan import Plan, Scoring
from assay.store.answers import AnswersOf, first_answers, standing_judgments
from assay.store.facts import facts_table
from assay.store.output_sets import output_items, scores_run
from assay.store.outputs import TEXT_QUESTION, Outputs
from assay.store.votes import machine_votes

if TYPE_CHECKING:
    from assay.store.open import Store

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""


def plan_facts(
    store: "Store",
    manifest: DatasetVersion,
    reference: str | None,
    outputs: Sequence[Outputs],
    columns: Sequence[str],
    *,
    plan: Plan,
    version: str,
    position: int,
) -> pa.Table:
    """The facts table of a plan: one row an item, and for several attempts one an item and attempt.

    ``reference`` is the blob of the reference table; otherwise as `assay.store.facts.facts_table`.
    """
    if plan.scoring is not None and plan.scoring.by_verdict:
        at: Any = {"version": version, "position": position}
        return verdict_facts(store, manifest, outputs, columns, scoring=plan.scoring, **at)
    most = max((each.attempts for each in outputs), default=1)
    wanted = [[each.wanted(attempt) for each in outputs] for attempt in range(1, most + 1)]
    return pa.concat_tables(
        facts_table(store, manifest, reference, each, columns, version=version, position=position) for each in wanted
    )


def verdict_facts(
    store: "Store",
    manifest: DatasetVersion,
    outputs: Sequence[Outputs],
    columns: Sequence[str],
    *,
    scoring: Scoring,
    version: str,
    position: int,
) -> pa.Table:
    """One row an item and attempt: of each system whether its output is good, and the columns of the prompt.

    An item without a target has no reference. Errors as in `assay.store.facts.facts_table`.
    """
    kept = dict.fromkeys((*columns, *((scoring.target,) if scoring.target else ())))
    base = facts_table(store, manifest, None, (), list(kept), version=version, position=position)
    given = pc.is_valid(base[scoring.target]) if scoring.target else True
    reference = pc.if_else(given, GOOD, pa.nulls(base.num_rows, pa.string()))
    place = base.column_names.index(REFERENCE)
    base = base.set_column(place, REFERENCE, reference).select([ITEM, REFERENCE, *columns])
    attempts = max((each.attempts for each in outputs), default=1)
    return pa.concat_tables([_attempt(store, base, outputs, scoring, k, position) for k in range(1, attempts + 1)])


def _attempt(
    store: "Store", base: pa.Table, outputs: Sequence[Outputs], scoring: Scoring, attempt: int, position: int
) -> pa.Table:
    for each in outputs:
        answers, statuses = _said(store, base[ITEM], each, scoring, attempt, position)
        base = base.append_column(answer_column(each.system), answers)
        base = base.append_column(status_column(each.system), statuses)
    return base


def _said(
    store: "Store", prompts: Any, outputs: Outputs, scoring: Scoring, attempt: int, position: int
) -> tuple[Any, Any]:
    """For each prompt the verdict on what the system said, and why there is none."""
    wanted = AnswersOf(outputs.system, outputs.system, outputs.judge_version, outputs.run, attempt=attempt)
    own = first_answers(standing_judgments(store, wanted, position=position), TEXT_QUESTION, "status")
    status = _aligned(own, "item", "status", prompts)
    good = _aligned(_verdicts(store, outputs, scoring, attempt, position), "parent", "good", prompts)
    not_given = pc.is_in(status, value_set=pa.array(OWN_DOING))
    answer = pc.if_else(not_given, BAD, pc.if_else(good, GOOD, BAD))
    why = pc.if_else(pc.equal(status, Status.GIVEN.value), pa.scalar(None, pa.string()), status)
    return answer, why


def _verdicts(store: "Store", outputs: Outputs, scoring: Scoring, attempt: int, position: int) -> pa.Table:
    """``parent`` and ``good`` of each output that was judged."""
    items = output_items(store, outputs.output_set or "", position=position)
    items = items.filter(pc.and_(pc.equal(items["system"], outputs.system), pc.equal(items["attempt"], attempt)))
    standing = _of_judge(store, outputs, scoring.judge_version, position)
    column = "number" if scoring.scorer is not None else "label"
    said = first_answers(standing, outputs.question or "", column)
    places = pc.index_in(items["item"], value_set=said["item"].combine_chunks())
    same = pc.equal(said["item_hash"].combine_chunks().take(places), items["item_hash"].combine_chunks())
    value = said[column].combine_chunks().take(places)
    good = pc.greater_equal(value, scoring.good_from) if column == "number" else pc.equal(value, scoring.good)
    counted = pc.if_else(pc.fill_null(same, False), good, pa.scalar(None, pa.bool_()))
    return pa.Table.from_arrays([items["parent"].combine_chunks(), counted], names=["parent", "good"])


def _of_judge(store: "Store", outputs: Outputs, version: str | None, position: int) -> pa.Table:
    """What the judge of the outputs said, of whatever version where none is named; the newest judgment first."""
    if outputs.verdicts is not None:  # of this set: an output of another one may have the same id
        scorer, version = outputs.judge or "", outputs.verdicts
        run = scores_run(outputs.output_set or "", scorer, version)
        judge = AnswersOf(outputs.system, scorer, version, run)
        return standing_judgments(store, judge, position=position)
    votes = machine_votes(store, outputs.output_set or "", outputs.judge or "", position=position)
    if version is not None:
        votes = votes.filter(pc.equal(votes["judge_version"], version))
    return votes.take(pa.array(range(votes.num_rows - 1, -1, -1), pa.int64()))


def _aligned(table: pa.Table, key: str, column: str, wanted: Any) -> Any:
    """A column of ``table`` in the order of ``wanted``, null where it has no such row."""
    places = pc.index_in(wanted, value_set=table[key].combine_chunks())
    return table[column].combine_chunks().take(places.combine_chunks())
