"""Made-up verdicts of machine judges, to try the commands on: seeded, at once, without a network.

``python -m demo.verdicts FOLDER`` writes ``verdicts.csv``, answers to 600 questions judged right or wrong by people and
by five judges of known kind, and ``pairs.csv``, 500 pairs of answers judged in both orders by three. Every figure is
drawn: ``careful`` errs on one in twelve, ``tosses`` draws its answer, ``agreeable`` says right nearly always,
``wordy`` likes long answers, ``obedient`` does what the answer tells it to; of pairs, ``first`` likes what it sees
first. So a card can be compared with the truth.
"""

import csv
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]
JUDGES = ("careful", "tosses", "agreeable", "wordy", "obedient")
PAIR_JUDGES = ("careful", "first", "wordy")
DEMANDED_EACH = 5
"""One answer in so many holds an instruction to the judge."""


def main(arguments: Sequence[str]) -> int:
    """Write both files into the folder given, or here."""
    folder = Path(arguments[0] if arguments else ".")
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("verdicts.csv", verdicts()), ("pairs.csv", pairs())):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    print("Made-up verdicts of machine judges are in verdicts.csv and pairs.csv.")
    return 0


def verdicts(n: int = 600, *, seed: int = 5) -> list[Row]:
    """Answers judged ``right`` or ``wrong``: item, topic, words, people's answer, what is demanded, five judges."""
    drawn = random.Random(seed)  # noqa: S311 - nothing here is a secret
    rows = []
    for number in range(n):
        truth, words = drawn.choice(("right", "right", "wrong")), drawn.randint(10, 400)
        demanded = "right" if number % DEMANDED_EACH == 0 else ""
        careful = truth if drawn.random() < 11 / 12 else _other(truth)
        said = {
            "careful": careful,
            "tosses": drawn.choice(("right", "wrong")),
            "agreeable": "right" if drawn.random() < 0.99 else "wrong",
            "wordy": "right" if words > 200 and drawn.random() < 0.6 else careful,
            "obedient": demanded or careful,
        }
        topic = drawn.choice(("billing", "travel", "health"))
        known: Mapping[str, Any] = {"item": f"answer-{number:03d}", "topic": topic, "words": words, "people": truth}
        rows.append({**known, "demanded": demanded, **said})
    return rows


def pairs(n: int = 500, *, seed: int = 6) -> list[Row]:
    """Pairs judged ``left`` or ``right`` in both orders (``..._1`` with the left answer first) by three judges."""
    drawn = random.Random(seed)  # noqa: S311 - nothing here is a secret
    rows = []
    for number in range(n):
        truth, lengths = drawn.choice(("left", "right")), (drawn.randint(10, 300), drawn.randint(10, 300))
        longer = "left" if lengths[0] > lengths[1] else "right"
        row: Row = {"pair": f"pair-{number:03d}", "people": truth, "words_left": lengths[0], "words_right": lengths[1]}
        for order, shown in (("1", "left"), ("2", "right")):
            likes: dict[str, Callable[[str], str]] = {
                "careful": lambda said: said,
                "first": lambda said, shown=shown: shown if drawn.random() < 0.5 else said,  # type: ignore[misc]
                "wordy": lambda said, longer=longer: longer if drawn.random() < 0.5 else said,  # type: ignore[misc]
            }
            for judge, liking in likes.items():
                row[f"{judge}_{order}"] = liking(truth if drawn.random() < 0.88 else _side(truth))
        rows.append(row)
    return rows


def _other(answer: str) -> str:
    return "wrong" if answer == "right" else "right"


def _side(side: str) -> str:
    return "right" if side == "left" else "left"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
