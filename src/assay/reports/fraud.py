"""Signs of fraud as a JSON document and on the terminal; for those who lead."""

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count, fixed
from assay.reports.numbers import percent
from assay.reports.terminal import plain_table, safe
from assay.reports.words import plural

LONGEST = 2_500
MOST = 10
PAIR_HEADS = ("judges", ">both judged", ">wrong", ">same", ">expected", ">p", "")
PACE_HEADS = ("judge", ">answers", ">seconds", ">spread", ">low", ">high", ">p", "")


def fraud_json(found: Any) -> dict[str, Any]:
    """``{"fraud": {"queue", "level", "least_spread", "n_pairs", "pairs": [...], "paces": [...]}}``."""
    pairs = [{**each._asdict(), "items": list(each.items), "n_wrong": list(each.n_wrong)} for each in found.pairs]
    return {"fraud": {**found._asdict(), "pairs": pairs, "paces": [each._asdict() for each in found.paces]}}


def fraud_summary(found: Any) -> RenderableType:
    """Both signs, the clearest first, with how often they are false."""
    parts: list[RenderableType] = [Text("Same wrong answers", "bold"), safe(pairs_words(found), most=LONGEST)]
    if found.pairs:
        parts += [plain_table(PAIR_HEADS, [pair_row(each) for each in found.pairs[:MOST]])]
    parts += [Text("\nEven pace", "bold"), safe(paces_words(found), most=LONGEST)]
    if found.paces:
        parts += [plain_table(PACE_HEADS, [pace_row(each) for each in found.paces[:MOST]])]
    return Group(*parts, Text(), safe(CAUTION, most=LONGEST))


CAUTION = "A sign is a reason to look, never a proof: who learnt together errs together. Hear the judges first."


def pairs_words(found: Any) -> str:
    """How many pairs share wrong answers beyond chance, and how often that is false."""
    if not found.n_pairs:
        return "Nothing can be compared: it takes four judges, and wrong answers on items whose answer is known."
    named = plural(count(sum(each.is_sign for each in found.pairs)), "pair")
    return (
        f"{named} of {count(found.n_pairs)} share wrong answers beyond what hard items explain. If all work on their "
        f"own, a pair is named in at most {percent(found.level)} of such queues."
    )


def paces_words(found: Any) -> str:
    """How many judges work as evenly as a script, and how often that is false."""
    if not found.paces:
        return "Nobody gave answers enough to see a pace."
    named = plural(count(sum(each.is_sign for each in found.paces)), "judge")
    return (
        f"{named} of {count(len(found.paces))} with a pace as even as a script's. If all spread by "
        f"{found.least_spread:g} or more, and their seconds are about log-normal, somebody is named in at most "
        f"{percent(found.level)} of such queues; with rare, very long pauses it can be several times as often."
    )


def pair_row(each: Any) -> tuple[str, ...]:
    """A pair in the order of `PAIR_HEADS`."""
    wrong = f"{count(each.n_wrong[0])}, {count(each.n_wrong[1])}"
    judges = f"{each.first}, {each.second}"
    counts = (count(each.n_items), wrong, count(each.n_same), fixed(each.expected, 1))
    return (judges, *counts, _p(each.p), "look" if each.is_sign else "")


def pace_row(each: Any) -> tuple[str, ...]:
    """A pace in the order of `PACE_HEADS`."""
    spread = (fixed(each.spread, 2), fixed(each.low, 2), fixed(each.high, 2))
    return (each.judge, count(each.n), fixed(each.seconds, 1), *spread, _p(each.p), "look" if each.is_sign else "")


def _p(p: float) -> str:
    return "<0.0001" if p < 0.0001 else fixed(p, 4)
