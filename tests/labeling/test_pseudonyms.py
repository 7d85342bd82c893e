"""Names of people in other tools, and the pseudonyms that the ledger knows them by."""

import pytest

from assay.core.errors import InputError
from assay.labeling.pseudonyms import parse_people, people_text, with_people


def test_each_person_gets_one_pseudonym_that_nobody_has() -> None:
    known = {"ann@example.org": "j2"}
    found = with_people(known, ["bo", "ann@example.org", "cem", "bo"], taken={"j1"})
    assert found == {"ann@example.org": "j2", "bo": "j3", "cem": "j4"}
    assert parse_people(people_text(found), "people.json") == found


def test_a_name_that_the_ledger_knows_is_a_pseudonym_already() -> None:
    assert with_people({}, ["j1", "ann"], taken={"j1"}) == {"ann": "j2"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[]", "people.form"),
        ("{", "people.form"),
        ('{"ann": 1}', "people.form"),
        ('{"ann": "j1", "bo": "j1"}', "people.twice"),
        ('{"ann": "ann@example.org"}', "judge.name"),
    ],
)
def test_a_file_that_would_mix_or_show_people_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_people(text, "people.json")
    assert refused.value.code == code
