"""The calls of a plan's systems: what they came to, and between which ends the missing answers leave the numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.core.called import Bound, CalledRun, Missing
from assay.core.evidence import Evidence
from assay.core.figures import count, number
from assay.reports.words import DASH

MOST_VERSIONS, MOST_WORDS = 3, 5
FINGERPRINT = "/fp_"
"""Between a model and the machines that answered for it, which differ from call to call."""
CALL_HEADS = ("System", "Model", "Answered", "Failed", "Tried again", "Tokens read, written", "It calls itself")
BOUND_HEADS = ("System", "Metric", "If all missing were wrong", "If all were right")


@dataclass(frozen=True, slots=True)
class CalledView:
    """The section of a report."""

    calls: Sequence[tuple[str, ...]]
    """One row a called system, under `CALL_HEADS`."""
    says: Sequence[str]
    """What is missing, a sentence each."""
    bounds: Sequence[tuple[str, ...]]
    """One row a metric that the missing can move, under `BOUND_HEADS`."""
    call_heads: Sequence[str] = CALL_HEADS
    """Heads of the first table."""
    bound_heads: Sequence[str] = BOUND_HEADS
    """Heads of the second."""


def called_view(evidence: Evidence) -> CalledView | None:
    """What the section shows; None where no system was called and nothing is missing."""
    if not evidence.run.calls and not evidence.missing:
        return None
    bounds = [_bound(each, bound) for each in evidence.missing for bound in each.bounds]
    says = [sentence for each in evidence.run.calls for sentence in _told(each)]
    says += [sentence for each in evidence.missing for sentence in _says(each)]
    return CalledView([_call(each) for each in evidence.run.calls], says, bounds)


def _call(run: CalledRun) -> tuple[str, ...]:
    failed = ", ".join(f"{count(n)} {why.replace('_', ' ')}" for why, n in run.failures)
    tokens = DASH
    if run.tokens_in is not None or run.tokens_out is not None:
        tokens = f"{count(run.tokens_in or 0)}, {count(run.tokens_out or 0)}"
    versions = [f"{name} ({count(n)})" if len(run.versions) > 1 else name for name, n in run.versions]
    more = f" and {count(len(versions) - MOST_VERSIONS)} more" if len(versions) > MOST_VERSIONS else ""
    answered = f"{count(run.n_answered)} of {count(run.n)}"
    shown = ", ".join(versions[:MOST_VERSIONS]) + more
    return run.system, run.model, answered, failed or "none", tried_again(run), tokens, shown or DASH


def _told(run: CalledRun) -> Iterator[str]:
    """What the server said of failures, and whether it was one system throughout."""
    words = dict(run.words)
    for why, n in [each for each in run.failures if each[0] in words][:MOST_WORDS]:
        failed = f"{run.system} failed at {count(n)} of {count(run.n)} prompts"
        yield f"{failed} with '{why.replace('_', ' ')}', and said: {words[why]}"
    models = list(dict.fromkeys(name.rpartition(FINGERPRINT)[0] or name for name, _ in run.versions))
    if len(models) > 1:
        yield (
            f"{run.system} called itself {' and '.join(models[:MOST_VERSIONS])} while it was asked: "
            "its answers are not those of one version."
        )


def tried_again(run: CalledRun) -> str:
    """Tries beyond the first, where they were counted."""
    return DASH if run.retries is None else count(run.retries)


def _bound(missing: Missing, bound: Bound) -> tuple[str, ...]:
    ends = [DASH if each is None else number(each, digits=4) for each in (bound.worst, bound.best)]
    return missing.system, bound.metric, *ends


def _says(missing: Missing) -> Iterator[str]:
    of = f"of {count(missing.n)} answers of {missing.system}"
    if missing.n_missing:
        yield (
            f"{count(missing.n_missing)} {of} are missing: the calls were not answered, or the outputs not judged. "
            "They count as wrong; a gate decides only where it would decide alike if they were right."
        )
    if missing.n_own:
        yield f"{count(missing.n_own)} {of} are refusals, or no answer that can be used. They count as wrong."
