"""The story of people and machine: one number from few labels that are right and many that are cheap."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from assay.core.errors import InputError
from assay.datasets.sample_file import is_by_hand, read_sample
from assay.datasets.votes import Names, listed, read_votes
from assay.metrics.facts import columns_of_spec
from assay.metrics.long_facts import LongFacts, long_facts
from assay.metrics.mixed import pieces as numbers
from assay.metrics.mixed.calibrated import Rates, calibrated, rates_of, read_rate
from assay.metrics.mixed.design import (
    BY_HAND,
    SIMPLE,
    Chosen,
    drawn_from_columns,
    drawn_from_sample,
    which_design,
)
from assay.metrics.mixed.facts import mixed_facts
from assay.metrics.mixed.pieces import Piece
from assay.metrics.mixed.questions import Question, questions, verdicts, with_positive
from assay.metrics.mixed.table import Judged, column_of, judged_items
from assay.metrics.slices import parse_by

REPEATS = ("last", "first")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Columns of a file of judgments."""

    item: list[str]
    judge: list[str]
    answer: str
    repeats: str

    def read(self, data: Any, more: Sequence[str] = ()) -> tuple[pa.Table, LongFacts]:
        """The table and its judgments."""
        ids = [*self.item, *self.judge]
        table = read_votes(data, [*ids, self.answer, *more], as_text=ids)
        facts = long_facts(table, item=self.item, judge=self.judge, answer=self.answer, repeats=self.repeats)
        return table, facts


def mixed(
    data: Any,
    *,
    item: Names,
    judge: Names,
    answer: str,
    machine: str,
    people: str | None = None,
    candidate: str | None = None,
    baseline: str | None = None,
    metric: Names | None = None,
    by: Names = (),
    cluster: str | None = None,
    positive: str | None = None,
    design: str | None = None,
    probability: str | None = None,
    stratum: str | None = None,
    sample: Any = None,
    calibration: Any = None,
    sensitivity: str | None = None,
    specificity: str | None = None,
    missing: str = "refuse",
    repeats: str = "last",
    level: float = 0.95,
) -> tuple[Piece, ...]:
    """A metric held against people where they judged, sharpened by a machine judge everywhere.

    Parameters
    ----------
    data : path or frame with one row a judgment
        The answers of ``people``, ``machine``, ``candidate`` and ``baseline`` are values of the judge column.
    metric : of a candidate: accuracy, precision, recall, f1, balanced_accuracy, mcc; of numbers: mae, rmse, bias
        Without a candidate: ``share`` of the positive answer, or ``mean`` of answers that are numbers. By default
        accuracy with a candidate, else share.
    by, cluster : columns of the items (one value an item)
    design : ``simple`` (people's items are a random sample of all), ``stratified``, ``weighted`` or ``by-hand``
        Follows from the next three when left out. Picked by hand gives no interval.
    probability : column of the probability with which each of people's items was drawn
    stratum : column of the stratum of each item
    sample : path or frame with item, probability, stratum and order, as `assay.draw_sample` makes it; or ``by-hand``
    calibration : path or frame of other items that people and the machine (and the candidate) judged
        Then no label of these items is needed, and the judge's error rates are taken to be the same here.
    sensitivity, specificity : such as ``0.9/200``: the rates themselves, each with its number of items
    missing : ``refuse`` or ``leave_out`` items that the machine or a system did not answer

    Raises
    ------
    InputError
        ``input.unknown_judge``, ``mixed.design``, ``mixed.no_people``, ``mixed.metric``, ``input.missing_answer`` ...

    Examples
    --------
    >>> import assay
    >>> right = ["a", "b"] * 200
    >>> rows = [(i, "gpt", x if i % 5 else "a") for i, x in enumerate(right)]
    >>> rows += [(i, "new", x if i % 4 else "b") for i, x in enumerate(right)]
    >>> rows += [(i, "ann", x) for i, x in enumerate(right[:60])]
    >>> table = dict(zip(("item", "judge", "answer"), zip(*rows), strict=True))
    >>> asked = {"item": "item", "judge": "judge", "answer": "answer", "people": "ann", "machine": "gpt"}
    >>> found = assay.mixed({k: list(v) for k, v in table.items()}, candidate="new", **asked)
    >>> [piece.way for piece in found]
    ['people and machine', 'people alone', 'machine alone']
    """
    asked = questions(listed(metric or ()), candidate=candidate, baseline=baseline, positive=positive)
    columns = _Columns(listed(item), listed(judge), answer, _repeats(repeats))
    elsewhere = calibration is not None or sensitivity is not None or specificity is not None
    systems = [name for name in (candidate, baseline) if name is not None]
    _four(people, machine, systems, elsewhere)
    specs = tuple(parse_by(each) for each in ([by] if isinstance(by, str) else by))
    chosen = which_design(
        design, probability=probability, stratum=stratum, sample=sample is not None, by_hand=is_by_hand(sample)
    )
    cut = [name for spec in specs for name in columns_of_spec(spec)]
    more = list(dict.fromkeys(name for name in (*cut, cluster, probability, stratum) if name))
    if elsewhere:
        _plain_only(more, chosen, len(asked))
    table, facts = columns.read(data, more)
    judged = judged_items(
        facts,
        table,
        people=None if elsewhere else people,
        others=[machine, *systems],
        more=more,
        missing=missing,
    )
    asked = tuple(with_positive(each, judged.table, _own(people, machine, elsewhere)) for each in asked)
    if elsewhere:
        rates = _rates(calibration, columns, (people, machine, candidate), asked[0], (sensitivity, specificity), facts)
        return _calibrated(judged, rates, asked[0], machine=machine, candidate=candidate, level=level)
    made = _chosen(judged.table, str(people), chosen, probability, stratum, sample)
    found: list[Piece] = []
    for question in asked:
        sided, sides = question.sides(made.table, str(people), machine, systems)
        facts_of = mixed_facts(
            sided,
            sides,
            by=specs,
            cluster=cluster,
            positive=question.positive,
            drawn=made.drawn,
            picked=chosen == BY_HAND,
        )
        found += numbers.mixed(
            question.metrics,
            facts_of,
            candidate=candidate or str(people),
            baseline=baseline,
            by=specs,
            level=level,
            notes=(*judged.notes, *made.notes),
        )
    return tuple(found)


