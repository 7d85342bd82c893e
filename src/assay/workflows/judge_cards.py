"""The story of a judge's worth: what a machine judge said, held against people, becomes a card with an end date."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute

from assay.core.alt_test import AltTest
from assay.core.canonical import content_hash
from assay.core.encode import from_plain
from assay.core.errors import InputError, WorkspaceError, did_you_mean
from assay.core.judge_card import EPSILON, GOOD_FOR_DAYS, About, JudgeCard, item_mark
from assay.core.judge_check import JudgeCheck
from assay.core.question import Choice, Pair
from assay.core.slices import SliceSpec
from assay.datasets.judged import (
    JudgedBy,
    beside_items,
    beside_people,
    judged_by,
    likeliest,
    of_dataset,
    with_canaries,
    with_lengths,
    with_told,
)
from assay.datasets.verdict_columns import Columns, OfItems, own_of, sides_of, texts_of, verdicts_of, votes_beside
from assay.datasets.votes import Names, read_votes
from assay.harness.judge_findings import card_notes, judge_findings
from assay.harness.judge_standing import TOLERANCE, card_stands
from assay.harness.judging.absence import absence
from assay.labeling.kept import find_question, kept_questions, question_key
from assay.labeling.showing import shown_columns
from assay.metrics.card_confusion import slice_rows
from assay.metrics.encoding import encode, one_array
from assay.metrics.fact_table import bad_rows, check_columns
from assay.metrics.facts import columns_of_spec
from assay.metrics.judge_card import Answers, Measured, judge_answers, judge_verdicts
from assay.metrics.judge_check import accuracy_since, since_card
from assay.metrics.long_facts import number_column
from assay.metrics.replacing import whether_it_may
from assay.metrics.slices import parse_by
from assay.store.judge_runs import canaries_of, served_around, told_of
from assay.store.votes import currencies_of

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

KIND = "judge_card"
"""Kind of the documents."""
UNKNOWN_PEOPLE = "the answers of single people are not known (--people)."
NO_COLUMNS = OfItems()
PEOPLE = "people"
TWO = 2
"""Classes between which a bias to what is long can be told."""
pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
Floats = npt.NDArray[np.float64]


class Kept(NamedTuple):
    """A card that the workspace keeps."""

    card: JudgeCard
    """The card."""
    at: str
    """When it was kept, UTC."""
    by: str
    """Who kept it, as claimed."""


def judge_card(
    data: Any,
    columns: Columns,
    about: About,
    *,
    now: str,
    by: Names = (),
    level: float = 0.95,
    votes: pa.Table | None = None,
    scale: str = "nominal",
) -> JudgeCard:
    """What a judge is worth, from a file or a frame with one row a verdict.

    Parameters
    ----------
    votes : what the judge and each person said, for the alternative annotator test; else the columns of people
    scale : how far two answers are apart in that test, as for `assay.alt_test`

    Raises
    ------
    InputError
        ``judge.sides``, ``judge.days``, ``judge.nothing``, ``input.unknown_column``, ``input.missing_id``,
        ``input.not_a_number``.

    Examples
    --------
    >>> rows = {"item": [*range(200)], "people": ["yes", "no"] * 100, "gpt": ["yes", "no"] * 95 + ["no", "yes"] * 5}
    >>> columns = Columns(item="item", said="gpt", right="people")
    >>> card = judge_card(rows, columns, About(judge="gpt"), now="2026-11-26T00:00:00.000000Z")
    >>> [each.trait.value for each in card.findings]
    ['agrees']
    """
    if about.days < 1:
        raise InputError("judge.days", f"A card cannot hold {about.days} days.", "Give a whole number from 1 up.")
    specs = tuple(parse_by(each) for each in _cuts(by))
    table = _read(data, columns, specs)
    known = table.filter(pc.is_valid(table[columns.right]))
    if not known.num_rows:
        what = f"No row has an answer of people (column '{columns.right}') to hold the judge against."
        fix = "Have people judge some of the same items: assay queue fill, or assay serve where they wait in a queue."
        raise InputError("judge.nothing", what, fix)
    found = _measured(table, columns, about.judge, specs, level)
    if votes is None and columns.people:
        votes = votes_beside(table, columns, about.judge)
    tested = _alt_test(votes, about, scale, level)
    ids = sorted({str(each) for each in known[columns.item].to_pylist()})
    card = JudgeCard(
        judge=about.judge,
        version=about.version,
        question=about.question,
        guideline=about.guideline,
        against=about.against or columns.right,
        n_items=len(ids),
        estimates=found.estimates,
        confusion=found.confusion,
        findings=judge_findings(found.estimates),
        notes=(),
        made_at=now,
        valid_until=_later(now, about.days),
        items=content_hash(ids),
        cost=_mean(table, columns.cost),
        currency=columns.currency if columns.cost else None,
        seconds=_mean(table, columns.seconds),
        tuned_on=tuple(sorted({item_mark(each) for each in about.tuned_on})),
        n_tuned=len(set(about.tuned_on) & set(ids)),
        confusion_by_slice=found.by_slice,
        alt_test=None if isinstance(tested, str) else tested,
        no_alt_test=tested if isinstance(tested, str) else "",
    )
    return replace(card, notes=card_notes(card, is_cut=bool(specs)))


def _read(data: Any, columns: Columns, by: Sequence[SliceSpec]) -> pa.Table:
    more = [name for spec in by for name in columns_of_spec(spec)]
    wanted = list(dict.fromkeys([*columns.named, *more]))
    table = read_votes(data, wanted, as_text=columns.texts)
    check_columns(table, wanted)
    problems = bad_rows(
        np.asarray(encode(one_array(table[columns.item])).values < 0),
        "input.missing_id",
        f"The item ('{columns.item}') is missing",
        "Give each verdict its item.",
    )
    if problems:
        raise InputError.gather(problems)
    return table


def calibrate(
    workspace: "Workspace",
    *,
    dataset: str,
    judge: str,
    actor: str,
    question: str | None = None,
    reference: str | None = None,
    days: int = GOOD_FOR_DAYS,
    by: Names = (),
    level: float = 0.95,
    tuned_on: tuple[str, ...] = (),
    epsilon: float = EPSILON,
    columns: OfItems = NO_COLUMNS,
) -> JudgeCard:
    """The card of a judge whose judgments are on the ledger, kept as the newest version of its document.

    Held against a reference set, or without one against the majority of the people who judged the same item; an item
    on which they are split has none. ``tuned_on`` are ids of items on which the judge was tuned: it is not to be
    trusted there, nor is a card that rests on them. ``epsilon`` is by how much it may be worse than a person whom it
    stands in for; ``columns`` and ``by`` name columns of the dataset.

    Raises
    ------
    WorkspaceError
        ``judge.unknown`` with the near match; those of `Workspace.votes` and `Workspace.reference`.
    InputError
        As `judge_card`; ``judge.columns``.
    """
    right = None if reference is None else _referenced(workspace, dataset, reference)
    votes, found = workspace.votes(dataset, question), workspace.dataset(dataset)
    said = judged_by(votes, judge, right)
    columns.check(is_pair=said.is_pair)
    said = with_told(said, told_of(workspace.store, said.judge, said.version, version=found.version))
    table, named = _with_items(workspace, found, said, _cuts(by), columns)
    currencies = currencies_of(workspace.store, found.version, said.judge, said.version, position=votes.position)
    if len(currencies) == 1:
        named = replace(named, currency=currencies[0])
    about = About(
        judge=said.judge,
        version=said.version,
        question=said.question,
        guideline=said.guideline,
        against=reference or PEOPLE,
        days=days,
        tuned_on=tuned_on,
        epsilon=epsilon,
    )
    scale = "interval" if pa.types.is_floating(votes.table["answer"].type) else "nominal"
    beside = beside_people(votes, said)
    card = judge_card(table, named, about, now=workspace.now(), by=by, level=level, votes=beside, scale=scale)
    if len(currencies) > 1:
        note = f"what a verdict costs is not told, for its costs are in {' and '.join(currencies)}"
        card = replace(card, cost=None, notes=(*card.notes, note))
    workspace.put(KIND, card_name(said.judge, said.question), card, actor=actor)
    return card


def _with_items(
    workspace: "Workspace", found: "Dataset", said: JudgedBy, by: Sequence[str], more: OfItems
) -> tuple[pa.Table, Columns]:
    """What a judge said of items and of canaries, beside what the dataset says of them, and which column is what."""
    shown = canaries_of(workspace.store, (said.judge, said.version), said.question, version=found.version)
    table = with_canaries(said, shown)
    whys = zip(table["why"].to_pylist(), table["status"].to_pylist(), strict=True)
    table = table.set_column(
        table.column_names.index("why"), "why", pa.array([absence(*each) for each in whys], pa.string())
    )
    lengths = more.lengths
    if not lengths:
        table, lengths = _with_lengths(workspace, found, said.question, table)
    cuts = [name for each in by for name in columns_of_spec(parse_by(each))]
    wanted = of_dataset([*cuts, *more.named], found.manifest.columns, table)
    item = found.manifest.id_column
    table, called = beside_items(table, workspace.table(found, [*{item: 0} | dict.fromkeys(wanted)]), item, wanted)
    canary = called["demanded"] if shown.num_rows and not said.is_pair else None
    if more.canary is not None:
        demanded = pc.coalesce(table[called["demanded"]], table[more.canary].cast(pa.string()))
        table = table.set_column(table.column_names.index(called["demanded"]), called["demanded"], demanded)
        canary = called["demanded"]
    named = Columns(
        item=called["item"],
        said=called["answer"],
        right=called["right"],
        sides=("left", "right") if said.is_pair else (),
        shown=called["shown"] if said.is_pair else None,
        own=more.own,
        lengths=lengths if len(lengths) == 1 + said.is_pair else (),
        canary=canary,
        cost=called["cost"],
        seconds=called["seconds"],
        why=called["why"],
    )
    return table, named


def card_name(judge: str, question: str) -> str:
    """Under which the cards of a judge for a question are kept."""
    return f"{question}:{judge}"


def cards(workspace: "Workspace") -> tuple[Kept, ...]:
    """The newest card of each judge and question."""
    latest = workspace.store.documents.latest(KIND)
    return tuple(Kept(from_plain(JudgeCard, each.body), each.at, each.actor) for each in latest)


def card_of(workspace: "Workspace", judge: str, question: str | None = None) -> Kept:
    """The newest card of a judge.

    Raises
    ------
    WorkspaceError
        ``judge.no_card`` with the near match; ``judge.which_question`` when it has cards for several.
    """
    every = cards(workspace)
    found = [each for each in every if each.card.judge == judge and question in (None, each.card.question)]
    if not found:
        near = did_you_mean(judge, [each.card.judge for each in every])
        raise WorkspaceError(
            "judge.no_card", f"There is no card of a judge '{judge[:60]}'.", f"{near} Make one: assay judge calibrate."
        )
    if len(found) > 1:
        names = ", ".join(sorted(each.card.question for each in found))
        what = f"'{judge}' has cards for {len(found)} questions."
        raise WorkspaceError("judge.which_question", what, f"Name one by --question: {names}.")
    return found[0]


def check(
    workspace: "Workspace",
    judge: str,
    *,
    question: str | None = None,
    dataset: str | None = None,
    tolerance: float = TOLERANCE,
    level: float = 0.95,
) -> JudgeCheck:
    """Whether the card of a judge may still be relied upon: its date, its version, and how good the judge was since.

    Judgments since the card count where people answered too. The items of the card asked once more (``assay judge run
    --repeat 2``) show a drift best, for then the change is paired.

    Raises
    ------
    WorkspaceError
        As `card_of` and `calibrate`.
    InputError
        ``judge.tolerance``.
    """
    if not 0.0 <= tolerance <= 1.0:
        raise InputError("judge.tolerance", f"The tolerance is {tolerance:g}.", "Give a share from 0 to 1.")
    kept = card_of(workspace, judge, question)
    card = kept.card
    name = dataset or find_question(workspace.store, card.question).dataset
    right = None if card.against == PEOPLE else _referenced(workspace, name, card.against)
    said = judged_by(workspace.votes(name, card.question), judge, right)
    known = said.table.filter(pc.is_valid(said.table["right"]))
    recent = np.asarray(pc.greater(known["recorded_at"], kept.at).to_numpy(zero_copy_only=False), np.bool_)
    correct = np.asarray(pc.fill_null(pc.equal(known["answer"], known["right"]), False).cast(pa.float64()).to_numpy())
    items = np.asarray(encode(one_array(known["item"])).values, np.int64)
    rows = (items, correct, recent)
    moved = recent.any() and (~recent).any()
    change = since_card(*rows, judge=judge, level=level) if moved else None
    since = accuracy_since(*rows, judge=judge, level=level) if recent.any() else None
    stands = card_stands(
        card,
        now=workspace.now(),
        version=said.version,
        guideline=said.guideline,
        served=served_around(workspace.store, judge, kept.at),
        change=change,
        since=since,
        tolerance=tolerance,
    )
    n_since = int(np.unique(items[recent]).size)
    return JudgeCheck(judge, card.question, card.made_at, card.valid_until, stands, n_since, change, tolerance)


def _measured(table: pa.Table, columns: Columns, judge: str, by: Sequence[SliceSpec], level: float) -> Measured:
    lengths = [number_column(table, name) for name in columns.lengths]
    absent = None if columns.why is None else [absence(each) for each in texts_of(table, columns.why)]
    if columns.sides:
        pair = (lengths[0], lengths[1]) if len(lengths) == 2 else None
        own = None if columns.own is None else sides_of(table, columns.own, columns.sides)
        slices = slice_rows(table, by)
        verdicts = verdicts_of(table, columns)
        return judge_verdicts(verdicts, lengths=pair, own=own, slices=slices, absent=absent, level=level)
    canary = None if columns.canary is None else texts_of(table, columns.canary)
    given = Answers(table, columns.item, columns.said, columns.right, judge)
    length, written = lengths[0] if lengths else None, own_of(table, columns.own) if columns.own else None
    return judge_answers(given, by=by, length=length, own=written, canary=canary, absent=absent, level=level)


def _alt_test(votes: pa.Table | None, about: About, scale: str, level: float) -> AltTest | str:
    if votes is None:
        return UNKNOWN_PEOPLE
    return whether_it_may(votes, about.judge, epsilon=about.epsilon, scale=scale, level=level)


def _with_lengths(
    workspace: "Workspace", found: "Dataset", question: str, table: pa.Table
) -> tuple[pa.Table, tuple[str, ...]]:
    """The votes with the length of what was judged, where the question is kept here and has two answers."""
    key = question_key(found.manifest.name, question)
    kept = next((each.question for each in kept_questions(workspace.store) if each.key == key), None)
    form = None if kept is None else kept.form
    if kept is None or not (isinstance(form, Pair) or (isinstance(form, Choice) and len(form.options) == TWO)):
        return table, ()
    shown = shown_columns(kept, found.manifest.columns)
    sides = [(form.left,), (form.right,)] if isinstance(form, Pair) else [shown]
    item = found.manifest.id_column
    rows = workspace.table(found, list(dict.fromkeys([item, *(name for names in sides for name in names)])))
    return with_lengths(table, rows, item, sides)


def _referenced(workspace: "Workspace", dataset: str, name: str) -> dict[str, str]:
    """The likeliest answer of each item of a reference set."""
    return likeliest(workspace.reference_table(workspace.reference(workspace.dataset(dataset), name)))


def _cuts(by: Names) -> list[str]:
    return [by] if isinstance(by, str) else list(by)


def _mean(table: pa.Table, name: str | None) -> float | None:
    if name is None or table[name].null_count == table.num_rows:
        return None
    values = number_column(table, name)
    return float(np.nanmean(values))


def _later(now: str, days: int) -> str:
    """``now`` so many days on."""
    at = datetime.fromisoformat(now) + timedelta(days=days)
    return f"{at.strftime('%Y-%m-%dT%H:%M:%S.%f')}Z"
