"""What an attacker tries: forged forms, foreign names, fixed sessions, open redirects, guessed passwords, leaks."""

import logging
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import CHEAP, PASSWORD, Site

from assay.access.roles import Grant, Role
from assay.web.app import make_app
from assay.web.serving import serving_at
from assay.workflows.people import first_link, invite, lock, reset_link
from assay.workflows.signing_in import sign_out_everywhere

GOOD = "willow copper engine frost"


def sign_in(client: TestClient, name: str = "labeler", password: str = PASSWORD, **form: str) -> Any:
    return client.post("/sign-in", data={"name": name, "password": password, **form})


def test_a_change_needs_the_token_of_its_own_session(site: Site) -> None:
    client, other = site.client("lead"), site.client("labeler")
    for token in ("", "0" * 64, other.headers["X-CSRF-Token"]):
        refused = client.post("/people/invite", data={"role": "labeler"}, headers={"X-CSRF-Token": token})
        assert (refused.status_code, "access.stale_page" in refused.text) == (403, True)
    token = client.headers.pop("X-CSRF-Token")
    assert client.post("/people/invite", data={"role": "labeler"}).status_code == 403
    assert client.post("/people/invite", data={"role": "labeler", "csrf": token}).status_code == 200
    assert client.post("/people/invite", json={"csrf": token}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/sign-in", "/people/invite"])
def test_what_another_site_sends_changes_nothing(site: Site, headers: dict[str, str], path: str) -> None:
    refused = site.client("lead").post(path, data={"role": "labeler"}, headers=headers)
    assert (refused.status_code, "access.other_site" in refused.text) == (403, True)


def test_a_foreign_name_that_points_here_is_refused(site: Site) -> None:
    client = site.client()
    for host in ("evil.example", "127.0.0.1.evil.example", "", "[", "localhost@evil.example:80"):
        assert client.get("/sign-in", headers={"Host": host}).status_code == 400
    for host in ("127.0.0.1:8765", "localhost", "[::1]:8765"):
        assert client.get("/sign-in", headers={"Host": host}).status_code == 200
    assert client.get("/health", headers={"Host": "10.0.0.7"}).json() == {"status": "ok"}


def test_a_session_that_was_planted_is_not_taken_over(site: Site) -> None:
    client = site.client()
    client.cookies.set("assay", "planted")
    done = sign_in(client)
    given = done.cookies["assay"]
    assert given != "planted"
    cookie = done.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert site.client().get("/", headers={"Cookie": "assay=planted"}).status_code == 303
    again = sign_in(client)
    assert again.cookies["assay"] != given
    assert site.client().get("/", headers={"Cookie": f"assay={given}"}).headers["location"] == "/sign-in"


def test_behind_https_the_cookie_is_for_https_and_this_host_alone(site: Site) -> None:
    serving = serving_at("https://assay.example.org")
    app = make_app(site.workspace, passwords=CHEAP, serving=serving)
    with TestClient(app, base_url="http://assay.example.org", follow_redirects=False) as client:
        done = sign_in(client)
        assert done.headers["set-cookie"].startswith("__Host-assay=")
        assert "secure" in done.headers["set-cookie"].lower()
        assert "Strict-Transport-Security" in done.headers
        origin = {"Origin": "https://assay.example.org"}
        assert client.post("/sign-in", data={"name": "x"}, headers=origin).status_code == 403


@pytest.mark.parametrize(
    "wanted",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"),
        *("/\t/evil.example", "///evil.example", " //evil.example", "", "/sign-in", "http:evil.example", "/x\r\nY: 1"),
    ],
)
def test_signing_in_leads_nowhere_else(site: Site, wanted: str) -> None:
    assert sign_in(site.client(), next=wanted).headers["location"] == "/"
    assert "evil" not in site.client().get("/sign-in", params={"next": wanted}).text


def test_a_guesser_is_slowed_down_before_anything_is_hashed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client, hashed = site.client(), []
    matches = CHEAP.matches
    monkeypatch.setattr(CHEAP, "matches", lambda *given: hashed.append(given) or matches(*given))
    for name in ("labeler", "nobody there"):
        hashed.clear()
        said = [sign_in(client, name, "wrong password") for _ in range(8)]
        assert ["access" in each.text or "do not match" in each.text for each in said] == [True] * 5 + [False] * 3
        assert len(hashed) == 5
    assert "too many tries" in sign_in(client).text
    site.clock.pass_time(seconds=31)
    assert sign_in(client).status_code == 303
    site.clock.pass_time(minutes=10)
    assert sign_in(site.client(), "labeler", "wrong password").status_code == 403


def test_whoever_signs_in_often_from_one_address_is_not_slowed_down(site: Site) -> None:
    assert {sign_in(site.client()).status_code for _ in range(40)} == {303}


def test_a_name_that_is_there_is_told_from_none_by_nothing(site: Site) -> None:
    lock(site.workspace, "auditor")
    said = {
        sign_in(site.client(), name, password).text.replace(f'value="{name}"', "")
        for name, password in (("labeler", "wrong"), ("nobody", "wrong"), ("auditor", PASSWORD))
    }
    assert len(said) == 1


