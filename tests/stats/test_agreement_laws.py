"""Laws of agreement, reasons and intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.errors import InputError
from assay.stats.agreement.measures import measure_of
from assay.stats.agreement.named import COEFFICIENTS, coefficient
from assay.stats.agreement.pairs import both_answered
from assay.stats.agreement.patterns import count_patterns, judge_patterns
from assay.stats.votes import Votes, votes

TABLES = st.integers(0, 2**32 - 1).map(lambda seed: random_votes(seed, skill=0.7))
NUMBERS = np.array([1.0, 2.0, 4.0])


def random_votes(seed: int, *, n_items: int = 40, n_judges: int = 3, skill: float = 0.7) -> Votes:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, n_items)
    said = np.where(rng.random((n_items, n_judges)) < skill, truth[:, None], rng.integers(0, 3, (n_items, n_judges)))
    items, judges = np.nonzero(rng.random(said.shape) < 0.9)
    return votes(items, judges, said[items, judges], n_items=n_items, n_judges=n_judges, n_classes=3)


def value(name: str, table: Votes, **options: object) -> float | None:
    return coefficient(name, table, values=NUMBERS, **options).value


@given(table=TABLES)
@pytest.mark.parametrize("name", [name for name, each in COEFFICIENTS.items() if not each.two_judges])
def test_names_of_judges_and_order_of_items_do_not_matter(name: str, table: Votes) -> None:
    items, judges = (table.n_items - 1 - table.items), (table.n_judges - 1 - table.judges)
    turned = votes(items, judges, table.answers, n_items=table.n_items, n_judges=table.n_judges, n_classes=3)
    first, second = value(name, table), value(name, turned)
    assert (first is None) == (second is None)
    assert first is None or first == pytest.approx(second, abs=1e-9)


@given(table=TABLES)
def test_ordinal_alpha_knows_only_the_order_and_interval_alpha_no_unit(table: Votes) -> None:
    bent = np.array([0.0, 10.0, 11.0])
    ordinal = coefficient("alpha", table, scale="ordinal", values=NUMBERS).value
    assert ordinal == coefficient("alpha", table, scale="ordinal", values=bent).value
    moved = coefficient("alpha", table, scale="interval", values=NUMBERS * 3 - 7).value
    assert moved == pytest.approx(coefficient("alpha", table, scale="interval", values=NUMBERS).value, abs=1e-9)


@given(table=TABLES)
def test_items_seen_twice_leave_kappas_as_they_are(table: Votes) -> None:
    twice = votes(
        np.r_[table.items, table.items + table.n_items],
        np.tile(table.judges, 2),
        np.tile(table.answers, 2),
        n_items=2 * table.n_items,
        n_judges=table.n_judges,
        n_classes=3,
    )
    for name in ("fleiss", "ac1", "brennan_prediger", "conger"):
        assert value(name, twice) == pytest.approx(value(name, table), abs=1e-9)
    # alpha corrects for the size of the sample: 1 - D_o / D_e with D_e over n (n - 1) pairs of votes
    n = int(np.bincount(table.items)[np.bincount(table.items) > 1].sum())
    shrunk = (1 - value("alpha", table)) * n / (n - 1)
    assert (1 - value("alpha", twice)) * 2 * n / (2 * n - 1) == pytest.approx(shrunk, abs=1e-9)


@given(table=TABLES)
@pytest.mark.parametrize("replicates", [0, 200])
def test_intervals_hold_their_value_and_are_wider_than_zero(replicates: int, table: Votes) -> None:
    for name in ("alpha", "fleiss", "ac1", "conger"):
        found = coefficient(name, table, values=NUMBERS, replicates=replicates)
        if found.low is None:
            assert found.reason is not None
        else:
            assert found.low <= found.value <= found.high
            assert found.low < found.high


@given(table=TABLES, seed=st.integers(0, 1000))
@pytest.mark.parametrize("name", ["alpha", "fleiss", "ac1", "brennan_prediger", "cohen", "scott", "conger", "light"])
def test_a_drawn_pattern_counts_as_often_as_it_was_drawn(name: str, table: Votes, seed: int) -> None:
    if name in ("cohen", "scott"):
        table = table.where(table.judges < 2)
    options = {"scale": "ordinal" if seed % 2 else "interval", "weights": "quadratic" if seed % 3 else "identity"}
    measure = measure_of(name, table, count_patterns(table), values=NUMBERS, **options)
    times = np.random.default_rng(seed).multinomial(30, np.full(measure.items.size, 1.0 / measure.items.size))
    drawn = of_patterns(name, table, times)
    found, expected = float(measure.values(times[None, :].astype(float))[0]), value(name, drawn, **options)
    assert np.isnan(found) if expected is None else found == pytest.approx(expected, abs=1e-9)


def of_patterns(name: str, table: Votes, times: np.ndarray) -> Votes:
    """Votes of items that have the patterns of a table so many times."""
    if name in ("alpha", "fleiss", "ac1", "brennan_prediger"):
        counts = count_patterns(table)
        chosen = (counts.pairable() if name == "alpha" else counts).counts.astype(int)
        rows = [[answer for answer, n in enumerate(row) for _ in range(n)] for row in chosen]
        cells = [list(enumerate(row)) for row in rows]
    else:
        patterns = judge_patterns(table)
        answers = (both_answered(patterns) if name in ("cohen", "scott") else patterns).answers
        cells = [[(judge, answer) for judge, answer in enumerate(row) if answer >= 0] for row in answers.tolist()]
    drawn = [cells[place] for place, n in enumerate(times) for _ in range(n)]
    given = [(item, judge, answer) for item, row in enumerate(drawn) for judge, answer in row]
    return votes(*zip(*given, strict=True), n_judges=3, n_classes=3)


@pytest.mark.parametrize("n_classes", [3, 200], ids=["few classes", "classes beyond a key"])
def test_count_patterns_are_the_distinct_rows_of_the_counts(n_classes: int) -> None:
    rng = np.random.default_rng(n_classes)
    items = rng.integers(0, 60, 200)
    table = votes(items, rng.integers(0, 9, 200), rng.integers(0, 3, 200), n_items=70, n_classes=n_classes)
    rows, times = np.unique(table.counts[table.counts.sum(axis=1) > 0], axis=0, return_counts=True)
    found = count_patterns(table)
    order = np.lexsort(found.counts.T[::-1])
    assert found.counts[order].tolist() == rows.tolist()
    assert found.items[order].tolist() == times.tolist()


def test_two_judges_alike_agree_fully_and_the_interval_says_how_many_items_that_rests_on() -> None:
    few, many = (
        coefficient("alpha", votes(np.repeat(np.arange(n), 2), np.tile([0, 1], n), np.repeat(np.arange(n) % 2, 2)))
        for n in (20, 200)
    )
    assert (few.value, many.value) == (1.0, 1.0)
    assert few.low < many.low < 1.0
    assert few.high == 1.0


@pytest.mark.parametrize(
    ("items", "judges", "answers", "reason"),
    [
        ([0, 1, 2], [0, 0, 0], [0, 1, 0], "one_judge"),
        ([0, 1, 2, 3], [0, 1, 0, 1], [0, 1, 0, 1], "no_overlap"),
        ([0, 0], [0, 1], [0, 1], "one_item"),
        ([0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 0, 0], "single_label"),
    ],
    ids=["one judge", "no overlap", "one item", "one label"],
)
def test_what_is_undefined_has_a_reason(items: list[int], judges: list[int], answers: list[int], reason: str) -> None:
    found = coefficient("alpha", votes(items, judges, answers, n_classes=2))
    assert (found.value, found.low, found.reason) == (None, None, reason)


def test_rare_answers_give_a_value_and_no_interval() -> None:
    answers = np.zeros((40, 2), int)
    answers[:3] = [[1, 1], [1, 0], [0, 1]]
    found = coefficient("alpha", votes(np.repeat(np.arange(40), 2), np.tile([0, 1], 40), answers.ravel()))
    assert found.value is not None
    assert (found.low, found.reason) == (None, "few_varied_items")


def test_the_same_seed_gives_the_same_interval() -> None:
    table = random_votes(3)
    one, other, third = (coefficient("alpha", table, replicates=300, seed=seed) for seed in (1, 1, 2))
    assert one == other
    assert one != third


def test_what_cannot_be_asked_is_refused_with_the_near_match() -> None:
    table = random_votes(1)
    with pytest.raises(InputError, match="alpha"):
        coefficient("alhpa", table)
    with pytest.raises(InputError, match="ordinal"):
        coefficient("alpha", table, scale="ordnal")
    with pytest.raises(InputError, match="several votes"):
        coefficient("conger", votes([0, 0, 0, 1, 1], [0, 0, 1, 0, 1], [0, 1, 0, 1, 1]))
