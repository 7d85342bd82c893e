"""Keys of a line of doccano, and its file of labels."""

import json

from assay.core.errors import InputError

NAME = "doccano"
ITEM, TEXT = "item", "text"
ANSWERS = ("label", "labels", "entities", "cats")
"""Keys under which doccano writes labels, by kind of project."""
TOLD = ("question", "judge", "kind", "status", "confidence", "seconds", "observed_at")
"""Keys that we add; doccano keeps them as metadata and gives them back."""
OURS = (*ANSWERS, *TOLD, "id", "Comments", "comments", "relations")
"""Keys that are no columns of the item."""
COLOUR = "#209cee"


def label_menu(text: str, file: str) -> tuple[str, ...]:
    """The labels of a project, from the file that doccano exports under Labels.

    Raises
    ------
    InputError
        ``exchange.config``.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    members = found if isinstance(found, list) else []
    texts = [each.get("text") for each in members if isinstance(each, dict)]
    if not texts or not all(isinstance(each, str) for each in texts):
        fix = 'In doccano: Labels, Actions, Export; it is a list: [{"text": "positive"}].'
        raise InputError("exchange.config", "This is no file of labels of doccano.", fix, file=file)
    return tuple(str(each) for each in texts)


def labels_text(options: tuple[str, ...]) -> str:
    """The file of labels that doccano imports."""
    rows = [{"text": option, "background_color": COLOUR, "text_color": "#ffffff"} for option in options]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
