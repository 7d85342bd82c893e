"""Records of the work as the labeling page is told them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assay.core.encode import to_plain
from assay.core.judgment import Judgment
from assay.core.media import TYPES, media_in
from assay.core.question import Amount, Boxes, Form, FreeText, MultipleChoice, Pair, Question, Rating, Spans
from assay.labeling.asked_together import AskedToo
from assay.labeling.conversation import turns_of
from assay.labeling.guideline import Guideline
from assay.labeling.keys import NONE, Key, hint_of, keys_of
from assay.labeling.offering import Offer
from assay.labeling.page_answers import shown_answer, shown_answers
from assay.labeling.precedents import Precedent
from assay.labeling.question_written import TYPE_OF
from assay.labeling.showing import PLAYED, Kind, Part
from assay.labeling.table import table_of
from assay.labeling.trace import steps_of
from assay.web.api.label_records import (
    AskedShown,
    ExposureShown,
    FormShown,
    GuidelineShown,
    MediaShown,
    OfferShown,
    OptionShown,
    PartShown,
    PrecedentShown,
    RestShown,
    SectionShown,
    StepShown,
    SuggestionShown,
    TableShown,
    TurnShown,
)
from assay.web.api.tree_shown import tree_shown
from assay.web.markdown import MOST_MARKDOWN, MOST_SHOWN, item_html, sections_of

NO_PRECEDENTS: Mapping[str, Sequence[Precedent]] = MappingProxyType({})
MOST_STEPS = 21
"""A longer scale is typed as a number."""


def form_shown(question: Question) -> FormShown:
    """The form of a question, with the keys of its menu."""
    form, hint = question.form, hint_of(question)
    options = _steps(form) if isinstance(form, Rating) else [_option(form, key) for key in keys_of(question)]
    kind = "number" if isinstance(form, Rating) and not options else TYPE_OF[type(form)]
    match form:
        case Amount(unit=unit):
            return FormShown(kind=kind, options=options, hint=hint, unit=unit)
        case FreeText(most=most):
            return FormShown(kind=kind, options=options, hint=hint, most=most)
        case Spans(column=column, overlaps=overlaps):
            return FormShown(kind=kind, options=options, hint=hint, column=column, overlaps=overlaps)
        case Boxes(column=column):
            return FormShown(kind=kind, options=options, hint=hint, column=column)
        case _:
            return FormShown(kind=kind, options=options, hint=hint)


def together_shown(every: Sequence[AskedToo]) -> FormShown:
    """The questions of a form, each with its own form."""
    asked = [
        AskedShown(
            name=each.question.name,
            asks=each.question.asks,
            form=form_shown(each.question),
            condition=None if each.condition is None else to_plain(each.condition),
        )
        for each in every
    ]
    return FormShown(kind="form", options=[], hint="", questions=asked)


def offer_shown(offer: Offer, *, draft: object = None, exposure: ExposureShown | None = None) -> OfferShown:
    """An item as it is put to the judge; of one that may disturb and that he did not ask to see, the names alone."""
    is_veiled = exposure is not None and not exposure.is_seen
    parts = [_veiled(part) if is_veiled else part_shown(part) for part in offer.parts]
    version = offer.asked.guideline_version
    says = offer.suggestion
    suggestion = None if says is None else SuggestionShown(value=says, label=says)
    id = offer.asked.assignment.id
    return OfferShown(
        assignment=id, guideline=version, parts=parts, draft=draft, suggestion=suggestion, exposure=exposure
    )


def part_shown(part: Part) -> PartShown:
    """One text of an item; a very long one is shown as it is written, and its beginning at first."""
    medium = media_in(part.text) if part.kind in PLAYED else None
    if medium is not None:
        media = MediaShown(type=TYPES[medium.kind], width=medium.width, height=medium.height)
        return PartShown(name=part.name, kind=part.kind.value, is_side=part.is_side, media=media)
    left_out = max(0, len(part.text) - MOST_SHOWN)
    is_long = len(part.text) > (MOST_MARKDOWN if part.kind is Kind.MARKDOWN else MOST_SHOWN)
    kind = Kind.TEXT if is_long else part.kind
    turns = turns_of(part.text) if kind is Kind.CONVERSATION else ()
    steps = steps_of(part.text) if kind is Kind.TRACE else ()
    table = table_of(part.text) if kind is Kind.TABLE else None
    return PartShown(
        name=part.name,
        kind=kind.value,
        is_side=part.is_side,
        text="" if turns or steps or table else part.text[:MOST_SHOWN],
        html=item_html(part.text) if kind is Kind.MARKDOWN else None,
        turns=[TurnShown(role=each.role, text=each.content) for each in turns],
        steps=[StepShown(**each._asdict()) for each in steps],
        table=None if table is None else TableShown(columns=[*table.columns], rows=[[*row] for row in table.rows]),
        left_out=left_out,
    )


def _veiled(part: Part) -> PartShown:
    return PartShown(name=part.name, kind=Kind.TEXT.value, is_side=part.is_side)


def rest_shown(part: Part, start: int) -> RestShown:
    """What follows in a very long text."""
    end = start + 4 * MOST_SHOWN
    return RestShown(text=part.text[start:end], left_out=max(0, len(part.text) - end))


def answer_shown(question: Question, judgment: Judgment) -> object:
    """An answer that stands, as the page would send it; a step of a scale as its key."""
    return _as_typed(shown_answer(question, judgment))


def answers_shown(every: Sequence[AskedToo], judgments: Sequence[Judgment]) -> object:
    """As `answer_shown`, for questions that are asked together."""
    found = shown_answers(every, judgments)
    is_several = isinstance(found, dict) and len(every) > 1
    return {name: _as_typed(value) for name, value in found.items()} if is_several else _as_typed(found)


def guideline_shown(
    guideline: Guideline | None,
    precedents: Mapping[str, Sequence[Precedent]] = NO_PRECEDENTS,
    *,
    asked: Question | None = None,
) -> GuidelineShown:
    """The rules, made harmless, each under its number, with their precedents; the tree where its question is told."""
    if guideline is None:
        return GuidelineShown(version=None, sections=[])
    sections = [
        SectionShown(
            number=each.number,
            title=each.title,
            html=each.html,
            precedents=[PrecedentShown(**one._asdict()) for one in precedents.get(each.number or "", ())],
        )
        for each in sections_of(guideline)
    ]
    tree = None if guideline.tree is None or asked is None else tree_shown(guideline.tree, asked)
    return GuidelineShown(version=guideline.version, sections=sections, tree=tree)


def _as_typed(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _option(form: Form, key: Key) -> OptionShown:
    if isinstance(form, Pair):
        return OptionShown(key=key.key, value=key.key, label=key.says)
    is_none = key.key == NONE and isinstance(form, MultipleChoice | Spans | Boxes)
    return OptionShown(key=key.key, value=None if is_none else key.says, label=key.says)


def _steps(form: Rating) -> list[OptionShown]:
    """The steps of a short scale, each with its number for a key."""
    steps = range(form.low, form.high + 1)
    if len(steps) > MOST_STEPS:
        return []
    words = form.words or tuple("" for _ in steps)
    return [OptionShown(key=str(n), value=n, label=word or str(n)) for n, word in zip(steps, words, strict=True)]
