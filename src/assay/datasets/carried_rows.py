"""Items of a file in which an item may stand several times, once for each who judged it."""

from collections.abc import Mapping
from typing import Any

from assay.datasets.json_records import Record
from assay.datasets.problems import Problems, shown


class CarriedRows:
    """Items, each once, in the order in which they first appear."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.rows: dict[str, Mapping[str, Any]] = {}
        self.lines: dict[str, int] = {}

    def add(self, item: str, row: Mapping[str, Any], line: int) -> None:
        """One more line of an item; another content under the same id is a problem."""
        known = self.rows.setdefault(item, row)
        first = self.lines.setdefault(item, line)
        if known != row:
            keys = [key for key in {**known, **row} if known.get(key) != row.get(key)]
            what = f"Item {shown(item)} stands on line {first} too, with another {shown(keys[0])}."
            fix = "Give each content an id of its own, or name the key of the ids: --id KEY."
            self.problems.add("exchange.two_contents", what, fix, line=line, item=item)


def item_key(records: list[Record], asked: str | None, usual: tuple[str, ...]) -> str | None:
    """The key of the items' ids: as asked, else the first of the usual ones that every object has; None for none."""
    keys = usual if asked is None else (asked,)
    return next((key for key in keys if all(is_id(each.value.get(key)) for each in records)), asked)


def is_id(value: object) -> bool:
    """Whether a value can name an item."""
    return isinstance(value, (str, int)) and not isinstance(value, bool) and value != ""


def no_id(problems: Problems, record: Record, key: str | None) -> None:
    """The problem of an object without an id."""
    what = f"The line has no id under {shown(key)}." if key else "The line has no id."
    keys = ", ".join(list(record.value)[:8])
    problems.add("exchange.item", what, f"Name the key of the ids by --id: {keys}.", line=record.line)
