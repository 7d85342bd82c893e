"""Items and judgments as tasks with annotations and predictions, and the questions as a labeling config."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from assay.core.errors import InputError
from assay.core.exchange import UTF_16, Carried, Outgoing, Written
from assay.core.judgment import JudgeKind, Status
from assay.core.media import media_in
from assay.core.question import Boxes, Question, Ranking, Spans
from assay.datasets.carried import text_of
from assay.datasets.offsets import Places
from assay.datasets.told import LeftOut
from assay.integrations.label_studio.boxes import boxes_written
from assay.integrations.label_studio.config_written import (
    config_text,
    object_names,
    shown,
    tag_of,
    tied_to,
)
from assay.integrations.label_studio.words import BETWEEN, LIST


def write(given: Outgoing) -> Written:
    """Tasks as JSON, and the labeling config of the project that takes them.

    Raises
    ------
    InputError
        ``exchange.nothing_to_show`` when the items have no text that a question could show.
    """
    unseen = [question for question in given.questions if not shown(question, given.texts)]
    if unseen:
        what = f"The dataset has no text column that '{unseen[0].name}' could show."
        raise InputError("exchange.nothing_to_show", what, "Name columns in the question, under show:.")
    writer = _Writer(given)
    tasks = [writer.task(row) for row in given.rows]
    content = json.dumps(tasks, ensure_ascii=False, indent=1).encode()
    return Written(
        content, config_text(given.questions, given.texts), len(tasks), writer.n_judgments, dict(writer.left.counts)
    )


class _Writer:
    """Writes the tasks of one file."""

    def __init__(self, given: Outgoing) -> None:
        self.given = given
        self.left = LeftOut()
        self.n_judgments = 0
        self.questions = {question.name: question for question in given.questions}
        columns = dict.fromkeys(column for each in given.questions for column in shown(each, given.texts))
        self.names = object_names(columns, given.questions)
        self.left.uncarried(given.judgments, rounds=False)
        self.by_item: dict[str, list[Carried]] = {}
        for each in given.judgments:
            self.by_item.setdefault(each.item, []).append(each)

    def task(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """One item with what was said of it."""
        submissions = [*_submissions(self.by_item.get(str(row[self.given.item]), ()))]
        people = [each for each in submissions if each[0].kind is JudgeKind.LABELER]
        machines = [each for each in submissions if each[0].kind is not JudgeKind.LABELER]
        lists = {
            f"{LIST}{each.name}": [
                {"id": option, "title": option, "body": text_of(row.get(option))} for option in each.form.options
            ]
            for each in self.given.questions
            if isinstance(each.form, Ranking)
        }
        return {
            "data": {**row, **lists},
            "annotations": [each for one in people if (each := self._annotation(one, row)) is not None],
            "predictions": [each for one in machines if (each := self._prediction(one, row)) is not None],
        }

    def _annotation(self, one: Sequence[Carried], row: Mapping[str, Any]) -> dict[str, Any] | None:
        """What one person said; who it was is a key of ours, since Label Studio 1.23 refuses unknown users."""
        given = self._told(one)
        silent = [each for each in one if each.status is Status.ABSTAINED]
        if not given and not silent:
            return None
        self.left.add("skips of one question in an annotation that answers another", len(silent) if given else 0)
        self.n_judgments += len(given) or len(silent)
        seconds = [each.seconds for each in one if each.seconds is not None]
        return {
            "was_cancelled": not given,
            "ground_truth": False,
            "result": [region for each in given for region in self._regions(each, row)],
            "judge": one[0].judge,
            **({"lead_time": sum(seconds)} if seconds else {}),
            **_created(one),
            **({"round": one[0].round} if one[0].round is not None else {}),
        }

    def _prediction(self, one: Sequence[Carried], row: Mapping[str, Any]) -> dict[str, Any] | None:
        given = self._told(one)
        self.left.add("skips of machines", sum(each.status is Status.ABSTAINED for each in one))
        if not given:
            return None
        self.n_judgments += len(given)
        self.left.add("seconds of machines", sum(each.seconds is not None for each in given))
        sure = [each.confidence for each in given if each.confidence is not None]
        return {
            "model_version": one[0].judge,
            "kind": one[0].kind.value,
            "result": [region for each in given for region in self._regions(each, row)],
            **({"score": min(sure)} if sure else {}),
            **_created(one),
        }

    def _told(self, one: Sequence[Carried]) -> list[Carried]:
        """Those with an answer; the others but skips are counted."""
        for each in one:
            if each.status not in (Status.GIVEN, Status.ABSTAINED):
                self.left.add(f"judgments with status {each.status.value}")
            if each.kind is JudgeKind.LABELER and each.confidence is not None:
                self.left.add("confidences of people")
        return [each for each in one if each.status is Status.GIVEN]

    def _regions(self, each: Carried, row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        question = self.questions[each.question]
        type_, key = tag_of(question.form)
        to = tied_to(question, self.names, self.given.texts).split(",")[0]
        head: dict[str, Any] = {"from_name": question.name, "to_name": to, "type": type_}
        if isinstance(question.form, Spans):
            text = text_of(row.get(question.form.column))
            values: list[dict[str, Any]] = [*_passages(each.answer, text, self.given.offsets)]
        elif isinstance(question.form, Boxes):
            image = media_in(text_of(row.get(question.form.column)))
            size = (0, 0) if image is None else (image.width, image.height)
            head |= {"original_width": size[0], "original_height": size[1], "image_rotation": 0}
            values = [*boxes_written(each.answer, size)]
        else:
            values = [{key: value}] if (value := _value(question, type_, each.answer)) != [] else []
        for number, value in enumerate(values, start=1):
            yield {"id": f"{question.name}-{number}", **head, "value": value}


def _submissions(judgments: Sequence[Carried]) -> Iterator[list[Carried]]:
    """The judgments of one item by judge and, where one answered a question again, by round."""
    rounds: dict[tuple[str, str, str], int] = {}
    keyed: list[tuple[str, str, int, Carried]] = []
    for each in judgments:
        key = (each.judge, each.kind.value, each.question)
        rounds[key] = rounds.get(key, 0) + 1
        keyed.append((each.judge, each.kind.value, rounds[key], each))
    keyed.sort(key=lambda entry: entry[:3])
    for _, group in groupby(keyed, key=lambda entry: entry[:3]):
        yield [each for *_, each in group]


def _value(question: Question, type_: str, answer: Any) -> Any:
    match type_:
        case "choices" | "textarea":
            return answer if isinstance(answer, list) else [answer]
        case "taxonomy":
            return [option.split(BETWEEN) for option in answer]
        case "ranker":
            return {question.name: answer}
        case "rating":
            return int(answer)
        case _:
            return answer


def _passages(answer: Sequence[Mapping[str, Any]], text: str, offsets: str | None) -> Iterator[dict[str, Any]]:
    """Passages in code points, as Label Studio counts since 2022, with the text that is marked."""
    places = Places(text)
    for span in answer:
        start, end = span["start"], span["end"]
        marked = text[start:end]
        if offsets == UTF_16:
            start, end = places.units(start), places.units(end)
        yield {"start": start, "end": end, "text": marked, "labels": [span["label"]]}


def _created(one: Sequence[Carried]) -> dict[str, str]:
    times = [each.observed_at for each in one if each.observed_at is not None]
    return {"created_at": max(times)} if times else {}
