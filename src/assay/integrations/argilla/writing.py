"""Items and judgments as records with responses and suggestions, and the questions as settings."""

import json
import re
from collections.abc import Mapping
from typing import Any

from assay.core.canonical import content_hash
from assay.core.errors import InputError
from assay.core.exchange import UTF_16, Carried, Outgoing, Written
from assay.core.judgment import JudgeKind, Status
from assay.core.question import Question, Ranking, Rating, Spans
from assay.datasets.carried import text_of
from assay.datasets.offsets import Places
from assay.datasets.told import LeftOut
from assay.integrations.argilla.settings import can_ask, name_of, settings_text

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STATUSES = {Status.GIVEN: "submitted", Status.ABSTAINED: "discarded"}


def write(given: Outgoing) -> Written:
    """Records as JSON, and the settings of the dataset that takes them.

    Raises
    ------
    InputError
        ``exchange.form`` for each question that Argilla has no type for; ``exchange.nothing_to_show``.
    """
    unfit = [question.name for question in given.questions if not can_ask(question.form)]
    if unfit:
        what = f"Argilla has nothing for the type of the question '{unfit[0]}'."
        raise InputError("exchange.form", what, "Name the others: --question NAME; or export to label-studio or jsonl.")
    writer = _Writer(given)
    if not writer.fields:
        what = "The dataset has no text column that a question could show."
        raise InputError("exchange.nothing_to_show", what, "Name columns in the question, under show:.")
    records = [writer.record(row) for row in given.rows]
    content = json.dumps(records, ensure_ascii=False, indent=1).encode()
    more = [name for name in given.rows[0] if name not in writer.fields]
    settings = settings_text(given.questions, [name_of(name) for name in writer.fields], more)
    return Written(content, settings, len(records), writer.n_judgments, dict(writer.left.counts))


class _Writer:
    """Writes the records of one file."""

    def __init__(self, given: Outgoing) -> None:
        self.given, self.left, self.n_judgments = given, LeftOut(), 0
        self.questions = {question.name: question for question in given.questions}
        marked = [each.form.column for each in given.questions if isinstance(each.form, Spans)]
        asked = [column for question in given.questions for column in question.show]
        self.fields = tuple(dict.fromkeys((*marked, *asked, *given.texts)))
        names = [*self.questions, *self.fields]
        self.left.add("names that Argilla cannot have, changed", sum(name_of(name) != name for name in names))
        self.left.uncarried(given.judgments)
        self.by_item: dict[str, list[Carried]] = {}
        for each in given.judgments:
            self.by_item.setdefault(each.item, []).append(each)

    def record(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """One item with what was said of it."""
        item = str(row[self.given.item])
        responses: dict[str, list[Any]] = {}
        suggestions: dict[str, Any] = {}
        for each in self.by_item.get(item, ()):
            if each.kind is JudgeKind.LABELER:
                self._respond(responses, each, row)
            else:
                self._suggest(suggestions, each, row)
        return {
            "id": item,
            "fields": {name_of(name): text_of(row.get(name)) for name in self.fields},
            "metadata": {name: value for name, value in row.items() if name not in self.fields and value is not None},
            "suggestions": suggestions,
            "responses": responses,
            "vectors": {},
        }

    def _respond(self, responses: dict[str, list[Any]], each: Carried, row: Mapping[str, Any]) -> None:
        status = STATUSES.get(each.status)
        so_far = responses.setdefault(name_of(each.question), [])
        user = user_id(each.judge)
        earlier = [one for one in so_far if one["user_id"] == user]
        self.left.add("earlier answers of one person to the same item", len(earlier))
        if status is None:
            self.left.add(f"judgments with status {each.status.value}")
            return
        self.left.add("seconds", int(each.seconds is not None))
        self.left.add("times of answers", int(each.observed_at is not None))
        self.left.add("names of judges, who are written as user ids made from them", int(user != each.judge))
        answer = None if each.status is not Status.GIVEN else self._value(each, row)
        so_far[:] = [one for one in so_far if one["user_id"] != user]
        so_far.append({"value": answer, "user_id": user, "status": status})
        self.n_judgments += 1 - len(earlier)

    def _suggest(self, suggestions: dict[str, Any], each: Carried, row: Mapping[str, Any]) -> None:
        if each.status is not Status.GIVEN:
            self.left.add(f"judgments of machines with status {each.status.value}")
            return
        name = name_of(each.question)
        self.left.add("suggestions beside the last one of a question", int(name in suggestions))
        self.left.add("kinds of machine judges", int(each.kind is not JudgeKind.SYSTEM))
        self.n_judgments += int(name not in suggestions)
        suggestions[name] = {"value": self._value(each, row), "score": each.confidence, "agent": each.judge}

    def _value(self, each: Carried, row: Mapping[str, Any]) -> Any:
        question: Question = self.questions[each.question]
        match question.form:
            case Rating():
                return int(each.answer)
            case Ranking():
                return [{"value": option, "rank": rank} for rank, option in enumerate(each.answer, start=1)]
            case Spans(column=column) if self.given.offsets == UTF_16:
                places = Places(text_of(row.get(column)))
                return [{**span, **{end: places.units(span[end]) for end in ("start", "end")}} for span in each.answer]
            case _:
                return each.answer


def user_id(judge: str) -> str:
    """The id of a user of Argilla: the judge's own, where it is one, else one that is made from it."""
    if UUID.fullmatch(judge):
        return judge
    made = content_hash({"judge": judge})
    return f"{made[:8]}-{made[8:12]}-8{made[13:16]}-8{made[17:20]}-{made[20:32]}"
