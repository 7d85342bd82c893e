"""An export of Label Studio: tasks with their annotations and predictions, as items and judgments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.core.errors import InputError
from assay.core.exchange import Brought, Carried, Reading
from assay.core.judgment import JudgeKind, Status
from assay.core.media import media_in
from assay.core.question import Boxes, FreeText, MultipleChoice, Question, Spans
from assay.datasets.carried import text_of
from assay.datasets.json_records import Record, read_records
from assay.datasets.problems import Problems, shown
from assay.datasets.told import LeftOut
from assay.integrations.label_studio.boxes import boxes_read
from assay.integrations.label_studio.config import Control, read_config
from assay.integrations.label_studio.inferring import inferred
from assay.integrations.label_studio.regions import Said, Unfit, said, spans
from assay.integrations.label_studio.words import LIST, NAME, USER
from assay.labeling.inferred import told_by_answers
from assay.labeling.question_written import checked_question

ID = "id"
EXPORT_FIX = "In Label Studio: Export, format JSON (not JSON-MIN)."
PEOPLE, MACHINES = ("annotations", "completions"), ("predictions",)


@dataclass(frozen=True, slots=True)
class _Submission:
    """One annotation or prediction."""

    item: str
    line: int
    judge: str
    kind: JudgeKind
    status: Status
    said: Mapping[str, Said]
    confidence: float | None
    seconds: float | None
    observed_at: str | None
    round: int | None


class _Export:
    """The tasks of one file while they are read."""

    def __init__(self, path: Path, how: Reading) -> None:
        self.how, self.file = how, str(path)
        self.problems, self.left = Problems(str(path)), LeftOut()
        self.inferred: list[str] = []
        read = read_records(path)
        self.sha256 = read.sha256
        self.controls = read_config(how.config, how.config_file) if how.config is not None else {}
        self.tasks = [record for record in read.records if self._is_task(record)]
        self.problems.raise_any()
        self.controls = {name: self._with_media(each) for name, each in self.controls.items()}
        keys = [key for key in (how.column, ID) if key and all(key in task.value["data"] for task in self.tasks)]
        self.item = how.item or next(iter(keys), None)
        self.ids = [self._id(task) for task in self.tasks] if self._has_ids() else []
        self.problems.raise_any()

    def submissions(self) -> list[_Submission]:
        """Every annotation and prediction, in file order."""
        found = []
        for task, item in zip(self.tasks, self.ids, strict=True):
            for key in (*PEOPLE, *MACHINES):
                entries = task.value.get(key)
                if entries is not None and not isinstance(entries, list):
                    what = f"The {key} of this task are not a list."
                    self.problems.add("exchange.shape", what, EXPORT_FIX, line=task.line, item=item)
                    continue
                for number, entry in enumerate(entries or (), start=1):
                    place = f"{key.removesuffix('s')} {number}"
                    try:
                        read = self._submission(entry, item, task.line, is_person=key in PEOPLE)
                    except Unfit as error:
                        what = f"The {place} of this task cannot be read: {error}."
                        self.problems.add("exchange.shape", what, EXPORT_FIX, line=task.line, item=item)
                        continue
                    found += [read] if read is not None else []
            drafts = task.value.get("drafts")
            self.left.add("drafts", len(drafts) if isinstance(drafts, list) else 0)
        self.problems.raise_any()
        return found

    def row(self, task: Record, item: str) -> dict[str, Any]:
        """The item of a task."""
        data = {key: value for key, value in task.value["data"].items() if not key.startswith(LIST)}
        return data if self.item is not None else {ID: item, **data}

    def _is_task(self, record: Record) -> bool:
        if isinstance(record.value.get("data"), dict):
            return True
        self.problems.add("exchange.shape", "This is no task: it has no 'data'.", EXPORT_FIX, line=record.line)
        return False

    def _has_ids(self) -> bool:
        """Whether any task says which item it is; where none does, that is one problem and not one a task."""
        if self.item is not None or not self.tasks or any(ID in task.value for task in self.tasks):
            return True
        keys = ", ".join(list(self.tasks[0].value["data"])[:8])
        self.problems.add(
            "exchange.item", "No task has an id.", f"Name the key of ids by --id: {keys}.", line=self.tasks[0].line
        )
        return False

    def _id(self, task: Record) -> str:
        found = task.value.get(ID) if self.item is None else task.value["data"].get(self.item)
        if isinstance(found, (str, int)) and not isinstance(found, bool):
            return str(found)
        where = "The task has no id" if self.item is None else f"The data have no id under {shown(self.item)}"
        keys = ", ".join(list(task.value["data"])[:8])
        self.problems.add("exchange.item", f"{where}.", f"Name its key by --id: {keys}.", line=task.line)
        return ""

    def _submission(self, entry: Any, item: str, line: int, *, is_person: bool) -> _Submission | None:
        if isinstance(entry, int):
            self.left.add("predictions of which the file has the number only")
            return None
        if not isinstance(entry, dict):
            raise Unfit("it is not an object")
        unknown = {name: each.tag for name, each in self.controls.items() if self._is_unknown(each)}
        is_silent = entry.get("was_cancelled") is True
        return _Submission(
            item,
            line,
            self._person(entry) if is_person else str(entry.get("model_version") or "model"),
            JudgeKind.LABELER if is_person else _machine(entry.get("kind")),
            Status.ABSTAINED if is_silent else Status.GIVEN,
            {} if is_silent else said(entry.get("result"), self.left, unknown=unknown),
            None if is_person else self.left.share(entry.get("score"), "scores of predictions"),
            self.left.seconds(entry.get("lead_time"), "lead times") if is_person else None,
            self.left.time(entry.get("created_at"), "times of creation"),
            self.left.round(entry.get("round"), "rounds"),
        )

    def _is_unknown(self, control: Control) -> bool:
        told = any(question.name == control.name for question in self.how.questions)
        return control.question is None and not control.is_ranking and not told

    def _with_media(self, control: Control) -> Control:
        """A control of boxes asks nothing where its images are not media of the house: their pixels are not known."""
        question = control.question
        if question is None or not isinstance(question.form, Boxes):
            return control
        cells = [text_of(task.value["data"].get(question.form.column)) for task in self.tasks]
        return control if all(media_in(cell) for cell in cells) else control._replace(question=None)

    def _person(self, entry: Mapping[str, Any]) -> str:
        by = entry.get("completed_by")
        known = by.get("id", by.get("email", by.get("username"))) if isinstance(by, dict) else by
        name = entry.get("judge", f"{USER}{known}" if isinstance(known, int) else known) or self.how.judge
        if not isinstance(name, str) or not name:
            raise Unfit("it does not say who made it (completed_by); name them by --judge")
        return name


def read(path: Path, how: Reading) -> Brought:
    """Items, questions and judgments of an export in format JSON.

    Raises
    ------
    InputError
        Every problem of the file or of the config: ``exchange.shape``, ``exchange.item``, ``exchange.config``,
        ``exchange.bad_xml`` and those of reading JSON.
    """
    export = _Export(path, how)
    rows = [export.row(task, item) for task, item in zip(export.tasks, export.ids, strict=True)]
    submissions = export.submissions()
    questions = {each.name: each for each in _questions(export, submissions, rows)}
    texts = dict(zip(export.ids, rows, strict=True))
    judgments = [each for one in submissions for each in _judgments(one, questions, texts, export)]
    export.problems.raise_any()
    shown_columns = dict.fromkeys(column for question in questions.values() for column in question.show)
    return Brought(
        NAME,
        export.sha256,
        export.item or ID,
        tuple(rows),
        tuple(task.line for task in export.tasks),
        tuple(shown_columns),
        tuple(questions.values()),
        tuple(judgments),
        dict(export.left.counts),
        told_by_answers(export.inferred),
    )


def _questions(export: _Export, submissions: list[_Submission], rows: list[dict[str, Any]]) -> Iterator[Question]:
    """What was asked: as told, as the config says, else as the answers say."""
    told = {question.name: question for question in export.how.questions}
    configured = {name: each.question for name, each in export.controls.items() if each.question is not None}
    names = dict.fromkeys((*configured, *(name for one in submissions for name in one.said)))
    for name in names:
        known = told.get(name) or configured.get(name)
        if known is None:
            every = [one.said[name] for one in submissions if name in one.said and one.said[name].is_carried]
            if not every:
                continue
            export.inferred.append(name)
            try:
                known = checked_question(inferred(name, every, rows), export.file)
            except InputError as error:
                for each in error.problems:
                    export.problems.add(each.code, each.what, each.fix)
                continue
        yield known
    export.problems.raise_any()


def _judgments(
    one: _Submission, questions: Mapping[str, Question], rows: Mapping[str, Mapping[str, Any]], export: _Export
) -> Iterator[Carried]:
    """A judgment for each question that an annotation answers; the seconds of all are told with the first."""
    seconds = one.seconds
    for question in questions.values():
        if question.name in one.said and not one.said[question.name].is_carried:
            continue
        answer = _answer(one, question, rows[one.item], export) if one.status is Status.GIVEN else None
        if answer is None and one.status is Status.GIVEN:
            export.left.add(f"annotations that leave '{question.name}' open", int(one.kind is JudgeKind.LABELER))
            continue
        yield Carried(
            one.item,
            question.name,
            one.judge,
            one.kind,
            one.status,
            answer,
            one.line,
            one.confidence,
            seconds,
            one.observed_at,
            round=one.round,
        )
        seconds = None


def _answer(one: _Submission, question: Question, row: Mapping[str, Any], export: _Export) -> Any:
    """As JSON has it; None where the question was left open. Nothing marked, and nothing chosen of several, is said."""
    found = one.said.get(question.name)
    form = question.form
    if found is None:
        is_said = isinstance(form, (Spans, Boxes, MultipleChoice)) and one.kind is JudgeKind.LABELER
        return [] if is_said and not (isinstance(form, MultipleChoice) and form.least) else None
    if isinstance(form, Spans) and found.type == "labels":
        try:
            return list(spans(found.values, text_of(row.get(form.column)), offsets=export.how.offsets))
        except Unfit as error:
            what = f"Question {shown(question.name)}, judge {shown(one.judge)}: {error}."
            fix = "Export the tasks with the text that was labeled."
            export.problems.add("exchange.passage", what, fix, line=one.line, item=one.item)
            return None
    if isinstance(form, Boxes):
        image = media_in(text_of(row.get(form.column)))
        return list(boxes_read(found.values, (0, 0) if image is None else (image.width, image.height)))
    is_text = isinstance(form, FreeText) and all(isinstance(each, str) for each in found.values)
    return found.values if is_text or len(found.values) != 1 or found.type in ("choices", "ranker") else found.values[0]


def _machine(kind: Any) -> JudgeKind:
    known = [each for each in JudgeKind if each is not JudgeKind.LABELER]
    return next((each for each in known if each.value == kind), JudgeKind.SYSTEM)
