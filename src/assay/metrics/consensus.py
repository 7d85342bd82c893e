"""Consensus of judges: an answer with its probability for each item, and what each judge is worth.

A judge is measured as any system is: its answers against a reference (given, or the consensus itself), one row a
vote, by the estimates of this room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from assay.core.slices import SliceSpec
from assay.metrics.encoding import ArrowArray
from assay.metrics.estimate import estimate
from assay.metrics.estimates import Estimates
from assay.metrics.facts import facts_from_table
from assay.metrics.judge_confusion import confusion_table, fits
from assay.metrics.long_facts import LongFacts
from assay.stats.truth.consensus import Answers, Consensus, answers_of
from assay.stats.truth.dependence import Dependence, dependence, error_correlation
from assay.stats.truth.majority import majority
from assay.stats.truth.named import infer, method_of, told
from assay.stats.votes import Votes

LEAST_SHARE = 1e-6
"""A probability below it is left out of a distribution."""
TOGETHER, TOGETHER_ON_REFERENCE = 0.12, 0.2
"""Correlation of errors from which on a warning is given: as votes show it (too little), and as a reference does."""
LEAST_KNOWN = 30
"""Items of a reference from which on errors on the same items are looked for."""
MOST_PAIRS = 3
"""Pairs of judges that a warning names."""
MOST_JUDGES = 20_000
"""Judges up to which each is measured."""
ITEM, LABEL, ANSWER, SHARE, JUDGE = "item", "label", "answer", "share", "judge"


EVEN = 1e-9
"""Probabilities closer than that are the same."""


class Parted(NamedTuple):
    """Items on which a judge says other than the consensus."""

    n_items: int
    """So many."""
    first: tuple[str, ...]
    """The first of them, those on which its answer is least probable."""


@dataclass(frozen=True, eq=False)
class Found:
    """A consensus with the facts it rests on."""

    facts: LongFacts
    """The judgments."""
    consensus: Consensus
    """Posteriors and confusions."""
    answers: Answers
    """One answer of each item."""
    method: str
    """Name of the method."""
    options: tuple[tuple[str, str], ...]
    """All that changes the result."""
    warnings: tuple[str, ...]
    """What makes it doubtful, a sentence each."""

    @property
    def doubt(self) -> float:
        """Share of items whose likeliest answer is expected to be wrong, by the method itself."""
        return float(1.0 - self.consensus.posterior.max(axis=1).mean())


def find_consensus(
    facts: LongFacts,
    method: str,
    asked: Mapping[str, str | float | int | None],
    *,
    ties: str = "fractional",
    repeats: str = "last",
    seed: int = 7,
) -> Found:
    """The answer of each item by a method of `assay.stats.truth.named.METHODS`.

    Raises
    ------
    InputError
        ``stats.method``, ``stats.option``, ``stats.ties``.
    """
    known = method_of(method)
    consensus, options = infer(method, facts.votes, asked)
    answers = answers_of(consensus.posterior, ties=ties, seed=seed)
    shown = (("method", method), *told(known, options), ("ties", ties), ("repeats", repeats), ("seed", str(seed)))
    warnings = _warnings(facts, consensus, exact=options.tolerance is None)
    return Found(facts, consensus, answers, method, shown, warnings)


def items_table(found: Found) -> pa.Table:
    """One row an item: item, answer (null where tied), probability, tied, n_votes, and ``p:<class>`` for each class."""
    facts, posterior = found.facts, found.consensus.posterior
    codes = found.answers.codes
    answers = pa.array([facts.classes[code] if code >= 0 else None for code in codes.tolist()], pa.string())
    columns = {
        ITEM: pa.array(facts.items),
        ANSWER: answers,
        "probability": pa.array(posterior.max(axis=1)),
        "tied": pa.array(found.answers.tied),
        "n_votes": pa.array(np.diff(facts.votes.starts)),
    }
    return pa.table(columns | {f"p:{name}": pa.array(posterior[:, k]) for k, name in enumerate(facts.classes)})


def distribution_table(found: Found) -> pa.Table:
    """Item, answer, probability: every answer that can be right, as a soft reference has it."""
    posterior = np.where(found.consensus.posterior < LEAST_SHARE, 0.0, found.consensus.posterior)
    posterior /= posterior.sum(axis=1, keepdims=True)
    items, classes = np.nonzero(posterior)
    return pa.table(
        {
            ITEM: pa.array(found.facts.items).take(_ints(items)),
            ANSWER: pa.array(found.facts.classes).take(_ints(classes)),
            "probability": pa.array(posterior[items, classes]),
        }
    )


def scored(
    found: Found, reference: Mapping[str, str], metrics: Sequence[str], *, level: float, seed: int, positive: str | None
) -> Estimates:
    """The consensus against a reference, as any system is; a tied item counts for each of its answers in part."""
    known = [place for place, name in enumerate(found.facts.items) if name in reference]
    places, classes = np.nonzero(found.answers.share[known])
    rows = np.asarray(known)[places]
    names = np.asarray(found.facts.items, object)[rows]
    table = pa.table(
        {
            ITEM: pa.array(names.tolist()),
            LABEL: pa.array([reference[name] for name in names.tolist()]),
            ANSWER: pa.array(found.facts.classes).take(_ints(classes)),
            SHARE: pa.array(found.answers.share[known][places, classes]),
        }
    )
    facts = facts_from_table(
        table,
        label=LABEL,
        systems={found.method: (ANSWER, None)},
        item=ITEM,
        positive=positive,
        share=SHARE if found.answers.tied.any() else None,
    )
    return estimate(metrics, facts, level=level, seed=seed)


def too_little(votes: Votes) -> list[str]:
    """Warnings where votes cannot show how good a judge is."""
    times = np.bincount(votes.judges)
    times = times[times > 0]
    if times.size < 2:
        return ["There is one judge: its answers are the consensus."]
    if int(np.diff(votes.starts).max(initial=0)) < 2:
        return ["No item has two votes: nothing shows how good a judge is."]
    if np.median(times) < 2:
        return ["Most judges gave one answer only: nothing shows how good they are; majority counts them alike."]
    return []


def too_many_judges(facts: LongFacts) -> tuple[str, ...]:
    """A warning where judges are too many to be measured one by one."""
    n_judges = len(facts.judges)
    if n_judges <= MOST_JUDGES:
        return ()
    return (f"{n_judges:,} judges are not measured one by one; at most {MOST_JUDGES:,} are.",)


def judge_confusions(found: Found, reference: Mapping[str, str] | None, *, level: float) -> pa.Table | None:
    """What each judge answers when an answer is right (by the reference or the consensus); None when too many cells."""
    facts = found.facts
    if not fits(facts):
        return None
    posterior = found.consensus.posterior
    if reference is not None:
        code = {name: place for place, name in enumerate(facts.classes)}
        right = np.asarray([code.get(reference.get(name, ""), -1) for name in facts.items])
        posterior = np.where((right >= 0)[:, None], np.eye(len(facts.classes))[right], 0.0)
    is_model = reference is None and found.consensus.confusion is not None
    return confusion_table(facts, posterior, level=level, is_model=is_model)


def judges_scored(
    found: Found, reference: Mapping[str, str] | None, metrics: Sequence[str], *, level: float, seed: int
) -> Estimates:
    """Each judge against the reference, or without one against the consensus (in which its own votes count)."""
    facts = found.facts
    table = _hard_rows(facts, reference) if reference is not None else _soft_rows(found)
    spec = SliceSpec((JUDGE,))
    rows = facts_from_table(
        table,
        label=LABEL,
        systems={"judge": (ANSWER, None)},
        item="vote",
        cluster=ITEM,
        by=(spec,),
        share=None if reference is not None else SHARE,
    )
    return estimate(metrics, rows, by=(spec,), level=level, seed=seed)


def parted_items(found: Found, *, most: int) -> dict[str, Parted]:
    """Of each judge the items on which an answer of it is not the likeliest; a judge without one is left out.

    Parameters
    ----------
    most : items that are named of each
    """
    facts, posterior = found.facts, found.consensus.posterior
    votes = facts.votes
    given = posterior[votes.items, votes.answers]
    lost = np.flatnonzero(given < posterior.max(axis=1)[votes.items] - EVEN)
    order = lost[np.lexsort((votes.items[lost], given[lost], votes.judges[lost]))]
    ends = np.searchsorted(votes.judges[order], np.arange(votes.n_judges + 1)).tolist()
    parted: dict[str, Parted] = {}
    for name, begin, end in zip(facts.judges, ends, ends[1:], strict=False):
        items = list(dict.fromkeys(votes.items[order[begin:end]].tolist()))
        if items:
            parted[name] = Parted(len(items), tuple(facts.items[item] for item in items[:most]))
    return parted


def _hard_rows(facts: LongFacts, reference: Mapping[str, str]) -> pa.Table:
    right = pa.array([reference.get(name) for name in facts.items], pa.string())
    return pa.table(
        {**_vote_columns(facts, np.arange(facts.votes.n_votes)), LABEL: right.take(_ints(facts.votes.items))}
    )


def _soft_rows(found: Found) -> pa.Table:
    facts = found.facts
    posterior = np.where(found.consensus.posterior < LEAST_SHARE, 0.0, found.consensus.posterior)
    posterior /= posterior.sum(axis=1, keepdims=True)
    items, classes = np.nonzero(posterior)
    first = np.searchsorted(items, np.arange(len(facts.items) + 1))
    times = np.diff(first)[facts.votes.items]
    votes = np.repeat(np.arange(facts.votes.n_votes), times)
    cells = np.repeat(first[facts.votes.items] - np.r_[0, np.cumsum(times)[:-1]], times) + np.arange(votes.size)
    columns = _vote_columns(facts, votes)
    columns[LABEL] = pa.array(facts.classes).take(_ints(classes[cells]))
    columns[SHARE] = pa.array(posterior[items[cells], classes[cells]])
    return pa.table(columns)


def _vote_columns(facts: LongFacts, rows: np.ndarray) -> dict[str, ArrowArray]:
    return {
        "vote": _ints(rows),
        ITEM: _ints(facts.votes.items[rows]),
        JUDGE: pa.array(facts.judges).take(_ints(facts.votes.judges[rows])),
        ANSWER: pa.array(facts.classes).take(_ints(facts.votes.answers[rows])),
    }


def _ints(values: np.ndarray) -> ArrowArray:
    return pa.array(np.asarray(values, dtype=np.int64))


def _warnings(facts: LongFacts, consensus: Consensus, *, exact: bool) -> tuple[str, ...]:
    found: list[str] = []
    votes = facts.votes
    found += too_little(votes)
    together = dependence(votes)
    found += [_copying(facts, together)] if together.pairs else []
    if together.correlation is not None and together.correlation > TOGETHER:
        found.append(
            f"Errors fall on the same items (correlation {together.correlation:.2f}): {together.votes_an_item:.1f} "
            f"votes an item count as {together.effective:.1f}, so probabilities are surer than they should be."
        )
    if not consensus.converged and not exact:
        found.append(f"It stopped after {consensus.iterations} iterations, before it converged.")
    return tuple(found)


def errors_together(found: Found, reference: Mapping[str, str]) -> tuple[str, ...]:
    """A warning where judges are wrong on the same items of a reference, which a consensus cannot see.

    That a judge errs more on one class than on another is its confusion, and no dependence.
    """
    facts = found.facts
    right = np.asarray([reference.get(name) for name in facts.items], object)
    known = facts.where(np.asarray([each is not None for each in right])[facts.votes.items])
    if np.unique(known.items).size < LEAST_KNOWN or too_many_judges(facts):
        return ()
    code = {name: place for place, name in enumerate(facts.classes)}
    truth = np.asarray([code.get(each, 0) for each in right])[known.items]
    by_class = replace(known, judges=known.judges * len(code) + truth, n_judges=known.n_judges * len(code))
    correlation = error_correlation(by_class, (known.answers == truth).astype(np.float64))
    if correlation is None or correlation <= TOGETHER_ON_REFERENCE:
        return ()
    return (
        f"On the reference judges are wrong on the same items (correlation of errors {correlation:.2f}): "
        "the consensus is surer of itself than it should be.",
    )


def _copying(facts: LongFacts, together: Dependence) -> str:
    """A warning of judges who agree more than independent ones would."""
    shown = ", ".join(
        f"'{facts.judges[each.first][:40]}' and '{facts.judges[each.second][:40]}' on {each.agreement:.0%} of "
        f"{each.n_items} answers (independent ones like them: {each.expected:.0%})"
        for each in together.pairs[:MOST_PAIRS]
    )
    rest = len(together.pairs) - MOST_PAIRS
    more = f", and {rest} more pairs" if rest > 0 else ""
    return f"These judges agree too often to count as independent: {shown}{more}."


def worse_than_majority(
    found: Found, own: Estimates, reference: Mapping[str, str], *, level: float, seed: int
) -> tuple[str, ...]:
    """A warning where plain majority is right more often on the reference than the method."""
    if found.method == "majority":
        return ()
    plain = majority(found.facts.votes)
    other = Found(found.facts, plain, answers_of(plain.posterior), "majority", (), ())
    theirs = scored(other, reference, ["accuracy"], level=level, seed=seed, positive=None)[0]
    mine = next((each for each in own if each.metric == "accuracy"), None)
    if mine is None or mine.value is None or theirs.value is None or mine.value >= theirs.value:
        return ()
    return (
        f"On the reference {found.method} is right less often ({mine.value:.3f}) than plain majority "
        f"({theirs.value:.3f}), on {mine.n} items: do not prefer it before you know why.",
    )
