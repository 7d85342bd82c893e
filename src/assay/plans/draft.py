"""A good first plan out of what is known about a dataset, with comments on what to think about."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assay.core.errors import InputError
from assay.core.item import DatasetVersion, Role
from assay.core.safe_text import UNSEEN
from assay.plans.tiers import DEFAULT_TIERS

FEW = 100
"""A slice with fewer items rarely answers anything."""
MOST_LEVELS = 20
"""A text column of more levels is no slice to begin with; a numeric one is cut into quantiles."""
MOST_GROUPS = 3
RARE = 0.2
"""Below this share of the other classes, accuracy mostly says how rare they are."""
USUAL_POSITIVE = ("1", "true", "yes", "y", "positive", "pos")


@dataclass(frozen=True, slots=True)
class Known:
    """What a draft is made from."""

    manifest: DatasetVersion
    """Columns with their roles."""
    labels: Mapping[str, int]
    """Items by class."""
    level_counts: Mapping[str, Mapping[str, int]]
    """Items by level of each slice and group column."""
    scores: bool
    """Whether both systems give a probability of the positive class."""
    core: str
    """The metric that the core gate is about."""

    @property
    def binary(self) -> bool:
        """Whether the label has two classes."""
        return len(self.labels) == 2

    def columns(self, *roles: Role) -> tuple[str, ...]:
        """Names of the columns with these roles, in file order."""
        return tuple(column.name for column in self.manifest.columns if column.role in roles)

    def imported(self, system: str, role: Role) -> bool:
        """Whether a column of this role came with the dataset for a system."""
        return any(column.role is role and column.system == system for column in self.manifest.columns)


def draft_plan(
    manifest: DatasetVersion,
    *,
    name: str,
    baseline: str,
    candidate: str,
    labels: Mapping[str, int],
    level_counts: Mapping[str, Mapping[str, int]],
    author: str | None,
    version: str | None = None,
) -> str:
    """The text of a first plan: metrics that fit the label, slice gates for groups, comments on every choice.

    Parameters
    ----------
    manifest : DatasetVersion
        Columns with their roles.
    name, baseline, candidate : str
        Of the plan and of the two systems.
    labels : mapping
        Items by class of the label.
    level_counts : mapping
        Items by level, for each slice and group column; a numeric column may be left out.
    author : str or None
        Who writes it.
    version : str, optional
        Full version (64 hexadecimal digits) of the dataset to pin.

    Raises
    ------
    InputError
        ``plan.one_class`` when the label has fewer than two classes; ``plan.same_system`` for one name twice.
    """
    if len(labels) < 2:
        what = f"The label of {manifest.name} has fewer than two classes: {', '.join(labels) or 'none'}."
        raise InputError("plan.one_class", what, "Import data in which at least two answers occur.")
    if baseline == candidate:
        what = f"Baseline and candidate are both '{baseline}'."
        raise InputError("plan.same_system", what, "Name two systems: --baseline and --candidate.")
    known = _known(manifest, labels, level_counts, (baseline, candidate))
    gates = tuple(_gates(known))
    slices = tuple(_slices(known))
    lines = [
        "# A first plan: a proposal, not advice. Read each line, change what does not fit, then: assay plan check",
        "assay: 1",
        f"name: {quoted(name)}",
        f"purpose: {quoted(f'Decide whether {candidate} replaces {baseline} on {manifest.name}.')}",
        *_tier(known),
        f"author: {quoted(author) if author else 'null'}",
        "reviewers: []  # who must approve before the lock; nobody approves own plan",
        f"dataset: {quoted(manifest.name + (f'@{version[:12]}' if version else ''))}",
        *_facts(known),
        "level: 0.95  # each side of an interval errs at 2.5 %, over all gates together",
        "power: 0.8",
        "multiplicity: holm",
        "seed: 7",
        "systems:",
        *_system(known, "baseline", baseline),
        *_system(known, "candidate", candidate),
        f"metrics: [{', '.join(_metrics(known))}]",
        *(("slices:", *slices) if slices else ("slices: []  # no column has the role slice or group",)),
        "checks: [duplicates, missing, imbalance, label_copy]",
        "gates:",
        *gates,
    ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A text in double quotes as YAML reads it back, whatever it holds; unseen characters are written out."""
    return UNSEEN.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    point = ord(found.group())
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def _known(
    manifest: DatasetVersion,
    labels: Mapping[str, int],
    level_counts: Mapping[str, Mapping[str, int]],
    systems: tuple[str, str],
) -> Known:
    scored = {column.system for column in manifest.columns if column.role is Role.SCORE}
    rare = max(labels.values()) > (1 - RARE) * sum(labels.values())
    core = "balanced_accuracy" if rare else "accuracy"
    return Known(manifest, labels, level_counts, len(labels) == 2 and scored.issuperset(systems), core)


def _tier(known: Known) -> Iterator[str]:
    enough = known.manifest.n_items >= DEFAULT_TIERS["standard"].min_items
    if enough and any(True for _ in _slice_gates(known)):
        yield "tier: standard  # low: easily undone; standard; high: can harm people"
        return
    missing = "a column with the role slice or group" if enough else "more items"
    yield f"tier: low  # standard needs {missing}; high: can harm people"


