"""BLEU, chrF and ROUGE as their libraries count them (extra ``text``).

References
----------
Post (2018), A call for clarity in reporting BLEU scores, doi:10.18653/v1/W18-6319 (sacrebleu).
Popovic (2015), chrF, doi:10.18653/v1/W15-3049. Lin (2004), ROUGE, https://aclanthology.org/W04-1013 (rouge-score).
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

from assay.core.errors import InputError
from assay.harness.scorers.score import Score, best

INSTALL = "Install it: pip install 'assay[text]'."


def bleu(output: str, targets: Sequence[str]) -> Score:
    """Sentence BLEU of sacrebleu, smoothed by its default, from 0 to 1."""
    return Score(min(_sacrebleu().sentence_bleu(output, list(targets)).score / 100.0, 1.0), "sentence BLEU")


def chrf(output: str, targets: Sequence[str]) -> Score:
    """chrF2 of sacrebleu on one sentence, from 0 to 1."""
    return Score(min(_sacrebleu().sentence_chrf(output, list(targets)).score / 100.0, 1.0), "chrF2")


def rouge_l(output: str, targets: Sequence[str]) -> Score:
    """F of the longest common subsequence of words, stemmed, by rouge-score; the best target counts."""
    return best([Score(float(_rouge().score(each, output)["rougeL"].fmeasure), "ROUGE-L") for each in targets])


def _sacrebleu() -> Any:
    return _library("sacrebleu")


@cache
def _rouge() -> Any:
    return _library("rouge_score.rouge_scorer").RougeScorer(["rougeL"], use_stemmer=True)


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise InputError("scorer.library", f"The library {name.partition('.')[0]} is not installed.", INSTALL) from None
