"""How a plan scores outputs, and how far its calls may go."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from assay.core.errors import AssayError
from assay.core.plan import Budget, JudgeInFile, Scoring, SystemSpec, addresses_of
from assay.plans.fields import Fields
from assay.plans.grants import NOTHING, Grants, note_path
from assay.plans.settings import BUDGET, SCORING

WAYS = ("menu", "scorer", "judge", "judge_file")
BY_JUDGE = ("good", "people", "stages", "label_cost", "currency")
ALONG = {
    "menu": (),
    "scorer": ("target", "between", "good_from"),
    "judge": ("question", *BY_JUDGE),
    "judge_file": (*BY_JUDGE, "at_once"),
}
"""What may stand beside each way."""
CURRENCY = re.compile(r"[A-Z]{3}")


def read_scoring(fields: Fields, systems: Sequence[SystemSpec], grants: Grants = NOTHING) -> Scoring | None:
    """The scoring of a plan; None where it has none."""
    node = fields.map("scoring")
    if node is None:
        return None
    inner = Fields(node, SCORING, "'scoring'", fields.findings)
    way = _way(inner)
    called = _judge_in_file(inner, systems, grants)
    scoring = Scoring(
        menu=tuple(text for text, _ in inner.texts("menu")),
        scorer=inner.text("scorer"),
        target=inner.text("target"),
        between=inner.text("between"),
        good_from=_number(inner, "good_from", 1.0),
        judge=called.name if called else inner.text("judge"),
        question=called.question if called else inner.text("question"),
        good=inner.text("good"),
        people=_people(inner),
        stages=_stages(inner),
        label_cost=inner.whole("label_cost"),
        currency=_currency(inner),
        judge_file=inner.text("judge_file"),
        judge_version=called.version if called else None,
        at_once=inner.whole("at_once") or 1,
    )
    for name in {"judge": ("question", "good"), "judge_file": ("good",)}.get(way or "", ()):
        if not inner.given(name):
            what = f"'scoring' names a judge and no '{name}'."
            inner.findings.note("plan.missing", what, f"Add '{name}:'.", inner.line_of(way or ""))
    _note_systems(inner, scoring, systems)
    return scoring


def read_budget(fields: Fields, systems: Sequence[SystemSpec]) -> Budget | None:
    """The budget of a plan; None where it has none."""
    node = fields.map("budget")
    if node is None:
        return None
    inner = Fields(node, BUDGET, "'budget'", fields.findings)
    budget = Budget(inner.number("money"), _currency(inner), inner.number("minutes"))
    if inner.given("money") and not inner.given("currency"):
        inner.findings.note("plan.missing", "'budget' has money and no 'currency'.", "Add 'currency: USD'.", inner.line)
    for each in systems if inner.given("money") else ():
        if each.call is not None and not (each.call.price_in or each.call.price_out):
            what = f"'budget' has money, and '{each.name}' has no price of its tokens."
            fix = "Add 'price_in:' and 'price_out:' to its 'call', of a million tokens."
            inner.findings.note("plan.no_price", what, fix, inner.line_of("money"))
    return budget


def _way(inner: Fields) -> str | None:
    """Which way of scoring is asked for; what belongs to another is noted."""
    given = [name for name in WAYS if inner.given(name)]
    if len(given) != 1:
        what = f"'scoring' names {' and '.join(given) if given else 'nothing to score by'}."
        inner.findings.note("plan.scoring", what, "Name one of menu, scorer, judge and judge_file.", inner.line)
        return None
    for name in inner.found:
        if name != given[0] and name not in ALONG[given[0]] and inner.given(name):
            what = f"'{name}' says nothing where outputs are scored by {given[0]}."
            inner.findings.note("plan.scoring", what, "Remove it.", inner.line_of(name))
    return given[0]


def _judge_in_file(inner: Fields, systems: Sequence[SystemSpec], grants: Grants) -> JudgeInFile | None:
    """What the file of a judge says; None where none is named or it cannot be read, which is noted."""
    if not inner.given("judge_file") or not note_path(inner, "judge_file"):
        return None
    if grants.read_file is None or grants.read_judge is None:
        return None
    name = inner.text("judge_file") or ""
    try:
        text, where = grants.read_file(name), str(PurePath(inner.findings.file).parent / name)
        return grants.read_judge(text, where, addresses_of(systems))
    except AssayError as error:
        inner.findings.problems += [
            each if each.file else replace(each, file=inner.findings.file, line=inner.line_of("judge_file"))
            for each in error.problems
        ]
        return None


def _people(inner: Fields) -> int:
    stages = _stages(inner)
    people = inner.whole("people") or 0
    if inner.given("people") and stages and stages[-1] > people:
        what = f"The last stage is {stages[-1]}, but people judge {people} outputs."
        inner.findings.note("plan.stages", what, "End with 'people', or below it.", inner.line_of("stages"))
    return people if inner.given("people") else (stages[-1] if stages else 0)


def _stages(inner: Fields) -> tuple[int, ...]:
    numbers = inner.numbers("stages")
    if any(not each.is_integer() or each < 1 for each in numbers) or list(numbers) != sorted(set(numbers)):
        if not any(each.code == "plan.stages" for each in inner.findings.problems):
            what = f"'stages' is {', '.join(f'{each:g}' for each in numbers)}."
            inner.findings.note("plan.stages", what, "Write whole numbers from 1, ascending.", inner.line_of("stages"))
        return ()
    return tuple(int(each) for each in numbers)


def _currency(inner: Fields) -> str | None:
    currency = inner.text("currency")
    if currency is not None and not CURRENCY.fullmatch(currency):
        what = f"'currency' in {inner.where} is '{currency}'."
        inner.findings.note(
            "plan.currency", what, "Write three capital letters, such as USD.", inner.line_of("currency")
        )
    return currency


def _number(inner: Fields, name: str, default: float) -> float:
    value = inner.number(name)
    return default if value is None else value


def _note_systems(inner: Fields, scoring: Scoring, systems: Sequence[SystemSpec]) -> None:
    """Scoring must fit what the systems say."""
    silent = [each.name for each in systems if each.name and not each.says_texts]
    if scoring.by_verdict and silent:
        what = f"'{silent[0]}' says no text that could be scored."
        inner.findings.note("plan.scoring_systems", what, "Give it 'call:' or 'outputs:'.", inner.line)
    elif silent and len(silent) == len(systems):
        what = "No system of the plan says a text that could be scored."
        inner.findings.note("plan.scoring_systems", what, "Remove 'scoring', or give one 'call:'.", inner.line)
