"""The story of people and machine: one number from few labels that are right and many that are cheap."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from assay.core.errors import InputError
from assay.datasets.votes import Names, listed, read_votes
from assay.metrics import mixed as numbers
from assay.metrics.encoding import one_array
from assay.metrics.facts import columns_of_spec
from assay.metrics.long_facts import LongFacts, long_facts
from assay.metrics.mixed import Piece
from assay.metrics.mixed_facts import mixed_facts
from assay.metrics.slices import parse_by

DESIGNS = ("simple", "by-hand")


def mixed(
    data: Any,
    *,
    item: Names,
    judge: Names,
    answer: str,
    people: str,
    machine: str,
    candidate: str,
    baseline: str | None = None,
    metric: Names = "accuracy",
    by: Names = (),
    cluster: str | None = None,
    positive: str | None = None,
    design: str = "simple",
    repeats: str = "last",
    level: float = 0.95,
) -> tuple[Piece, ...]:
    """A metric of the candidate held against people where they judged, sharpened by a machine judge everywhere.

    Parameters
    ----------
    data : path or frame with one row a judgment
        The answers of ``people``, ``machine``, ``candidate`` and ``baseline`` are values of the judge column.
    metric : accuracy, precision, recall, f1, balanced_accuracy, mcc and other smooth functions of sums
    by, cluster : columns of the items (the same in every row of an item)
    design : ``simple`` when people's items are a random sample of all, ``by-hand`` when somebody picked them
        A sample picked by hand gives no interval.

    Raises
    ------
    InputError
        ``input.unknown_judge``, ``mixed.design``, ``mixed.no_people``, ``mixed.metric``, ``input.missing_answer``.

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
    if design not in DESIGNS:
        raise InputError("mixed.design", f"There is no design '{design}'.", "Say simple or by-hand.")
    specs = tuple(parse_by(each) for each in ([by] if isinstance(by, str) else by))
    more = [*(name for spec in specs for name in columns_of_spec(spec)), *([cluster] if cluster else [])]
    items, judges = listed(item), listed(judge)
    table = read_votes(data, [*items, *judges, answer, *more], as_text=[*items, *judges])
    facts = long_facts(table, item=items, judge=judges, answer=answer, repeats="last" if repeats == "all" else repeats)
    names = [people, machine, candidate, *([baseline] if baseline else [])]
    if len(set(names)) < len(names):
        raise InputError("mixed.same_judge", "One judge is named for two parts.", "Name four different judges.")
    wide = _wide(facts, names, table, more)
    made = mixed_facts(
        wide,
        people=people,
        machine=machine,
        systems=names[2:],
        by=specs,
        cluster=cluster,
        positive=positive,
        picked=design == "by-hand",
    )
    return numbers.mixed(listed(metric), made, candidate=candidate, baseline=baseline, by=specs, level=level)


def _wide(facts: LongFacts, names: Sequence[str], table: pa.Table, more: Sequence[str]) -> pa.Table:
    """One row an item that the machine and the systems answered, one column a judge."""
    columns: dict[str, list[str | None]] = {name: [None] * len(facts.items) for name in names}
    for name in names:
        chosen = facts.votes.judges == facts.of_judge(name)
        for place, code in zip(facts.votes.items[chosen].tolist(), facts.votes.answers[chosen].tolist(), strict=True):
            columns[name][place] = facts.classes[code]
    complete = [
        place for place in range(len(facts.items)) if all(columns[name][place] is not None for name in names[1:])
    ]
    if not complete:
        what = f"No item has an answer of each of {', '.join(names[1:])}."
        raise InputError("mixed.no_overlap", what, "The machine and the systems must answer the same items.")
    first = {int(facts.votes.items[row]): int(facts.places[row]) for row in reversed(range(facts.votes.n_votes))}
    rows = pa.array([first[place] for place in complete], pa.int64())
    found = {name: pa.array([columns[name][place] for place in complete], pa.string()) for name in names}
    return pa.table({**found, **{name: one_array(table[name]).take(rows) for name in more}})
