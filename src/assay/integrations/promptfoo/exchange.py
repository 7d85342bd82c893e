"""promptfoo as the house meets it: ``promptfoo eval -o results.json`` (or ``.jsonl``)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from assay.core.errors import InputError
from assay.core.exchange import Brought, Reading
from assay.datasets.json_parts import list_in, object_in
from assay.datasets.json_records import read_document, read_records
from assay.datasets.problems import Problems
from assay.datasets.read_only import ReadOnly
from assay.datasets.scored_outputs import ScoredOutput, brought
from assay.datasets.told import LeftOut

NAME = "promptfoo"
FIX = "Give a file that promptfoo wrote: promptfoo eval -o results.json."
SCALARS = (str, int, float, bool)
DECLARED_SET, SET = "assert-set", "assertion"
"""How promptfoo declares several assertions as one, and how a result of it, which has no type, is called."""
SYSTEM_FAILED = 2
"""How promptfoo says that the system failed, and not an assertion."""


class Promptfoo(ReadOnly):
    """Reads results; they are written by that tool alone."""

    written_by = "Results of promptfoo are written by promptfoo alone."

    def read(self, path: Path, how: Reading) -> Brought:
        """Each row is an output of a provider (with several prompts: of provider and prompt), each assertion a score.

        Raises
        ------
        InputError
            ``exchange.shape`` with every row that is no result, and those of reading JSON.
        """
        rows, sha256 = _rows(path)
        problems, left, firsts = Problems(str(path)), LeftOut(), dict[str, int]()
        for place, row in enumerate(rows, 1):
            is_result = isinstance(row, dict) and isinstance(row.get("provider"), dict)
            if not is_result or not isinstance(row.get("success"), bool):
                what = f"Result {place} has no 'provider', or no 'success' that is true or false."
                problems.add("exchange.shape", what, FIX, line=place)
                continue
            first = firsts.setdefault(str(row.get("id") or place), place)
            if first != place:
                what = f"Result {place} is result {first} once more, so it would count twice."
                problems.add("input.duplicate_id", what, "Keep one of them.", line=place)
        problems.raise_any()
        many = len({str(row.get("promptId") or row.get("promptIdx")) for row in rows}) > 1
        named = _Named(many, how.judge, {}, {})
        for row in sorted(rows, key=_test_index):
            named.test(row)  # numbered as the configuration has them, whatever was finished first
        outputs = [_output(row, place, named, left) for place, row in enumerate(rows, 1)]
        if not outputs:
            raise InputError("exchange.shape", "The file has no results.", FIX, file=str(path))
        return brought(_asked(outputs), format=NAME, sha256=sha256, left_out=left.counts)


class _Named(NamedTuple):
    """Names that results get: tests are known by what they hold, for repetitions have numbers of their own."""

    many_prompts: bool
    judge: str | None
    tests: dict[bytes, str]
    attempts: dict[tuple[str, str], int]

    def test(self, row: Mapping[str, Any]) -> str:
        case = object_in(row.get("testCase"))
        own = {"vars": row.get("vars"), "assert": case.get("assert"), "description": case.get("description")}
        return self.tests.setdefault(json.dumps(own, sort_keys=True).encode(), f"test-{len(self.tests) + 1}")

    def system(self, row: Mapping[str, Any]) -> str:
        provider, prompt = row["provider"], object_in(row.get("prompt"))
        name = self.judge or str(provider.get("label") or provider.get("id") or "system")
        return f"{name} / {str(prompt.get('label') or row.get('promptIdx'))[:60]}" if self.many_prompts else name

    def attempt(self, test: str, system: str) -> int:
        found = self.attempts[test, system] = self.attempts.get((test, system), 0) + 1
        return found


def _asked(outputs: Sequence[ScoredOutput]) -> list[ScoredOutput]:
    """Each failed output with the scorers that were to judge it: those that judged another output of its test.

    A test has assertions of its own. Where none of its outputs was judged, its own are those that its row names.
    """
    judged: dict[str, frozenset[str]] = {}
    for each in outputs:
        if not each.failed:
            judged[each.prompt] = judged.get(each.prompt, frozenset()) | frozenset(each.scores)
    return [replace(each, asked=judged.get(each.prompt, each.asked)) if each.failed else each for each in outputs]


def _test_index(row: Mapping[str, Any]) -> int:
    """Where its test stands in the configuration; the first place where the row does not say."""
    place = row.get("testIdx")
    return place if isinstance(place, int) else 0


def _rows(path: Path) -> tuple[Sequence[Any], str]:
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        read = read_records(path)
        return [each.value for each in read.records], read.sha256
    document = read_document(path)
    results = document.value.get("results")
    rows = results.get("results") if isinstance(results, dict) else results
    if not isinstance(rows, list):
        raise InputError("exchange.shape", "The file has no 'results'.", FIX, file=str(path))
    return rows, document.sha256


def _output(row: Mapping[str, Any], place: int, named: _Named, left: LeftOut) -> ScoredOutput:
    test, system = named.test(row), named.system(row)
    response, grading = object_in(row.get("response")), object_in(row.get("gradingResult"))
    said = response.get("output")
    failed = row.get("failureReason") == SYSTEM_FAILED or said is None
    parts = [each for each in list_in(grading.get("componentResults")) if isinstance(each, dict)]
    left.add("reasons of scores", sum(bool(each.get("reason")) for each in parts))
    known = object_in(row.get("vars"))
    left.add("variables that are lists or objects", sum(not isinstance(each, SCALARS) for each in known.values()))
    milliseconds = row.get("latencyMs")
    used = object_in(row.get("tokenUsage") or response.get("tokenUsage"))
    is_whole = used.get("prompt") is None and used.get("completion") is None
    left.add("counts of tokens without what was read and written", int(is_whole and bool(used.get("total"))))
    return ScoredOutput(
        prompt=test,
        attempt=named.attempt(test, system),
        system=system,
        input=str(object_in(row.get("prompt")).get("raw") or ""),
        output=None
        if failed
        else said
        if isinstance(said, str)
        else json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        target=None,
        line=place,
        scores={"pass": None if failed else bool(row["success"]), **dict(_scores(row, parts))},
        failed=failed,
        asked=frozenset(_declared(row)) if failed else None,
        more={name: value for name, value in known.items() if isinstance(value, SCALARS)},
        seconds=left.seconds(milliseconds / 1000 if isinstance(milliseconds, (int, float)) else None, "seconds"),
        cost=left.amount(row.get("cost", response.get("cost")), "costs"),
        tokens_in=left.amount(used.get("prompt"), "counts of tokens"),
        tokens_out=left.amount(used.get("completion"), "counts of tokens"),
    )


def _scores(row: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The score of the whole, of each named metric, and of each assertion that has no name, by its type."""
    yield "score", row.get("score")
    for name, value in object_in(row.get("namedScores")).items():
        yield str(name), value
    unnamed = [each for each in parts if not object_in(each.get("assertion")).get("metric")]
    kinds = [str(object_in(each.get("assertion")).get("type") or SET) for each in unnamed]
    yield from zip(_numbered(kinds), (each.get("score") for each in unnamed), strict=True)


def _declared(row: Mapping[str, Any]) -> Iterator[str]:
    """Names of what was to judge a row, by the assertions that its test declares."""
    asserted = [each for each in list_in(object_in(row.get("testCase")).get("assert")) if isinstance(each, dict)]
    yield from ("pass", "score")
    yield from (str(each["metric"]) for each in asserted if each.get("metric"))
    kinds = [str(each.get("type") or SET) for each in asserted if not each.get("metric")]
    yield from _numbered([SET if kind == DECLARED_SET else kind for kind in kinds])


def _numbered(kinds: Sequence[str]) -> Iterator[str]:
    """Each kind, the second and further ones of a kind with their number."""
    seen: dict[str, int] = {}
    for kind in kinds:
        seen[kind] = seen.get(kind, 0) + 1
        yield kind if seen[kind] == 1 else f"{kind} {seen[kind]}"
