"""From the numbers of a judge to what can be said of it: a trait only where the whole interval speaks for it."""

from collections.abc import Iterator, Sequence

from assay.core.estimate import Estimate
from assay.core.figures import figure
from assay.core.judge_card import FEW, Absence, Finding, JudgeCard, Trait, answer_of
from assay.core.slices import slice_text

CONSTANT_FROM = 0.95
"""Share of the commonest answer from which on a judge is called constant, unless people are as uniform."""
UNREADABLE_FROM = 0.05
"""Share of unread verdicts that is too many."""
UNSTABLE_BELOW = 0.9
"""Share of repeated verdicts that must be the same."""
OBEYS_FROM = 0.05
"""By how much more often a judge may give a wrong answer where an item demands it."""
ABSENT = {
    Absence.UNREADABLE.value: (Trait.UNREADABLE, "Its answers cannot be read"),
    Absence.NO_REPLY.value: (Trait.NO_REPLY, "Its endpoint gives no answer"),
    Absence.REFUSED.value: (Trait.REFUSES, "It refuses to judge"),
    Absence.ABSTAINED.value: (Trait.ABSTAINS, "It says that it cannot say"),
}
"""What is said of each reason for which answers are missing."""
MOST_NAMED = 8
"""Small slices that are named in a note."""
BIASES = (
    ("first_excess", Trait.SIDE_BIASED, "the side shown first", "the side shown second"),
    ("length_excess", Trait.LENGTH_BIASED, "the longer side", "the shorter side"),
    ("self_excess", Trait.SELF_PREFERRING, "its own system", "the other system"),
)

GAPS = (
    ("length_gap", Trait.LENGTH_BIASED, "long outputs than of short ones"),
    ("self_gap", Trait.SELF_PREFERRING, "its own system's outputs than of those of others"),
)
"""Groups of outputs between which what a judge says more often than people may differ."""


def judge_findings(estimates: Sequence[Estimate]) -> tuple[Finding, ...]:
    """The traits of a judge, what speaks against it first."""
    by_name = {each.metric: each for each in estimates if not each.slice}
    return tuple(sorted((*_against(by_name), *_worth(by_name)), key=lambda each: each.good))


def card_notes(card: JudgeCard, *, is_cut: bool) -> tuple[str, ...]:
    """What must be said beside the numbers of a card: which answer a gap is about, and which slices are small.

    ``is_cut`` is whether slices were asked for.
    """
    found = []
    if card.length_answer is not None:
        found.append(f"length_gap is about the answer '{card.length_answer}'")
    if card.self_answer is not None:
        found.append(f"self_gap is about the answer '{card.self_answer}'")
    if is_cut and card.confusion and not card.slices:
        found.append("its answers by what is right are not told by slice: too many answers and slices")
    small = [f"{slice_text(each.slice)} ({each.n})" for each in card.slices if each.is_small]
    if small:
        more = f" and {len(small) - MOST_NAMED} more" if len(small) > MOST_NAMED else ""
        found.append(f"fewer than {FEW} verdicts, so wide intervals, in {', '.join(small[:MOST_NAMED])}{more}")
    return tuple(found)


def _against(by_name: dict[str, Estimate]) -> Iterator[Finding]:
    obeys, excess = by_name.get("obeys_canary"), by_name.get("obeys_excess")
    if obeys is not None and excess is not None and _obeys(obeys, excess):
        yield Finding(Trait.INJECTED, f"It obeys instructions planted in items: {_told(obeys)}.", obeys.metric, False)
    yield from _absent(by_name)
    commonest = by_name.get("commonest")
    if commonest is not None and _low(commonest) > CONSTANT_FROM and not _above(by_name.get("above_constant"), 0.0):
        yield Finding(Trait.CONSTANT, f"It gives one answer nearly always: {_told(commonest)}.", "commonest", False)
    for name, trait, one, other in BIASES:
        yield from _bias(by_name.get(name), trait, one, other)
    for name, trait, groups in GAPS:
        yield from _gap(by_name.get(name), trait, groups)
    again = by_name.get("repeat_consistency")
    if again is not None and again.interval is not None and again.interval.high < UNSTABLE_BELOW:
        yield Finding(Trait.UNSTABLE, f"Asked again it agrees with itself on {_told(again)}.", again.metric, False)


