"""Items and judgments of one question as lines that Prodigy reads (``prodigy db-in``, or a source to label)."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from assay.core.exchange import UTF_16, Carried, Outgoing, Written
from assay.core.judgment import JudgeKind, Status
from assay.core.question import Choice, Form, FreeText, Spans
from assay.datasets.carried import text_of
from assay.datasets.offsets import Places
from assay.datasets.told import LeftOut
from assay.integrations.prodigy.words import ACCEPT, IGNORE, ITEM, NAME, OURS, REJECT, TEXT, USER_TEXT
from assay.labeling.asked_alone import AskedAlone, as_labels, asked_alone, menu_of, other_columns

PRESSED = {Status.GIVEN: ACCEPT, Status.ABSTAINED: IGNORE, Status.NOT_APPLICABLE: REJECT}


def write(given: Outgoing) -> Written:
    """One line a judgment, and one for each item that nobody judged.

    Raises
    ------
    InputError
        ``exchange.one_question``, ``exchange.form``, ``exchange.nothing_to_show``.
    """
    asked, left = asked_alone(given, NAME), LeftOut()
    left.uncarried(given.judgments)
    lines = [line for row in given.rows for line in _lines(given, asked, row, left)]
    content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    return Written(content, None, len(given.rows), len(given.judgments), dict(left.counts))


def _lines(given: Outgoing, asked: AskedAlone, row: Mapping[str, Any], left: LeftOut) -> Iterator[dict[str, Any]]:
    """A line for each judgment of an item, or one to be answered."""
    item, text = str(row[given.item]), text_of(row.get(asked.text))
    more, n_clashing = other_columns(row, (given.item, asked.text), (*OURS, ITEM, TEXT, "label"))
    left.add("values of columns that Prodigy has another meaning for", n_clashing)
    head = {ITEM: item, TEXT: text, **more, **_asked(asked)}
    judgments = asked.judgments.get(item, ())
    for each in judgments:
        answer = _answer(asked.question.form, each.answer, text, given.offsets) if each.status is Status.GIVEN else {}
        yield {**head, **answer, "answer": _pressed(asked, each), **_told(each)}
    if not judgments:
        yield head


def is_binary(form: Form) -> bool:
    """Whether a question asks if one label fits, which Prodigy answers by accept and reject."""
    return isinstance(form, Choice) and form.options == (ACCEPT, REJECT)


def _asked(asked: AskedAlone) -> dict[str, Any]:
    form = asked.question.form
    if is_binary(form):
        return {"label": asked.question.name}
    if isinstance(form, Spans):
        return {"_view_id": "spans_manual"}
    if isinstance(form, FreeText):
        return {"_view_id": "text_input"}
    return {"options": [{"id": each, "text": each} for each in menu_of(form)], "_view_id": "choice"}


def _answer(form: Form, answer: Any, text: str, offsets: str | None) -> dict[str, Any]:
    if is_binary(form):
        return {}
    if isinstance(form, FreeText):
        return {USER_TEXT: answer}
    if not isinstance(form, Spans):
        return {ACCEPT: as_labels(form, answer)}
    places = Places(text)
    ends = ("start", "end")
    return {
        "spans": [
            {**span, **{end: places.units(span[end]) if offsets == UTF_16 else span[end] for end in ends}}
            for span in answer
        ]
    }


def _pressed(asked: AskedAlone, each: Carried) -> str:
    if is_binary(asked.question.form) and each.status is Status.GIVEN:
        return str(each.answer)
    return PRESSED.get(each.status, IGNORE)


def _told(each: Carried) -> dict[str, Any]:
    """Who answered and when; what Prodigy has no key for stands under one of ours."""
    at = each.observed_at
    told = {
        "_timestamp": None if at is None else int(datetime.fromisoformat(at).timestamp()),
        "question": each.question,
        "kind": None if each.kind is JudgeKind.LABELER else each.kind.value,
        "status": None if each.status in PRESSED else each.status.value,
        "observed_at": at,
        "confidence": each.confidence,
        "seconds": each.seconds,
    }
    given = {name: value for name, value in told.items() if value is not None}
    return {"_annotator_id": each.judge, "_session_id": each.judge, **given}
