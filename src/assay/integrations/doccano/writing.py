"""Items and judgments of one question as lines that doccano imports."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from assay.core.exchange import CODE_POINTS, Carried, Outgoing, Written
from assay.core.judgment import JudgeKind, Status
from assay.core.question import Spans
from assay.datasets.carried import text_of
from assay.datasets.offsets import Places
from assay.datasets.told import LeftOut
from assay.integrations.doccano.words import ITEM, NAME, OURS, TEXT, TOLD, labels_text
from assay.labeling.asked_alone import AskedAlone, as_labels, asked_alone, menu_of, other_columns


def write(given: Outgoing) -> Written:
    """One line a judgment, and one for each item that nobody judged; in ASCII, since doccano guesses encodings.

    Raises
    ------
    InputError
        ``exchange.one_question``, ``exchange.form``, ``exchange.nothing_to_show``.
    """
    asked, left = asked_alone(given, NAME), LeftOut()
    left.uncarried(given.judgments)
    lines = [line for row in given.rows for line in _lines(given, asked, row, left)]
    content = "".join(json.dumps(line) + "\n" for line in lines).encode()
    options = menu_of(asked.question.form)
    config = labels_text(options) if options else None
    return Written(content, config, len(given.rows), len(given.judgments), dict(left.counts))


def _lines(given: Outgoing, asked: AskedAlone, row: Mapping[str, Any], left: LeftOut) -> Iterator[dict[str, Any]]:
    """A line for each judgment of an item, or one without a label.

    Every line has the same keys and none is null: what is absent on some lines doccano 1.8.4 turns into NaN, which its
    database refuses.
    """
    item, text = str(row[given.item]), text_of(row.get(asked.text))
    more, n_clashing = other_columns(row, (given.item, asked.text), (*OURS, ITEM, TEXT))
    left.add("values of columns that doccano has another meaning for", n_clashing)
    left.add("empty values, written as empty texts", sum(value is None for value in more.values()))
    head = {ITEM: item, TEXT: text, **{key: "" if value is None else value for key, value in more.items()}}
    judgments = asked.judgments.get(item, ())
    for each in judgments:
        kind = None if each.kind is JudgeKind.LABELER else each.kind.value
        told = {**{name: getattr(each, name) for name in TOLD}, "kind": kind, "status": each.status.value}
        labels = _labels(asked, each, text, given.offsets) if each.status is Status.GIVEN else []
        yield {**head, "label": labels, **{name: "" if value is None else str(value) for name, value in told.items()}}
    if not judgments:
        yield {**head, "label": [], **dict.fromkeys(TOLD, "")}


def _labels(asked: AskedAlone, each: Carried, text: str, offsets: str | None) -> list[Any]:
    if not isinstance(asked.question.form, Spans):
        return as_labels(asked.question.form, each.answer)
    places = Places(text)
    spans = [(span["start"], span["end"], span["label"]) for span in each.answer]
    return [
        [*(end if offsets == CODE_POINTS else places.units(end) for end in (start, stop)), label]
        for start, stop, label in spans
    ]
