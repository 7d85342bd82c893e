"""The settings of an Argilla dataset as questions, and back."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assay.core.canonical import content_hash
from assay.core.errors import InputError
from assay.core.question import (
    LEFT,
    RIGHT,
    TIE,
    Choice,
    Form,
    FreeText,
    MultipleChoice,
    Pair,
    Question,
    Ranking,
    Rating,
    Spans,
)
from assay.datasets.problems import Problems, shown
from assay.labeling.question_written import checked_question

FIX = "Write them in Python: dataset.settings.to_json('settings.json')."
NOT_IN_NAMES = re.compile(r"[^a-z0-9_-]")
LOWEST_RATING, HIGHEST_RATING = 0, 10


def read_settings(text: str, file: str) -> dict[str, Question]:
    """The questions of the settings, by name.

    Raises
    ------
    InputError
        ``exchange.config`` with every question that cannot be read.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    asked = found.get("questions") if isinstance(found, dict) else None
    if not isinstance(asked, list) or not all(isinstance(each, dict) for each in asked):
        raise InputError("exchange.config", "These are no settings of Argilla.", FIX, file=file)
    fields = found.get("fields")
    names = [each.get("name") for each in fields if isinstance(each, dict)] if isinstance(fields, list) else []
    show = tuple(name for name in names if isinstance(name, str))
    problems = Problems(file)
    questions = {}
    for each in asked:
        try:
            question = _question(each, show, file)
            questions[question.name] = question
        except InputError as error:
            for problem in error.problems:
                problems.add(problem.code, problem.what, problem.fix)
        except (LookupError, TypeError, ValueError, AttributeError):
            what = f"The question {shown(each.get('name'))} of the settings cannot be read."
            problems.add("exchange.config", what, FIX)
    problems.raise_any()
    return questions


def _question(told: Mapping[str, Any], show: tuple[str, ...], file: str) -> Question:
    settings = told["settings"]
    type_ = settings["type"]
    if type_ not in _FORMS:
        what = f"Questions of the type {shown(type_)} are not known."
        raise InputError("exchange.config", what, f"Known: {', '.join(_FORMS)}.")
    form = _FORMS[type_](settings)
    if isinstance(form, MultipleChoice) and told.get("required"):
        form = replace(form, least=1)
    asks = " ".join(str(told.get("title") or f"{told['name']}?").split())
    return checked_question(Question(str(told["name"]), asks, form, show), file)


def _options(settings: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(each["value"]) for each in settings["options"])


def _rating(settings: Mapping[str, Any]) -> Form:
    steps = sorted(int(each["value"]) for each in settings["options"])
    return Rating(steps[0], steps[-1])


_FORMS: Mapping[str, Callable[[Mapping[str, Any]], Form]] = {
    "label_selection": lambda settings: Choice(_options(settings)),
    "multi_label_selection": lambda settings: MultipleChoice(_options(settings)),
    "rating": _rating,
    "text": lambda _: FreeText(),
    "ranking": lambda settings: Ranking(_options(settings)),
    "span": lambda settings: Spans(
        _options(settings), str(settings["field"]), bool(settings.get("allow_overlapping", False))
    ),
}


def name_of(name: str) -> str:
    """A name as Argilla allows it: small letters, digits, - and _; one that loses letters differs from every other."""
    made = NOT_IN_NAMES.sub("_", name.lower())
    return (made or "_") if name.isascii() else f"{made.strip('_') or 'name'}_{content_hash(name)[:8]}"


def settings_text(questions: Sequence[Question], fields: Iterable[str], more: Iterable[str]) -> str:
    """The settings of a dataset that asks these questions of these fields; ``more`` are metadata."""
    told = {
        "guidelines": None,
        "questions": [_told(question) for question in questions],
        "fields": [
            {"name": name, "title": name, "required": False, "type": "text", "settings": {"type": "text"}}
            for name in fields
        ],
        "vectors": [],
        "metadata": [],
        "allow_extra_metadata": bool([*more]),
        "distribution": {"strategy": "overlap", "min_submitted": 1},
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def can_ask(form: Form) -> bool:
    """Whether Argilla has a question of this form."""
    if isinstance(form, Rating):
        return form.low >= LOWEST_RATING and form.high <= HIGHEST_RATING
    return isinstance(form, (Choice, MultipleChoice, Pair, FreeText, Ranking, Spans))


def _told(question: Question) -> dict[str, Any]:
    settings = _settings(question.form)
    head = {"name": name_of(question.name), "title": question.asks, "required": False, "type": settings["type"]}
    return {**head, "description": None, "settings": settings}


def _settings(form: Form) -> dict[str, Any]:
    match form:
        case Rating(low, high):
            return {"type": "rating", "options": [{"value": step} for step in range(low, high + 1)]}
        case MultipleChoice(options):
            return {"type": "multi_label_selection", "options": _written(options)}
        case Choice(options):
            return {"type": "label_selection", "options": _written(options)}
        case Pair(tie=tie):
            return {"type": "label_selection", "options": _written((LEFT, RIGHT, TIE) if tie else (LEFT, RIGHT))}
        case Ranking(options):
            return {"type": "ranking", "options": _written(options)}
        case Spans(labels, column, overlaps):
            menu = _written(labels)
            return {"type": "span", "field": name_of(column), "allow_overlapping": overlaps, "options": menu}
        case _:
            return {"type": "text", "use_markdown": False}


def _written(options: Iterable[str]) -> list[dict[str, str]]:
    return [{"text": option, "value": option} for option in options]
