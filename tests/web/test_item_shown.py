"""Who reviews an answer sees the item as its labeler saw it, and nothing of it acts."""

import json

from assay.labeling.showing import Kind, Part
from assay.web.item_shown import MOST_SHOWN, markup_of

HOSTILE = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


def markup(value: object, kind: Kind) -> str:
    return str(markup_of(Part("c", json.dumps(value), kind)))


def test_a_conversation_stands_turn_by_turn() -> None:
    found = markup([{"role": "user", "content": HOSTILE}, {"role": "assistant", "content": "猫"}], Kind.CONVERSATION)
    assert found.count("<li>") == 2
    assert ESCAPED in found
    assert "猫" in found
    assert HOSTILE not in found


def test_the_steps_of_a_trace_are_folded() -> None:
    found = markup({"steps": [{"name": HOSTILE, "output": "قطة"}, {"name": "b", "input": {"q": HOSTILE}}]}, Kind.TRACE)
    assert found.count("<details><summary>") == 2
    assert found.count(ESCAPED) == 2
    assert HOSTILE not in found


def test_a_table_stands_in_rows_and_columns() -> None:
    found = markup([{"城市": HOSTILE}, {"n": 2}], Kind.TABLE)
    assert found.count("<tr>") == 3
    assert '<th scope="col" dir="auto">城市</th>' in found
    assert f'<td dir="auto">{ESCAPED}</td><td dir="auto"></td>' in found


def test_what_is_too_long_or_a_text_is_shown_as_it_is_written() -> None:
    assert markup_of(Part("c", HOSTILE)) is None
    assert markup_of(Part("c", json.dumps([{"a": "x" * MOST_SHOWN}]), Kind.TABLE)) is None
