"""Ratings of words that ship in a package: ten numbers from -4 to 4 a word, of people that nobody names.

VADER's lexicon: Hutto and Gilbert (2014), VADER, a parsimonious rule-based model for sentiment analysis of social media
text, doi:10.1609/icwsm.v8i1.14550. It is read from the pinned wheel of vaderSentiment, which is never imported, and
nothing of it is kept here.

``python -m demo.labels`` writes ``votes.csv`` (one row a rating), ``words.csv`` (one row a word, one column a place)
and ``lexicon.csv`` (what the lexicon itself says) into this folder, or into the folder that is given.
"""

import ast
import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from demo.data import cache_folder
from demo.wheel import NotAvailable, PinnedWheel, read_members

VADER = PinnedWheel(
    "vaderSentiment==3.3.2",
    "vaderSentiment-3.3.2-py2.py3-none-any.whl",
    "3bf1d243b98b1afad575b9f22bc2cb1e212b94ff89ca74f8a23a588d024ea311",
)
LEXICON = "vaderSentiment/vader_lexicon.txt"
VOTES, WORDS, GIVEN = "votes.csv", "words.csv", "lexicon.csv"
PLACES = 10
COULD_NOT = 3


class Entry(NamedTuple):
    """One line of the lexicon."""

    word: str
    """The word or emoticon; a second line of the same word is ``word (2)``."""
    mean: float
    """What the lexicon gives as its mean."""
    ratings: tuple[int, ...]
    """From -4, most negative, to 4, in the order of the file: who gave which is not known."""


def lexicon() -> list[Entry]:
    """Every line of the lexicon, in its order.

    Raises
    ------
    NotAvailable
        When the wheel cannot be fetched, or has other bytes.
    """
    (text,) = read_members(VADER, (LEXICON,), cache=cache_folder())
    return list(entries_of(text.decode("utf-8")))


def main(arguments: Sequence[str], read: Callable[[], Sequence[Entry]] = lexicon) -> int:
    """Write the three files; 3 when the package index does not give the wheel."""
    folder = Path(arguments[0] if arguments else ".")
    try:
        entries = read()
    except NotAvailable as reason:
        print(f"No ratings: {reason}. They are read from the wheel {VADER.requirement}; try again with a network.")
        return COULD_NOT
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / VOTES, ("word", "place", "rating", "sign"), vote_rows(entries))
    write(folder / WORDS, ("word", *(f"r{place}" for place in range(1, PLACES + 1))), word_rows(entries))
    write(folder / GIVEN, ("word", "sign", "mean"), ((each.word, sign(each.mean), each.mean) for each in entries))
    print(f"{len(entries):,} words with {PLACES} ratings each are in {VOTES}, {WORDS} and {GIVEN}.")
    return 0


def entries_of(text: str) -> Iterator[Entry]:
    """The lines: word, mean, standard deviation and ratings between tabs."""
    times: dict[str, int] = {}
    for line in text.splitlines():
        word, mean, _, ratings = line.split("\t")
        times[word] = times.get(word, 0) + 1
        name = word if times[word] == 1 else f"{word} ({times[word]})"
        yield Entry(name, float(mean), tuple(ast.literal_eval(ratings)))


def sign(number: float) -> str:
    """A rating or a mean as one of three answers."""
    return "negative" if number < 0 else "positive" if number > 0 else "neutral"


def vote_rows(entries: Sequence[Entry]) -> Iterator[tuple[object, ...]]:
    """One row a rating, with the place it stands at."""
    for entry in entries:
        yield from ((entry.word, f"r{n}", each, sign(each)) for n, each in enumerate(entry.ratings, start=1))


def word_rows(entries: Sequence[Entry]) -> Iterator[tuple[object, ...]]:
    """One row a word, one column a place."""
    return ((entry.word, *entry.ratings) for entry in entries)


def write(path: Path, heads: Sequence[str], rows: Iterator[tuple[object, ...]]) -> None:
    """A CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        written = csv.writer(file, lineterminator="\n")
        written.writerow(heads)
        written.writerows(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
