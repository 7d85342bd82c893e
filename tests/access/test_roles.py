"""Who may do what, and who may give what to whom."""

import pytest

from assay.access.roles import EVERYWHERE, MAY, Grant, Permission, Role, allows, may_give, parse_grant
from assay.core.errors import InputError


def test_every_role_may_something_and_only_administrators_look_after_accounts() -> None:
    assert set(MAY) == set(Role)
    assert all(MAY.values())
    assert {role for role in Role if Permission.ADMINISTER in MAY[role]} == {Role.ADMINISTRATOR}
    assert Permission.LABEL not in MAY[Role.ADMINISTRATOR]


def test_a_role_in_one_program_holds_nowhere_else() -> None:
    held = [Grant(Role.LABELER, "toxic")]
    assert allows(held, Permission.LABEL)
    assert allows(held, Permission.LABEL, "toxic")
    assert not allows(held, Permission.LABEL, "spam")
    assert not allows(held, Permission.LABEL, EVERYWHERE)
    assert allows([Grant(Role.LABELER)], Permission.LABEL, "spam")


@pytest.mark.parametrize(
    ("giver", "grant", "may"),
    [
        (Grant(Role.ADMINISTRATOR), Grant(Role.ADMINISTRATOR), True),
        (Grant(Role.LEAD), Grant(Role.LABELER), True),
        (Grant(Role.LEAD), Grant(Role.LEAD), False),
        (Grant(Role.LEAD), Grant(Role.AUDITOR), False),
        (Grant(Role.LEAD, "toxic"), Grant(Role.REVIEWER, "toxic"), True),
        (Grant(Role.LEAD, "toxic"), Grant(Role.REVIEWER, "spam"), False),
        (Grant(Role.LEAD, "toxic"), Grant(Role.REVIEWER), False),
        (Grant(Role.LABELER), Grant(Role.LABELER), False),
    ],
    ids=str,
)
def test_nobody_gives_more_than_he_may(giver: Grant, grant: Grant, may: bool) -> None:
    assert may_give([giver], grant) is may


@pytest.mark.parametrize("text", ["boss", "", "labeler:", "labeler: x", "labeler:a\tb", "administrator:toxic"])
def test_a_grant_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_grant(text)


def test_a_grant_is_written_as_it_is_read() -> None:
    assert [str(parse_grant(text)) for text in ("lead", "lead:spam:zh")] == ["lead", "lead:spam:zh"]
