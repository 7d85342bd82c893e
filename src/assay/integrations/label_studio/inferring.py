"""A question without a config, from the results of its annotations."""

from collections.abc import Mapping, Sequence
from typing import Any

from assay.core.errors import InputError
from assay.core.question import Question
from assay.datasets.problems import shown
from assay.integrations.label_studio.regions import Said
from assay.labeling.inferred import (
    menu_question,
    number_question,
    ranking_question,
    rating_question,
    spans_question,
    text_question,
)

NEEDS_CONFIG = "Give the labeling config: --config FILE.xml (project settings, labeling interface, code)."
USUAL_TEXT = "text"


def inferred(name: str, every: Sequence[Said], rows: Sequence[Mapping[str, Any]]) -> Question:
    """The question that these results answer.

    Raises
    ------
    InputError
        ``exchange.config`` where the results do not tell enough.
    """
    values = [each.values for each in every]
    match every[0].type:
        case "choices" | "taxonomy":
            return menu_question(name, [[str(option) for option in each] for each in values])
        case "rating":
            return rating_question(name, [each for one in values for each in one if isinstance(each, (int, float))])
        case "number":
            return number_question(name)
        case "textarea":
            return text_question(name)
        case "ranker":
            return ranking_question(name, [[str(option) for option in each] for each in values])
        case "labels":
            return spans_question(name, [_labels(each) for each in values], _text_column(name, every[0].to, rows))
    what = f"What {shown(name)} asks is told in the labeling config alone."
    raise InputError("exchange.config", what, NEEDS_CONFIG)


def _labels(values: list[Any]) -> list[dict[str, Any]]:
    """Passages with one label each, for the menu and to see which overlap."""
    return [{"start": each["start"], "end": each["end"], "label": label} for each in values for label in each["labels"]]


def _text_column(name: str, to: str, rows: Sequence[Mapping[str, Any]]) -> str:
    texts = [key for key in rows[0] if all(isinstance(row.get(key), str) for row in rows)]
    likely = [key for key in (to, USUAL_TEXT) if key in texts] or texts
    if not likely or (len(likely) > 1 and likely[0] not in (to, USUAL_TEXT)):
        what = f"It is not told in which of {', '.join(texts[:8]) or 'the data'} the passages of {shown(name)} are."
        raise InputError("exchange.config", what, NEEDS_CONFIG)
    return likely[0]
