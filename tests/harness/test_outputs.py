"""What an output says: a class of the menu after normalising, or nothing; never a guess."""

import pytest

from assay.core.errors import InputError
from assay.core.plan import Call
from assay.harness.outputs import class_said, menu_of
from assay.harness.systems import endpoint_of, system_settings


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Yes", "yes"),
        (" YES.\n", "yes"),
        ("**no**", "no"),
        ("yes, I think so", None),
        ("yes no", None),
        ("", None),
        ("\x00\x1b[31m", None),
        (">50k", ">50K"),
        ("don't know", "don't know"),
        ("the don't know", "don't know"),
    ],
)
def test_a_class_is_told_whatever_its_case_and_punctuation(text: str, said: str | None) -> None:
    assert class_said(text, menu_of(["yes", "no", ">50K", "don't know"])) == said


def test_classes_of_signs_alone_are_kept_and_those_that_cannot_be_told_apart_are_refused() -> None:
    assert class_said(" + ", menu_of(["+", "-"])) == "+"
    with pytest.raises(InputError) as caught:
        menu_of(["Yes", "yes!"])
    assert caught.value.code == "scoring.menu"


def test_a_system_is_known_by_what_it_is_and_not_by_its_pace_or_key() -> None:
    call = Call("https://api.example.org/v1", "large", "{{ question }}")
    quick = Call("https://api.example.org/v1", "large", "{{ question }}", at_once=64, attempts=3, price_in=1.0)
    other = Call("https://api.example.org/v1", "large", "{{ question }}", temperature=0.0)
    assert system_settings(call) == system_settings(quick) != system_settings(other)
    assert "sk-secret" not in repr(endpoint_of(call, "sk-secret"))


def test_a_class_is_what_stands_behind_the_thinking() -> None:
    menu = menu_of(["spam", "ham"])
    assert class_said("<think>Spam or ham?</think>\n\nHam.", menu) == "ham"
    assert class_said("Spam or ham?\n</think>\nspam", menu) == "spam"
    assert class_said("<think>spam", menu) is None
