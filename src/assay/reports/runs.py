"""A run as a JSON document and on the terminal."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from rich.console import Group, RenderableType

from assay.core.figures import count
from assay.core.safe_text import shell_word
from assay.reports.terminal import safe


class Ran(Protocol):
    """What a run came to."""

    @property
    def n_prompts(self) -> int: ...
    @property
    def n_new(self) -> int: ...
    @property
    def n_answered(self) -> int: ...
    @property
    def failures(self) -> Mapping[str, int]: ...
    @property
    def n_left(self) -> int: ...
    @property
    def retries(self) -> int: ...
    @property
    def ended(self) -> str: ...
    @property
    def cost(self) -> float | None: ...
    @property
    def n_cached(self) -> int: ...
    @property
    def n_known(self) -> int: ...
    @property
    def n_same(self) -> int: ...
    @property
    def refusal(self) -> str: ...
    @property
    def words(self) -> Mapping[str, str]: ...


ENDED = {
    "time": "The time is over.",
    "budget": "Another call might cost more than is left of the budget: raise it, or bound answers by --most-tokens.",
    "interrupted": "The run was interrupted.",
    "refused": "The endpoint refuses every call{refusal}. Look at the address, the model and the key. "
    "Nothing was kept of it.",
}


def ended_told(ended: str, refusal: str) -> list[str]:
    """Why a run ended before all was asked, if it did, with what an endpoint said that refuses."""
    return [ENDED[ended].format(refusal=f" ({refusal})" if refusal else "")] if ended in ENDED else []


def run_json(found: Ran) -> dict[str, Any]:
    """``{"run": {"prompts", "new", "answered", "failures": {WHY: N}, "left", "retries",
    "ended", "refusal", "cost", "cached", "words": {WHY: TEXT}}}``; ``words`` say more of a failure, where more is
    known, and ``refusal`` what an endpoint says that refuses every call.
    """
    return {
        "run": {
            "prompts": found.n_prompts,
            "new": found.n_new,
            "answered": found.n_answered,
            "failures": dict(found.failures),
            "left": found.n_left,
            "retries": found.retries,
            "ended": found.ended or None,
            "refusal": found.refusal or None,
            "cost": found.cost,
            "cached": found.n_cached,
            "words": dict(found.words),
        }
    }


def run_summary(found: Ran, *, out: Path | None, journal: Path) -> RenderableType:
    """How many were answered, what failed, and how to go on."""
    parts = [f"{count(found.n_answered)} of {count(found.n_prompts)} prompts are answered."]
    parts += [f"{count(found.n_known)} of them were in {journal} already."] if found.n_known else []
    parts += [f"{count(found.n_same)} ask the same as another one, and share its answer."] if found.n_same else []
    parts += [f"{count(n)} were given up: {failure(why, found.words)}." for why, n in sorted(found.failures.items())]
    parts += ["With --again they are asked once more."] if found.failures and not found.n_left else []
    parts += [f"{count(found.retries)} tries were made again."] if found.retries else []
    parts += [f"{count(found.n_cached)} were taken from the cache."] if found.n_cached else []
    parts += [f"The answers cost {found.cost:,.4f} in the currency of the prices."] if found.cost is not None else []
    parts += ended_told(found.ended, found.refusal)
    parts += [f"{count(found.n_left)} were not asked yet: run the same command again."] if found.n_left else []
    if out is not None:
        following = f"assay score {shell_word(str(out))} --output output --target COLUMN --scorer exact"
        parts.append(f"Written: {out}." + (f" Next: {following}" if found.n_answered else ""))
    return Group(*(safe(each) for each in parts))


def failure(why: str, words: Mapping[str, str]) -> str:
    """The word of a failure, and what is known of it."""
    word = why.replace("_", " ")
    return f"{word} ({words[why]})" if why in words else word
