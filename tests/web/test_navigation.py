"""The way around says where one is."""

import pytest
from starlette.routing import Route
from tests.web.conftest import Site

from assay.web.navigation import WAYS
from assay.web.routes import ROUTERS

OF_NO_WAY = {"", "sign-in", "invitation", "tokens", "items", "health", "metrics", "api"}
"""Beginnings of pages that belong to whoever asks, or to no person."""
BEGINNINGS = sorted(
    {
        route.path.split("/")[1]
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, Route) and "GET" in (route.methods or ())
    }
    - OF_NO_WAY
)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_every_page_is_of_one_way(beginning: str) -> None:
    assert sum(way.leads_to(f"/{beginning}/x") for way in WAYS) == 1


def test_a_page_below_a_way_shows_which(site: Site) -> None:
    shown = site.client("lead").get("/lots").text
    assert '<a href="/programs" aria-current="page">' in shown
    assert shown.count("aria-current") == 1
