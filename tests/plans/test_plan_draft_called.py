"""A drafted plan for prompts without labels is one that this version reads."""

import pytest

from assay.core.errors import InputError
from assay.core.item import Column, DatasetVersion, Role, Source
from assay.plans.draft_called import draft_called
from assay.plans.parse import parse_plan


def manifest(*columns: Column, n: int = 2000) -> DatasetVersion:
    return DatasetVersion(
        "questions", (Column("id", "text", Role.ID), *columns), (), n, Source("q.csv", "0" * 64, "csv")
    )


TEXT, ANSWER = Column("question", "text", Role.TEXT), Column("Answer", "text", Role.OTHER)
SLICE, HOSTILE = Column("topic", "text", Role.SLICE), Column('a "b": {{ c', "text", Role.OTHER)


@pytest.mark.parametrize(
    ("columns", "scorer", "tier"),
    [((ANSWER, HOSTILE, TEXT, SLICE), "normalised", "standard"), ((HOSTILE, TEXT), None, "low")],
)
def test_it_is_read_as_it_stands(columns: tuple[Column, ...], scorer: str | None, tier: str) -> None:
    text = draft_called(
        manifest(*columns), name="p", baseline="old: 1", candidate="new", author="mina", version="a" * 64
    )
    plan = parse_plan(text, "plan.yaml")
    assert plan.scoring is not None
    assert (plan.scoring.scorer, plan.scoring.target) == (scorer, "Answer" if scorer else None)
    assert (plan.tier, plan.baseline.name) == (tier, "old: 1")
    assert [each.call.prompt for each in (plan.baseline, plan.candidate) if each.call] == ["{{ question }}"] * 2


def test_without_a_column_that_a_template_can_name_there_is_no_plan() -> None:
    with pytest.raises(InputError) as caught:
        draft_called(manifest(HOSTILE, ANSWER), name="p", baseline="a", candidate="b", author=None)
    assert caught.value.code == "plan.no_prompt"