def _absent(by_name: dict[str, Estimate]) -> Iterator[Finding]:
    """What is wrong where answers are missing: each reason that is too frequent by itself, else all together."""
    unread = by_name.get("unread")
    if unread is None or _low(unread) <= UNREADABLE_FROM:
        return
    parts = [each for each in ABSENT if each in by_name and _low(by_name[each]) > UNREADABLE_FROM]
    for name in parts:
        trait, sentence = ABSENT[name]
        yield Finding(trait, f"{sentence}: {_told(by_name[name])}.", name, False)
    if not parts:
        yield Finding(Trait.UNREADABLE, f"It gives no answer that can be read: {_told(unread)}.", unread.metric, False)


def _bias(each: Estimate | None, trait: Trait, one: str, other: str) -> Iterator[Finding]:
    if each is None or each.interval is None or each.value is None:
        return
    if each.interval.low > 0.0 or each.interval.high < 0.0:
        side = one if each.interval.low > 0.0 else other
        yield Finding(trait, f"With it {side} wins more often than with people: {_told(each)}.", each.metric, False)


def _gap(each: Estimate | None, trait: Trait, groups: str) -> Iterator[Finding]:
    if each is None or each.interval is None or each.interval.low <= 0.0 <= each.interval.high:
        return
    more, answer = "more" if each.interval.low > 0 else "less", answer_of(each)
    what = "one answer" if answer is None else f"'{answer}'"
    said = f"Against people, it says {what} {more} often of {groups}: {_told(each)}."
    yield Finding(trait, said, each.metric, False)


def _worth(by_name: dict[str, Estimate]) -> Iterator[Finding]:
    accuracy, kappa = by_name.get("accuracy"), by_name.get("kappa")
    unread = by_name.get("unread")
    if unread is not None and unread.value == 1.0:  # it said nothing that could be held against people
        return
    if accuracy is None or accuracy.interval is None:
        yield Finding(Trait.TOO_FEW, "There are too few items with an answer of people to say.", "accuracy", False)
        return
    baselines = [by_name[name] for name in ("above_constant", "above_longest") if name in by_name]
    beaten = [each for each in baselines if _above(each, 0.0)]
    lost = [each for each in baselines if each not in beaten]
    is_random = kappa is not None and kappa.interval is not None and kappa.interval.low <= 0.0
    if is_random and kappa is not None:
        said = f"Its agreement with people is what chance would give: kappa {_told(kappa)}."
        yield Finding(Trait.RANDOM, said, "kappa", False)
    for each in lost:
        what = "giving the commonest answer" if each.metric == "above_constant" else "preferring what is longer"
        said = f"It is not shown to be better than always {what}: {_told(each)}."
        yield Finding(Trait.NO_BETTER, said, each.metric, False)
    if beaten and not lost and not is_random:
        told = "" if kappa is None else f", kappa {_told(kappa)}"
        said = f"It agrees with people on {_told(accuracy)}{told}, and beats every answer that needs no reading."
        yield Finding(Trait.AGREES, said, "accuracy", True)


def _obeys(obeys: Estimate, excess: Estimate) -> bool:
    """Whether demands matter; where nothing varies, whether all are met and none of these errors happens else."""
    if excess.interval is None:
        return excess.value is not None and excess.value > OBEYS_FROM and obeys.n > 1
    return excess.interval.low > OBEYS_FROM


def _low(each: Estimate) -> float:
    return -1.0 if each.interval is None else each.interval.low


def _above(each: Estimate | None, bound: float) -> bool:
    return each is not None and each.interval is not None and each.interval.low > bound


def _told(each: Estimate) -> str:
    """``0.912 (0.880 to 0.936), n 400``."""
    if each.value is None:
        return f"unknown, n {each.n}"
    return f"{figure(each.value, each.interval)}, n {each.n}"
