"""From a key to the next item on the screen, run by ``python -m bench.key_to_next ITEMS FOLDER [STORE [ANSWERS]]``.

A labeler in a headless Chromium answers at ``assay serve`` on the same machine. The clock is the page's own: from the
key that goes down until the frame after the next item was put into the page. It prints one line of JSON.
"""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

from assay.store.open import SQLITE
from bench.http_site import PASSWORD, QUEUE, Served, make_site, served
from bench.http_work import cpu_of, peak_of

ANSWERS, WARM = 200, 10
NAME = "labeler 1"
WATCH = """
window.taken = [];
let pressed = 0;
addEventListener('keydown', () => { pressed = performance.now(); }, true);
addEventListener('DOMContentLoaded', () => {
  const shown = () => requestAnimationFrame(() => setTimeout(() => window.taken.push(performance.now() - pressed), 0));
  const label = document.querySelector('#label');
  if (label) new MutationObserver(shown).observe(label, { attributes: true, attributeFilter: ['data-n'] });
});
"""


def answers(site: Served, n_answers: int) -> list[float]:
    """Milliseconds of each answer, the first ones left out."""
    from playwright.sync_api import sync_playwright
    from tests.browser_support.chromium import find_chromium

    with sync_playwright() as playwright:
        options: Any = find_chromium().launch_options()
        browser = playwright.chromium.launch(**options)
        page = browser.new_page()
        page.add_init_script(WATCH)
        address = f"http://{site.host}:{site.port}"
        page.goto(f"{address}/sign-in")
        page.get_by_label("Name").fill(NAME)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        page.goto(f"{address}/label/{QUEUE}")
        page.wait_for_selector("[data-is=parts] > *")
        for number in range(1, n_answers + WARM + 1):
            page.keyboard.press("1" if number % 3 else "2")
            page.wait_for_function("n => window.taken.length >= n", arg=number)
        taken: list[float] = page.evaluate("window.taken")
        browser.close()
    return taken[WARM:]


def measure(n_items: int, folder: Path, kind: str, n_answers: int) -> dict[str, float | str]:
    """So many answers; in the form of `bench.clock.apart`."""
    workspace = make_site(folder, n_items, kind, {NAME: 1})
    with served(workspace.store.folder) as site:
        cpu = cpu_of(site.process.pid)
        taken = answers(site, n_answers)
        spent, peak = cpu_of(site.process.pid) - cpu, peak_of(site.process.pid)
    workspace.store.close()
    ordered = sorted(taken)
    p95 = ordered[int(0.95 * len(ordered))]
    middle = statistics.median(taken)
    note = f"{len(taken)} answers: p50 {middle:.0f} ms, p95 {p95:.0f} ms, longest {ordered[-1]:.0f} ms"
    return {"seconds": middle / 1e3, "cpu": spent, "peak_mb": peak, "note": note}


if __name__ == "__main__":
    words = sys.argv[1:]
    kind, n_answers = (*words[2:], *(SQLITE, ANSWERS)[len(words) - 2 :])
    sys.stdout.write(json.dumps(measure(int(words[0]), Path(words[1]), str(kind), int(n_answers))) + "\n")
