"""Made-up messages to a shop, to let annotation agents label: seeded, at once, without a network.

``python -m demo.tickets FOLDER`` writes ``messages.csv`` (200 messages, each about billing, delivery, the account or
something else), ``people.csv`` (what two people said of 120 of them), and ``topic.yaml`` and ``topic.md``, the question
and its guideline. Every message is drawn from a few phrases; every figure that comes of them is made up.
"""

import csv
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

N, LABELED = 200, 120
PHRASES = {
    "billing": (
        "the invoice of {month} shows the wrong sum",
        "I want a refund for my order of {month}",
        "I was charged twice in {month}",
        "my payment of {month} is not in the list",
        "please send a receipt for {month}",
    ),
    "delivery": (
        "the parcel of {month} never came",
        "the courier left it at the wrong door in {month}",
        "how long does shipping take in {month}",
        "half of the order of {month} arrived broken",
        "the package from {month} was opened",
    ),
    "account": (
        "my password does not work since {month}",
        "the login page is blank since {month}",
        "change my email, the old one ended in {month}",
        "I cannot sign in since {month}",
        "delete my profile by the end of {month}",
    ),
    "other": (
        "do you hire in {month}",
        "are you open on holidays in {month}",
        "thank you for the catalogue of {month}",
    ),
}
OPENINGS = ("Hello, {0}.", "{0}!", "Dear team, {0}. Best regards", "Hi! Could you help? {0}.")
MONTHS = ("January", "March", "May", "July", "September", "November")
QUESTION = """\
question: topic
asks: What is the message about?
type: choice
options: [billing, delivery, account, other]
show: [message]
"""
GUIDELINE = """\
# What is the message about?

Choose what the customer wants solved, not what is mentioned on the way.

## 1. Billing is money

Invoices, refunds, payments, receipts.

- Example: I was charged twice.

## 2. Delivery is the way of the goods

Parcels, couriers, damage on the way.

## 3. Account is access

Passwords, sign-in, addresses for mail, profiles.

## 4. Other is the rest
"""


def main(arguments: Sequence[str]) -> int:
    """Write the files into the folder given, or here."""
    folder = Path(arguments[0] if arguments else ".")
    folder.mkdir(parents=True, exist_ok=True)
    rows = messages()
    _write(folder / "messages.csv", [{"id": row["id"], "message": row["message"]} for row in rows])
    _write(folder / "people.csv", people(rows))
    (folder / "topic.yaml").write_text(QUESTION, encoding="utf-8")
    (folder / "topic.md").write_text(GUIDELINE, encoding="utf-8")
    print("Made-up messages are in messages.csv, what people said in people.csv, the question in topic.yaml.")
    return 0


def messages(*, seed: int = 11) -> list[dict[str, Any]]:
    """Messages with their topics."""
    drawn = random.Random(seed)  # noqa: S311 - nothing here is a secret
    rows = []
    for number in range(N):
        topic = drawn.choice(tuple(PHRASES))
        said = drawn.choice(PHRASES[topic]).format(month=drawn.choice(MONTHS))
        text = f"{drawn.choice(OPENINGS).format(said)} My number is {4000 + 7 * number}."
        rows.append({"id": f"m{number:03d}", "message": text, "topic": topic})
    return rows


def people(rows: Sequence[dict[str, Any]], *, seed: int = 12) -> list[dict[str, str]]:
    """What two people said of the first of them; each errs on one in thirty."""
    drawn = random.Random(seed)  # noqa: S311 - nothing here is a secret
    found = []
    for row in rows[:LABELED]:
        for judge in ("j1", "j2"):
            errs = drawn.random() < 1 / 30
            answer = drawn.choice([each for each in PHRASES if each != row["topic"]]) if errs else row["topic"]
            found.append({"item": row["id"], "judge": judge, "answer": answer})
    return found


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
