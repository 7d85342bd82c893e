"""How clear a question and its rules are: where judges part, which answers they confuse, which rules they point at.

A judgment carries an answer and no rule. So the disagreement of a rule is told by what people tied to it: the items
on which judges part and which one of them flagged for this rule, or an adjudicator ruled by it. That is a count, not
an estimate: whoever flags chooses what he flags.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import pyarrow as pa

from assay.core.estimate import Estimate
from assay.core.question import Amount, Choice, Form, MultipleChoice, Pair, Rating, Spans
from assay.labeling.disagreement import Contested, contested
from assay.labeling.guideline import Guideline, Rule
from assay.labeling.votes import ANSWER, ITEM, JUDGE
from assay.metrics.agreement import agree
from assay.metrics.consensus import find_consensus
from assay.metrics.long_facts import LongFacts, long_facts

MOST_ANSWERS = 20
"""Answers of which each is held against all others."""
METRIC, COUNTED = "alpha", "majority"
YES, NO = "yes", "no"


class AnswerClarity(NamedTuple):
    """One answer against all others."""

    answer: str
    """The answer; of several that may be chosen, whether this one was."""
    n_judgments: int
    """Judgments that gave it."""
    agreement: Estimate
    """How far judges agree on whether it is this answer."""


class Confused(NamedTuple):
    """Two answers that judges give to the same item."""

    first: str
    """One answer."""
    second: str
    """The other."""
    n_items: int
    """Items that got both."""


class TiedToRule(NamedTuple):
    """Something that ties an item to a rule: a flag of a labeler, or a ruling."""

    rule: str
    """Number of the rule."""
    item: str
    """External id of the item."""
    judge: str
    """Who flagged, or ruled."""
    is_ruling: bool
    """Whether it is a ruling."""
    guideline_version: str | None
    """Guideline under which it was said."""


class RuleClarity(NamedTuple):
    """A rule and the disagreement that people tied to it."""

    number: str
    """Its number."""
    title: str
    """Its title."""
    items: tuple[str, ...]
    """Items on which judges part and that were tied to it."""
    n_flags: int
    """Times that it was flagged."""
    n_judges: int
    """Labelers who flagged it."""
    n_rulings: int
    """Rulings by it."""


class Clarity(NamedTuple):
    """How clear a question and its rules are."""

    n_judgments: int
    """Judgments that count."""
    n_overlapping: int
    """Items with two answers or more."""
    overall: Estimate
    """How far judges agree."""
    answers: tuple[AnswerClarity, ...]
    """Each answer against all others, the least clear first; none where answers are no menu."""
    confused: tuple[Confused, ...]
    """Pairs of answers, the ones on most items first."""
    rules: tuple[RuleClarity, ...]
    """Every rule in force, the one with most disagreement first."""
    items: tuple[Contested, ...]
    """Items on which judges part, the most even first."""


def clarity(votes: pa.Table, form: Form, guideline: Guideline | None, tied: Iterable[TiedToRule]) -> Clarity:
    """How clear a question is, from judgments that count: item, judge, answer, observed_at, in ledger order."""
    facts = _facts(votes)
    apart = contested(votes, find_consensus(facts, COUNTED, {}))
    per_item = Counter(facts.votes.items.tolist())
    return Clarity(
        int(facts.votes.items.size),
        sum(n > 1 for n in per_item.values()),
        _agreement(facts, scale="interval" if isinstance(form, (Rating, Amount)) else "nominal"),
        tuple(sorted(_answers(votes, form), key=_least_clear)),
        _confused(apart),
        _rules(guideline, tied, {each.item for each in apart}),
        apart,
    )


def still_said(tied: Iterable[TiedToRule], versions: Mapping[str, Guideline], current: Guideline) -> list[TiedToRule]:
    """What was said of rules that read the same now; what was said of older words is settled by the new ones."""
    now = {rule.number: _words(rule) for rule in current.rules}
    then = {version: {rule.number: _words(rule) for rule in each.rules} for version, each in versions.items()}
    return [each for each in tied if each.rule in now and now[each.rule] == _then(then, each)]


def rules_of_items(tied: Iterable[TiedToRule]) -> dict[str, str]:
    """The rule that most flags and rulings tie each item to; of those with as many the first by its number."""
    counts: dict[str, Counter[str]] = {}
    for each in tied:
        counts.setdefault(each.item, Counter())[each.rule] += 1
    return {item: min(rules, key=lambda rule: (-rules[rule], rule)) for item, rules in counts.items()}


def _then(then: Mapping[str, Mapping[str, list[str]]], said: TiedToRule) -> list[str] | None:
    return then.get(said.guideline_version or "", {}).get(said.rule)


def _words(rule: Rule) -> list[str]:
    return [*rule.title.split(), *rule.text.split()]


def _facts(votes: pa.Table) -> LongFacts:
    return long_facts(votes, item=[ITEM], judge=[JUDGE], answer=ANSWER)


def _agreement(facts: LongFacts, *, scale: str = "nominal") -> Estimate:
    return agree([METRIC], facts, scale=scale)[0]


def _answers(votes: pa.Table, form: Form) -> list[AnswerClarity]:
    options, says = _menu(votes, form)
    given = votes[ANSWER].to_pylist()
    found = []
    for option in options:
        chosen = [says(answer, option) for answer in given]
        if any(chosen):
            told = pa.array([YES if each else NO for each in chosen])
            table = votes.set_column(votes.column_names.index(ANSWER), ANSWER, told)
            found.append(AnswerClarity(option, sum(chosen), _agreement(_facts(table))))
    return found


def _menu(votes: pa.Table, form: Form) -> tuple[Sequence[str], Callable[[Any, str], bool]]:
    """Answers that can be held against all others, and whether a judgment gives one."""
    match form:
        case Choice(options) if len(options) <= MOST_ANSWERS:
            return options, lambda answer, option: bool(answer == option)
        case MultipleChoice(options) if len(options) <= MOST_ANSWERS:
            return options, lambda answer, option: option in json.loads(answer)
        case Pair():
            return ("left", "right", "tie"), lambda answer, option: bool(answer == option)
        case Spans(labels) if len(labels) <= MOST_ANSWERS:
            return labels, lambda answer, label: any(each["label"] == label for each in json.loads(answer))
        case _:
            return (), lambda answer, option: False


def _least_clear(found: AnswerClarity) -> tuple[bool, float, str]:
    value = found.agreement.value
    return value is None, 1.0 if value is None else value, found.answer


def _confused(apart: Sequence[Contested]) -> tuple[Confused, ...]:
    pairs = Counter(
        pair for each in apart for pair in combinations(sorted(answer.answer for answer in each.answers), 2)
    )
    return tuple(Confused(*pair, n) for pair, n in sorted(pairs.items(), key=lambda each: (-each[1], each[0])))


def _rules(guideline: Guideline | None, tied: Iterable[TiedToRule], apart: set[str]) -> tuple[RuleClarity, ...]:
    said = list(tied)
    found = []
    for rule in guideline.rules if guideline else ():
        mine = [each for each in said if each.rule == rule.number]
        flags = [each for each in mine if not each.is_ruling]
        items = tuple(sorted({each.item for each in mine} & apart))
        judges = {each.judge for each in flags}
        found.append(RuleClarity(rule.number, rule.title, items, len(flags), len(judges), len(mine) - len(flags)))
    return tuple(sorted(found, key=lambda each: (-len(each.items), -each.n_judges, -each.n_flags)))
