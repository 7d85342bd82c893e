"""One judgment a row, as CSV or JSON lines: what `assay judgments import` reads."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assay.core.canonical import canonical_json
from assay.core.errors import InputError
from assay.core.exchange import Brought, Outgoing, Reading, Written
from assay.datasets.told import LeftOut
from assay.reports.csv import safe_cell

COLUMNS = (
    *("item", "question", "judge", "kind", "status", "answer"),
    *("confidence", "seconds", "observed_at", "guideline"),
)


class JsonLines:
    """Writes one object a judgment."""

    def read(self, path: Path, how: Reading) -> Brought:
        """Refused: there are commands for plain files."""
        raise _refused(path)

    def write(self, given: Outgoing) -> Written:
        """Every judgment as an object with the same keys; a structured answer stays a list."""
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(given)]
        return Written("".join(lines).encode(), None, _n_items(given), len(lines), _left_out(given))


class CsvTable:
    """Writes one row a judgment, which no spreadsheet takes for a formula."""

    def read(self, path: Path, how: Reading) -> Brought:
        """Refused: there are commands for plain files."""
        raise _refused(path)

    def write(self, given: Outgoing) -> Written:
        """Every judgment as a row; a structured answer is its canonical JSON."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        rows = [*_rows(given)]
        writer.writerows([safe_cell(_cell(row[name])) for name in COLUMNS] for row in rows)
        return Written(out.getvalue().encode(), None, _n_items(given), len(rows), _left_out(given))


def _rows(given: Outgoing) -> Iterator[Mapping[str, Any]]:
    for each in given.judgments:
        told = {name: getattr(each, name) for name in COLUMNS}
        yield {**told, "kind": each.kind.value, "status": each.status.value}


def _cell(value: Any) -> Any:
    return canonical_json(value).decode() if isinstance(value, (list, dict)) else value


def _n_items(given: Outgoing) -> int:
    return len({each.item for each in given.judgments})


def _left_out(given: Outgoing) -> dict[str, int]:
    left = LeftOut()
    left.add("items without a judgment", len(given.rows) - _n_items(given))
    return dict(left.counts)


def _refused(path: Path) -> InputError:
    fix = "Leave out --format: assay import reads items, assay judgments import reads judgments."
    return InputError("exchange.plain", "Plain tables are not another tool's file.", fix, file=str(path))
