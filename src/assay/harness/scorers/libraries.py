"""BLEU, chrF and ROUGE as their libraries count them (extra ``text``).

The words and stems of ROUGE-L are those of rouge-score. Its table of all words against all words takes minutes and
gigabytes for a long output, so the length of the longest common subsequence is counted here by bits: the same number,
in a row of bits.

References
----------
Post (2018), A call for clarity in reporting BLEU scores, doi:10.18653/v1/W18-6319 (sacrebleu).
Popovic (2015), chrF, doi:10.18653/v1/W15-3049. Lin (2004), ROUGE, https://aclanthology.org/W04-1013 (rouge-score).
Crochemore, Iliopoulos, Pinzon and Reid (2001), A fast and practical bit-vector algorithm for the longest common
subsequence problem, Information Processing Letters 80, https://citeseerx.ist.psu.edu/viewdoc/summary?doi=10.1.1.24.6017.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

from assay.core.errors import InputError
from assay.harness.scorers.score import Score, best

INSTALL = "Install it: pip install 'assay[text]'."
LONGEST = 400_000
"""Characters of an output and its targets together, beyond which they are not compared."""
UNSEEN = Score(None, "rouge-score sees only the letters a to z and digits, not those of the target")


TOKENS = ("13a", "intl", "zh", "char", "none")
"""How BLEU may part words; ``13a`` parts no Chinese."""


def bleu(output: str, targets: Sequence[str], *, tokens: str = "13a") -> Score:
    """Sentence BLEU of sacrebleu, smoothed by its default, from 0 to 1; none of texts beyond `LONGEST`."""
    return _too_long(output, targets) or Score(
        min(_sacrebleu().sentence_bleu(output, list(targets), tokenize=tokens).score / 100.0, 1.0), "sentence BLEU"
    )


def chrf(output: str, targets: Sequence[str]) -> Score:
    """chrF2 of sacrebleu on one sentence, from 0 to 1; none of texts beyond `LONGEST`."""
    return _too_long(output, targets) or Score(
        min(_sacrebleu().sentence_chrf(output, list(targets)).score / 100.0, 1.0), "chrF2"
    )


def rouge_n(output: str, targets: Sequence[str], *, n: int = 1) -> Score:
    """ROUGE-1, or ROUGE-2 for ``n=2``: F of the pieces of ``n`` stemmed words, by rouge-score; the best target counts.

    Texts beyond `LONGEST` give no score, nor do targets of other letters than a to z: rouge-score sees none.
    """
    early = _too_long(output, targets)
    if early is not None:
        return early
    targets = [each for each in targets if _is_seen(each)]
    name, scored = f"rouge{n}", _rouge(n)
    return best([Score(float(scored.score(each, output)[name].fmeasure), f"ROUGE-{n}") for each in targets] or [UNSEEN])


def rouge_l(output: str, targets: Sequence[str]) -> Score:
    """F of the longest common subsequence of words, stemmed, by rouge-score; the best target counts.

    Texts beyond `LONGEST` give no score, nor do targets of other letters than a to z: rouge-score sees none.
    """
    early = _too_long(output, targets)
    if early is not None:
        return early
    said, wanted = _words(output), [_words(each) for each in targets if _is_seen(each)]
    return best([Score(_rouge_f(said, each), "ROUGE-L") for each in wanted] or [UNSEEN])


def _is_seen(target: str) -> bool:
    """Whether rouge-score, which drops all but a to z and digits, sees at least half of what a target says."""
    letters = [each for each in target if each.isalpha()]
    strange = sum(not each.isascii() for each in letters)
    return not target.strip() or (bool(_words(target)) and 2 * strange <= len(letters))


def _too_long(output: str, targets: Sequence[str]) -> Score | None:
    n = len(output) + sum(map(len, targets))
    return Score(None, f"it has {n:,} characters with its targets, over {LONGEST:,}") if n > LONGEST else None


def _rouge_f(said: Sequence[str], wanted: Sequence[str]) -> float:
    if not said or not wanted:
        return 0.0
    shared = longest_common(said, wanted)
    found: float = _library("rouge_score.scoring").fmeasure(shared / len(said), shared / len(wanted))
    return found


def longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence of two lists of words.

    Bit i of the row is 0 where the longest common subsequence of what was read of the longer list grows at word i of
    the shorter one. Time grows with the product of the lengths over the bits of a machine word, space with the length
    of the shorter list times its different words, in bits.
    """
    short, long = sorted((one, other), key=len)
    places: dict[str, int] = {}
    for place, word in enumerate(short):
        places[word] = places.get(word, 0) | 1 << place
    every = (1 << len(short)) - 1
    row = every
    for word in long:
        held = row & places.get(word, 0)
        row = (row + held | row - held) & every if held else row
    return len(short) - row.bit_count()


def _sacrebleu() -> Any:
    return _library("sacrebleu")


def _words(text: str) -> list[str]:
    found: list[str] = _tokenizer().tokenize(text)
    return found


@cache
def _rouge(n: int) -> Any:
    return _library("rouge_score.rouge_scorer").RougeScorer([f"rouge{n}"], use_stemmer=True)


@cache
def _tokenizer() -> Any:
    return _library("rouge_score.tokenizers").DefaultTokenizer(use_stemmer=True)


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise InputError("scorer.library", f"The library {name.partition('.')[0]} is not installed.", INSTALL) from None
