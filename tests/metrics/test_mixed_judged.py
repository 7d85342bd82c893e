"""Pass rates from a judge and from people who judged a sample that was drawn by what the judge said."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from assay.core.facts import CHANCE, ITEM, PLACE, STRATUM, answer_column, output_column, people_column, silent_column
from assay.gates.corrected import NOTHING, corrected_of
from assay.metrics.mixed.judged import Judged, confused, judged_pieces, rows_named
from assay.metrics.mixed.pieces import ALONE, MIXED, RAW

SYSTEMS = ("old", "new")
N, DRAWN = 400, 80


def word(values: Any) -> list[str]:
    return ["good" if each else "not good" for each in values]


def table(*, right: float, seed: int = 3, attempts: int = 1) -> pa.Table:
    """Prompts whose outputs a judge judged that is right so often; a fifth of each stratum was drawn."""
    rng = np.random.default_rng(seed)
    truth = {name: rng.random(N) < share for name, share in (("old", 0.6), ("new", 0.75))}
    said = {name: np.where(rng.random(N) < right, good, ~good) for name, good in truth.items()}
    strata = [f"{a}{b}" for a, b in zip(said["old"], said["new"], strict=True)]
    drawn = np.zeros(N, bool)
    for stratum in set(strata):
        rows = np.flatnonzero([each == stratum for each in strata])
        drawn[rows[: max(2, round(rows.size * DRAWN / N))]] = True
    sizes = {
        stratum: (strata.count(stratum), sum(drawn[i] for i in range(N) if strata[i] == stratum)) for stratum in strata
    }
    chance = [sizes[stratum][1] / sizes[stratum][0] for stratum in strata]
    columns: dict[str, Any] = {ITEM: [f"p{row // attempts}" for row in range(N)]}
    for name in SYSTEMS:
        columns[answer_column(name)] = word(said[name])
        columns[people_column(name)] = [
            each if is_in else None for each, is_in in zip(word(truth[name]), drawn, strict=True)
        ]
        columns[output_column(name)] = [f"{name}{row}" for row in range(N)]
    columns[CHANCE] = pa.array(
        [float(each) if is_in else None for each, is_in in zip(chance, drawn, strict=True)], pa.float64()
    )
    columns[STRATUM] = [each if is_in else None for each, is_in in zip(strata, drawn, strict=True)]
    columns[PLACE] = pa.array([float(row) if drawn[row] else None for row in range(N)], pa.float64())
    return pa.table(columns)


def overall(found: Any) -> dict[str, Any]:
    return {each.way: each for each in found if not each.estimate.slice}


def test_a_good_judge_makes_labels_worth_more_and_a_useless_one_nothing() -> None:
    good, useless = (judged_pieces(Judged(table(right=right), *SYSTEMS)) for right in (0.95, 0.5))
    assert good is not None
    assert useless is not None
    worth = overall(good.difference)[MIXED]
    assert worth.multiplier > 1.5
    assert worth.estimate.interval.low > overall(good.difference)[ALONE].estimate.interval.low
    assert overall(useless.difference)[MIXED].multiplier < 1.1


def test_the_judge_alone_has_a_value_and_no_interval_and_confusion_is_counted() -> None:
    facts = table(right=0.9)
    found = judged_pieces(Judged(facts, *SYSTEMS))
    assert found is not None
    raw = overall(found.candidate)[RAW].estimate
    assert raw.value == pytest.approx(facts[answer_column("new")].to_pylist().count("good") / N)
    assert raw.interval is None
    counts = confused(facts, "new")
    assert counts.n_good + counts.n_bad == N - facts[CHANCE].null_count
    assert 0 < counts.called_bad + counts.called_good < 20


def silenced(facts: pa.Table, share: float) -> pa.Table:
    """The same, where the judge gave no answer on a share of the outputs, in whose place "not good" stands."""
    for name in SYSTEMS:
        silent = np.random.default_rng(5).random(N) < share
        said = zip(facts[answer_column(name)].to_pylist(), silent, strict=True)
        place = facts.column_names.index(answer_column(name))
        facts = facts.set_column(
            place, answer_column(name), pa.array(["not good" if no else each for each, no in said])
        )
        facts = facts.append_column(silent_column(name), pa.array(silent))
    return facts


def test_what_the_judge_gave_no_answer_on_is_counted_apart() -> None:
    facts = table(right=0.9)
    counts = confused(silenced(facts, 0.3), "new")
    rows = silenced(facts, 0.3).to_pylist()
    answered = [each for each in rows if each[CHANCE] is not None and not each[silent_column("new")]]
    assert counts.n_silent == sum(each[silent_column("new")] for each in rows)
    assert (counts.n_outputs, counts.says_nothing) == (N, False)
    assert counts.n_good == sum(each[people_column("new")] == "good" for each in answered)
    assert counts.n_good + counts.n_bad == len(answered) < N - facts[CHANCE].null_count
    assert counts.called_bad == sum(
        (each[people_column("new")], each[answer_column("new")]) == ("good", "not good") for each in answered
    )
    assert confused(silenced(facts, 0.0), "new")[:4] == confused(facts, "new")[:4]


def test_a_judge_that_never_answered_has_no_number_and_the_corrected_one_is_that_of_people() -> None:
    facts = silenced(table(right=0.9), 1.1)
    found = judged_pieces(Judged(facts, *SYSTEMS))
    assert found is not None
    parted = {name: confused(facts, name) for name in SYSTEMS}
    assert [each.says_nothing for each in parted.values()] == [True, True]
    for record in corrected_of(found, baseline="old", candidate="new", confused=parted):
        assert (record.raw, record.why) == (None, NOTHING)
        assert record.value == pytest.approx(record.people.value)
    some = silenced(table(right=0.9), 0.3)
    pieces = judged_pieces(Judged(some, *SYSTEMS))
    assert pieces is not None
    parted = {name: confused(some, name) for name in SYSTEMS}
    for each in corrected_of(pieces, baseline="old", candidate="new", confused=parted):
        told = str(each.why)
        assert "where an output without an answer stands as not good" in told
        assert "outputs good" not in told
        silent = f"It gave no answer on {parted[each.system].n_silent} of {N} outputs. Among the others, of the"
        assert (silent in told) == (each.baseline is None)


def test_attempts_at_one_prompt_are_a_cluster() -> None:
    facts = table(right=0.9, attempts=4)
    assert len(set(rows_named(facts)[ITEM].to_pylist())) == N
    found = judged_pieces(Judged(facts, *SYSTEMS))
    assert found is not None
    card = overall(found.candidate)[MIXED].estimate.method
    assert "cluster" in card.variance


def test_without_a_drawn_sample_nothing_is_corrected() -> None:
    facts = table(right=0.9)
    empty = facts.set_column(facts.column_names.index(CHANCE), CHANCE, pa.nulls(N, pa.float64()))
    assert judged_pieces(Judged(empty, *SYSTEMS)) is None


def test_where_a_system_said_nothing_people_have_nothing_to_judge() -> None:
    facts = table(right=0.9)
    first = next(row for row, each in enumerate(facts[CHANCE].to_pylist()) if each is not None)
    name = output_column("new")
    ids = [None if row == first else each for row, each in enumerate(facts[name].to_pylist())]
    people = [None if row == first else each for row, each in enumerate(facts[people_column("new")].to_pylist())]
    silent = facts.set_column(facts.column_names.index(name), name, pa.array(ids, pa.string()))
    place = facts.column_names.index(people_column("new"))
    silent = silent.set_column(place, people_column("new"), pa.array(people, pa.string()))
    found = judged_pieces(Judged(silent, *SYSTEMS))
    assert found is not None
    assert overall(found.candidate)[MIXED].estimate.n == N - facts[CHANCE].null_count
