"""From verdicts to one recommendation, by the tier's table, and to the exit code of a command."""

from collections.abc import Sequence
from types import MappingProxyType

from assay.core.errors import InputError, PlanError, did_you_mean
from assay.core.figures import count
from assay.core.plan import GateRole
from assay.core.safe_text import neutral
from assay.core.verdict import Advice, Recommendation, Verdict
from assay.gates.decision_table import DEFAULT_TABLE, GRAVEST_FIRST, DecisionTable, Standing, advice_for, standing
from assay.gates.why import SETTLES_NOTHING, on_slice, plural

CONFIRMATORY = frozenset({"locked", "amended"})
EXPLORATORY = MappingProxyType(
    {
        "unlocked": "This is exploratory: the plan was not locked before the results.",
        "edited": "This is exploratory: the plan was edited after it was locked.",
    }
)
EXIT_CODES = MappingProxyType(
    {Advice.SHIP: 0, Advice.SHIP_WITH_GUARDRAILS: 0, Advice.HOLD: 1, Advice.NOT_YET: 2},
)
STANDS = MappingProxyType({Standing.WAIVED: "FAIL, waived", Standing.INCONCLUSIVE: "INCONCLUSIVE"})
MOST_NAMED = 5
"""Gates that the sentence names; the record names all."""


def recommend(
    verdicts: Sequence[Verdict], *, plan_state: str, table: DecisionTable = DEFAULT_TABLE, noun: str = "item"
) -> Recommendation:
    """The gravest advice that any verdict calls for, and the gates that call for it.

    Parameters
    ----------
    plan_state : text
        ``locked`` or ``amended``; with ``unlocked`` or ``edited`` the sentence says that it is exploratory.
    noun : text
        What undecided gates need more of: ``item``, or ``label`` where people's labels correct a judge.

    Raises
    ------
    PlanError
        ``gate.no_core``: no verdict is of a core gate, so nothing says what the release is for.
    InputError
        ``gate.plan_state``: a word that is none of the four.
    """
    _check(verdicts, plan_state)
    called_for = [advice_for(verdict, table) for verdict in verdicts]
    advice = min(called_for, key=GRAVEST_FIRST.index)
    deciding = (
        [] if advice is Advice.SHIP else [v for v, each in zip(verdicts, called_for, strict=True) if each is advice]
    )
    needed = _needed(deciding) if advice is Advice.NOT_YET else None
    sentences = (_sentence(advice, deciding, len(verdicts), needed, noun), EXPLORATORY.get(plan_state, ""))
    return Recommendation(
        advice,
        " ".join(filter(None, sentences)),
        gates=tuple(dict.fromkeys(verdict.gate for verdict in deciding)),
        items_needed=needed,
    )


def exit_code(advice: Advice) -> int:
    """0 for ship (with guardrails too), 1 for hold, 2 for not yet."""
    return EXIT_CODES[advice]


def _check(verdicts: Sequence[Verdict], plan_state: str) -> None:
    if not any(verdict.role is GateRole.CORE for verdict in verdicts):
        what = "No verdict is of a core gate, so nothing says what the release is for."
        raise PlanError("gate.no_core", what, "Give the gate that the release is about 'role: core' in the plan.")
    known = CONFIRMATORY | EXPLORATORY.keys()
    if plan_state not in known:
        raise InputError("gate.plan_state", f"A plan cannot be '{plan_state}'.", did_you_mean(plan_state, known))


def _needed(undecided: Sequence[Verdict]) -> int | None:
    """The most items that an undecided gate needs; None as soon as more items would not settle one of them."""
    each = [verdict.items_needed for verdict in undecided]
    known = [needed for needed in each if needed is not None]
    return max(known) if known and len(known) == len(each) else None


def _sentence(advice: Advice, deciding: Sequence[Verdict], n_verdicts: int, needed: int | None, noun: str) -> str:
    match advice:
        case Advice.HOLD:
            return f"Hold: {_gravest_first(deciding, 'failing')}"
        case Advice.NOT_YET:
            return f"Not yet: {_gravest_first(deciding, 'undecided')}{_more(deciding, needed, noun)}"
        case Advice.SHIP_WITH_GUARDRAILS:
            watched = [
                f"{_name(verdict)} ({STANDS.get(standing(verdict), verdict.outcome.value)})" for verdict in deciding
            ]
            return f"Ship with guardrails: watch {_listed(watched)}."
    return f"Ship: {'the one verdict is' if n_verdicts == 1 else f'all {count(n_verdicts)} verdicts are'} PASS."


def _gravest_first(deciding: Sequence[Verdict], how: str) -> str:
    """The sentence of the gravest (a core gate's first, else in the order of the plan), then the others' names."""
    ordered = _ordered(deciding)
    others = [_name(verdict) for verdict in ordered[1:]]
    also = f" Also {how}: {_listed(others)}." if others else ""
    return f"{_within_sentence(ordered[0].why)}{also}"


def _more(deciding: Sequence[Verdict], needed: int | None, noun: str) -> str:
    """The items that would settle all, unless the gravest sentence says so already or nobody waits for so many."""
    if needed is None or needed > SETTLES_NOTHING or needed == _ordered(deciding)[0].items_needed:
        return ""
    return f" With {plural(needed, noun)} in all it would likely be settled."


def _ordered(deciding: Sequence[Verdict]) -> list[Verdict]:
    return sorted(deciding, key=lambda verdict: list(GateRole).index(verdict.role))


def _within_sentence(sentence: str) -> str:
    """With a small first letter, unless its first word is spoken by its letters."""
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() or sentence[1:2] == " " else sentence


def _name(verdict: Verdict) -> str:
    return f"'{neutral(verdict.gate)}'{on_slice(verdict.slice)}"


def _listed(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    named, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return named if more <= 0 else f"{named} and {count(more)} more"
