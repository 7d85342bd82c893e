"""A consensus as a JSON document and on the terminal."""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.estimate import Estimate, Interval
from assay.core.figures import count, number
from assay.reports.json import estimates_json
from assay.reports.numbers import estimate_written, percent, value_written
from assay.reports.terminal import estimates_table, plain_table, safe
from assay.reports.words import reason_words

if TYPE_CHECKING:
    import pyarrow as pa

MOST_SHOWN = 10
MOST_MIX_UPS = 5
HEADS = {"error_sd": "spread of errors"}
SHARES = ("majority", "wawa")
"""Methods whose probabilities are shares of votes."""
LEAST_MIX_UP = 0.05
"""Lower end of a wrong answer's share from which on it is worth showing."""


class ConsensusFound(Protocol):
    """What a consensus gives to be shown."""

    @property
    def method(self) -> str: ...
    @property
    def assumes(self) -> str: ...
    @property
    def options(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def items(self) -> "pa.Table": ...
    @property
    def judges(self) -> tuple[Estimate, ...]: ...
    @property
    def confusions(self) -> "pa.Table | None": ...
    @property
    def estimates(self) -> tuple[Estimate, ...]: ...
    @property
    def n_judgments(self) -> int: ...
    @property
    def n_judges(self) -> int: ...
    @property
    def iterations(self) -> int: ...
    @property
    def converged(self) -> bool: ...
    @property
    def doubt(self) -> float | None: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


def consensus_json(found: ConsensusFound) -> dict[str, Any]:
    """``{"consensus": {"method", "options", ...}, "estimates": [...], "judges": [...], "confusions": [...]}``.

    ``estimates`` score the consensus against a reference; ``judges`` each judge, by slice ``{"judge": name}``.
    """
    return {
        "consensus": {
            "method": found.method,
            "assumes": found.assumes,
            "options": dict(found.options),
            "n_items": found.items.num_rows,
            "n_judgments": found.n_judgments,
            "n_judges": found.n_judges,
            "n_tied": _tied(found),
            "iterations": found.iterations,
            "converged": found.converged,
            "doubt": found.doubt,
            "warnings": list(found.warnings),
            "notes": list(found.notes),
        },
        "estimates": estimates_json(found.estimates)["estimates"],
        "judges": estimates_json(found.judges)["estimates"],
        "confusions": None if found.confusions is None else [_cell(row) for row in found.confusions.to_pylist()],
    }


def consensus_summary(found: ConsensusFound, *, out: Path | None = None, kept: str | None = None) -> RenderableType:
    """What was inferred, how it scores, the judges who err most first, and what they mix up."""
    parts: list[RenderableType] = [safe(_head(found), most=1_000)]
    parts += [safe(f"Warning: {each}", most=1_000) for each in found.warnings]
    parts += [safe(f"Note: {each}.") for each in found.notes]
    if found.estimates:
        parts += [Text("\nAgainst the reference", "bold"), estimates_table(found.estimates)]
    if found.judges:
        title = f"\nJudges against {_against(found)}, largest errors first"
        parts += [Text(title, "bold"), *_judges(found.judges)]
    mix_ups = _mix_ups(found.confusions)
    if mix_ups:
        heads = ("judge", "says", "where right is", "share of these votes", ">votes")
        parts += [Text("\nMost certain mix-ups", "bold"), plain_table(heads, mix_ups)]
    shown = ", ".join(f"{name} {value}" for name, value in found.options)
    parts.append(Text.assemble("\n", (f"Assumes: {found.assumes} Options: {shown}.", "dim")))
    if out is not None:
        parts.append(safe(f"{out} written: {_content(found)} for each item."))
    if kept is not None:
        parts.append(safe(f"Kept as the reference set '{kept}'; a plan uses it by 'reference: {kept}'."))
    return Group(*parts)


def _head(found: ConsensusFound) -> str:
    steps = f" ({count(found.iterations)} iterations)" if found.iterations > 1 else ""
    said = (
        f"{_some(found.items.num_rows, 'item')} from {_some(found.n_judgments, 'judgment')} by "
        f"{_some(found.n_judges, 'judge')}, by {found.method}{steps}."
    )
    if found.doubt is None:
        return f"{said} {_widths(found.items)}"
    tied = _tied(found)
    are = "1 is tied" if tied == 1 else f"{count(tied)} are tied"
    if found.method in SHARES:
        return f"{said} {percent(found.doubt)} of the votes of an item, on average, are for another answer; {are}."
    return (
        f"{said} About {percent(found.doubt)} of the likeliest answers are expected to be wrong, by the "
        f"method itself; {are}."
    )


def _some(n: int, noun: str) -> str:
    return f"{count(n)} {noun}{'' if n == 1 else 's'}"


def _widths(items: "pa.Table") -> str:
    """How wide the intervals of numbers are, and why some items have none."""
    half = sorted((high - low) / 2.0 for low, high in zip(*_ends(items), strict=True) if low is not None)
    why = Counter(each for each in items["reason"].to_pylist() if each)
    none = ", ".join(f"{reason_words(reason)}: {count(n)}" for reason, n in why.most_common())
    absent = f"{count(sum(why.values()))} have none ({none})." if why else ""
    if not half:
        return f"No item has an interval ({none})."
    usual = number(half[len(half) // 2], digits=2)
    return f"The usual interval of an item is its number \u00b1 {usual}. {absent}".strip()


def _ends(items: "pa.Table") -> tuple[list[Any], list[Any]]:
    return items["low"].to_pylist(), items["high"].to_pylist()


def _content(found: ConsensusFound) -> str:
    return "a number with its interval" if found.doubt is None else "an answer with its probabilities"


def _against(found: ConsensusFound) -> str:
    if found.estimates:
        return "the reference"
    if found.doubt is not None:
        return "the consensus, their own votes included"
    is_model = any(each.metric == "bias" and "average vote" in each.method.definition for each in found.judges)
    return "the average vote, by the model" if is_model else "what the other judges say"


def _judges(judges: Sequence[Estimate]) -> list[RenderableType]:
    """A row a judge: its numbers side by side; lowest accuracy, or largest spread of errors, first."""
    metrics = list(dict.fromkeys(each.metric for each in judges))
    by_judge: dict[str, list[Estimate]] = {}
    for each in judges:
        by_judge.setdefault(each.slice[0][1], []).append(each)
    ordered = sorted(by_judge.items(), key=lambda pair: (_goodness(pair[1][-1]), pair[0]))
    rows = [
        (judge, *(str(estimate_written(each)) for each in own), count(max(each.n for each in own)))
        for judge, own in ordered[:MOST_SHOWN]
    ]
    heads = ("judge", *(HEADS.get(metric, metric) for metric in metrics), ">votes")
    rest = len(ordered) - MOST_SHOWN
    more = [Text(f"and {count(rest)} more judges: --json gives all of them", "dim")] if rest > 0 else []
    return [plain_table(heads, rows), *more]


def _goodness(estimate: Estimate) -> float:
    if estimate.value is None:
        return math.inf
    return -estimate.value if estimate.metric == "error_sd" else estimate.value


def _mix_ups(confusions: "pa.Table | None") -> list[tuple[str, ...]]:
    """Wrong answers that a judge surely gives often, the surest first."""
    if confusions is None:
        return []
    rows = [
        row
        for row in confusions.select(["judge", "truth", "answer", "share", "low", "high", "n"]).to_pylist()
        if row["truth"] != row["answer"] and row["low"] is not None and row["low"] >= LEAST_MIX_UP
    ]
    rows.sort(key=lambda row: -row["low"])
    return [
        (
            row["judge"],
            row["answer"],
            row["truth"],
            str(value_written(row["share"], Interval(row["low"], row["high"]), None)),
            count(round(row["n"])),
        )
        for row in rows[:MOST_MIX_UPS]
    ]


def _cell(row: dict[str, Any]) -> dict[str, Any]:
    """A cell of a confusion with its ends as one interval."""
    ends = (row.pop("low"), row.pop("high"))
    return {**row, "interval": None if ends[0] is None else list(ends)}


def _tied(found: ConsensusFound) -> int:
    return sum(bool(each) for each in found.items["tied"].to_pylist()) if "tied" in found.items.column_names else 0
