"""What an evidence cannot say, a sentence each."""

from collections.abc import Iterator

from assay.core.plan import Plan
from assay.metrics.facts import Facts


def caveats(plan: Plan, facts: Facts, *, looks: int, state: str, reference_source: str) -> tuple[str, ...]:
    """Limits that follow from how the plan was made and what its data are."""
    return tuple(_caveats(plan, facts, looks, state, reference_source))


def _caveats(plan: Plan, facts: Facts, looks: int, state: str, reference_source: str) -> Iterator[str]:
    if state in ("unlocked", "edited"):
        yield "The plan was not locked before these results: they are exploratory."
    if state == "amended":
        yield "The plan was amended after it was locked; the amendments are listed."
    if plan.cluster is None:
        yield (
            "No cluster column: items are taken as independent; "
            "if some share a user or a document, intervals are too narrow."
        )
    if looks > 1:
        yield (
            f"This is look {looks} at this benchmark. Choosing among candidates on one benchmark favours those "
            "that fit it by chance; intervals do not correct for it."
        )
    if reference_source == "imported":
        yield "The reference was imported as it is: errors in the labels are not part of the intervals."
    yield "Results hold for items like those of the benchmark, weighted as they are here."
    yield "People are named as they claimed on the command line; nobody checked who they are."
    yield from (f"Left out: {note}." for note in facts.left_out)
