"""Signing in by another server: a real provider on this machine, and everything that may be wrong with its proof."""

import re
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from starlette.testclient import TestClient
from tests.web.conftest import PASSWORD, Site

from assay.access.outgoing import LISTED
from assay.access.roles import Grant, Role
from assay.core.errors import AssayError
from assay.store.accounts import AccountState
from assay.store.clock import system_now
from assay.web.openid import OpenId, challenge, checked_token, openid_settings
from assay.workflows.people import invite

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
LENA: dict[str, Any] = {"sub": "lena", "email": "lena@example.org", "email_verified": True, "name": "Lena Lauer"}
BACK = "/sign-in/elsewhere/done"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oidc_provider_mock import run_server_in_thread  # type: ignore[import-untyped,unused-ignore]

        with run_server_in_thread() as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture
def open_site(site: Site, provider: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The site with sign-in by the provider; whoever has a verified mail of example.org may label."""
    site.clock.now = system_now()
    domains = {"example.org": Grant(Role.LABELER)}
    site.app.state.openid = OpenId(provider, "assay", "s3cret-of-the-client", "Example", domains)
    monkeypatch.setenv(LISTED, "localhost")
    return site


def user(provider: str, claims: dict[str, Any]) -> str:
    """Tell the provider of somebody; his subject."""
    subject = str(claims["sub"])
    requests.put(f"{provider}/users/{subject}", json={**claims, "sub": subject}, timeout=5).raise_for_status()
    return subject


def there(client: TestClient, start: str = "/sign-in/elsewhere") -> str:
    """The address at the provider to which the site sends the browser."""
    sent = client.get(start)
    assert sent.status_code == 303
    return str(sent.headers["location"])


def consent(address: str, subject: str) -> str:
    """Sign in at the provider; path and query of the address to which it sends the browser back."""
    said = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    back = urlsplit(said.headers["location"])
    return f"{back.path}?{back.query}"


def code_of(answer: Any) -> str:
    """The code of an error on a page."""
    found = re.search(r"\b(openid\.[a-z_]+|invitation\.gone|outgoing\.[a-z]+)\b", answer.text)
    return found.group(1) if found else answer.text[:500]


def test_somebody_of_a_domain_that_is_let_in_signs_in_twice_and_is_one_account(
    open_site: Site, provider: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    lena, client = user(provider, LENA), open_site.client()
    assert "Sign in with Example" in client.get("/sign-in").text
    address = there(client, "/sign-in/elsewhere?next=/label")
    asked = parse_qs(urlsplit(address).query)
    assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
    back = consent(address, lena)
    done = client.get(back)
    assert (done.status_code, done.headers["location"]) == (303, "/label")
    assert client.get("/").headers["location"] == "/label"
    account = open_site.workspace.store.accounts.named("Lena Lauer")
    assert account is not None
    assert (account.mail, account.password, account.made_by) == ("lena@example.org", None, "openid")
    assert client.get("/people").status_code == 403

    again = open_site.client()
    assert again.get(consent(there(again), lena)).status_code == 303
    assert len([each for each in open_site.workspace.store.accounts.every() if "Lena" in each.name]) == 1
    refused = open_site.client().post("/sign-in", data={"name": "Lena Lauer", "password": PASSWORD})
    assert refused.status_code == 403

    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("werkzeug"))
    code = parse_qs(urlsplit(back).query)["code"][0]
    for secret in ("s3cret-of-the-client", client.cookies[open_site.app.state.serving.cookie]):
        assert secret not in logged
    assert all(code not in record.getMessage() for record in caplog.records if record.name.startswith("assay"))

    client.post("/sign-out", headers={"X-CSRF-Token": open_site.csrf(client)})
    assert client.get("/").status_code == 303


def test_an_answer_works_once_in_the_browser_that_asked(open_site: Site, provider: str) -> None:
    lena = user(provider, LENA)
    victim, thief = open_site.client(), open_site.client()
    back = consent(there(victim), lena)
    assert code_of(thief.get(back)) == "openid.gone"
    there(thief)
    assert code_of(thief.get(back)) == "openid.state"
    assert victim.get(back).status_code == 303
    assert code_of(victim.get(back)) == "openid.gone"

    late = open_site.client()
    back = consent(there(late), lena)
    open_site.clock.pass_time(seconds=601)
    assert code_of(late.get(back)) == "openid.gone"
    open_site.clock.now = system_now()

    begun = open_site.client()
    state = parse_qs(urlsplit(there(begun)).query)["state"][0]
    used = parse_qs(urlsplit(back).query)["code"][0]
    assert code_of(begun.get(f"{BACK}?code={used}x&state={state}")) == "openid.code"


def test_a_session_that_the_browser_brought_along_is_never_taken_over(open_site: Site, provider: str) -> None:
    client, cookie = open_site.client("lead"), open_site.app.state.serving.cookie
    planted = client.cookies[cookie]
    done = client.get(consent(there(client), user(provider, LENA)))
    assert planted not in done.headers["set-cookie"]
    client.cookies.clear()
    client.cookies.set(cookie, planted)
    assert client.get("/").status_code == 303


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site_afterwards(open_site: Site, provider: str, wanted: str) -> None:
    client = open_site.client()
    begun = client.get("/sign-in/elsewhere", params={"next": wanted})
    done = client.get(consent(begun.headers["location"], user(provider, LENA)))
    assert done.headers["location"] == "/"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "eve@example.org"},
        {"email": "eve@example.org", "email_verified": False},
        {"email": "eve@example.org", "email_verified": "true"},
        {"email": "eve@evil.example", "email_verified": True},
        {"email": "eve@example.org@evil.example", "email_verified": True},
        {"email": "@example.org", "email_verified": True},
    ],
    ids=["no word", "unverified", "a text", "another domain", "two signs", "no name"],
)
def test_who_was_not_let_in_stays_outside(open_site: Site, provider: str, claims: dict[str, Any]) -> None:
    client, before = open_site.client(), len(open_site.workspace.store.accounts.every())
    refused = client.get(consent(there(client), user(provider, {"sub": "eve", **claims})))
    assert (refused.status_code, code_of(refused)) == (403, "openid.not_invited")
    assert len(open_site.workspace.store.accounts.every()) == before


def test_an_invitation_lets_somebody_in_without_any_mail_and_works_once(open_site: Site, provider: str) -> None:
    link = invite(open_site.workspace, [Grant(Role.REVIEWER, "moderation")], actor="j1")
    client, rita = open_site.client(), user(provider, {"sub": "rita", "name": "lead"})
    assert "Join with Example" in client.get(link.path).text
    assert client.get(consent(there(client, f"{link.path}/elsewhere"), rita)).status_code == 303
    accounts = open_site.workspace.store.accounts
    account = accounts.named("lead 2")
    assert account is not None
    assert [(each.role, each.scope) for each in accounts.grants(account.id)] == [("reviewer", "moderation")]
    assert code_of(open_site.client().get(f"{link.path}/elsewhere")) == "invitation.gone"

    accounts.set_state(account.id, AccountState.LOCKED, keep_one="administrator")
    locked = open_site.client()
    assert code_of(locked.get(consent(there(locked), rita))) == "openid.locked"


def test_what_the_provider_refuses_is_told_in_plain_words(open_site: Site) -> None:
    client = open_site.client()
    state = parse_qs(urlsplit(there(client)).query)["state"][0]
    told = client.get(BACK, params={"error": "access_denied", "state": state})
    assert code_of(told) == "openid.refused"
    assert "access_denied" in told.text
    state = parse_qs(urlsplit(there(client)).query)["state"][0]
    told = client.get(BACK, params={"error": "<script>alert(1)</script>", "state": state})
    assert "alert(1)" not in told.text


def test_a_provider_at_a_private_address_is_called_only_where_it_is_listed(
    open_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LISTED, "login.example.org")
    assert code_of(open_site.client().get("/sign-in/elsewhere")) == "outgoing.address"


def test_a_site_without_another_server_says_so(site: Site) -> None:
    assert code_of(site.client().get("/sign-in/elsewhere")) == "openid.none"
    assert "Sign in with" not in site.client().get("/sign-in").text


NOW = "2026-11-26T09:00:00.000000Z"
SECONDS = 1_795_683_600
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False) for _ in range(2))
ISSUER = OpenId("https://login.example.org", "assay", "secret")
SOUND: dict[str, Any] = {
    "iss": ISSUER.issuer,
    "aud": "assay",
    "sub": "lena",
    "nonce": "n",
    "iat": SECONDS,
    "exp": SECONDS + 300,
}


def test_a_sound_token_says_who_somebody_is() -> None:
    token = jwt.encode({"alg": "RS256", "kid": "one"}, SOUND | LENA, KEY)
    known = checked_token(ISSUER, token, KeySet([KEY]), nonce="n", now=NOW)
    assert known == ("https://login.example.org", "lena", "lena@example.org", "Lena Lauer")


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": ["assay", "another"]},
        {"aud": "assay", "azp": "another"},
        {"iss": "https://login.example.org/"},
        {"exp": SECONDS - 61},
        {"exp": None},
        {"iat": SECONDS + 3_600},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
    ids=lambda changed: str(changed)[:40],
)
def test_a_token_for_somebody_else_or_another_time_is_no_proof(changed: dict[str, Any]) -> None:
    claims = {name: value for name, value in {**SOUND, **changed}.items() if value is not None}
    with pytest.raises(AssayError) as caught:
        checked_token(
            ISSUER, jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY), KeySet([KEY]), nonce="n", now=NOW
        )
    assert caught.value.code == "openid.token"


def test_a_token_that_the_server_did_not_sign_is_no_proof() -> None:
    keys = KeySet([KEY])
    shared = OctKey.import_key("secret-of-the-client-that-is-long")
    forged = [
        jwt.encode({"alg": "RS256", "kid": "one"}, SOUND, OTHER),
        jwt.encode({"alg": "HS256", "kid": "one"}, SOUND, shared),
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJsZW5hIn0.",
        "no token at all",
        "",
    ]
    for token in forged:
        with pytest.raises(AssayError) as caught:
            checked_token(ISSUER, token, keys, nonce="n", now=NOW)
        assert caught.value.code == "openid.token"
        assert token not in str(caught.value) or not token


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_settings_come_from_the_environment_and_the_secret_is_not_shown() -> None:
    whole = {
        "ASSAY_OPENID_ISSUER": "https://login.example.org",
        "ASSAY_OPENID_CLIENT": "assay",
        "ASSAY_OPENID_SECRET": "geheim",
        "ASSAY_OPENID_DOMAINS": "Example.org=labeler, example.net=reviewer:moderation",
    }
    found = openid_settings(whole)
    assert found is not None
    assert {name: str(grant) for name, grant in found.domains.items()} == {
        "example.org": "labeler",
        "example.net": "reviewer:moderation",
    }
    assert "geheim" not in repr(found)
    assert openid_settings({}) is None
    for broken in ({"ASSAY_OPENID_SECRET": ""}, {"ASSAY_OPENID_ISSUER": "login"}, {"ASSAY_OPENID_DOMAINS": "org"}):
        with pytest.raises(AssayError) as caught:
            openid_settings({**whole, **broken})
        assert caught.value.code == "openid.settings"
        assert "geheim" not in str(caught.value)


def test_a_server_that_does_not_answer_is_told_with_what_to_do(open_site: Site) -> None:
    open_site.app.state.openid = OpenId("http://localhost:1", "assay", "secret")
    told = open_site.client().get("/sign-in/elsewhere")
    assert code_of(told) == "openid.silent"
    assert "localhost" not in told.text
