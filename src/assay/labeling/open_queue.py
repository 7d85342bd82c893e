"""A queue that is open for work: all that is common to its judges, read once for all of them."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from assay.core.answers import Given, check_answer
from assay.core.errors import InputError
from assay.core.question import Question
from assay.labeling.asked_together import AskedToo, GivenToo, given_together
from assay.labeling.exposure import EXPOSURE, Exposure, find_exposure
from assay.labeling.gold import GOLD, Gold, Offered, find_gold, offered
from assay.labeling.guideline import Guideline
from assay.labeling.interventions import INTERVENTION, interventions_in, skills_removed, stopped_judges
from assay.labeling.kept import (
    APPROVAL,
    GUIDELINE,
    QUEUE,
    KeptGuideline,
    KeptQuestion,
    QueuePlan,
    find_queue,
    guideline_versions,
    in_force,
)
from assay.labeling.lanes import SKILLS, lanes_of_judge, skills_of
from assay.labeling.showing import Part, parts_of
from assay.labeling.shown_items import MOST_ROWS, ShownItems
from assay.labeling.suggestions import SUGGESTION, Suggested, Suggestions, find_suggesting
from assay.store.open import Store
from assay.store.queueing.assignment import Assignment


class _Rules(NamedTuple):
    """The guideline and the gold as they were when the ledger had one entry as its newest on them."""

    seq: int
    versions: Sequence[KeptGuideline]
    current: Guideline | None
    gold: Gold | None
    gold_items: frozenset[str]
    stopped: frozenset[str]
    without: Mapping[str, frozenset[str]]
    suggestions: Suggestions | None
    exposure: Exposure | None = None
    skills: Mapping[str, frozenset[str]] = MappingProxyType({})
    most_a_day: int | None = None


class OpenQueue:
    """What a queue asks and what it shows. Several threads may use it at once."""

    def __init__(
        self,
        store: Store,
        plan: QueuePlan,
        asked: KeptQuestion,
        items: ShownItems,
        *,
        together: tuple[AskedToo, ...] = (),
        media: Collection[str] = (),
    ) -> None:
        """``together`` are all questions where several are asked; ``media`` names the columns that hold media."""
        self.store, self.plan, self.asked, self.items = store, plan, asked, items
        self.together, self.media = together, frozenset(media)
        self._parts = lru_cache(MOST_ROWS)(self._read_parts)
        self._rules = _Rules(-2, (), None, None, frozenset(), frozenset(), {}, None, most_a_day=plan.most_a_day)

    @property
    def question(self) -> Question:
        """What is asked; it does not change while a queue asks it."""
        return self.asked.question

    @cached_property
    def beside(self) -> tuple[Question, ...]:
        """Questions that are asked at the same time as `question`."""
        return tuple(each.question for each in self.together[1:])

    def parts(self, item: str, *, swapped: bool = False) -> tuple[Part, ...]:
        """What is shown of an item."""
        return self._parts(item, swapped)

    def _read_parts(self, item: str, swapped: bool) -> tuple[Part, ...]:
        row = self.items.row(item)
        return parts_of(self.question, row, swapped=swapped, beside=self.beside, media=self.media)

    def given(self, item: str, typed: object, *, content: str | None) -> tuple[Given, tuple[GivenToo, ...]]:
        """What an answer says to the question, and to those that are asked with it.

        ``content`` is what `assay.labeling.showing.content_of` gives for the question.

        Raises
        ------
        InputError
            What is wrong with the answer, see `assay.core.answers.check_answer` and `given_together`.
        """
        if not self.together:
            return check_answer(self.question, typed, content=content), ()
        answers = typed if len(self.together) > 1 else {self.question.name: typed}
        if not isinstance(answers, dict):
            raise InputError("answer.type", "The answers are no object.", 'Give them by question: {"toxic": "yes"}.')
        first, *beside = given_together(self.together, answers, self.items.row(item))
        if first.given is None:
            raise InputError("answer.missing", f"{first.question}: There is no answer.", "Answer the first question.")
        return first.given, tuple(beside)

    def guideline(self) -> Guideline | None:
        """The rules in force now. Cost: one small statement; the text is read only when one came."""
        return self._rules_now().current

    def guideline_shown(self, version: str | None) -> Guideline | None:
        """The rules of that version, which a judge says he saw; those in force when there is no such version."""
        known = _version(self._rules, version)
        if known is not None:
            return known
        rules = self._rules_now()
        return _version(rules, version) or rules.current

    def lanes(self, judge: str) -> Offered:
        """Where the items of a judge come from, with the gold that was there when an item was last shown here."""
        found = offered(self._rules.gold, judge, lanes_of_judge(self.plan.lanes, self._rules.skills, judge))
        without = self._rules.without.get(judge)
        return found if without is None else found.leave_out(without)

    def gets_items(self, judge: str) -> bool:
        """Whether no quality rule kept the judge from items when an item was last shown here."""
        return judge not in self._rules.stopped

    def sample_of(self, item: str) -> str | None:
        """The sample through which an item came; gold belongs to none, so that no estimate of a sample counts it."""
        return None if item in self._rules.gold_items else self.plan.sample

    def suggested(self, held: Assignment) -> Suggested | None:
        """What a machine judge suggests for an assignment, shown or hidden; None where nothing was suggested then."""
        suggestions = self._rules.suggestions
        return None if suggestions is None else suggestions.of(held)

    @property
    def exposure(self) -> Exposure | None:
        """How items are shown that may disturb, as it was when an item was last shown here; None where none does."""
        return self._rules.exposure

    @property
    def most_a_day(self) -> int | None:
        """Answers that one judge gives in a day, as it was when an item was last shown here; None for no limit."""
        return self._rules.most_a_day

    def _rules_now(self) -> _Rules:
        kinds = (GUIDELINE, APPROVAL, GOLD, INTERVENTION, SUGGESTION, EXPOSURE, SKILLS, QUEUE)
        known, seq = self._rules, self.store.documents.newest(*kinds)
        if known.seq != seq:
            versions = guideline_versions(self.store, self.asked.key)
            current = in_force(versions)
            gold = find_gold(self.store, self.plan.name)
            items = frozenset(gold.items if gold else ())
            rules, done = current.guideline if current else None, interventions_in(self.store, self.plan.name)
            kept_from = (stopped_judges(done), skills_removed(done))
            told = (*kept_from, self._suggestions(known), find_exposure(self.store, self.plan.name))
            skills = skills_of(self.store) if self.plan.lanes else {}
            most = find_queue(self.store, self.plan.name).most_a_day
            self._rules = known = _Rules(seq, versions, rules, gold, items, *told, skills, most)
        return known

    def _suggestions(self, known: _Rules) -> Suggestions | None:
        """What is suggested now; judgments are read again only when that changed."""
        newest = find_suggesting(self.store, self.plan.name)
        if newest is None or (known.suggestions is not None and known.suggestions.newest == newest):
            return known.suggestions
        return Suggestions(self.store, self.plan)


def _version(rules: _Rules, version: str | None) -> Guideline | None:
    found = (each.guideline for each in rules.versions if each.approvals and each.guideline.version == version)
    return next(found, None)
