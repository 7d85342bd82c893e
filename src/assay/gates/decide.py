"""What a named person decided, who may differ from the recommendation in the open."""

import re

from assay.core.errors import InputError
from assay.core.verdict import Advice, Decision, Recommendation

CONTENT_HASH = re.compile(r"[0-9a-f]{64}")


def decide(
    evidence_hash: str, recommendation: Recommendation, *, advice: Advice, by: str, reason: str, now: str
) -> Decision:
    """The decision on one evidence; without a reason, that it follows the recommendation is the reason.

    Raises
    ------
    InputError
        ``decision.reason`` when it differs from the recommendation without saying why, ``decision.by`` when no
        person is named, ``decision.evidence`` when the hash is not one.
    """
    if not CONTENT_HASH.fullmatch(evidence_hash):
        what = f"'{evidence_hash[:80]}' is not the content hash of an evidence."
        raise InputError("decision.evidence", what, "Give its 64 hexadecimal digits (assay report --json shows them).")
    if not by.strip():
        raise InputError("decision.by", "A decision needs a person.", "Name who decides: --by NAME.")
    given = reason.strip()
    if not given and advice is not recommendation.advice:
        what = f"The recommendation is '{_words(recommendation.advice)}' and the decision '{_words(advice)}'."
        raise InputError("decision.reason", what, "Say why it differs: --reason TEXT.")
    return Decision(evidence_hash, advice, by.strip(), given or f"As recommended. {recommendation.why}", now)


def _words(advice: Advice) -> str:
    return advice.value.replace("_", " ")
