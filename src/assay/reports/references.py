"""Reference sets and audits as JSON documents and on the terminal."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.encode import to_plain
from assay.core.estimate import Estimate
from assay.core.figures import count, fixed
from assay.core.item import ReferenceSet
from assay.reports.json import estimates_json
from assay.reports.numbers import percent
from assay.reports.terminal import estimates_table, plain_table, safe
from assay.reports.words import moment, plural

MOST_SHOWN = 10
LONGEST = 1_000


class ReferenceShown(Protocol):
    """A reference set and what is in it."""

    @property
    def reference(self) -> ReferenceSet: ...
    @property
    def n_dataset(self) -> int: ...
    @property
    def answers(self) -> tuple[Any, ...]: ...
    @property
    def doubtful(self) -> tuple[Any, ...]: ...


class AuditFound(Protocol):
    """What an audit gives to be shown."""

    @property
    def estimates(self) -> tuple[Estimate, ...]: ...
    @property
    def rejected(self) -> tuple[Any, ...]: ...
    @property
    def n_items(self) -> int: ...
    @property
    def n_unvoted(self) -> int: ...
    @property
    def expected_wrong(self) -> float: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...


def references_json(found: Sequence[ReferenceSet]) -> dict[str, Any]:
    """``{"references": [{"name", "source", "n_items", "soft", "doubt", "method", "made_at", ...}]}``."""
    return {"references": [_plain(each) for each in found]}


def reference_json(found: ReferenceShown) -> dict[str, Any]:
    """``{"reference": {...}, "n_dataset": 900, "answers": [...], "doubtful": [...]}``."""
    return {
        "reference": _plain(found.reference),
        "n_dataset": found.n_dataset,
        "answers": [each._asdict() for each in found.answers],
        "doubtful": [each._asdict() for each in found.doubtful],
    }


def references_table(found: Sequence[ReferenceSet]) -> RenderableType:
    """Name, source, items, how noisy, when."""
    if not found:
        return Text("No reference set yet: import labels (--label), or keep a consensus (assay consensus --keep).")
    rows = [
        (each.name, each.source, count(each.n_items), noise(each), moment(each.made_at or "with the import"))
        for each in found
    ]
    return plain_table(("name", "source", ">items", "expected wrong", "made (UTC)"), rows)


def reference_summary(found: ReferenceShown) -> RenderableType:
    """Where one reference set comes from, how noisy it is, its answers, and its most doubtful items."""
    parts: list[RenderableType] = [safe(line, most=LONGEST) for line in _origin(found.reference, found.n_dataset)]
    soft = found.reference.soft
    rows = [
        (each.answer, count(each.n_likeliest), *((fixed(each.expected, 1),) if soft else ())) for each in found.answers
    ]
    heads = ("answer", ">likeliest of" if soft else ">items", *((">expected",) if soft else ()))
    parts += [Text(), plain_table(heads, rows)]
    if found.doubtful:
        doubts = [
            (each.item, each.answer, fixed(each.probability, 3), each.other, fixed(each.other_probability, 3))
            for each in found.doubtful[:MOST_SHOWN]
        ]
        heads = ("item", "likeliest", ">probability", "or", ">probability")
        parts += [Text("\nMost doubtful items", "bold"), plain_table(heads, doubts)]
    return Group(*parts)


def added_summary(reference: ReferenceSet, n_silent: int) -> RenderableType:
    """What was kept, and how a plan uses it."""
    lines = [
        f"'{reference.name}' kept: {reference.source}, {plural(count(reference.n_items), 'item')}, "
        f"expected wrong: {noise(reference)}.",
        *([f"Left out: {plural(count(n_silent), 'row')} without an answer."] if n_silent else []),
        f"A plan uses it by 'reference: {reference.name}'.",
    ]
    return Group(*(safe(line, most=LONGEST) for line in lines))


def audit_json(found: AuditFound) -> dict[str, Any]:
    """``{"audit": {"n_items", "n_unvoted", "expected_wrong", "rejected": [...], "warnings"}, "estimates": [...]}``."""
    return {
        "audit": {
            "n_items": found.n_items,
            "n_unvoted": found.n_unvoted,
            "expected_wrong": found.expected_wrong,
            "rejected": [each._asdict() for each in found.rejected],
            "warnings": list(found.warnings),
        },
        "estimates": estimates_json(found.estimates)["estimates"],
    }


def audit_summary(found: AuditFound) -> RenderableType:
    """Share of labels that are right, then those that judges reject."""
    head = (
        f"Of {plural(count(found.n_items), 'item')} with a label and votes, judges reject the label of "
        f"{count(len(found.rejected))}"
    )
    expected = f"; about {fixed(found.expected_wrong, 1)} of those are expected to be wrong" if found.rejected else ""
    parts: list[RenderableType] = [safe(f"{head}{expected}.")]
    if found.n_unvoted:
        parts.append(safe(f"Nobody judged {plural(count(found.n_unvoted), 'item')} with a label."))
    parts += [safe(f"Warning: {each}", most=LONGEST) for each in found.warnings]
    parts += [Text("\nLabels that are right, by the judges and the labels themselves", "bold")]
    parts.append(estimates_table(found.estimates))
    if found.rejected:
        rows = [
            (each.item, each.given, each.likelier, fixed(each.support, 3), f"{each.n_for} of {count(each.n_votes)}")
            for each in found.rejected[:MOST_SHOWN]
        ]
        heads = ("item", "given", "likelier", ">given is right", ">votes for it")
        parts += [Text("\nAdjudicate first", "bold"), plain_table(heads, rows)]
        rest = len(found.rejected) - MOST_SHOWN
        parts += [safe(f"and {count(rest)} more: --json gives all of them")] if rest > 0 else []
    return Group(*parts)


def noise(found: ReferenceSet) -> str:
    """How much of a reference is expected to be wrong, in words."""
    return "taken as certain" if found.doubt is None else percent(found.doubt)


def _plain(found: ReferenceSet) -> dict[str, Any]:
    """Every field, those too that a stored record leaves out."""
    plain = {each.name: to_plain(getattr(found, each.name)) for each in fields(found)}
    return {**plain, "method": dict(found.method)}


def _origin(found: ReferenceSet, n_dataset: int) -> list[str]:
    lines = [
        f"{found.name}: {found.source}, {count(found.n_items)} of {plural(count(n_dataset), 'item')} of the dataset, "
        f"question '{found.question}', expected wrong: {noise(found)}."
    ]
    if found.n_judgments is not None and found.n_judges is not None:
        read = "" if found.position is None else f", read from the ledger at position {count(found.position)}"
        lines.append(f"From {count(found.n_judgments)} judgments by {count(found.n_judges)} judges{read}.")
    if found.made_at is not None:
        lines.append(f"Made {moment(found.made_at)} UTC by {found.made_by} (as claimed).")
    if found.method:
        lines.append("Options: " + ", ".join(f"{name} {value}" for name, value in found.method) + ".")
    return lines
