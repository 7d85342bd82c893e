"""The story of quality rules: collected of each judge, held against a bound, tried on history, acted on, lifted."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assay.core.errors import InputError
from assay.labeling.adaptive import find_adaptive
from assay.labeling.dry_run import DryRun, alike, of_pairs
from assay.labeling.finished import Wanted, finished
from assay.labeling.gold import GOLD_LANE, MOST_ANSWERS, find_gold
from assay.labeling.interventions import (
    INTERVENTION,
    Intervention,
    KeptIntervention,
    find_held,
    intervened,
    intervention_name,
    interventions_in,
    lifted,
    review_name,
)
from assay.labeling.kept import find_queue
from assay.labeling.qualification import find_qualification
from assay.labeling.quality_evidence import Met, met_by, met_by_pairs, series_of, shared_errors
from assay.labeling.quality_file import parse_quality_rule
from assay.labeling.quality_rule import (
    QUALITY_RULE,
    Collects,
    Does,
    KeptRule,
    QualityRule,
    find_rule,
    rules_of,
)
from assay.labeling.reviewing import Review, open_review
from assay.store.queueing.assignment import Need

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

SEED = 7


class RuledQueue(NamedTuple):
    """The quality rules of a queue, and what they did."""

    queue: str
    """Name of the queue."""
    rules: tuple[KeptRule, ...]
    """Its rules."""
    interventions: tuple[KeptIntervention, ...]
    """What they did, what holds first."""


def add_quality_rule(workspace: "Workspace", file: Path, *, actor: str) -> KeptRule:
    """Keep the quality rule of a file; the same again changes nothing, a changed one is its newest version.

    It does nothing by itself: the server runs rules once a minute, ``assay quality run`` at once.

    Raises
    ------
    PlanError
        With every mistake of the file.
    InputError
        ``quality.no_test``, ``quality.no_gold``, ``quality.adapts``, ``quality.no_lane`` when the queue is not made
        for it.
    WorkspaceError
        ``queue.unknown``.
    """
    return keep_rule(workspace, rule_of_file(workspace, file), actor=actor)


def keep_rule(workspace: "Workspace", rule: QualityRule, *, actor: str) -> KeptRule:
    """Keep a quality rule whose queue is made for it; the same again changes nothing."""
    document = workspace.put(QUALITY_RULE, rule.name, rule, actor=actor)
    return KeptRule(rule, document.version, document.actor, document.at)


def check_fits(workspace: "Workspace", rule: QualityRule) -> None:
    """Nothing when the queue of a rule is made for what it collects and does; raises as `add_quality_rule`."""
    store, queue = workspace.store, find_queue(workspace.store, rule.queue).name
    if rule.collects is Collects.GOLD_ACCURACY and find_gold(store, queue) is None:
        fix = f"Add some: assay gold add {queue} --reference NAME --rate 0.1."
        raise InputError("quality.no_gold", f"The queue '{queue}' has no gold.", fix)
    if rule.does is Does.RETRAIN and find_qualification(store, queue) is None:
        fix = f"Ask for a qualification first: assay qualification require {queue} --test QUEUE --accuracy 0.8."
        raise InputError("quality.no_test", f"The queue '{queue}' has no test by which judges qualify again.", fix)
    if rule.does is Does.RAISE_OVERLAP and find_adaptive(store, queue) is not None:
        what = f"The overlap of '{queue}' is adapted to what its judges say already."
        raise InputError("quality.adapts", what, "Choose another action: doubtful items are asked once more anyway.")
    lanes = find_queue(store, queue).lanes
    if rule.skill and rule.skill not in lanes:
        what = f"The queue '{queue}' has no lane '{rule.skill[:60]}'."
        fix = f"Its lanes are: {', '.join(lanes)}." if lanes else "It has none: a queue gets them by --lane-by COLUMN."
        raise InputError("quality.no_lane", what, fix)


def quality_rules(workspace: "Workspace", queue: str | None = None) -> tuple[KeptRule, ...]:
    """Every quality rule, or those of one queue.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    if queue is not None:
        find_queue(workspace.store, queue)
    return rules_of(workspace.store, queue)


def ruled_queue(workspace: "Workspace", queue: str) -> RuledQueue:
    """The rules of a queue and all that they did.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    return RuledQueue(queue, quality_rules(workspace, queue), interventions_in(workspace.store, queue))


def kept_rule(workspace: "Workspace", name: str) -> KeptRule:
    """A rule by its name.

    Raises
    ------
    WorkspaceError
        ``quality.unknown``.
    """
    return find_rule(workspace.store, name)


def rule_of_file(workspace: "Workspace", file: Path) -> QualityRule:
    """The rule of a file, to be tried before it is kept; raises as `add_quality_rule`."""
    return rule_of_text(workspace, workspace.read_text(file), source=str(file))


def rule_of_text(workspace: "Workspace", text: str, *, source: str) -> QualityRule:
    """The rule of a text, whose queue is made for it; raises as `add_quality_rule`."""
    rule = parse_quality_rule(text, source)
    check_fits(workspace, rule)
    return rule


def try_rule(workspace: "Workspace", rule: QualityRule, *, seed: int = SEED) -> DryRun:
    """Whom a rule would have acted on in all that was answered so far, and how often it acts on nothing.

    Nothing is written. Agreement and pairs are told with what is known now, which was not all known then.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    store = workspace.store
    plan, position = find_queue(store, rule.queue), store.ledger.size()
    if rule.collects is Collects.SAME_ERRORS:
        shared = shared_errors(store, plan, position=position, since={})
        pairs, n = met_by_pairs(rule, shared, at=workspace.now()), len(shared.judges)
        return DryRun(rule, pairs, n, n if shared.found.p_values.size else 0, of_pairs(rule, n))
    series = series_of(store, plan, rule, position=position)
    met = [found for found in (met_by(rule, each) for each in series) if found is not None]
    enough = sum(1 for each in series if each.scores.size >= rule.least)
    met.sort(key=lambda each: (each.at, each.judge))
    return DryRun(rule, tuple(met), len(series), enough, alike(rule, series, seed=seed))


