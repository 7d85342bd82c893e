"""A secret in an address is found wherever it stands, and nothing of it is told."""

import pytest

from assay.core.addresses import check_holds_no_secret, secret_place, shown_address
from assay.core.errors import InputError

HIDDEN = "hidden8f3a"


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.org/v1",
        "http://127.0.0.1:8000/v1",
        "https://h.example/v1?api-version=2024-10-21-preview",
        "https://h.example/v1?api_version=2024-10-21&stream=false&max_tokens=20&v=v1.2",
        "https://h.example/v1?q={{ prompt }}&m={{model}}",
        "https://h.example/openai/@model/v1",
        "",
    ],
)
def test_an_address_without_a_secret_is_one(url: str) -> None:
    assert secret_place(url) is None


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (f"https://me:{HIDDEN}@h.example/v1", "before its host"),
        (f"https://{HIDDEN}@h.example", "before its host"),
        (f"https://h.example/v1#{HIDDEN}", "behind its '#'"),
        (f"https://h.example/v1?api_key={HIDDEN}", "'key'"),
        ("https://h.example/v1?api_key=abc", "'key'"),
        (f"https://h.example/v1?%61pi%4Bey={HIDDEN}", "'key'"),
        (f"https://h.example/v1?SUBSCRIPTIONKEY={HIDDEN}", "'key'"),
        (f"https://h.example/v1?a=1&Ocp-Apim-Subscription-Key={HIDDEN}", "parameter 2, whose name has 'key'"),
        (f"https://h.example/v1?X-Amz-Signature={HIDDEN}", "'signature'"),
        (f"https://h.example/v1?access_token={HIDDEN}", "'token'"),
        (f"https://h.example/v1?code={HIDDEN}", "'code'"),
        (f"https://h.example/v1?sv=1&sig={HIDDEN}", "'sig'"),
        (f"https://h.example/v1;pwd={HIDDEN}", "'pwd'"),
        (f"https://h.example/token={HIDDEN}/v1", "'token'"),
        (f"https://h.example/v1?appid={HIDDEN}", "value"),
        (f"https://h.example/v1?{HIDDEN}", "value"),
        (f"https://h.example?a=1%26key%3D{HIDDEN}", "value"),
        (f"https://h.example/v1?q={{{{ '{HIDDEN}' }}}}", "value"),
    ],
)
def test_a_secret_is_refused_by_its_place_and_never_told(url: str, place: str) -> None:
    with pytest.raises(InputError) as caught:
        check_holds_no_secret(url)
    assert caught.value.code == "address.secret"
    assert place in str(caught.value)
    assert HIDDEN not in str(caught.value)


@pytest.mark.parametrize("url", [f"https://u:p/{HIDDEN}@h.example/v1", f"{HIDDEN}@h", f"http://[?{HIDDEN}"])
def test_what_is_no_address_is_shown_without_what_may_be_a_secret(url: str) -> None:
    assert HIDDEN not in shown_address(url)
