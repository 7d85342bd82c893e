"""A judge is checked by people in a real browser: evaluate opens a queue, a person answers there, evaluate decides."""

import re
from typing import Any

import pytest
from tests.stories.judged_release import OUTPUTS, Release, done
from tests.stories.test_people_judge_in_the_browser import invitation, join, open_page, served

__all__ = ["open_page"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
N = 40
TOLD = re.compile(r"answered (well|badly)")


def test_a_person_answers_what_evaluate_asks_and_it_decides(assay: Any, open_page: Any) -> None:
    shares = {"old": 0.25, "new": 0.95}
    release = Release(assay, n=100, shares=shares, tier="low", people=N, stages="[]", least=5)
    release.evaluate()
    release.machine_judges()
    done(assay("question", "add", "good.yaml", "--dataset", OUTPUTS, "--by", "mina"))
    opened = release.evaluate("--json")
    (queue,) = opened.json()["judged"]["queues"]
    assert (opened.code, opened.json()["judged"]["n_asked"]) == (2, N)
    with served() as (address, link):
        administrator, ann = open_page(), open_page()
        join(administrator, link, "mina")
        join(ann, invitation(administrator, "labeler"), "ann")
        ann.goto(f"{address}/label")
        ann.get_by_role("link", name=queue).press("Enter")
        for number in range(1, N + 1):
            ann.wait_for_selector("[data-is=parts] > *")
            shown = ann.locator("main").inner_text()
            told = TOLD.search(shown)
            assert told is not None
            assert not re.search(r"\b(old|new|gpt|baseline|candidate)\b", shown), "the page is blind"
            ann.keyboard.press("1" if told.group(1) == "well" else "2")
            ann.wait_for_selector(f"#label[data-n='{number}']")
        ann.get_by_text("There is nothing more for you here now").wait_for()
        assert ann.heard == []
    decided = release.evaluate("--json")
    found = decided.json()["judged"]
    assert (decided.code, found["n_answered"], found["queues"]) == (0, N, []), decided.json()["verdicts"][0]["why"]
    assert decided.json()["recommendation"]["advice"] == "ship"
