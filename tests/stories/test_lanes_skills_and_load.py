"""A queue by language: people get what they can read, urgent items first, so many a day; a rule takes a skill away."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from tests.labeling_support.judging import copy_of, made_once, works
from tests.labeling_support.queues import Ticking, add_queue
from tests.store.said import statements

from assay.access.roles import Grant, Role
from assay.core.errors import AssayError, InputError, NotPermitted, WorkspaceError
from assay.datasets.sample_asked import SampleAsked
from assay.datasets.sample_file import read_sample
from assay.labeling.nothing_left import NothingLeft, Why, why_nothing
from assay.labeling.offering import Offer
from assay.metrics.designed import answered_part, places_of
from assay.metrics.reasons import Reason
from assay.reports.queues import filled_summary, queue_summary
from assay.reports.skills import nothing_words
from assay.workflows import work
from assay.workflows.gold import add_gold
from assay.workflows.quality_rules import keep_rule, lift, rule_of_text, run_rules
from assay.workflows.queues import Filled, fill_queue, queue_status
from assay.workflows.samples import keep_sample, kept_sample, worked_sample
from assay.workflows.skills import people_skills, queue_skills, set_skills, set_skills_in
from assay.workflows.work import Desk
from assay.workflows.workspace import Workspace

LANGUAGES = {"zh": 12, "en": 6, None: 4}
ROWS = [
    {"id": f"{lang or 'any'}{n}", "comment": f"comment {n}", "lang": lang, "urgent": int(n == 3), "row": f"r{lang}{n}"}
    for lang, many in LANGUAGES.items()
    for n in range(many)
]
LEAD = (Grant(Role.LEAD),)
HURRY = """quality rule: hurry
queue: q
collect: too fast
above: 0.3
seconds: 2
last: 10
least: 6
every: 1
do: remove skill
skill: zh
"""


def fill(workspace: Workspace, folder: Path) -> None:
    add_queue(workspace, folder, name="texts", rows=ROWS, rules=None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("lanes"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield from copy_of(made, tmp_path)


def filled(workspace: Workspace, name: str = "q", **asked: Any) -> Filled:
    return fill_queue(workspace, name=name, dataset="texts", question="toxic", overlap=1, actor="lena", **asked)


def yes(_item: str) -> str:
    return "yes"


def why(workspace: Workspace, queue: str, judge: str) -> NothingLeft | None:
    desk = work.sit_down(workspace, queue, judge=judge)
    assert work.next_item(desk) is None
    return why_nothing(desk.queue, judge, now=workspace.now())


def shown(rendered: object) -> str:
    out = io.StringIO()
    Console(width=300, file=out).print(rendered)
    return out.getvalue()


def test_people_get_what_they_have_the_skill_for_and_urgent_items_first(workspace: Workspace) -> None:
    made = filled(workspace, lane_by="lang", priority_by="urgent")
    assert made.queue.lanes == ("en", "zh")
    assert (
        "18 items wait in 'q' for skills that nobody has: en (6), zh (12). Say who has one: assay people skills"
        in shown(filled_summary(made))
    )
    assert filled(workspace, lane_by="lang", priority_by="urgent").n_new == 0, "filled again it stays as it is"
    assert works(workspace, "q", "j1", yes) == ["any3", "any0", "any1", "any2"], "what is for everybody"
    assert why(workspace, "q", "j1") == NothingLeft(Why.SKILLS, skills=("en", "zh"))
    set_skills(workspace, "j1", ["zh"], actor="lena")
    assert works(workspace, "q", "j1", yes, most=2) == ["zh3", "zh0"]
    lanes = {each.lane: (each.n_items, each.n_people) for each in queue_status(workspace, "q").lanes}
    assert lanes == {"any": (0, None), "en": (6, 0), "zh": (9, 1)}, "one is out"
    told = shown(queue_summary(queue_status(workspace, "q")))
    assert "6 items wait in 'q' for skills that nobody has: en (6)." in told


def test_a_rule_takes_a_skill_away_until_somebody_lifts_it(workspace: Workspace) -> None:
    filled(workspace, lane_by="lang")
    set_skills(workspace, "j1", ["en", "zh"], actor="lena")
    rule = rule_of_text(workspace, HURRY, source="form")
    keep_rule(workspace, rule, actor="lena")
    before = works(workspace, "q", "j1", yes, most=8)
    assert [item[:2] for item in before] == ["zh"] * 8
    desk = work.sit_down(workspace, "q", judge="j1")
    held = work.next_item(desk)
    assert [(each.judge, each.skill) for each in run_rules(workspace)] == [("j1", "zh")]
    assert held is not None, "who holds an item may finish it"
    work.answer(desk, held, "yes")
    rest = works(workspace, "q", "j1", yes)
    assert {item[:2] for item in rest[1:]} == {"en", "an"}
    assert why(workspace, "q", "j1") == NothingLeft(Why.SKILLS, skills=("zh",))
    assert [(each.has, each.removed) for each in queue_skills(workspace, "q").people] == [(("en", "zh"), ("zh",))]
    assert [each.n_people for each in queue_status(workspace, "q").lanes] == [None, 1, 0]
    lift(workspace, "q", "j1", by="lena", because="Read the rules again.")
    assert works(workspace, "q", "j1", yes) == ["zh10", "zh11"]
    wrong = HURRY.replace("skill: zh", "skill: any")
    with pytest.raises(InputError, match="no lane 'any'"):
        rule_of_text(workspace, wrong, source="form")


def test_who_may_say_what_a_person_can_judge(workspace: Workspace) -> None:
    filled(workspace, lane_by="lang")
    works(workspace, "q", "j1", yes, most=1)
    set_skills(workspace, "j1", ["medical", "zh"], actor="lena")
    set_skills_in(workspace, "q", "j1", ["en"], giver=LEAD, actor="lena")
    assert [each.has for each in people_skills(workspace)] == [("en", "medical")], "skills of other queues stay"
    refused: tuple[tuple[str, type[AssayError], dict[str, Any]], ...] = (
        ("skills.own", NotPermitted, {"judge": "j1", "has": ["zh"], "actor": "J1"}),
        ("skills.no_lane", InputError, {"judge": "j1", "has": ["fr"], "actor": "lena"}),
        ("skills.nobody", WorkspaceError, {"judge": "j9", "has": ["zh"], "actor": "lena"}),
    )
    for code, kind, asked in refused:
        with pytest.raises(kind) as caught:
            set_skills_in(workspace, "q", asked["judge"], asked["has"], giver=LEAD, actor=asked["actor"])
        assert caught.value.code == code
    with pytest.raises(InputError) as refused_gold:
        add_gold(workspace, "q", reference=None, rate=0.1, actor="lena")
    assert refused_gold.value.code == "gold.lanes"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"lane_by": "langs"}, "no column 'langs'"),
        ({"priority_by": "comment"}, "of 'zh0'"),
        ({"most_a_day": 0}, "0 answers a day"),
        ({"name": "texts", "lane_by": "lang"}, "another queue 'texts'"),
    ],
    ids=["column", "priority", "day", "another queue"],
)
def test_what_cannot_divide_a_queue_is_told(workspace: Workspace, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        filled(workspace, **asked)


def answered(desk: Desk, offer: Offer) -> Offer | None:
    (found,) = work.keep_all(desk.workspace, [work.checked(desk, offer, "yes")])
    assert not isinstance(found, BaseException)
    return found[1]


def test_one_judge_gives_so_many_answers_a_day_and_goes_on_after_midnight(workspace: Workspace) -> None:
    filled(workspace, most_a_day=3)
    clock = workspace.now
    assert isinstance(clock, Ticking)
    desk = work.sit_down(workspace, "q", judge="j1")
    first = work.next_item(desk)
    assert first is not None
    second = answered(desk, first)
    assert second is not None
    assert answered(desk, first) == second, "an answer sent again is one of three"
    work.skip(desk, second, "broken")
    for more in (True, False):
        offer = work.next_item(desk)
        assert offer is not None, "what was passed over is no answer"
        assert (answered(desk, offer) is not None) is more
    told = why(workspace, "q", "j1")
    assert told == NothingLeft(Why.ENOUGH_TODAY, n=3)
    assert nothing_words(told) == "You have done today's 3 items of this queue; it opens again at 00:00 UTC."
    assert len(works(workspace, "q", "j2", yes)) == 3, "each judge has his own day"
    filled(workspace, most_a_day=4)
    assert len(works(workspace, "q", "j1", yes)) == 1, "the limit of a queue may change"
    clock.pass_seconds(10 * 3600)
    assert len(works(workspace, "q", "j1", yes)) == 4


def test_lanes_cost_an_answer_no_statement_and_a_limit_one(workspace: Workspace) -> None:
    said = {}
    kinds: dict[str, dict[str, Any]] = {"plain": {}, "lanes": {"lane_by": "lang"}, "limit": {"most_a_day": 9}}
    for name, asked in kinds.items():
        filled(workspace, name, **asked)
        set_skills(workspace, "j1", ["zh"], actor="lena")
        desk = work.sit_down(workspace, name, judge="j1")
        offer = work.next_item(desk)
        assert offer is not None
        offer = answered(desk, offer)
        assert offer is not None
        with statements(workspace.store) as seen:
            assert answered(desk, offer) is not None
        said[name] = len([each for each, _ in seen if each.lstrip().upper().startswith(("SELECT", "WITH"))])
    assert said["lanes"] == said["plain"]
    assert said["limit"] == said["plain"] + 1


def test_a_sample_worked_by_priority_has_no_design_until_all_of_it_is_answered(workspace: Workspace) -> None:
    keep_sample(workspace, SampleAsked(12), dataset="texts", name="simple", actor="lena")
    asked = SampleAsked(12, "stratified", stratum=("urgent",), least=1)
    stratified = keep_sample(workspace, asked, dataset="texts", name="by-urgency", actor="lena")
    assert filled(workspace, "second", sample=stratified, priority_by="urgent").queue.in_order
    simple = kept_sample(workspace, "simple", dataset="texts")
    made = filled(workspace, sample=simple, priority_by="urgent")
    assert not made.queue.in_order
    assert "stopped early it has no design" in shown(filled_summary(made))
    drawn = read_sample(worked_sample(workspace, "simple", dataset="texts").table)
    for n, reason in ((1, Reason.OUT_OF_ORDER), (12, Reason.NONE)):
        first = places_of(simple.table.slice(0, n)["item"].combine_chunks(), drawn)
        assert answered_part(drawn, first).withheld is reason
