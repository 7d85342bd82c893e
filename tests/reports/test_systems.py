"""Called systems as documents and on the terminal."""

import io
import re
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from assay.core.called import CalledRun
from assay.reports.systems import system_summary, systems_json, systems_table

PAGE = (Path(__file__).parents[2] / "docs/reference/json.md").read_text("utf-8")


class Shown(NamedTuple):
    run: CalledRun
    dataset: str
    at: str


RUN = CalledRun(
    system="new",
    provider="openai",
    model="large",
    address="https://api.example.org/v1",
    settings="a" * 64,
    attempts=2,
    n=200,
    n_answered=197,
    failures=(("timeout", 2), ("refusal", 1)),
    retries=4,
    tokens_in=1000,
    tokens_out=300,
    seconds=98.5,
    versions=(("large-2", 190), ("large-1", 7)),
    cost=0.25,
    words=(("timeout", "the gateway gave up"),),
)


def text_of(drawn: object) -> str:
    console = Console(width=100, file=io.StringIO())
    console.print(drawn)
    return str(console.file.getvalue())  # type: ignore[attr-defined] - it is the StringIO above


def test_a_run_tells_what_failed_and_what_the_provider_calls_itself() -> None:
    found = [Shown(RUN, "questions@0123456789ab", "2026-11-27T03:00:00Z")]
    told = " ".join(text_of(system_summary(found)).split())
    for part in (
        "large at https://api.example.org/v1 (openai), settings aaaaaaaaaaaa",
        "answered: 197; failed: 2 timeout, 1 refusal; tried again: 4",
        "large-2 (190 answers), large-1 (7 answers)",
        "seconds an answer: 0.50",
        "cost: 0.2500",
        "of timeout: the gateway gave up",
    ):
        assert part in told
    assert "197 of 200" in text_of(systems_table(found))
    (plain,) = systems_json(found)["systems"]
    assert (plain["system"], plain["dataset"], plain["n_answered"]) == ("new", "questions@0123456789ab", 197)
    assert "No plan called" in text_of(systems_table([]))


def test_the_fields_of_a_run_are_documented_in_order() -> None:
    part = PAGE.split("\n## `assay system list --json`")[1].split("\n## ")[0]
    (plain,) = systems_json([Shown(RUN, "questions@0123456789ab", "2026-11-27T03:00:00Z")])["systems"]
    assert re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE) == list(plain)
