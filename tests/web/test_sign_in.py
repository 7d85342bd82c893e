"""Signing in through the form."""

from typing import Any

import pytest
from tests.web.conftest import PASSWORD, Site


def test_somebody_signs_in_and_goes_on_to_where_he_wanted(site: Site) -> None:
    client = site.client()
    asked = client.get("/people?x=1")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=%2Fpeople%3Fx%3D1")
    done = client.post("/sign-in", data={"name": "LEAD ", "password": PASSWORD, "next": "/people?x=1"})
    assert (done.status_code, done.headers["location"]) == (303, "/people?x=1")
    assert client.get("/people").status_code == 200


@pytest.mark.browser
def test_the_site_runs_for_a_browser(site: Site, open_page: Any) -> None:
    page = open_page()
    with site.serve() as address:
        site.enter(page, address, "lead")
        assert page.get_by_role("navigation").get_by_role("link", name="People").count() == 1
    assert page.heard == []
