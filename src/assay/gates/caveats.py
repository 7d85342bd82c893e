"""What an evidence cannot say, a sentence each."""

from collections.abc import Iterator

from assay.core.evidence import JudgedBy
from assay.core.figures import count, number
from assay.core.item import ReferenceSet
from assay.core.plan import GateKind, Plan
from assay.core.safe_text import neutral
from assay.metrics.facts import Facts
from assay.metrics.spanning import clusters_across


def caveats(
    plan: Plan,
    facts: Facts,
    *,
    looks: int,
    state: str,
    reference_source: str,
    reference: ReferenceSet | None = None,
    judged: JudgedBy | None = None,
) -> tuple[str, ...]:
    """Limits that follow from how the plan was made and what its data are.

    ``reference`` is the set that the plan names; None for the labels that came with the import. ``judged`` is who said
    which outputs are good, where a judge did.
    """
    found = tuple(_caveats(plan, facts, looks, state, reference_source, reference))
    return found if judged is None else (*_of_judge(judged), *found)


def _caveats(
    plan: Plan, facts: Facts, looks: int, state: str, reference_source: str, reference: ReferenceSet | None
) -> Iterator[str]:
    if state in ("unlocked", "edited"):
        yield "The plan was not locked before these results: they are exploratory."
    if state == "amended":
        yield "The plan was amended after it was locked; the amendments are listed."
    if plan.cluster is None:
        yield (
            "No cluster column: items are taken as independent; "
            "if some share a user or a document, intervals are too narrow."
        )
    yield from _of_gaps(plan, facts)
    if looks > 1:
        yield (
            f"This is look {looks} at this benchmark. Choosing among candidates on one benchmark favours those "
            "that fit it by chance; intervals do not correct for it."
        )
    if reference_source == "imported" and reference is None:
        yield "The reference was imported as it is: errors in the labels are not part of the intervals."
    elif reference is not None:
        yield from _of_reference(reference)
    yield "Results hold for items like those of the benchmark, weighted as they are here."
    yield "People are named as they claimed on the command line; nobody checked who they are."
    yield from (f"Left out: {note}." for note in facts.left_out)


def _of_judge(judged: JudgedBy) -> Iterator[str]:
    """What rests on a judge, and on the people who checked it."""
    yield from (each.sentence for each in judged.doubts)
    if not judged.stages:
        yield "Nobody checked the judge on these outputs: its errors are not part of the intervals."
        return
    yield (
        "What people say of an output is held to be right, and an output on which they have no majority is not good: "
        "errors in their labels are not part of the intervals."
    )
    if len(judged.stages) > 1:
        yield (
            f"Labels come in {len(judged.stages)} declared stages; each may err by its share of the plan's error "
            f"(this one {number(judged.side_alpha, digits=3)} on each side), so that all of them err as the plan says. "
            "Intervals of estimates are those of one look."
        )


def _of_gaps(plan: Plan, facts: Facts) -> Iterator[str]:
    """Where slices whose gap is judged share clusters, and what that does to the gap's interval."""
    cuts = dict.fromkeys(gate.by for gate in plan.gates if gate.kind is GateKind.GAP and gate.by)
    for cut in cuts:
        if shared := clusters_across(facts, cut):
            yield (
                f"A gap between slices of {neutral(cut.name, most=80)} takes the slices as independent, but "
                f"{count(shared)} of {count(facts.layout.n_clusters)} clusters have items in several of them. Its "
                "interval is too wide where such clusters lift or lower these slices together, too narrow where they "
                "lift one and lower another."
            )


def _of_reference(reference: ReferenceSet) -> Iterator[str]:
    """Where a reference set comes from, and how noisy it is."""
    name = neutral(reference.name, most=80)
    made = f" by {dict(reference.method)['method']}" if "method" in dict(reference.method) else ""
    behind = "" if reference.n_judgments is None else f" of {count(reference.n_judgments)} judgments"
    judges = "" if reference.n_judges is None else f" by {count(reference.n_judges)} judges"
    when = "" if reference.made_at is None else f", made {reference.made_at[:10]}"
    who = "" if reference.made_by is None else f" by {neutral(reference.made_by, most=80)} (as claimed)"
    yield f"Answers are held against the reference set '{name}' ({reference.source}{made}){behind}{judges}{when}{who}."
    if reference.doubt is None:
        yield "That reference is taken as certain: errors in it are not part of the intervals."
        return
    wrong = f"{100 * reference.doubt:.1f} %"
    yield (
        f"About {wrong} of its likeliest answers are expected to be wrong; that doubt is part of every interval, taken "
        "as independent from item to item."
    )
    yield (
        "That doubt is also taken as independent of what the systems answered: it pulls values towards chance and "
        "differences towards 0, so a good system looks worse, and a worse candidate less so, than with certain labels."
    )
