"""Every route against every role: who may, who may not, and that no route is without an answer to that.

A new route needs a line in `WHO`: `EVERYBODY`, `SIGNED_IN`, or the roles that it is for.
"""

import pytest
from starlette.routing import Route
from tests.web.conftest import Site

from assay.access.roles import Role
from assay.web.routes import ROUTERS

EVERYBODY = None
SIGNED_IN = frozenset(Role)
LABELER, ADJUDICATOR = frozenset({Role.LABELER}), frozenset({Role.ADJUDICATOR})
REVIEWER = frozenset({Role.REVIEWER})
LEADER, LEADS_AND_AUDITORS = frozenset({Role.LEAD}), frozenset({Role.LEAD, Role.AUDITOR})
ADMINISTRATOR, INVITERS = frozenset({Role.ADMINISTRATOR}), frozenset({Role.ADMINISTRATOR, Role.LEAD})
READERS = frozenset({Role.LEAD, Role.EVALUATOR, Role.AUDITOR})
EVALUATES = frozenset({Role.EVALUATOR, Role.AUDITOR})
LOOKERS = frozenset({Role.LABELER, Role.REVIEWER, Role.ADJUDICATOR, Role.LEAD, Role.AUDITOR})
WRITERS = frozenset({Role.LEAD, Role.EVALUATOR})
ASSIGNMENT = "/api/v1/assignments/{assignment}"
LEADS_AUDITORS_ADMINISTRATORS = LEADS_AND_AUDITORS | {Role.ADMINISTRATOR}
WHO: dict[tuple[str, str], frozenset[Role] | None] = {
    ("GET", "/health"): EVERYBODY,
    ("GET", "/health/live"): EVERYBODY,
    ("GET", "/metrics"): EVERYBODY,
    ("GET", "/sign-in"): EVERYBODY,
    ("POST", "/sign-in"): EVERYBODY,
    ("GET", "/invitation/{token}"): EVERYBODY,
    ("POST", "/invitation/{token}"): EVERYBODY,
    ("GET", "/sign-in/elsewhere"): EVERYBODY,
    ("GET", "/sign-in/elsewhere/done"): EVERYBODY,
    ("GET", "/invitation/{token}/elsewhere"): EVERYBODY,
    ("GET", "/"): SIGNED_IN,
    ("POST", "/sign-out"): SIGNED_IN,
    ("POST", "/sign-out-everywhere"): SIGNED_IN,
    ("GET", "/people"): INVITERS,
    ("POST", "/people/invite"): INVITERS,
    ("POST", "/people/revoke"): INVITERS,
    ("POST", "/people/reset"): ADMINISTRATOR,
    ("POST", "/people/lock"): ADMINISTRATOR,
    ("POST", "/people/unlock"): ADMINISTRATOR,
    ("POST", "/people/give"): ADMINISTRATOR,
    ("POST", "/people/take"): ADMINISTRATOR,
    ("GET", "/adjudicate"): ADJUDICATOR,
    ("GET", "/adjudicate/{queue}"): ADJUDICATOR,
    ("GET", "/adjudicate/{queue}/item"): ADJUDICATOR,
    ("POST", "/adjudicate/{queue}/rule"): ADJUDICATOR,
    ("POST", "/adjudicate/{queue}/settle"): ADJUDICATOR,
    ("GET", "/skills"): LEADS_AUDITORS_ADMINISTRATORS,
    ("GET", "/skills/{queue}"): LEADS_AUDITORS_ADMINISTRATORS,
    ("POST", "/skills/{queue}"): INVITERS,
    ("GET", "/api/v1/queues/{queue}/skills"): LEADS_AUDITORS_ADMINISTRATORS,
    ("PUT", "/api/v1/queues/{queue}/skills/{judge}"): INVITERS,
    ("GET", "/programs"): LEADS_AND_AUDITORS,
    ("GET", "/programs/{name}"): LEADS_AND_AUDITORS,
    ("GET", "/programs/{name}/workbook.xlsx"): LEADS_AND_AUDITORS,
    ("POST", "/programs/{name}/requeue"): LEADER,
    **{("GET", f"/{word}"): LEADS_AND_AUDITORS for word in ("pilots", "pilots/{name}", "lots", "lots/{name}")},
    ("GET", "/pilots/{name}/report.{ending}"): LEADS_AND_AUDITORS,
    ("GET", "/lots/{name}/report.html"): LEADS_AND_AUDITORS,
    **{("POST", f"/{word}"): LEADER for word in ("pilots", "pilots/{name}/again", "lots", "lots/{name}/decide")},
    **{
        ("GET", f"/{word}{rest}"): LEADS_AND_AUDITORS
        for word in ("quality", "suggestions", "clarity", "gold", "disputes", "fraud")
        for rest in ("", "/{queue}")
    },
    ("GET", "/quality/{queue}/items"): LEADS_AND_AUDITORS,
    **{("POST", f"/quality/{{queue}}{rest}"): LEADER for rest in ("", "/stop", "/lift")},
    **{("POST", f"/{rest}"): LEADER for rest in ("suggestions/{queue}", "gold/{queue}/retire", "gold/{queue}/tell")},
    **{("GET", f"/feedback{rest}"): LABELER for rest in ("", "/{queue}")},
    ("POST", "/feedback/{queue}/dispute"): LABELER,
    **{("GET", f"/review{rest}"): REVIEWER for rest in ("", "/{name}", "/{name}/answer")},
    **{("POST", f"/review/{{name}}/{verb}"): REVIEWER for verb in ("next", "settle")},
    **{("GET", f"/evaluations{rest}"): EVALUATES for rest in ("", "/{plan}")},
    **{("GET", f"/evaluations/{{plan}}/{rest}"): EVALUATES for rest in ("item", "items", "report.html")},
    ("GET", "/evaluations/{plan}/tables/{table}"): EVALUATES,
    **{("GET", f"/runs{rest}"): EVALUATES for rest in ("", "/state.json", "/{run}")},
    **{("GET", f"/judges{rest}"): READERS for rest in ("", "/{judge}")},
    **{("GET", f"/items/{{queue}}{rest}"): LOOKERS for rest in ("", "/media/{number}")},
    ("GET", "/views"): frozenset({Role.AUDITOR}),
    ("GET", "/rework"): LABELER,
    ("POST", "/rework"): LABELER,
    ("GET", "/label"): LABELER,
    ("GET", "/label/{queue}"): LABELER,
    ("GET", "/api/v1/queues"): LABELER,
    ("GET", "/api/v1/queues/{queue}"): LABELER,
    ("GET", "/api/v1/queues/{queue}/guideline"): LABELER,
    ("POST", "/api/v1/queues/{queue}/claim"): LABELER,
    ("GET", ASSIGNMENT): LABELER,
    **{("GET", f"{ASSIGNMENT}/parts/{{number}}{rest}"): LABELER for rest in ("", "/media")},
    **{
        ("POST", f"{ASSIGNMENT}/{verb}"): LABELER
        for verb in ("answer", "correct", "skip", "give-back", "heartbeat", "flag", "comment", "see")
    },
    ("PUT", f"{ASSIGNMENT}/draft"): LABELER,
    ("GET", "/tokens"): SIGNED_IN,
    ("POST", "/tokens/make"): SIGNED_IN,
    ("POST", "/tokens/revoke"): SIGNED_IN,
    ("GET", "/api/v1/me"): SIGNED_IN,
    ("GET", "/api/v1/datasets"): READERS,
    ("GET", "/api/v1/datasets/{name}"): READERS,
    ("POST", "/api/v1/datasets/{name}"): WRITERS,
    ("GET", "/api/v1/questions"): READERS,
    ("GET", "/api/v1/questions/{name}"): READERS,
    ("GET", "/api/v1/guidelines/{question}"): READERS,
    ("GET", "/api/v1/judgments"): READERS,
    ("GET", "/api/v1/references"): READERS,
    ("GET", "/api/v1/references/{name}"): READERS,
    ("GET", "/api/v1/references/{name}/rows"): READERS,
    ("GET", "/api/v1/queue-states"): LEADS_AND_AUDITORS,
    ("GET", "/api/v1/queues/{queue}/state"): LEADS_AND_AUDITORS,
    ("PUT", "/api/v1/queues/{queue}"): LEADER,
    ("GET", "/api/v1/queues/{queue}/disagreements"): frozenset({Role.LEAD, Role.AUDITOR, Role.ADJUDICATOR}),
    ("GET", "/api/v1/programs"): LEADS_AND_AUDITORS,
    ("GET", "/api/v1/programs/{name}"): LEADS_AND_AUDITORS,
    ("GET", "/api/v1/people"): ADMINISTRATOR,
    ("GET", "/api/v1/tokens"): ADMINISTRATOR,
    ("DELETE", "/api/v1/tokens/{name}"): ADMINISTRATOR,
}
NOT_BY_ROLE = {("POST", "/sign-in"), ("GET", "/metrics")}
"""Addresses that refuse whoever has no password or no token, whatever his role."""
ROUTES = sorted(
    (method, route.path)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, Route)
    for method in (route.methods or ()) - {"HEAD"}
)


