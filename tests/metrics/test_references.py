"""What is in a reference set: likeliest answers, expected counts, the most doubtful items."""

import pyarrow as pa
import pytest

from assay.core.item import ReferenceSet
from assay.metrics.references import described, doubt_of, likeliest

SOFT = pa.table(
    {
        "item": ["a", "a", "b", "c", "c", "c"],
        "answer": ["no", "yes", "yes", "yes", "no", "maybe"],
        "probability": [0.3, 0.7, 1.0, 0.4, 0.4, 0.2],
    }
)
SET = ReferenceSet("s", "v", "label", "consensus", "blob", 3, soft=True)


def test_the_likeliest_answer_of_equal_ones_is_the_first() -> None:
    assert likeliest(SOFT) == {"a": "yes", "b": "yes", "c": "yes"}
    assert likeliest(SOFT.select(["item", "answer"]).slice(2, 2)) == {"b": "yes", "c": "yes"}


def test_doubt_is_how_many_likeliest_answers_are_expected_to_be_wrong() -> None:
    assert doubt_of(SOFT) == pytest.approx((0.3 + 0.0 + 0.6) / 3)
    assert doubt_of(SOFT.slice(2, 1)) is None
    assert doubt_of(SOFT.slice(0, 0)) is None


def test_answers_are_counted_and_expected_and_doubtful_items_come_first() -> None:
    found = described(SET, SOFT, n_dataset=5)
    assert [(each.answer, each.n_likeliest) for each in found.answers] == [("maybe", 0), ("no", 0), ("yes", 3)]
    assert [each.expected for each in found.answers] == pytest.approx([0.2, 0.7, 2.1])
    assert [(each.item, each.answer, each.other) for each in found.doubtful] == [("c", "yes", "no"), ("a", "yes", "no")]
    assert found.n_dataset == 5


def test_a_certain_set_has_no_doubtful_items() -> None:
    found = described(SET, pa.table({"item": ["a", "b"], "answer": ["x", "x"]}), n_dataset=2)
    assert found.doubtful == ()
    assert found.answers[0].expected == 2.0