def test_a_session_ends_idle_locked_or_signed_out_everywhere(site: Site) -> None:
    clients = {role: site.client(role) for role in ("lead", "labeler", "evaluator")}
    lock(site.workspace, "labeler")
    account = site.workspace.store.accounts.named("evaluator")
    assert account is not None
    sign_out_everywhere(site.workspace, account.id)
    assert clients["lead"].get("/people").status_code == 200
    assert clients["labeler"].get("/label").headers["location"].startswith("/sign-in")
    assert clients["evaluator"].get("/").headers["location"] == "/sign-in"
    site.clock.pass_time(hours=1, minutes=59)
    assert clients["lead"].get("/people").status_code == 200
    site.clock.pass_time(hours=2, minutes=1)
    assert clients["lead"].get("/people").status_code == 303


def test_the_first_link_makes_one_administrator_and_no_second(site: Site) -> None:
    assert first_link(site.workspace) is None


def test_a_link_joins_once_and_looking_does_not_use_it(site: Site) -> None:
    made = invite(site.workspace, [Grant(Role.LABELER, "toxic")], mail="bob@x", actor="j4")
    client, form = site.client(), {"name": "Bob", "password": GOOD, "again": GOOD}
    assert [client.get(made.path).status_code for _ in range(2)] == [200, 200]
    assert "differ" in client.post(made.path, data={**form, "again": "x"}).text
    assert "characters" in client.post(made.path, data={**form, "password": "short", "again": "short"}).text
    assert client.post(made.path, data=form).status_code == 303
    assert client.get("/label").status_code == 200
    assert site.client().post(made.path, data={**form, "name": "Eve"}).status_code == 404
    judges = {judge.id for judge in site.workspace.store.ledger.judges()}
    assert "Bob" not in judges


def test_a_reset_link_signs_out_every_browser_of_its_owner(site: Site) -> None:
    before = site.client("labeler")
    made = reset_link(site.workspace, "labeler", actor="j7")
    assert site.client().post(made.path, data={"password": GOOD, "again": GOOD}).status_code == 303
    assert before.get("/label").status_code == 303
    assert sign_in(site.client()).status_code == 403
    assert sign_in(site.client(), password=GOOD).status_code == 303


def test_a_lead_invites_whom_he_leads_and_no_administrator(site: Site) -> None:
    site.add("zoe", [Grant(Role.LEAD, "toxic")])
    site.add("yan", [Grant(Role.LABELER, "toxic"), Grant(Role.LABELER, "spam")])
    client = site.client("zoe")
    shown = client.get("/people").text
    assert ("yan" in shown, "spam" in shown, "evaluator" in shown) == (True, False, False)
    for form in ({"role": "administrator"}, {"role": "labeler"}, {"role": "labeler", "scope": "spam"}):
        assert client.post("/people/invite", data=form).status_code == 403
    assert client.post("/people/invite", data={"role": "labeler", "scope": "toxic"}).status_code == 200


def test_no_token_and_no_password_is_in_any_file_page_or_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = invite(site.workspace, [Grant(Role.LABELER)], actor="j7")
    client = site.client()
    client.post(made.path, data={"name": "Planted", "password": GOOD, "again": GOOD})
    session = client.cookies["assay"]
    sign_in(site.client(), "Planted", "not my password at all")
    pages = "".join(site.client("administrator").get(path).text for path in ("/", "/people"))
    pages += client.get("/label").text
    secrets = [made.path.rpartition("/")[2], session, GOOD, "not my password at all"]
    assert not [secret for secret in secrets if secret in pages]
    logged = "".join(record.getMessage() for record in caplog.records if record.name.startswith(("assay", "uvicorn")))
    assert not [secret for secret in secrets if secret in logged]
    kept = b"".join(path.read_bytes() for path in site.workspace.folder.rglob("*") if path.is_file())
    assert not [secret for secret in secrets if secret.encode() in kept]


def test_every_answer_has_its_headers_whatever_it_is(site: Site) -> None:
    client = site.client("lead", raise_server_exceptions=False)
    for path in ("/", "/people", "/nowhere", "/api/v1/nowhere", "/static/base.css", "/health", "/sign-in"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store")
    refused = client.get("/", headers={"Host": "evil.example"})
    assert "content-security-policy" in refused.headers


def test_a_bug_shows_nothing_of_itself(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("assay.web.pages.people.people", broken)
    said = site.client("lead", raise_server_exceptions=False).get("/people")
    assert (said.status_code, "secret" in said.text, "web.bug" in said.text) == (500, False, True)
    assert "content-security-policy" in said.headers


def test_a_body_beyond_its_bound_is_refused(site: Site) -> None:
    client = site.client("lead")
    assert client.post("/people/invite", data={"mail": "x" * 1_100_000}).status_code == 413

    def parts() -> Any:
        for _ in range(20):
            yield b"x" * 100_000

    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/people/invite", content=parts(), headers=typed).status_code in (400, 413)


def test_hostile_names_are_shown_as_text(site: Site) -> None:
    name = "<script>alert(1)</script>\u202e"
    site.add(name, [Grant(Role.LABELER)])
    shown = site.client("administrator").get("/people").text
    assert "<script>alert" not in shown
    assert "\u202e" not in shown