def asked(path: str) -> str:
    """The path with something in the place of each name."""
    return path.replace("{number}", "0").replace("{", "no-").replace("}", "")


def test_every_route_says_who_may() -> None:
    assert set(ROUTES) == set(WHO)
    assert all(isinstance(route, Route) for router in ROUTERS for route in router.routes)


@pytest.mark.parametrize("role", Role)
def test_a_role_does_what_is_its_own_and_nothing_else(site: Site, role: Role) -> None:
    wrong = {}
    for method, path in ROUTES:
        who = WHO[method, path]
        status = site.client(role.value).request(method, asked(path)).status_code
        if (status == 403) is not (who is not EVERYBODY and role not in who) and (method, path) not in NOT_BY_ROLE:
            wrong[method, path] = status
        assert status < 500
    assert wrong == {}


def test_who_is_not_signed_in_is_led_to_the_form_or_told_so(site: Site) -> None:
    client = site.client()
    for method, path in ROUTES:
        if WHO[method, path] is EVERYBODY:
            continue
        said = client.request(method, asked(path))
        if path.startswith("/api/"):
            assert (said.status_code, said.json()["error"]["code"]) == (401, "access.sign_in_first")
        else:
            assert said.status_code == 303
            assert said.headers["location"].startswith("/sign-in")
