"""Where the right answers came from, and how noisy they are."""

from collections.abc import Sequence

from assay.core.evidence import Evidence
from assay.core.figures import count
from assay.core.item import ReferenceSet
from assay.core.safe_text import neutral
from assay.reports.numbers import percent
from assay.reports.words import moment, plural

LONGEST, LONGEST_OPTIONS = 200, 1_000
SOURCES = {
    "imported": "imported from a file",
    "consensus": "a consensus of judges",
    "adjudicated": "adjudicated by named judges",
}


def reference_facts(evidence: Evidence) -> Sequence[tuple[str, str]]:
    """Term and description for each thing that is known of a named reference set; none for the imported labels."""
    found = evidence.reference
    if found is None:
        return ()
    share = found.n_items / evidence.dataset.n_items if evidence.dataset.n_items else 0.0
    facts = [
        ("Reference set", neutral(found.name, most=LONGEST)),
        ("Source", SOURCES.get(found.source, found.source)),
        ("Items with an answer", f"{count(found.n_items)} of {count(evidence.dataset.n_items)} ({percent(share)})"),
        ("Question", neutral(found.question, most=LONGEST)),
        ("Expected wrong", _noise(found)),
        *_behind(found),
        *((("Made", _made(found)),) if found.made_at else ()),
        *_method(found),
    ]
    return tuple(facts)


def _noise(found: ReferenceSet) -> str:
    if found.doubt is None:
        return "taken as certain: errors in it are not part of the intervals"
    wrong = plural(count(round(found.doubt * found.n_items)), "item")
    return f"{percent(found.doubt)} of its likeliest answers, about {wrong}; that doubt is part of every interval"


def _behind(found: ReferenceSet) -> list[tuple[str, str]]:
    if found.n_judgments is None:
        return []
    judges = "" if found.n_judges is None else f" by {plural(count(found.n_judges), 'judge')}"
    read = "" if found.position is None else f", read from the ledger at entry {count(found.position)}"
    return [("Made of", f"{plural(count(found.n_judgments), 'judgment')}{judges}{read}")]


def _method(found: ReferenceSet) -> list[tuple[str, str]]:
    """The name of the method, and its options in one line."""
    if not found.method:
        return []
    known = dict(found.method)
    options = ", ".join(f"{name} {value}" for name, value in known.items() if name != "method")
    named = [("Method", neutral(known["method"], most=LONGEST))] if "method" in known else []
    return [*named, *([("Its options", neutral(options, most=LONGEST_OPTIONS))] if options else [])]


def _made(found: ReferenceSet) -> str:
    return f"{moment(found.made_at or '')} UTC by {neutral(found.made_by or '', most=LONGEST)} (as claimed)"
