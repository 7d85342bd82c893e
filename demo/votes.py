"""Made-up labels, to try the commands on: seeded, at once, without a network.

``python -m demo.votes FOLDER`` writes ``votes.csv`` (five labelers, three of them on each comment) and ``answers.csv``
(a system and a machine judge on every comment, a person on some of them). Every figure is drawn.
"""

import csv
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

VOTES, ANSWERS = "votes.csv", "answers.csv"
HEADS = ("item", "judge", "label")
MENU = ("ok", "rude", "spam")
LABELERS = {"ann": 0.92, "bob": 0.88, "cem": 0.85, "dan": 0.8, "eva": 0.6}
"""How often each is right."""
JUDGES = {"system_b": 0.85, "gpt": 0.95}
"""The same for those who answer every comment."""
ITEMS, VOTES_AN_ITEM, PEOPLES = 1_000, 3, 150
Rows = Iterable[tuple[str, str, str]]


def main(arguments: Sequence[str]) -> int:
    """Write both files into the folder given, or here."""
    folder = Path(arguments[0] if arguments else ".")
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(5)  # noqa: S311 - nothing here is a secret
    truth = {f"comment-{number:04d}": draw.choices(MENU, [6, 2, 2])[0] for number in range(ITEMS)}
    write(folder / VOTES, votes(truth, draw))
    write(folder / ANSWERS, answers(truth, draw))
    print(f"{ITEMS:,} made-up comments: labels of people are in {VOTES}, of a system and its judges in {ANSWERS}.")
    return 0


def votes(truth: dict[str, str], draw: random.Random) -> Rows:
    """What some labelers say of each comment."""
    for item, right in truth.items():
        for judge in sorted(draw.sample(sorted(LABELERS), VOTES_AN_ITEM)):
            yield item, judge, said(right, LABELERS[judge], draw)


def answers(truth: dict[str, str], draw: random.Random) -> Rows:
    """What a system and a machine judge say of every comment, and a person of a random part."""
    read = set(draw.sample(sorted(truth), PEOPLES))
    for item, right in truth.items():
        yield from ((item, judge, said(right, share, draw)) for judge, share in JUDGES.items())
        if item in read:
            yield item, "human", right


def said(right: str, share: float, draw: random.Random) -> str:
    """The right answer with this chance, else another one."""
    return right if draw.random() < share else draw.choice([each for each in MENU if each != right])


def write(path: Path, rows: Rows) -> None:
    """A CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADS, *rows])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
