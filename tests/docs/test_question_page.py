"""The page on questions and guidelines shows files that are accepted, and every type and field."""

from pathlib import Path

import pytest
from docs_build.blocks import Block, blocks_of

from assay.labeling.form_file import is_form, parse_form
from assay.labeling.guideline import parse_guideline
from assay.labeling.question_file import HEAD, TYPES, parse_question

TEXT = (Path(__file__).parents[2] / "docs/concepts/questions-and-guidelines.md").read_text("utf-8")
BLOCKS = list(blocks_of(TEXT))


@pytest.mark.parametrize("block", [each for each in BLOCKS if each.kind == "yaml"], ids=lambda block: str(block.line))
def test_a_question_of_the_page_is_accepted(block: Block) -> None:
    if is_form(block.body):
        assert parse_form(block.body, "page").form.name in block.body
    else:
        assert parse_question(block.body, "page").name in block.body


def test_the_guideline_of_the_page_has_the_rules_that_it_shows() -> None:
    (shown,) = [each.body for each in BLOCKS if each.kind == "markdown"]
    asked = parse_question(next(each.body for each in BLOCKS if each.kind == "yaml"), "page")
    guideline = parse_guideline(shown, "page", question="toxic", asked=asked)
    first = guideline.rules[0]
    assert guideline.tree is not None
    assert [step.id for step in guideline.tree.steps] == ["A", "B"]
    assert [rule.number for rule in guideline.rules] == ["1", "2"]
    assert (len(first.examples), len(first.counter_examples)) == (1, 1)


def test_every_type_and_every_field_is_on_the_page() -> None:
    fields = [*HEAD, *(name for kind in TYPES.values() for name in kind.fields)]
    assert [name for name in [*TYPES, *fields] if f"`{name}" not in TEXT] == []
