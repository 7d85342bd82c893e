"""Citations such as ``[2]`` against the sources they point to: are they there, and do they hold what is said?

Support here is lexical: a sentence is supported where the sources that it cites hold enough of its words. What means
the same in other words is missed, and what negates the source is not seen: for that, ask a judge claim by claim.

References
----------
Gao, Yen, Yu and Chen (2023), Enabling large language models to generate text with citations (ALCE),
doi:10.18653/v1/2023.emnlp-main.398: citation recall and precision, there by a model of inference.
Adlakha, BehnamGhader, Lu, Meade and Reddy (2024), Evaluating correctness and faithfulness of instruction-following
models for question answering, doi:10.1162/tacl_a_00667: K-precision, the share of the words of an answer that are in
its source. Here it is over the different words of a sentence that are not the commonest, against the sources it cites.
"""

import re
from collections.abc import Sequence

from assay.harness.scorers.instructions import ENDS_NONE
from assay.harness.scorers.score import Score
from assay.harness.scorers.texts import normal, words_of

MARK = re.compile(r"[\[【]\^?(\d{1,3}(?:\s*[,\-–]\s*\d{1,3})*)(?:†[^】\n]{0,80})?[\]】]")
BEHIND = re.compile(rf"([.!?。！？]{{1,5}})[^\S\n]?((?:{MARK.pattern}[^\S\n]?)+)")
"""Citations behind the end of the sentence that they belong to."""
SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*|\n+")
LIST = re.compile(r"^[ \t]{0,20}(?:[-*+•]|\d{1,3}[.)]|#{1,6}.*$)", re.MULTILINE)
"""What begins an item of a list, and a heading."""
USUAL = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "of",
        "in",
        "on",
        "to",
        "and",
        "or",
        "for",
        "with",
        "by",
        "at",
        "from",
        "as",
        "that",
        "this",
        "it",
        "its",
    ]
)
"""Words that say nothing of their own."""


def citation_support(output: str, targets: Sequence[str], *, cover: float = 0.5) -> Score:
    """Share of the sentences that cite whose cited sources hold at least ``cover`` of their words.

    Targets are the sources in order: ``[1]`` is the first. A citation of a source that is not there supports nothing.
    """
    sentences = _cited(output)
    if not targets:
        return Score(None, "there is no source")
    if not sentences:
        return Score(0.0, "it cites nothing")
    held = sum(_covered(text, marks, targets) >= cover for text, marks in sentences)
    return Score(held / len(sentences), f"{held} of {len(sentences)} sentences that cite are supported")


def cited(output: str, targets: Sequence[str]) -> Score:
    """Share of the sentences that cite a source that is there; targets are the sources in order."""
    sentences = [each for each in _sentences(output) if normal(MARK.sub("", each))]
    if not targets:
        return Score(None, "there is no source")
    if not sentences:
        return Score(0.0, "it says nothing")
    good = sum(any(0 < mark <= len(targets) for mark in _marks(each)) for each in sentences)
    return Score(good / len(sentences), f"{good} of {len(sentences)} sentences cite a source")


def _cited(output: str) -> list[tuple[str, list[int]]]:
    pairs = [(MARK.sub("", each), _marks(each)) for each in _sentences(output)]
    return [(text, marks) for text, marks in pairs if marks and normal(text)]


def _sentences(output: str) -> list[str]:
    """Sentences with the citations that belong to them; headings and what begins an item of a list are none."""
    text = LIST.sub("", ENDS_NONE.sub(lambda found: found[0].replace(".", ""), output))
    return SENTENCE.split(BEHIND.sub(lambda found: f" {found[2].strip()}{found[1]} ", text))


def _marks(sentence: str) -> list[int]:
    return [mark for found in MARK.findall(sentence) for each in found.split(",") for mark in _range(each)]


def _range(written: str) -> range:
    """``2`` or ``2-4``."""
    first, *last = (int(each) for each in re.split(r"[-–]", written))
    return range(first, (last[-1] if last else first) + 1)


def _covered(text: str, marks: Sequence[int], sources: Sequence[str]) -> float:
    words = set(words_of(text)) - USUAL
    held = {word for mark in marks if 0 < mark <= len(sources) for word in words_of(sources[mark - 1])}
    return len(words & held) / len(words) if words else 0.0
