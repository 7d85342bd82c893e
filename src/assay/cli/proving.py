"""What verify and the self-test say, in words and as JSON."""

from typing import Any

from rich.console import Group, RenderableType

from assay.core.encode import to_plain
from assay.core.ledger import Soundness, Verification
from assay.core.self_test import SelfTest
from assay.reports.terminal import estimates_table, findings_table, plain_table

HEADLINES = {
    Soundness.INTACT: "Intact, signed by a key you know.",
    Soundness.ALTERED: "ALTERED: what is kept does not match its proofs.",
    Soundness.UNKNOWN_KEY: (
        "Intact, but signed by a key that is not known here: whoever holds it may have made all of this. "
        "Ask for the fingerprint by another way and give it with --key."
    ),
}
EXIT_CODES = {Soundness.INTACT: 0, Soundness.ALTERED: 1, Soundness.UNKNOWN_KEY: 2}


def verification_json(found: Verification) -> dict[str, Any]:
    """One document about a verification."""
    plain: dict[str, Any] = to_plain(found)
    return plain


def verification_summary(found: Verification) -> RenderableType:
    """The outcome, the head and everything that was found."""
    head = found.head
    signed = f"Head {head.size}:{head.root}, signed {head.at} by key {head.key}." if head else "No signed head."
    counted = f"{found.n_entries:,} entries and {found.n_records:,} records recomputed."
    tail = f"{found.unsequenced:,} entries are not covered by a signed head yet." if found.unsequenced else None
    return Group(HEADLINES[found.outcome], signed, counted, *([tail] if tail else []), *findings(found))


def findings(found: Verification) -> list[RenderableType]:
    """What was altered, or what an intact file leaves in doubt."""
    if not found.findings:
        return []
    if found.outcome is Soundness.ALTERED:
        return [findings_table(found.findings)]
    rows = [(each.what, each.where, each.detail) for each in found.findings]
    return [plain_table(["in doubt", "where", "why"], rows)]


def self_test_summary(found: SelfTest) -> RenderableType:
    """What it means, then the rates with their intervals."""
    rates = [found.any_fail, found.all_passed]
    for gate in found.gates:
        rates += [gate.fail, gate.passed]
    return Group(*found.says, estimates_table(rates))