def _repeats(repeats: str) -> str:
    if repeats not in REPEATS:
        raise InputError("input.repeats", f"There is no rule '{repeats}' here.", "Say last or first.")
    return repeats


def _own(people: str | None, machine: str, elsewhere: bool) -> list[str]:
    """Judges whose answers are at hand."""
    return [machine] if elsewhere or people is None else [people, machine]


def _four(people: str | None, machine: str, systems: Sequence[str], elsewhere: bool) -> None:
    """Names of the judges, each for one part."""
    if people is None and not elsewhere:
        raise InputError("mixed.no_people", "Nobody is named whose answers are held to be right.", "Name --people.")
    names = [name for name in (people, machine, *systems) if name is not None]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        what = f"'{twice}' is named for two parts."
        raise InputError("mixed.same_judge", what, "Name different judges for people, machine, candidate and baseline.")


def _chosen(
    table: pa.Table, people: str, design: str, probability: str | None, stratum: str | None, sample: Any
) -> Chosen:
    if design in (SIMPLE, BY_HAND):
        return Chosen(table, None, ())
    if sample is not None:
        return drawn_from_sample(table, column_of(people), read_sample(sample))
    return drawn_from_columns(table, column_of(people), probability=probability, stratum=stratum)


def _plain_only(more: Sequence[str], design: str, n_questions: int) -> None:
    """What a judge calibrated elsewhere cannot be asked."""
    if more or design != SIMPLE or n_questions > 1:
        what = "A judge calibrated elsewhere gives one share of all items."
        fix = "Leave out --by, --cluster, --design, --probability, --stratum and --sample, and ask for one metric."
        raise InputError("mixed.calibration", what, fix)


def _rates(
    calibration: Any,
    columns: _Columns,
    names: tuple[str | None, str, str | None],
    question: Question,
    given: tuple[str | None, str | None],
    facts: LongFacts,
) -> Rates:
    """Error rates, from a file of other items or as given."""
    people, machine, candidate = names
    if calibration is None:
        if given[0] is None or given[1] is None:
            what = "One of the two error rates is lacking."
            raise InputError("mixed.rate", what, "Give both: --sensitivity 0.9/200 --specificity 0.8/200.")
        return Rates(read_rate(given[0], "--sensitivity"), read_rate(given[1], "--specificity"))
    if people is None:
        fix = "Name --people: whose answers of the calibration are right."
        raise InputError("mixed.no_people", "Nobody is named for the calibration.", fix)
    table, other = columns.read(calibration)
    both = sorted(set(other.items) & set(facts.items))
    if both:
        what = f"{len(both)} items of the calibration are among the answers; the first is '{both[0][:60]}'."
        fix = "Put their labels of people into the answers and leave out --calibration: that needs no faith in rates."
        raise InputError("mixed.calibration", what, fix, item=both[0])
    named = [people, machine, *([candidate] if candidate else [])]
    judged = judged_items(other, table, people=None, others=named, more=(), missing="leave_out")
    true, said = (verdicts(question, judged.table, name, candidate) for name in (people, machine))
    return rates_of(said, true)


def _calibrated(
    judged: Judged, rates: Rates, question: Question, *, machine: str, candidate: str | None, level: float
) -> tuple[Piece, ...]:
    metric = question.metrics[0]
    return calibrated(
        verdicts(question, judged.table, machine, candidate),
        rates,
        metric=metric.name,
        sentence=metric.sentence,
        system=candidate or machine,
        level=level,
        notes=judged.notes,
    )
