"""An audit finds planted label errors, raises few false alarms, and estimates how many labels are right."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest

from assay.core.errors import InputError
from assay.metrics.audit import Audited, audit_reference
from assay.metrics.long_facts import long_facts


class Planted(NamedTuple):
    """Labels of which some were made wrong on purpose, and what judges say."""

    votes: pa.Table
    labels: Mapping[str, str]
    wrong: frozenset[str]


def planted(
    seed: int, *, n: int = 2_000, errors: float = 0.05, accuracy: tuple[float, float] = (0.8, 0.95), each: int = 5
) -> Planted:
    """Items of three classes, ``each`` votes by some of 20 judges, and labels of which a share is wrong."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, n)
    skill = rng.uniform(*accuracy, 20)
    who = np.stack([rng.permutation(20)[:each] for _ in range(n)])
    off = rng.integers(1, 3, (n, each))
    said = np.where(rng.random((n, each)) < skill[who], truth[:, None], (truth[:, None] + off) % 3)
    bad = rng.random(n) < errors
    given = np.where(bad, (truth + rng.integers(1, 3, n)) % 3, truth)
    items = [f"i{place}" for place in range(n)]
    table = pa.table(
        {
            "item": np.repeat(items, each).tolist(),
            "judge": [f"j{judge}" for judge in who.ravel().tolist()],
            "answer": [f"c{answer}" for answer in said.ravel().tolist()],
        }
    )
    labels = {item: f"c{label}" for item, label in zip(items, given.tolist(), strict=True)}
    return Planted(table, labels, frozenset(items[place] for place in np.flatnonzero(bad).tolist()))


def audited(made: Planted) -> Audited:
    classes = sorted(set(made.labels.values()))
    facts = long_facts(made.votes, item=["item"], judge=["judge"], answer="answer", classes=classes)
    return audit_reference(facts, made.labels, level=0.95, seed=7)


def found_and_false(made: Planted) -> tuple[float, float, Audited]:
    """Share of planted errors that were found, share of the named that are no errors."""
    found = audited(made)
    named = {each.item for each in found.rejected}
    hits = named & made.wrong
    return len(hits) / max(len(made.wrong), 1), 1 - len(hits) / max(len(named), 1), found


def test_planted_errors_are_found_with_few_false_alarms() -> None:
    recall, false, found = found_and_false(planted(1))
    assert recall > 0.9
    assert false < 0.08
    supports = [each.support for each in found.rejected]
    assert supports == sorted(supports), "the clearest first"


def test_how_many_of_the_named_are_wrong_is_told_about_right() -> None:
    made = planted(2, accuracy=(0.6, 0.9), each=3)
    found = audited(made)
    hits = sum(each.item in made.wrong for each in found.rejected)
    assert found.expected_wrong == pytest.approx(hits, rel=0.25)


def test_good_labels_are_not_doubted_because_judges_are_poor() -> None:
    """Votes alone would say that a quarter of these labels are wrong."""
    found = audited(planted(3, errors=0.0, accuracy=(0.6, 0.9), each=3))
    assert found.estimates[0].value > 0.98
    assert len(found.rejected) < 0.01 * found.n_items


def test_the_share_of_right_labels_is_estimated_for_all_and_for_each_label() -> None:
    made = planted(4, errors=0.2)
    found = audited(made)
    true = 1 - len(made.wrong) / len(made.labels)
    low, high = found.estimates[0].interval
    assert low < true < high
    assert [dict(each.slice).get("given") for each in found.estimates] == [None, "c0", "c1", "c2"]


def test_votes_for_the_label_are_counted() -> None:
    items = [f"i{place}" for place in range(40)]
    right = {item: "pq"[place % 2] for place, item in enumerate(items)}
    said = [right[item] for item in items for _ in range(4)]
    said[:4] = ["q", "q", "q", "p"]
    votes = pa.table({"item": np.repeat(items, 4).tolist(), "judge": list("wxyz") * 40, "answer": said})
    found = audited(Planted(votes, right, frozenset({"i0"})))
    assert [(each.item, each.given, each.likelier, each.n_votes, each.n_for) for each in found.rejected] == [
        ("i0", "p", "q", 4, 1)
    ]


def test_a_label_that_no_vote_is_against_is_not_rejected() -> None:
    items = [f"i{place}" for place in range(40)]
    right = {item: "pq"[place % 2] for place, item in enumerate(items)} | {"i1": "p"}
    said = [("p" if judge == "liar" else "q") for item in items for judge in ("liar", "x", "y")]
    said[:3] = ["p", "p", "p"]
    votes = pa.table({"item": np.repeat(items, 3).tolist(), "judge": ["liar", "x", "y"] * 40, "answer": said})
    assert all(each.n_for < each.n_votes for each in audited(Planted(votes, right, frozenset())).rejected)


def test_labels_that_nobody_judged_are_counted() -> None:
    made = planted(6, n=200)
    found = audited(made._replace(labels={**made.labels, "elsewhere": "c0"}))
    assert (found.n_items, found.n_unvoted) == (200, 1)


def test_one_vote_an_item_shows_nothing_and_says_so() -> None:
    found = audited(planted(7, n=300, each=1))
    assert any("two votes" in warning for warning in found.warnings)


def test_an_audit_without_common_items_is_refused() -> None:
    made = planted(8, n=50)
    with pytest.raises(InputError) as caught:
        audited(made._replace(labels={"other": "c0"}))
    assert caught.value.code == "reference.no_item"


@pytest.mark.slow
def test_the_interval_of_the_share_of_right_labels_covers_it() -> None:
    """40 worlds of 600 items and 5 votes each: the model's own uncertainty is not in the interval, so 36 suffice."""
    inside = 0
    for seed in range(40):
        made = planted(100 + seed, n=600, errors=0.1)
        low, high = audited(made).estimates[0].interval
        inside += low <= 0.9 <= high
    assert inside >= 36
