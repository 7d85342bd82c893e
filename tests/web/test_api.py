"""The API for programs: tokens, datasets, questions, queues, judgments page by page, and that nothing breaks it."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient
from tests.web.conftest import ADDRESS, Site

from assay.access.calls import Calls
from assay.workflows.api_tokens import make_token, revoke_token

ROWS = b"id,text\n1,good\n2,bad\n3,so so\n"
CSV = {"Content-Type": "text/csv"}


def program(site: Site, name: str, *scopes: str, days: int | None = 90) -> TestClient:
    """A client that shows a token instead of a session."""
    account = site.workspace.store.accounts.named(name)
    assert account is not None
    made = make_token(site.workspace, account, name="a script", scopes=scopes, days=days)
    return TestClient(site.app, base_url=ADDRESS, headers={"Authorization": f"Bearer {made.secret}"})


def test_a_token_does_what_it_says_and_nothing_else_that_its_account_may(site: Site) -> None:
    client = program(site, "administrator", "invite")
    assert client.get("/api/v1/me").json()["may"] == ["invite"]
    assert client.get("/api/v1/people").status_code == 403


def test_a_token_needs_no_proof_of_a_page_and_opens_no_page(site: Site) -> None:
    client = program(site, "lead", "lead")
    assert client.post("/api/v1/datasets/tiny?id=id", content=ROWS, headers=CSV).status_code == 200
    page = client.get("/programs", follow_redirects=False)
    assert (page.status_code, page.headers["location"][:8]) == (303, "/sign-in")


def test_a_session_still_needs_its_proof_and_a_wrong_token_hides_it(site: Site) -> None:
    client = site.client("lead")
    del client.headers["X-CSRF-Token"]
    asked = "/api/v1/datasets/tiny?id=id"
    assert client.post(asked, content=ROWS, headers=CSV).json()["error"]["code"] == "access.stale_page"
    wrong = client.post(asked, content=ROWS, headers={**CSV, "Authorization": "Bearer assay_wrong"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "access.sign_in_first")


def test_a_token_ends_with_its_days_its_account_and_when_it_is_revoked(site: Site) -> None:
    lead = site.workspace.store.accounts.named("lead")
    assert lead is not None
    clients = [program(site, "lead", "lead", days=days) for days in (1, None)]
    site.clock.pass_time(seconds=86_401)
    assert [each.get("/api/v1/me").status_code for each in clients] == [401, 200]
    for token in site.workspace.store.api_tokens.every(lead.id):
        revoke_token(site.workspace, token.id, account=lead.id)
    assert clients[1].get("/api/v1/me").status_code == 401


def test_a_program_that_calls_too_often_is_told_when_to_call_again(site: Site) -> None:
    passed = [0.0]
    site.app.state.calls = Calls(12, lambda: passed[0])
    hasty, other = program(site, "lead", "lead"), program(site, "lead", "lead")
    assert [hasty.get("/api/v1/me").status_code for _ in range(3)] == [200, 200, 429]
    refused = hasty.get("/api/v1/me")
    assert (refused.json()["error"]["code"], refused.headers["Retry-After"]) == ("access.too_often", "5")
    assert other.get("/api/v1/me").status_code == 200, "every token has its own"
    assert site.client("lead").get("/programs").status_code == 200, "people are not counted"
    passed[0] += 5
    assert hasty.get("/api/v1/me").status_code == 200


def test_the_secret_of_a_token_is_shown_once_and_kept_nowhere(site: Site) -> None:
    client = site.client("lead")
    form = {"name": "nightly", "scope": "lead", "days": "3", "csrf": client.headers["X-CSRF-Token"]}
    made = client.post("/tokens/make", data=form)
    secret = made.text.partition('value="assay_')[2].partition('"')[0]
    assert len(secret) > 40
    assert secret not in client.get("/tokens").text
    folder = site.workspace.store.folder
    assert all(secret.encode() not in file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_token_beyond_its_account_is_refused(site: Site) -> None:
    client = site.client("labeler")
    form = {"name": "x", "scope": "administer", "csrf": client.headers["X-CSRF-Token"]}
    said = client.post("/tokens/make", data=form)
    assert said.status_code == 403
    assert "may not administer itself" in said.text


def test_rows_that_come_in_twice_are_one_dataset_version(site: Site) -> None:
    client = program(site, "evaluator", "evaluate")
    asked = "/api/v1/datasets/tiny?id=id&text=text"
    first, again = (client.post(asked, content=ROWS, headers=CSV).json() for _ in range(2))
    assert first == again
    lines = b'{"id": "1", "text": "good"}\n{"id": "2", "text": "bad"}\n'
    client.post("/api/v1/datasets/two?id=id&format=jsonl", content=lines)
    listed = client.get("/api/v1/datasets").json()["datasets"]
    assert [(each["name"], each["n_items"]) for each in listed] == [("tiny", 3), ("two", 2)]
    assert [each["name"] for each in client.get("/api/v1/datasets/tiny").json()["columns"]] == ["id", "text"]


def test_rows_that_cannot_be_read_say_why(site: Site) -> None:
    client = program(site, "evaluator", "evaluate")
    said = client.post("/api/v1/datasets/tiny?id=nr", content=ROWS, headers=CSV)
    assert said.status_code == 400
    assert {"code", "what", "fix"} <= set(said.json()["error"])


def test_half_a_character_in_a_request_is_told_back_written_out(site: Site) -> None:
    sent = b'{"dataset": "tiny", "question": "\\ud800"}'
    client = site.client("lead")
    client.post("/api/v1/datasets/tiny?id=id&text=text", content=ROWS, headers=CSV)
    said = client.put("/api/v1/queues/q", content=sent, headers={"Content-Type": "application/json"})
    assert (said.status_code, "\\ud800" in said.json()["error"]["what"]) == (404, True)


def _no_fault(site: Site, *roles: str, examples: int) -> None:
    site.client("lead").post("/api/v1/datasets/tiny?id=id&text=text", content=ROWS, headers=CSV)
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", site.app, headers={"Host": "127.0.0.1"})
    operations = [found.ok() for found in schema.get_all_operations()]
    wrong: list[tuple[str, int]] = []
    for role in roles:
        client = site.client(role, raise_server_exceptions=False)
        sent = {"X-CSRF-Token": client.headers["X-CSRF-Token"], "Host": "127.0.0.1"}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        for operation in operations:
            _try(operation, sent, wrong, examples=examples)
    assert wrong == []


def _try(operation: Any, sent: dict[str, str], wrong: list[tuple[str, int]], *, examples: int) -> None:
    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def try_(case: schemathesis.Case) -> None:
        status = case.call(headers=sent).status_code
        if status >= 500:
            wrong.append((case.formatted_path, status))

    try_()


def test_nothing_that_fits_the_description_breaks_the_api(site: Site) -> None:
    _no_fault(site, "lead", examples=1)


@pytest.mark.slow
def test_nothing_that_fits_the_description_breaks_the_api_however_often_it_is_tried(site: Site) -> None:
    _no_fault(site, "lead", "labeler", "administrator", examples=10)
