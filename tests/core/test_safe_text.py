"""Text from outside, made harmless to look at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.safe_text import LONGEST, UNSEEN, neutral


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("naïve 中国 مصر 👩\u200d🚀", "naïve 中国 مصر 👩\u200d🚀"),
        ("a\u202eb", "a\\u202eb"),
        ("\u2066a\u2069", "\\u2066a\\u2069"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b2J\x7f", "\\x9b2J\\x7f"),
        ("a\nb\r\n\tc", "a\\nb\\r\\n\\tc"),
        ("\u2028\ufeff", "\\u2028\\ufeff"),
        ("\ud800x", "\\ud800x"),
        ("\U000e0041", "\\U000e0041"),
        ("1\u2009000", "1\u2009000"),
    ],
    ids=repr,
)
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    assert neutral(text) == shown


def test_long_text_is_cut_with_a_note() -> None:
    shown = neutral("A" * 5_000_000)
    assert shown == "A" * LONGEST + "… (5\u2009000\u2009000 characters, the first 300 shown)"


@given(st.text())
def test_nothing_unseen_is_left_and_it_can_be_encoded(text: str) -> None:
    shown = neutral(text)
    assert not UNSEEN.search(shown)
    shown.encode()


@given(st.text(st.characters(whitelist_categories=["L", "N", "P"]), max_size=LONGEST))
def test_what_can_be_seen_is_kept(text: str) -> None:
    assert neutral(text) == text
