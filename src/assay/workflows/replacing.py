"""The story of replacing: may a machine stand in for the people who label."""

from typing import Any

from assay.core.alt_test import AltTest
from assay.core.errors import InputError
from assay.datasets.votes import Names, listed, vote_table
from assay.metrics.long_facts import long_facts
from assay.metrics.replacing import may_replace

REPEATS = ("last", "first")


def alt_test(
    data: Any,
    *,
    machine: str,
    item: Names | None = None,
    judge: Names | None = None,
    answer: str | None = None,
    judges: Names | None = None,
    people: Names = (),
    epsilon: float = 0.1,
    scale: str = "nominal",
    repeats: str = "last",
    level: float = 0.95,
) -> AltTest:
    """The alternative annotator test: whether a machine may stand in for people, each person left out in turn.

    Parameters
    ----------
    data, item, judge, answer, judges : as `assay.agree`
    machine : value of the judge column (or one of the judges' columns) that is tested
    people : the people; all other judges when left out
    epsilon : float in [0, 1)
        By how much the machine may be worse, since it costs less: 0.2 where people are experts, 0.1 for crowds.
    scale : ``nominal`` or ``interval``

    Raises
    ------
    InputError
        ``input.unknown_judge``, ``alt_test.too_few_people`` ...

    Examples
    --------
    >>> import assay
    >>> truth = ["a", "b"] * 30
    >>> wrong = {name: [("b" if x == "a" else "a") if i % k == 0 else x for i, x in enumerate(truth)]
    ...          for name, k in (("ann", 5), ("bob", 6), ("cem", 7))}
    >>> found = assay.alt_test(wrong | {"gpt": truth}, judges="ann,bob,cem,gpt", machine="gpt")
    >>> found.passed, found.estimates[0].value
    (True, 1.0)
    """
    if repeats not in REPEATS:
        raise InputError("input.repeats", f"There is no rule '{repeats}' here.", "Say last or first.")
    table, (items, names, said) = vote_table(data, item=item, judge=judge, answer=answer, judges=judges)
    facts = long_facts(table, item=items, judge=names, answer=said, repeats=repeats)
    return may_replace(facts, machine, listed(people), epsilon=epsilon, scale=scale, level=level)
