"""Quality rules: on the interval, tried on history, acted on once, kind to who is stopped, lifted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.labeling_support.judging import copy_of, keep_reference, made_once, works
from tests.labeling_support.queues import Ticking, add_queue

from assay.core.errors import InputError, NotPermitted, PlanError, WorkspaceError
from assay.labeling.quality_rule import Collects, Does, QualityRule
from assay.workflows import work
from assay.workflows.gold import add_gold, shown_gold
from assay.workflows.qualification import require
from assay.workflows.quality_rules import (
    add_quality_rule,
    lift,
    quality_rules,
    ruled_queue,
    run_rules,
    stop_rule,
    try_rule,
)
from assay.workflows.review import review_lines
from assay.workflows.work import Desks
from assay.workflows.workspace import Workspace

ROWS = [{"id": f"i{n:02d}", "comment": f"comment {n}"} for n in range(60)]
GOLD = {f"i{n:02d}": "yes" if n % 2 else "no" for n in range(30)}
RULE = """quality rule: careless
queue: test
collect: gold accuracy
below: 0.7
last: 30
least: 10
every: 5
do: pause
"""


def truth(item: str) -> str:
    return "yes" if int(item[1:]) % 2 else "no"


def liar(item: str) -> str:
    right = truth(item)
    return right if int(item[1:]) % 5 == 0 else {"yes": "no", "no": "yes"}[right]


def fill(made: Workspace, folder: Path) -> None:
    add_queue(made, folder, name="test", rows=ROWS, rules=None, overlap=4)
    keep_reference(made, "test", "right", GOLD)
    add_gold(made, "test", reference="right", rate=0.5, actor="lead")
    clock = made.now
    assert isinstance(clock, Ticking)
    for place, (judge, says) in enumerate({"j1": truth, "j2": truth, "j3": liar}.items()):
        desk = work.sit_down(made, "test", judge=judge)
        offer, n = work.next_item(desk), 0
        while offer is not None:
            clock.pass_seconds(1.0 if judge == "j2" and n >= 30 else 4.0 + (n * 7 + place) % 11)
            _, offer = work.answer(desk, offer, says(offer.asked.assignment.item))
            n += 1


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("ruling"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    for each in copy_of(made, tmp_path):
        clock = each.now
        assert isinstance(clock, Ticking)
        clock.pass_seconds(10_000)
        yield each


def added(workspace: Workspace, folder: Path, text: str = RULE) -> None:
    file = folder / "rule.yaml"
    file.write_text(text, encoding="utf-8")
    add_quality_rule(workspace, file, actor="lead")


def rule(collects: Collects, bound: float, **changed: object) -> QualityRule:
    usual = {"last": 30, "least": 10, "every": 5, **changed}
    return QualityRule("tried", "test", collects, bound, Does.AUDIT, **usual)  # type: ignore[arg-type]


def test_a_rule_acts_once_on_whose_whole_interval_lies_below(workspace: Workspace, tmp_path: Path) -> None:
    added(workspace, tmp_path)
    done = run_rules(workspace)
    assert [(each.judge, each.does) for each in done] == [("j3", Does.PAUSE)]
    assert done[0].high is not None
    assert done[0].high < 0.7
    assert run_rules(workspace) == (), "the same answers give the same"
    with pytest.raises(NotPermitted, match="all your answers are kept") as caught:
        works(workspace, "test", "j3", truth)
    assert caught.value.code == "queue.paused"
    assert "gold" not in str(caught.value), "why is for the lead to say"


def test_the_value_of_a_window_is_the_estimate_that_gold_has(workspace: Workspace) -> None:
    found = try_rule(workspace, rule(Collects.GOLD_ACCURACY, 0.999, last=30, least=30, every=30))
    quality = shown_gold(workspace, "test").quality
    assert quality is not None
    mine = {each.slice[0][1]: each for each in quality.judges if each.slice}
    met = {each.judge: each for each in found.met}
    own = mine["j3"]
    assert own.interval is not None
    assert (met["j3"].value, met["j3"].low, met["j3"].high, met["j3"].n) == pytest.approx(
        (own.value, own.interval.low, own.interval.high, own.n), abs=1e-9
    )


def test_who_holds_an_item_while_he_is_paused_may_finish_it_and_gets_no_other(
    workspace: Workspace, tmp_path: Path
) -> None:
    add_queue(workspace, tmp_path, name="more", rows=ROWS[:20], rules=None)
    desks = Desks(workspace)
    desk = desks.at("more", judge="j3")
    offer = work.next_item(desk)
    for _ in range(11):
        assert offer is not None
        _, offer = work.answer(desk, offer, "yes", seconds=0.4)
    added(workspace, tmp_path, RULE.replace("queue: test", "queue: more").replace(
        "collect: gold accuracy\nbelow: 0.7", "collect: too fast\nseconds: 1\nabove: 0.5"))  # fmt: skip
    assert len(run_rules(workspace, "more")) == 1
    assert offer is not None
    _, following = work.answer(desk, offer, "yes")
    assert following is not None, "the desk hears of it with the next item that is shown"
    done, following = work.answer(desk, following, "yes")
    assert not done.is_late
    assert following is None
    with pytest.raises(NotPermitted, match="rests for now"):
        desks.at("more", judge="j3")
    lift(workspace, "more", "j3", by="lead", because="We talked.")
    assert work.next_item(desks.at("more", judge="j3")) is not None
    assert run_rules(workspace, "more") == (), "only what comes after the lifting counts"


def test_a_retrained_judge_works_again_once_he_qualified_anew(workspace: Workspace, tmp_path: Path) -> None:
    add_queue(workspace, tmp_path, name="more", rows=ROWS[:40], rules=None)
    add_queue(workspace, tmp_path, name="exam", rows=ROWS[:20], rules=None)
    keep_reference(workspace, "exam", "right", {item: GOLD[item] for item in list(GOLD)[:20]})
    add_gold(workspace, "exam", reference="right", rate=1.0, actor="lead")
    require(workspace, "more", test="exam", accuracy=0.6, actor="lead")
    assert len(works(workspace, "exam", "j1", truth)) == 20
    desks = Desks(workspace)
    desk = desks.at("more", judge="j1")
    offer = work.next_item(desk)
    for _ in range(12):
        assert offer is not None
        _, offer = work.answer(desk, offer, "yes", seconds=0.4)
    text = RULE.replace("queue: test", "queue: more").replace("do: pause", "do: retrain")
    added(workspace, tmp_path, text.replace("gold accuracy\nbelow: 0.7", "too fast\nseconds: 1\nabove: 0.5"))
    assert [each.judge for each in run_rules(workspace)] == ["j1"]
    with pytest.raises(NotPermitted, match="j1 has not answered there yet"):
        desks.at("more", judge="j1")
    workspace.now.pass_seconds(10)  # type: ignore[attr-defined]
    assert len(works(workspace, "exam", "j1", truth)) == 20, "the test is offered again"
    assert work.next_item(desks.at("more", judge="j1")) is not None
    assert not any(each.made.holds for each in ruled_queue(workspace, "more").interventions)


def test_a_dry_run_tells_whom_when_and_how_often_it_acts_on_nothing(workspace: Workspace) -> None:
    found = try_rule(workspace, rule(Collects.GOLD_ACCURACY, 0.7))
    assert ([each.judge for each in found.met], found.n_judges, found.n_looked_at) == (["j3"], 3, 3)
    alarms = found.false_alarms
    assert 0.0 <= alarms.low <= alarms.any <= alarms.high <= 1.0
    assert alarms == try_rule(workspace, rule(Collects.GOLD_ACCURACY, 0.7)).false_alarms, "seeded"
    assert ruled_queue(workspace, "test").interventions == ()


@pytest.mark.parametrize(
    ("collects", "bound", "acted"),
    [
        (Collects.AGREEMENT, 0.75, ["j3"]),
        (Collects.PACE, 2.0, ["j2"]),
        (Collects.SKIPS, 0.1, []),
        (Collects.STEADY_PACE, 0.3, ["j2"]),
        (Collects.SAME_ERRORS, 0.01, []),
    ],
    ids=str,
)
def test_each_collector_finds_whom_it_is_for(
    workspace: Workspace, collects: Collects, bound: float, acted: list[str]
) -> None:
    found = try_rule(workspace, rule(collects, bound, last=20))
    assert [each.judge for each in found.met] == acted


def test_skips_are_counted_among_items(workspace: Workspace, tmp_path: Path) -> None:
    add_queue(workspace, tmp_path, name="more", rows=ROWS[:20], rules=None)
    desk = work.sit_down(workspace, "more", judge="j1")
    for n in range(15):
        offer = work.next_item(desk)
        assert offer is not None
        if n % 2:
            work.answer(desk, offer, "yes")
        else:
            work.skip(desk, offer, "No idea.")
    met = try_rule(workspace, QualityRule("t", "more", Collects.SKIPS, 0.1, Does.AUDIT, 30, 10, 5)).met
    assert [(each.judge, each.n) for each in met] == [("j1", 10)]


def test_overlap_is_raised_on_the_items_of_the_window(workspace: Workspace, tmp_path: Path) -> None:
    before = {each.item: each.needed for each in workspace.store.queues.items("test")}
    text = RULE.replace("gold accuracy\nbelow: 0.7", "agreement\nbelow: 0.8").replace("do: pause", "do: raise overlap")
    added(workspace, tmp_path, text)
    done = run_rules(workspace)
    assert [each.judge for each in done] == ["j3"]
    after = {each.item: each.needed for each in workspace.store.queues.items("test")}
    usual = set(done[0].items) - set(GOLD)
    assert usual
    assert {item for item in before if after[item] == before[item] + 1} == usual


def test_an_audit_puts_the_newest_answers_before_reviewers_but_no_gold(workspace: Workspace, tmp_path: Path) -> None:
    added(workspace, tmp_path, RULE.replace("do: pause", "do: audit"))
    (done,) = run_rules(workspace)
    (line,) = review_lines(workspace)
    assert line.review.because == f"Quality rule 'careless' on j3: 0.2 of {done.n}."
    assert line.standing.n_items == done.n
    assert run_rules(workspace) == (), "the same answers are audited once"


def test_what_a_rule_cannot_do_here_is_refused_with_the_next_step(workspace: Workspace, tmp_path: Path) -> None:
    add_queue(workspace, tmp_path, name="more", rows=ROWS[:5], rules=None)
    other = RULE.replace("queue: test", "queue: more")
    for text, says in {
        other: "assay gold add more",
        other.replace("gold accuracy\nbelow: 0.7", "skips\nabove: 0.2").replace("pause", "retrain"): "qualification",
        RULE.replace("do: pause", "do: remove skill\nskill: de"): "no lane 'de'",
    }.items():
        with pytest.raises(InputError, match=says):
            added(workspace, tmp_path, text)
    with pytest.raises(WorkspaceError, match="No quality rule keeps j1"):
        lift(workspace, "test", "j1", by="lead", because="no")


def test_a_file_is_refused_with_all_mistakes_and_their_lines(workspace: Workspace, tmp_path: Path) -> None:
    wrong = (
        "quality rule: a:b\nqueue: test\ncollect: gold accuracy\nabove: 2\nlest: 3\nevery: 1.5\nseconds: 2\ndo: stop\n"
    )
    with pytest.raises(PlanError) as caught:
        added(workspace, tmp_path, wrong)
    lines = [(each.line, each.code) for each in caught.value.problems]
    assert lines == [
        (1, "quality.value"),
        (5, "quality.unknown_field"),
        (6, "quality.value"),
        (8, "quality.value"),
    ], "what depends on these is said once they are mended"
    with pytest.raises(PlanError) as caught:
        added(workspace, tmp_path, RULE.replace("below", "above") + "seconds: 2\n")
    assert [(each.line, each.code) for each in caught.value.problems] == [
        (4, "quality.condition"),
        (9, "quality.condition"),
    ]


def test_a_rule_is_versioned_and_can_be_stopped(workspace: Workspace, tmp_path: Path) -> None:
    added(workspace, tmp_path)
    added(workspace, tmp_path, RULE.replace("0.7", "0.6"))
    assert len(workspace.store.documents.history("quality_rule", "careless")) == 2
    assert stop_rule(workspace, "careless", actor="lead").rule.stopped
    assert run_rules(workspace) == ()
    assert [each.rule.bound for each in quality_rules(workspace, "test")] == [0.6]
