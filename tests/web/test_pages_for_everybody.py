"""Every page in a real browser: no accessibility checker finds a serious fault, and nothing breaks the policy.

The pages are found by following links, one of each kind, by an account with every role.
"""

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from starlette.routing import Route
from tests.labeling_support.judging import works
from tests.labeling_support.queues import add_queue
from tests.web.conftest import Site
from tests.workflows.test_program import PROGRAM, ROWS, add, said

from assay.access.roles import Grant, Role
from assay.labeling.lots import Terms
from assay.web.routes import ROUTERS
from assay.web.words import COOKIE
from assay.workflows.lots import make_lots
from assay.workflows.people import invite
from assay.workflows.review import draw_review

LOOKS = tuple((width, scheme) for width in (390, 1280) for scheme in ("light", "dark"))
MOST_PAGES = 60
LISTEN = """() => {
  window.broken = [];
  document.addEventListener("securitypolicyviolation", (event) => window.broken.push(event.violatedDirective));
}"""
BAD = "<!doctype html><html lang=en><title>Bad</title><main><h1>Bad</h1><img src=/static/icon.svg><script>1</script>"
POLICY = {"Content-Security-Policy": "default-src 'self'"}
PATTERNS = [
    (route.path, re.compile(re.sub(r"\{[^}]+\}", "[^/]+", route.path) + "$"))
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, Route) and "GET" in (route.methods or ()) and not route.path.startswith("/api/")
]
FILES = re.compile(r"\.(html|md|csv|xlsx|json)$")


@pytest.fixture
def lived_in(site: Site, tmp_path: Path) -> Site:
    """A program with answers, a review, a lot, an open invitation, and an account that may do all."""
    site.add("all", [Grant(role) for role in Role], judge="j88")
    site.add("looks", [Grant(role) for role in Role if role is not Role.LABELER], judge="j89")
    add_queue(site.workspace, tmp_path, rows=ROWS, overlap=3)
    add(site.workspace, tmp_path, PROGRAM)
    for judge, wrong_each in (("j1", 9), ("j2", 4)):
        works(site.workspace, "first", judge, partial(said, wrong_each))
    draw_review(site.workspace, "audit", "first", n=5, actor="lena")
    make_lots(site.workspace, "lot1", "first", terms=Terms(good=0.02, bad=0.3, alpha=0.2, beta=0.2), actor="lena")
    invite(site.workspace, [Grant(Role.LABELER)], mail="lena", actor="j88")
    return site


@pytest.mark.browser
@pytest.mark.slow
def test_the_checker_and_the_listener_notice_what_they_must(lived_in: Site, open_page: Any) -> None:
    page, faults = open_page(), dict[str, list[str]]()
    page.route("**/bad", lambda route: route.fulfill(body=BAD, content_type="text/html", headers=POLICY))
    page.add_init_script(f"({LISTEN})()")
    with lived_in.serve() as address:
        look(page, address, "/bad", faults)
    [told] = {tuple(sorted({each.partition(":")[0] for each in told})) for told in faults.values()}
    assert {"image-alt", "policy"} <= set(told)


@pytest.mark.browser
@pytest.mark.slow
def test_every_page_is_for_everybody_and_keeps_the_policy(lived_in: Site, open_page: Any) -> None:
    link = invite(lived_in.workspace, [Grant(Role.LABELER)], actor="j88").path
    stranger, page = open_page(width=1280), open_page(width=1280)
    faults: dict[str, list[str]] = {}
    with lived_in.serve() as address:
        for one, paths in ((stranger, ["/sign-in", link]), (page, [])):
            one.add_init_script(f"({LISTEN})()")
            for path in paths:
                look(one, address, path, faults)
        lived_in.enter(page, address, "all")
        seen = walk(page, address, faults)
    assert faults == {}
    assert page.heard == stranger.heard == []
    wanted = {"/", "/label", "/label/{queue}", "/people", "/programs", "/programs/{name}", "/tokens", "/lots/{name}"}
    assert wanted | {"/adjudicate", "/review/{name}", "/rework", "/pilots", "/feedback"} <= seen


@pytest.mark.browser
@pytest.mark.slow
def test_what_only_those_see_who_do_not_label_is_for_everybody_too(lived_in: Site, open_page: Any) -> None:
    page, faults = open_page(width=1280), dict[str, list[str]]()
    page.add_init_script(f"({LISTEN})()")
    with lived_in.serve() as address:
        lived_in.enter(page, address, "looks")
        for subject in ("quality", "suggestions", "clarity", "gold", "disputes", "fraud"):
            look(page, address, f"/{subject}/first", faults)
        look(page, address, "/quality/first/items?item=i0&item=i1", faults)
        page.context.add_cookies([{"name": COOKIE, "value": "zh", "url": address}])
        look(page, address, "/quality/first", faults)
    assert faults == {}
    assert page.heard == []


def walk(page: Any, address: str, faults: dict[str, list[str]]) -> set[str]:
    """Look at a page of each kind that links lead to, the fault page too."""
    waiting, seen = ["/", "/rework", "/feedback", "/no-such-page"], set()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        kind = next((name for name, pattern in PATTERNS if pattern.match(path.partition("?")[0])), path)
        if kind in seen or FILES.search(path.partition("?")[0]):
            continue
        seen.add(kind)
        look(page, address, path, faults)
        waiting += page.eval_on_selector_all("a[href^='/']", "all => all.map(each => each.getAttribute('href'))")
    return seen


def look(page: Any, address: str, path: str, faults: dict[str, list[str]]) -> None:
    """Load a page narrow and wide, light and dark; ask the checker, and whether anything broke the policy."""
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{address}{path}")
        page.wait_for_load_state("networkidle" if path.startswith("/label/") else "load")
        found = Axe().run(page).response["violations"]
        told = [
            f"{each['id']}: {node['target']} {node['failureSummary'][:160]}"
            for each in found
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"][:3]
        ]
        told += [f"policy: {each}" for each in page.evaluate("window.broken")]
        reach = page.evaluate("document.documentElement.scrollWidth")
        told += [f"wider than the screen: {reach}"] if reach > width else []
        if told:
            faults[f"{path} {width} {scheme}"] = told
    page.heard[:] = [each for each in page.heard if "404" not in each[1]]
