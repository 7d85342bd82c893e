"""Structure of delimited files, against Python's csv module."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.datasets.structure import find_structure

CELLS = st.text(alphabet=st.sampled_from('ab",\n\r é漢\t'), max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=8)


def written(rows: list[list[str]], line_end: str) -> bytes:
    sink = io.StringIO(newline="")
    csv.writer(sink, quoting=csv.QUOTE_ALL, lineterminator=line_end).writerows(rows)
    return sink.getvalue().encode()


def expected_lines(rows: list[list[str]]) -> list[int]:
    """A line ends at LF, CR LF or CR, inside quotes too."""
    lines, line = [], 1
    for row in rows:
        lines.append(line)
        text = ",".join(row)
        line += 1 + text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    return lines


@given(rows=ROWS, line_end=st.sampled_from(["\n", "\r\n", "\r"]), block=st.integers(1, 40), last=st.booleans())
def test_cells_and_lines_of_every_record_are_found_whatever_the_block(
    rows: list[list[str]], line_end: str, block: int, last: bool
) -> None:
    data = written(rows, line_end)
    data = data if last else data[: -len(line_end)]
    found = find_structure(data, delimiter=b",", block=block)
    assert found.stray is None
    assert found.unclosed is None
    assert found.cells.tolist() == [len(row) for row in rows]
    assert found.lines.tolist() == expected_lines(rows)
    assert data[found.header].decode().rstrip("\r") == written(rows[:1], "").decode()
    assert found.ends_with_line == last


@given(data=st.binary(max_size=60), block=st.integers(1, 20))
def test_any_bytes_have_the_same_structure_for_any_block(data: bytes, block: int) -> None:
    whole = find_structure(data, delimiter=b",")
    parts = find_structure(data, delimiter=b",", block=block)
    assert whole.lines.tolist() == parts.lines.tolist()
    assert whole.cells.tolist() == parts.cells.tolist()
    assert (whole.stray, whole.unclosed, whole.header) == (parts.stray, parts.unclosed, parts.header)


@pytest.mark.parametrize(
    ("data", "line", "opened"),
    [
        (b'a,b\n1,x"y\n', 2, None),
        (b'a,b\n"x"y,1\n', 2, 2),
        (b'a,b\n"x\n\ny"z,1\n', 4, 2),
        (b'a"\n', 1, None),
        (b'a,b\n1, "x"\n', 2, None),
    ],
)
def test_stray_quote_is_placed(data: bytes, line: int, opened: int | None) -> None:
    for block in (1, 3, 1000):
        stray = find_structure(data, delimiter=b",", block=block).stray
        assert stray is not None
        assert (stray.line, stray.opened) == (line, opened)


@pytest.mark.parametrize(("data", "line"), [(b'a\n"b\nc', 2), (b'"', 1), (b'a\n"x"\n"""\n', 3)])
def test_quote_that_never_closes_is_placed(data: bytes, line: int) -> None:
    for block in (1, 2, 1000):
        assert find_structure(data, delimiter=b",", block=block).unclosed == line


def test_longest_record_is_measured_with_its_quoted_lines() -> None:
    assert find_structure(b'a\n"12\n45"\nb\n', delimiter=b",").longest == 7
