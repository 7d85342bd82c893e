"""Questions as JSON documents and on the terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.encode import to_plain
from assay.core.figures import count
from assay.core.question import Amount, Boxes, Choice, Form, FreeText, MultipleChoice, Pair, Ranking, Rating, Spans
from assay.core.safe_text import shell_word
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH, VERSION_DIGITS, moment, plural

MOST_SHOWN = 40
LONGEST = 2_000


def question_json(found: Any) -> dict[str, Any]:
    """``{"question": {"dataset", "name", "asks", "form", "shown", "version", "guideline", "queues", ...}}``."""
    return {"question": _plain(found)}


def questions_json(found: Sequence[Any]) -> dict[str, Any]:
    """``{"questions": [...]}``, each as in `question_json`."""
    return {"questions": [_plain(each) for each in found]}


def questions_table(found: Sequence[Any]) -> RenderableType:
    """Name, dataset, form, guideline and queues of each."""
    if not found:
        return Text("No question yet: assay question add FILE --dataset NAME.")
    rows = [
        (
            each.kept.question.name,
            each.kept.dataset,
            form_words(each.kept.question.form),
            guideline_words(each),
            ", ".join(each.queues) or DASH,
        )
        for each in found
    ]
    return plain_table(("question", "dataset", "form", "guideline", "queues"), rows)


def question_summary(found: Any, keys: Sequence[Any], *, is_new: bool = False) -> RenderableType:
    """What is asked, what judges see and type, and the step that comes next."""
    kept, question = found.kept, found.kept.question
    what = f"uestion '{question.name}' of {kept.dataset}: {form_words(question.form)}"
    lines = [
        f"{'Kept: q' if is_new else 'Q'}{what}; version {kept.version[:VERSION_DIGITS]}.",
        f"Asks: {question.asks}",
        f"Judges see: {', '.join(found.shown)}.",
        f"Guideline: {guideline_words(found)}.",
        *([f"Asked by: {', '.join(found.queues)}."] if found.queues else []),
        f"Added by {kept.by} (as claimed), {moment(kept.at)} UTC.",
    ]
    parts: list[RenderableType] = [safe(line, most=LONGEST) for line in lines]
    if keys:
        parts.append(plain_table(("key", "answers"), [(each.key, each.says) for each in keys[:MOST_SHOWN]]))
    if len(keys) > MOST_SHOWN:
        parts.append(safe(f"and {count(len(keys) - MOST_SHOWN)} more keys: --json gives the whole menu"))
    return Group(*parts, safe(f"Next: {_following(found)}", most=LONGEST))


def form_json(found: Any) -> dict[str, Any]:
    """``{"form": {"name", "dataset", "asks", "questions": [{"question", "asks", "form", "condition"}]}}``."""
    asked = [
        {"question": each.name, "asks": each.asks, "form": to_plain(each.form), "condition": one.condition}
        for each, one in zip(found.questions, found.form.questions, strict=True)
    ]
    return {"form": {"name": found.form.name, "dataset": found.dataset, "asks": found.form.asks, "questions": asked}}


def form_summary(found: Any) -> RenderableType:
    """The questions of a form, when each is asked, and the step that comes next."""
    rows = [
        (each.name, form_words(each.form), each.asks, one.condition or "always")
        for each, one in zip(found.questions, found.form.questions, strict=True)
    ]
    name, first = found.form.name, found.questions[0].name
    table = plain_table(("question", "answer", "asks", "asked"), rows)
    head = f"Kept: form '{name}' of {found.dataset}. '{first}' decides when an item is done."
    following = f"Next: assay queue fill NAME --dataset {shell_word(found.dataset)} --form {shell_word(name)}"
    return Group(safe(head, most=LONGEST), table, safe(following, most=LONGEST))


def form_words(form: Form) -> str:
    """What an answer is, as people say it: ``one of 2``, ``a rating from 1 to 5``."""
    match form:
        case Choice(options):
            return f"one of {count(len(options))}"
        case MultipleChoice(options):
            return f"some of {count(len(options))}"
        case Ranking(options):
            return f"a ranking of {count(len(options))}"
        case Rating(low, high):
            return f"a rating from {low} to {high}"
        case Pair(left, right, strength=strength):
            return f"which is better, {left} or {right}{', and how much' if strength else ''}"
        case Boxes(labels, column):
            return f"boxes on {column} with {plural(count(len(labels)), 'label')}"
        case Spans(labels, column):
            return f"passages of {column} with {plural(count(len(labels)), 'label')}"
        case FreeText(_, most):
            return f"a text of up to {count(most)} characters"
        case Amount(unit=unit):
            return "a number" if unit is None else f"a number ({unit})"


def guideline_words(found: Any) -> str:
    """How the guideline of a question stands, in a few words."""
    if not found.n_guidelines:
        return "none"
    versions = plural(count(found.n_guidelines), "version")
    if found.guideline is None:
        return f"not approved ({versions})"
    return f"{found.guideline[:VERSION_DIGITS]} in force ({versions})"


def _following(found: Any) -> str:
    name = shell_word(found.kept.question.name)
    if not found.n_guidelines:
        return f"write its guideline, then: assay guideline add FILE --question {name}"
    if found.guideline is None:
        return f"let somebody else approve the guideline: assay guideline approve --question {name} --by NAME"
    if not found.queues:
        return f"assay queue fill NAME --dataset {shell_word(found.kept.dataset)} --question {name}"
    return f"assay queue show {found.queues[0]}"


def _plain(found: Any) -> dict[str, Any]:
    kept, question = found.kept, found.kept.question
    return {
        "dataset": kept.dataset,
        "name": question.name,
        "asks": question.asks,
        "form": to_plain(question.form),
        "show": list(question.show),
        "markdown": list(question.markdown),
        "shown": list(found.shown),
        "version": kept.version,
        "by": kept.by,
        "at": kept.at,
        "guideline": found.guideline,
        "n_guidelines": found.n_guidelines,
        "queues": list(found.queues),
    }
