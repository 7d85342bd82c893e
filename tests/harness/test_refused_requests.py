"""A request that is refused says why, in the server's words; the field that bounds an answer may have another name."""

import json
import re
from pathlib import Path

import pytest

from assay.core.calls import Reply
from assay.core.errors import InputError
from assay.harness.calling import without
from assay.harness.chat import Endpoint
from assay.harness.providers.named import SETTINGS, make_provider
from assay.harness.replies import LONGEST_WHY, failed

KEY = "sk-planted-0123456789"
REFUSED = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."


@pytest.mark.parametrize(
    ("status", "told", "words"),
    [
        (400, {"error": {"message": REFUSED}}, REFUSED),
        (400, {"error": REFUSED}, REFUSED),
        (422, {"message": "no \u202eodd"}, None),
        (404, [1], ""),
        (401, {"error": {"message": "no key " + KEY}}, ""),
        (429, {"error": {"message": "slow down"}}, "slow down"),
        (500, {"error": {"message": "broken"}}, "broken"),
    ],
)
def test_what_the_server_says_of_a_failure_is_kept_but_for_what_may_be_about_a_key(
    status: int, told: object, words: str | None
) -> None:
    found = failed(Reply(status, {}, json.dumps(told).encode()))
    assert found is not None
    assert found.why == f"status_{status}"
    assert "\u202e" not in found.words
    assert words is None or found.words == words


def test_no_part_of_a_key_that_is_said_back_is_kept_wherever_the_words_are_cut() -> None:
    for before in range(LONGEST_WHY - len(KEY) - 20, LONGEST_WHY + 2):
        said = f"{'a' * before} {KEY} and more words after it that go on"
        found = failed(Reply(400, {}, json.dumps({"error": {"message": said}}).encode()))
        assert found is not None
        assert KEY[:6] not in without(found, KEY).words
    assert failed(Reply(400, {}, b"not json")) is not None


def test_the_field_that_bounds_an_answer_has_the_name_that_the_model_takes() -> None:
    usual = Endpoint(url="https://api.example.org/v1", model="m", most_tokens=20)
    assert usual.body("a")["max_tokens"] == 20
    named = Endpoint(
        url="https://api.example.org/v1", model="m", most_tokens=20, more={"tokens_field": "max_completion_tokens"}
    )
    body = named.body("a")
    assert (body["max_completion_tokens"], "max_tokens" in body) == (20, False)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_an_adapter_does_not_take_is_refused_with_the_near_match(name: str) -> None:
    with pytest.raises(InputError, match=f"'{name}' has no setting 'token_field'"):
        make_provider(name, Endpoint(provider=name, more={"token_field": "x"}), allow_code=True)
    with pytest.raises(InputError, match="Did you mean 'tokens_field'"):
        make_provider("openai", Endpoint(more={"token_field": "max_completion_tokens"}))
    with pytest.raises(InputError, match="The setting 'tokens_field' is empty"):
        make_provider("openai", Endpoint(more={"tokens_field": ""}))


def test_the_page_on_providers_names_the_settings_that_each_takes() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/providers.md").read_text("utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \|(?:[^|\n]*\|){2}([^|\n]*)\|$", page, re.MULTILINE)
    assert {name: tuple(re.findall(r"`(\w+)`", cell)) for name, cell in rows} == dict(SETTINGS)
