"""Texts against texts: exact, normalised, contained, the overlap of their words.

References
----------
Rajpurkar, Zhang, Lopyrev and Liang (2016), SQuAD, doi:10.18653/v1/D16-1264: normalisation and token F1 of its script.
Lewis, Oguz, Rinott, Riedel and Schwenk (2020), MLQA, doi:10.18653/v1/2020.acl-main.653: punctuation of other scripts,
and signs as words.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence

from assay.harness.scorers.score import Score, best

ARTICLES = re.compile(r"\b(a|an|the)\b")
PUNCTUATION = frozenset(string.punctuation)
MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks of writing direction, which nobody sees."""
SIGN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0003ffff])")
"""A sign of Chinese or Japanese, which is a word for `token_f1`: no blanks part them."""
SHOWN = 60


def exact(output: str, targets: Sequence[str]) -> Score:
    """Whether the output is a target, blanks at the ends left out."""
    return _any(output.strip(), [each.strip() for each in targets])


def normalised(output: str, targets: Sequence[str]) -> Score:
    """As `exact`, after lower case, without punctuation of any script, English articles and repeated blanks."""
    return _any(normal(output), [normal(each) for each in targets])


def contains(output: str, targets: Sequence[str]) -> Score:
    """Whether the output holds a target, whatever its case."""
    folded = unicodedata.normalize("NFC", output).casefold()
    found = [each for each in targets if each.strip() and unicodedata.normalize("NFC", each).casefold() in folded]
    return Score(float(bool(found)), f"it holds '{found[0][:SHOWN]}'" if found else "it holds no target")


def token_f1(output: str, targets: Sequence[str]) -> Score:
    """Harmonic mean of precision and recall of the words, after `normalised`; the best target counts."""
    return best([_f1(words_of(output), words_of(each)) for each in targets])


def normal(text: str) -> str:
    """A text as the normalised scorers compare it."""
    folded = unicodedata.normalize("NFC", text).lower()
    bare = "".join(each for each in folded if not _is_mark(each))
    return " ".join(ARTICLES.sub(" ", bare).split())


def words_of(text: str) -> list[str]:
    """The words of a text after normalising; each sign of Chinese or Japanese is one."""
    return SIGN.sub(r" \1 ", normal(text)).split()


def _is_mark(letter: str) -> bool:
    """Punctuation of any script, and what is punctuation to SQuAD."""
    return letter in PUNCTUATION or letter in MARKS or (letter > "\x7f" and unicodedata.category(letter)[0] == "P")


def _any(output: str, targets: Sequence[str]) -> Score:
    is_right = output in targets
    return Score(float(is_right), f"it is '{output[:SHOWN]}'")


def _f1(said: Sequence[str], wanted: Sequence[str]) -> Score:
    if not said or not wanted:
        return Score(float(list(said) == list(wanted)), "one of both has no words")
    shared = sum((Counter(said) & Counter(wanted)).values())
    if not shared:
        return Score(0.0, "no word is shared")
    precision, recall = shared / len(said), shared / len(wanted)
    return Score(2 * precision * recall / (precision + recall), f"{shared} words are shared")