def _facts(known: Known) -> Iterator[str]:
    if known.binary:
        positive = _positive(known.labels)
        yield f"positive: {quoted(positive)}  # recall and precision are about this class: is it the one you mean?"
    clusters = known.columns(Role.CLUSTER)
    yield (
        f"cluster: {quoted(clusters[0])}  # items that share it are not independent"
        if clusters
        else "cluster: null  # a column such as user or document, if items share one: intervals are too narrow without"
    )
    weights = known.columns(Role.WEIGHT)
    yield f"weight: {quoted(weights[0]) if weights else 'null'}"


def _positive(labels: Mapping[str, int]) -> str:
    usual = [label for label in labels if label.lower() in USUAL_POSITIVE]
    return usual[0] if len(usual) == 1 else min(labels, key=lambda label: (labels[label], label))


def _system(known: Known, role: str, name: str) -> Iterator[str]:
    yield f"  {role}:"
    if known.imported(name, Role.PREDICTION) or known.imported(name, Role.SCORE):
        yield f"    name: {quoted(name)}  # answers came with the dataset"
        return
    yield f"    name: {quoted(name)}"
    yield f"    predictions: {role}.parquet  # beside this plan, with the ids of the dataset"
    yield "    label: prediction"
    yield "    # score: score  # column with the probability of the positive class, if there is one"
    yield "    # or, instead of the file, how it is called for each item, with its key bound by ASSAY_KEYS:"
    yield '    # call: {url: "https://api.openai.com/v1", model: NAME, prompt: "... {{ column }} ..."}'


def _metrics(known: Known) -> tuple[str, ...]:
    if not known.binary:
        return ("accuracy", "balanced_accuracy", "mcc")
    return (
        "accuracy",
        "balanced_accuracy",
        "precision",
        "recall",
        *(("auroc", "ece", "brier") if known.scores else ()),
    )


def _slices(known: Known) -> Iterator[str]:
    for column in known.manifest.columns:
        if column.role not in (Role.SLICE, Role.GROUP):
            continue
        counts = known.level_counts.get(column.name, {})
        numeric = column.type in ("integer", "number")
        if numeric and (len(counts) > MOST_LEVELS or not counts):
            yield f"  - {{by: {quoted(column.name)}, quantiles: 4}}  # or edges: [25, 45, 65], which you can name"
        elif len(counts) <= MOST_LEVELS:
            yield f"  - by: {quoted(column.name)}{_small(counts)}"
        else:
            yield f"  # {quoted(column.name)} has {len(counts):,} levels: group them before cutting by it"


def _small(counts: Mapping[str, int]) -> str:
    few = [f"{quoted(level)} ({n})" for level, n in counts.items() if n < FEW]
    if not few:
        return ""
    more = f" and {len(few) - 3} more" if len(few) > 3 else ""
    return f"  # under {FEW} items, so hardly ever conclusive: {', '.join(few[:3])}{more}"


def _gates(known: Known) -> Iterator[str]:
    yield "  # The core gate is what the release is for; its margin is a loss you would accept for what else it gives."
    yield from _gate("no worse overall", "non_inferiority", "core", f"metric: {known.core}", "margin: 0.01")
    yield "  # Guardrails must not get worse; a failure holds the release unless it is waived."
    if known.binary:
        yield from _gate("recall kept", "non_inferiority", "guardrail", "metric: recall", "margin: 0.02")
        yield "  # If you know what users need, say it as a floor:"
        yield "  # - {name: recall floor, kind: threshold, role: guardrail, metric: recall, accept: 0.8, fail: 0.75}"
    if known.scores:
        yield "  # Needed only where somebody reads the scores as probabilities."
        yield from _gate("calibrated", "calibration", "guardrail", "metric: ece", "accept: 0.05")
    yield from _gate("no label copy", "check", "guardrail", "check: label_copy")
    slice_gates = tuple(_slice_gates(known))
    if slice_gates:
        yield "  # Slices must be served too; where items are too few, a release ships with guardrails and names them."
        yield from slice_gates


def _slice_gates(known: Known) -> Iterator[str]:
    groups = [name for name in known.columns(Role.GROUP) if _cuttable(known, name)]
    others = [name for name in known.columns(Role.SLICE) if _cuttable(known, name)]
    metric = "recall" if known.binary else known.core
    for column in (groups or others[:1])[:MOST_GROUPS]:
        by, shown = f"by: {quoted(column)}", column[:100]
        yield from _gate(
            f"accuracy kept for each {shown}", "non_inferiority", "slice", "metric: accuracy", by, "margin: 0.03"
        )
        if column in groups:
            yield from _gate(f"{metric} gap by {shown}", "gap", "slice", f"metric: {metric}", by, "accept: 0.1")


def _cuttable(known: Known, column: str) -> bool:
    return 2 <= len(known.level_counts.get(column, {})) <= MOST_LEVELS


def _gate(name: str, kind: str, role: str, *settings: str) -> Iterator[str]:
    yield f"  - name: {quoted(name)}"
    for line in (f"kind: {kind}", f"role: {role}", *settings):
        yield f"    {line}"
