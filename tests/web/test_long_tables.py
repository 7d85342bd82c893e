"""Tables of many rows in a browser: fifty, then more, and filtered by typing."""

from typing import Any

import pytest
from tests.web.conftest import Site

from assay.access.roles import Grant, Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_long_table_shows_fifty_rows_and_finds_by_typing(site: Site, open_page: Any) -> None:
    for number in range(60):
        site.add(f"person {number:02d}", [Grant(Role.LABELER)])
    page = open_page(width=390)
    with site.serve() as address:
        site.enter(page, address, "administrator")
        page.goto(f"{address}/people")
        shown = page.locator("tbody tr:visible")
        page.get_by_label("Rows with").wait_for()
        assert shown.count() == 50
        page.get_by_role("button", name="Show all rows").click()
        assert shown.count() == 60 + len(Role)
        page.get_by_label("Rows with").fill("person 5")
        assert shown.count() == 10
    assert page.heard == []
