"""Files of other tools: one JSON array of objects, or one object a line; each object with its line."""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from assay.core.errors import InputError
from assay.datasets.json_lines_problems import check_line, depth_and_members
from assay.datasets.limits import Limits
from assay.datasets.problems import Problems, shown
from assay.datasets.python_json import without_constants
from assay.datasets.reading import check_place
from assay.datasets.text_bytes import text_start

FILE_LIMITS = Limits(max_bytes=2**29, max_rows=5_000_000)
"""Every object is held in memory at once, with all that it contains."""
BLANKS = " \t\r\n"
LOOKED_AT = 4_096


class Record(NamedTuple):
    """One object of a file."""

    line: int
    """Line on which it begins."""
    value: dict[str, Any]
    """The object."""


class JsonFile(NamedTuple):
    """The objects of a file."""

    records: list[Record]
    """In file order."""
    sha256: str
    """Of its bytes."""


def read_records(path: Path, *, limits: Limits = FILE_LIMITS, by_python: bool = False) -> JsonFile:
    """The objects of a JSON array or of JSON lines; ``by_python``: NaN and Infinity stand for no value.

    Raises
    ------
    InputError
        ``input.no_file``, ``input.too_large``, ``input.encoding``, ``input.bad_json``, ``input.json_not_object``,
        ``input.duplicate_key``, ``input.json_depth``, ``input.no_rows``, each with its line.
    """
    file = str(path)
    check_place(path, file, limits)
    data = path.read_bytes()
    start = text_start(data, file)
    problems = Problems(file)
    first = data[start : start + LOOKED_AT].lstrip()[:1]
    if first not in (b"[", b"{"):
        what = f"The file begins with {shown(first.decode(errors='replace'))}: it is not JSON."
        raise InputError("input.bad_json", what, "Export it again, as JSON or JSONL.", file=file, line=1)
    read = _array if first == b"[" else _lines
    records = read(without_constants(data[start:]) if by_python else data[start:], problems, limits)
    problems.raise_any()
    if not records:
        raise InputError("input.no_rows", "The file holds no object.", "Export it again, with its items.", file=file)
    return JsonFile(records, hashlib.sha256(data).hexdigest())


class Document(NamedTuple):
    """A file that is one object."""

    value: dict[str, Any]
    """The object."""
    sha256: str
    """Of its bytes."""


def read_document(path: Path, *, limits: Limits = FILE_LIMITS, by_python: bool = False) -> Document:
    """The one object of a JSON file, over as many lines as it takes; ``by_python`` as in `read_records`.

    Raises
    ------
    InputError
        ``input.no_file``, ``input.too_large``, ``input.encoding``, ``input.bad_json``, ``input.json_not_object``,
        ``input.json_depth``.
    """
    file = str(path)
    check_place(path, file, limits)
    data = path.read_bytes()
    text = data[text_start(data, file) :]
    fix = "Export it again, as JSON."
    try:
        value = orjson.loads(without_constants(text) if by_python else text)
    except orjson.JSONDecodeError as error:
        what = f"The file is not JSON ({error.msg})."
        raise InputError("input.bad_json", what, fix, file=file, line=error.lineno) from None
    if not isinstance(value, dict):
        raise InputError("input.json_not_object", "The file holds no object.", fix, file=file, line=1)
    if depth_and_members(value)[0] > limits.max_depth:
        what = f"The object is nested deeper than {limits.max_depth} levels."
        raise InputError("input.json_depth", what, "Flatten it.", file=file, line=1)
    return Document(value, hashlib.sha256(data).hexdigest())


def _lines(data: bytes, problems: Problems, limits: Limits) -> list[Record]:
    split = data.split(b"\n")
    kept = [(place + 1, text) for place, text in enumerate(split) if text and not text.isspace()]
    if len(kept) > limits.max_rows:
        _too_many(problems, len(kept), limits)
        return []
    last = kept[-1][0] if kept else 0
    return [Record(line, check_line(text, line, problems, limits, is_last=line == last)) for line, text in kept]


class _Twice(ValueError):
    """A key that stands twice in one object."""


def _array(data: bytes, problems: Problems, limits: Limits) -> list[Record]:
    """Objects of one array, read one after another so that each has its line."""
    text = data.decode()
    decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
    at = text.index("[") + 1
    line, counted, after_comma = 1, 0, False
    found: list[Record] = []
    while True:
        at = _skip(text, at)
        if text[at : at + 1] == "]" and not after_comma:
            break
        line, counted = line + text.count("\n", counted, at), at
        value, end = _value(decoder, text, at, line, problems)
        if end is None:
            return []
        found += _object(value, text[at:end], line, problems, limits)
        at = _skip(text, end)
        after_comma = text[at : at + 1] == ","
        if after_comma:
            at += 1
        elif text[at : at + 1] != "]":
            here = line + text.count("\n", counted, at)
            _bad(problems, here, "a comma or the end of the array is missing" if at < len(text) else CUT_OFF)
            return []
        if len(found) > limits.max_rows:
            _too_many(problems, len(found), limits)
            return []
    rest = _skip(text, at + 1)
    if rest < len(text):
        _bad(problems, 1 + text.count("\n", 0, rest), "something follows the end of the array")
    return found


CUT_OFF = "the file seems to have been cut off"


def _value(decoder: json.JSONDecoder, text: str, at: int, line: int, problems: Problems) -> tuple[Any, int | None]:
    try:
        return decoder.raw_decode(text, at)
    except _Twice as error:
        what = f"The key {shown(error)} stands twice in one object."
        problems.add("input.duplicate_key", what, "Keep one of the two.", line=line)
    except json.JSONDecodeError as error:
        is_cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        _bad(problems, error.lineno, CUT_OFF if is_cut else error.msg)
    except RecursionError:
        problems.add("input.json_depth", "The object is nested too deep to read.", "Flatten it.", line=line)
    except ValueError as error:
        _bad(problems, line, str(error))
    return None, None


def _object(value: Any, text: str, line: int, problems: Problems, limits: Limits) -> list[Record]:
    if not isinstance(value, dict):
        what = f"The array holds {shown(text)}, not an object."
        problems.add("input.json_not_object", what, "Give an array of objects.", line=line)
        return []
    may_be_deep = text.count("[") + text.count("{") > limits.max_depth
    if may_be_deep and depth_and_members(value)[0] > limits.max_depth:
        what = f"The object is nested deeper than {limits.max_depth} levels."
        problems.add("input.json_depth", what, "Flatten it.", line=line)
    if "\\u" in text:
        try:
            orjson.loads(text)
        except orjson.JSONDecodeError as error:
            _bad(problems, line, error.msg)
    return [Record(line, value)]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice(next(key for key, n in Counter(key for key, _ in pairs).items() if n > 1))
    return found


def _no_constant(word: str) -> Any:
    raise ValueError(f"JSON has no {word}: write null where there is no value")


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in BLANKS:
        at += 1
    return at


def _bad(problems: Problems, line: int, why: str) -> None:
    problems.add("input.bad_json", f"The file is not JSON ({why}).", "Export it again, as JSON.", line=line)


def _too_many(problems: Problems, n: int, limits: Limits) -> None:
    what = f"The file has {n:,} objects; at most {limits.max_rows:,} are read."
    problems.add("input.too_many_rows", what, "Split it.")
