"""A conversation is a list of turns, and everything else is a text."""

import json

import pytest

from assay.labeling.conversation import Turn, turns_of


def test_turns_are_read_with_contents_in_one_or_several_parts() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    text = json.dumps([{"role": "user", "content": "你好", "name": "x"}, {"role": "assistant", "content": parts}])
    assert turns_of(f" {text}") == (Turn("user", "你好"), Turn("assistant", "a\nb"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[",
        "[]",
        "[1]",
        '{"role": "user", "content": "x"}',
        '[{"role": "user"}]',
        '[{"role": "user", "content": "x"}, 3]',
        '[{"role": 1, "content": "x"}]',
        '[{"role": "", "content": "x"}]',
        '[{"role": "user", "content": [{"type": "image"}]}]',
        "[" * 100_000,
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_conversation_is_a_text(text: str) -> None:
    assert turns_of(text) == ()
