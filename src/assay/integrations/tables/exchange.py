"""One judgment a row, as CSV or JSON lines."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assay.core.canonical import canonical_json
from assay.core.exchange import Brought, Outgoing, Reading, Written
from assay.datasets.told import LeftOut
from assay.integrations.tables.reading import read_csv, read_lines
from assay.integrations.tables.words import COLUMNS
from assay.reports.csv import safe_cell


class JsonLines:
    """One object a judgment."""

    def read(self, path: Path, how: Reading) -> Brought:
        """The judgments, without items."""
        return read_lines(path, how)

    def write(self, given: Outgoing) -> Written:
        """Every judgment as an object with the same keys; a structured answer stays a list."""
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(given)]
        return Written("".join(lines).encode(), None, _n_items(given), len(lines), _left_out(given))


class CsvTable:
    """One row a judgment, which no spreadsheet takes for a formula."""

    def read(self, path: Path, how: Reading) -> Brought:
        """The judgments, without items."""
        return read_csv(path, how)

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