def run_rules(workspace: "Workspace", queue: str | None = None) -> tuple[Intervention, ...]:
    """Act on every judge for whom the condition of a rule is met and was not acted on yet; what was done now.

    After an intervention was made, or lifted, only what the judge answers from then on counts. Run at any time and as
    often as wanted: the same answers give the same.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    rules = [kept for kept in quality_rules(workspace, queue) if not kept.rule.stopped]
    return tuple(made for kept in rules for made in _run(workspace, kept))


def stop_rule(workspace: "Workspace", name: str, *, actor: str) -> KeptRule:
    """A rule acts on nobody any more; what it did holds until it is lifted. Added again from its file, it acts again.

    Raises
    ------
    WorkspaceError
        ``quality.unknown``.
    """
    rule = replace(find_rule(workspace.store, name).rule, stopped=True)
    document = workspace.put(QUALITY_RULE, name, rule, actor=actor)
    return KeptRule(rule, document.version, document.actor, document.at)


def lift(workspace: "Workspace", queue: str, judge: str, *, by: str, because: str) -> tuple[Intervention, ...]:
    """Let a judge work again whom quality rules keep from items; what was lifted.

    Raises
    ------
    InputError
        ``quality.reason``.
    WorkspaceError
        ``queue.unknown``; ``quality.nothing_holds``.
    """
    find_queue(workspace.store, queue)
    found = [lifted(each, by=by, because=because) for each in find_held(workspace.store, queue, judge)]
    for each in found:
        _keep(workspace, each, actor=by)
    return tuple(found)


def _run(workspace: "Workspace", kept: KeptRule) -> list[Intervention]:
    before = {
        each.made.judge: each
        for each in interventions_in(workspace.store, kept.rule.queue)
        if each.made.rule == kept.rule.name
    }
    done = []
    for met in _met(workspace, kept.rule, before):
        made = intervened(kept, met)
        _apply(workspace, made)
        _keep(workspace, made, actor=f"quality:{kept.rule.name}"[:200])
        done.append(made)
    return done


def _met(workspace: "Workspace", rule: QualityRule, before: dict[str, KeptIntervention]) -> list[Met]:
    """Judges for whom the condition is met by what nobody acted on yet, and who are not kept from items already."""
    store = workspace.store
    plan, position = find_queue(store, rule.queue), store.ledger.size()
    since = {judge: each.at for judge, each in before.items()}
    held = {judge for judge, each in before.items() if each.made.holds}
    if rule.collects is Collects.SAME_ERRORS:
        shared = shared_errors(store, plan, position=position, since=since)
        return [each for each in met_by_pairs(rule, shared, at=workspace.now()) if each.judge not in held]
    series = (each for each in series_of(store, plan, rule, position=position) if each.judge not in held)
    found = (met_by(rule, each.since(since.get(each.judge, ""))) for each in series)
    return [each for each in found if each is not None]


def _apply(workspace: "Workspace", made: Intervention) -> None:
    """What is done to items at once; whom a claim refuses is read from the document."""
    queues, items = workspace.store.queues, set(made.items)
    if made.does is Does.RAISE_OVERLAP:
        held = [each for each in queues.items(made.queue, without=[GOLD_LANE]) if each.item in items and each.open]
        queues.set_needs(made.queue, [Need(each.item, needed=each.needed + 1) for each in held])
    if made.does is Does.RETRAIN:
        _offer_test_again(workspace, made.queue)
    if made.does is Does.AUDIT:
        _send_to_review(workspace, made)


def _offer_test_again(workspace: "Workspace", queue: str) -> None:
    """Another round of the test, so that who answered it before can qualify again."""
    store, asked = workspace.store, find_qualification(workspace.store, queue)
    gold = find_gold(store, asked.test) if asked else None
    if asked and gold:
        store.queues.begin_round(asked.test, [Need(item, needed=MOST_ANSWERS) for item in gold.items])


def _send_to_review(workspace: "Workspace", made: Intervention) -> None:
    """The newest answers of a judge that count go before reviewers, as many as the rule looked at; no gold."""
    store = workspace.store
    plan, wanted = find_queue(store, made.queue), Wanted((made.judge,))
    answers = finished(store, plan, wanted, position=store.ledger.size())[::-1][: made.n]
    if answers:
        because = f"Quality rule '{made.rule}' on {made.judge}: {made.value:.3g} of {made.n}."
        names = tuple(each.name for each in answers)
        review = Review(review_name(made), made.queue, because, len(answers), SEED, names)
        by_name = {each.name: each for each in answers}
        open_review(store, review, by_name, actor=f"quality:{made.rule}"[:200], now=workspace.now())


def _keep(workspace: "Workspace", made: Intervention, *, actor: str) -> None:
    name = intervention_name(made.queue, made.judge, made.rule)
    workspace.put(INTERVENTION, name, made, actor=actor)
