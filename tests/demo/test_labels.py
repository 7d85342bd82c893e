"""The ratings of the tutorial are read as they are, and Assay's numbers of them are those of others."""

import csv
from collections.abc import Sequence
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from demo.labels import COULD_NOT, GIVEN, PLACES, VADER, VOTES, WORDS, Entry, entries_of, lexicon, main
from demo.wheel import NotAvailable
from scipy import stats

import assay

LINES = """\
$:\t-1.5\t0.80623\t[-1, -1, -1, -1, -3, -1, -3, -1, -2, -1]
lol\t2.9\t0.83066\t[4, 2, 2, 2, 4, 2, 3, 3, 4, 3]
lol\t1.8\t1.46969\t[1, 3, 4, 1, 2, 4, 1, 2, -1, 1]
,-:\t-0.1\t1.3\t[0, -1, -1, 2, 0, 0, -1, -1, 2, -1]
"""


def made_up() -> list[Entry]:
    return list(entries_of(LINES))


def real_or_made_up() -> list[Entry]:
    """The lexicon; where the package index cannot be reached, lines of its form."""
    try:
        return lexicon()
    except NotAvailable:
        return made_up()


def not_there() -> Sequence[Entry]:
    raise NotAvailable("the package index did not answer within 90 seconds")


def test_a_second_line_of_a_word_is_an_item_of_its_own() -> None:
    assert [(each.word, each.mean) for each in made_up()][1:3] == [("lol", 2.9), ("lol (2)", 1.8)]


def test_the_three_files_say_the_same(tmp_path: Path) -> None:
    assert main([str(tmp_path)], made_up) == 0
    votes, words, given = (
        list(csv.DictReader((tmp_path / name).read_text(encoding="utf-8").splitlines()))
        for name in (VOTES, WORDS, GIVEN)
    )
    assert len(votes) == PLACES * len(words) == PLACES * len(given)
    assert votes[4] == {"word": "$:", "place": "r5", "rating": "-3", "sign": "negative"}
    assert words[0]["r5"] == "-3"
    assert given[3] == {"word": ",-:", "sign": "negative", "mean": "-0.1"}


def test_without_a_network_it_says_so_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)], not_there) == COULD_NOT
    assert VADER.requirement in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_agreement_of_the_ratings_is_that_of_krippendorff_and_of_an_analysis_of_variance(tmp_path: Path) -> None:
    entries = real_or_made_up()
    main([str(tmp_path)], lambda: entries)
    table = np.asarray([each.ratings for each in entries], dtype=np.float64)
    places = [f"r{place}" for place in range(1, PLACES + 1)]
    for scale in ("nominal", "ordinal", "interval"):
        (found,) = assay.agree(tmp_path / WORDS, item="word", judges=places, metric="alpha", scale=scale)
        assert found.value == pytest.approx(krippendorff.alpha(table.T, level_of_measurement=scale), abs=1e-9)
    ratio = float(stats.f_oneway(*table).statistic)
    one, ten = assay.agree(tmp_path / WORDS, item="word", judges=places, metric="icc1,icc1k")
    assert one.value == pytest.approx((ratio - 1.0) / (ratio + PLACES - 1.0), abs=1e-9)
    assert ten.value == pytest.approx(1.0 - 1.0 / ratio, abs=1e-9)


def test_the_lexicon_has_the_rows_and_the_one_mean_that_the_tutorial_tells_of() -> None:
    entries = real_or_made_up()
    off = [each.word for each in entries if abs(each.mean - float(np.mean(each.ratings))) > 0.05]
    expected = (7520, ["lmfao"]) if len(entries) > len(made_up()) else (4, [])
    assert (len(entries), off) == expected
