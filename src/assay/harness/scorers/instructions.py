"""Instructions that can be checked by looking: sentences, paragraphs, lists, headings, case, language, ends.

References
----------
Zhou and others (2023), Instruction-following evaluation (IFEval), arXiv:2311.07911: verifiable instructions.
Where these definitions differ from its code is told in ``docs/methods/scorers.md``. Languages of Latin letters are told
by their commonest words: Grefenstette (1995), Comparing two language identification schemes (small words).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

from assay.harness.scorers.score import Score

SENTENCE_END = re.compile(r"[.!?](?=[\s\"')\]]|$)|[。！？]")
ENDS_NONE = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|e\.g|i\.e)\.(?=\s)|(?:(?<!\.)\.{2,}+|…)(?=\s+[a-z])")
"""Dots that end no sentence: of a title, and in the middle of one."""
HIGHLIGHT = re.compile(r"(?<!\*)\*{1,3}(?=[^*\n]{0,200}[^\s*])[^*\n]{1,200}\*{1,3}(?!\*)")
PARAGRAPH = re.compile(r"\n\s*\n|^\s*\*\*\*\s*$", re.MULTILINE)
COUNTED: dict[str, Callable[[str], int]] = {
    "characters": len,
    "sentences": lambda text: len(SENTENCE_END.findall(ENDS_NONE.sub(" ", text))) or int(bool(text.strip())),
    "paragraphs": lambda text: sum(bool(each.strip()) for each in PARAGRAPH.split(text)),
    "lines": lambda text: sum(bool(each.strip()) for each in text.splitlines()),
    "bullets": lambda text: len(re.findall(r"^\s*(?:[-*+•]|\d+[.)])\s+\S", text, re.MULTILINE)),
    "headings": lambda text: len(re.findall(r"^#{1,6}\s+\S", text, re.MULTILINE)),
    "placeholders": lambda text: len(re.findall(r"\[[^\[\]\n]{1,80}\]", text)),
    "highlights": lambda text: len(HIGHLIGHT.findall(text)),
}
"""What can be counted in a text."""
SCRIPTS = {"zh": "CJK", "ja": "HIRAGANA KATAKANA", "ko": "HANGUL", "ar": "ARABIC", "ru": "CYRILLIC", "el": "GREEK",
           "he": "HEBREW", "hi": "DEVANAGARI", "th": "THAI"}  # fmt: skip
"""Language to the scripts that its letters have; Japanese has Chinese signs beside its own."""
USUAL = {
    "en": "the of and to in is that it for was on are with as be this have from not you",
    "de": "der die und das ist nicht ein eine zu den mit auf für von dem sich auch wird es im",
    "fr": "le la les des et est une un que pour dans pas sur qui du ce avec au plus sont",
    "es": "el la los las y es una un que por para con no se del en lo su como más",
    "it": "il la di che è e un una per non con sono del della le si come anche gli nel",
    "pt": "o a os as e é uma um que para com não se do da em no na por mais",
    "nl": "de het een en van is dat niet op te zijn voor met die aan er ook om bij maar",
}
USUAL_WORDS = {language: frozenset(words.split()) for language, words in USUAL.items()}
LANGUAGES = (*SCRIPTS, *USUAL)
FEWEST_WORDS = 5
WORD = re.compile(r"[^\W\d_]+")


def count(
    output: str, targets: Sequence[str], *, of: str = "sentences", least: int = 0, most: int | None = None
) -> Score:
    """Whether the output has from ``least`` to ``most`` of something of `COUNTED`; targets are not looked at."""
    n = COUNTED[of](output)
    return Score(float(n >= least and (most is None or n <= most)), f"it has {n} {of}")


def case(output: str, targets: Sequence[str], *, kind: str = "lower") -> Score:
    """Whether all letters that have a case are lower or upper; targets are not looked at."""
    wrong = next((each for each in output if each.isalpha() and each != getattr(each, kind)()), None)
    return Score(float(wrong is None), f"it has '{wrong}'" if wrong else f"all letters are {kind} case")


def starts(output: str, targets: Sequence[str]) -> Score:
    """Whether the output begins with a target, blanks left out."""
    found = any(output.lstrip().startswith(each.strip()) for each in targets if each.strip())
    return Score(float(found), f"it begins with '{output.lstrip()[:40]}'")


def ends(output: str, targets: Sequence[str]) -> Score:
    """Whether the output ends with a target, blanks left out."""
    found = any(output.rstrip().endswith(each.strip()) for each in targets if each.strip())
    return Score(float(found), f"it ends with '{output.rstrip()[-40:]}'")


def quoted(output: str, targets: Sequence[str]) -> Score:
    """Whether the whole output stands in double quotation marks; targets are not looked at."""
    text = output.strip()
    inside = len(text) > 1 and (text[0], text[-1]) in (('"', '"'), ("\u201c", "\u201d"), ("«", "»"))
    return Score(float(inside), "it stands in quotation marks" if inside else "it does not")


def language(output: str, targets: Sequence[str]) -> Score:
    """Whether the output is in a target's language (``en``, ``de``, ``zh``), by its script and its commonest words.

    A text of fewer than five words of a language in Latin letters says too little: it gives no score.
    """
    wanted = {each.strip().lower() for each in targets}
    unknown = sorted(wanted - set(LANGUAGES))
    if unknown or not wanted:
        known = ", ".join(sorted(LANGUAGES))
        return Score(None, f"'{unknown[0][:20]}' is not among {known}" if unknown else "no language is named")
    if not output.strip():
        return Score(0.0, "it is empty")
    found = language_of(output)
    if found is None:
        return Score(None, "it says too little to tell its language")
    return Score(float(found in wanted), f"it is in '{found}'")


def language_of(text: str) -> str | None:
    """The likeliest of `LANGUAGES`; None where a text says too little."""
    scripts = Counter(unicodedata.name(each, "").split(" ")[0] for each in text[:20_000] if each.isalpha())
    total = scripts.total()
    if not total:
        return None
    if (scripts["HIRAGANA"] + scripts["KATAKANA"]) / total > 0.1:
        return "ja"
    for language, names in SCRIPTS.items():
        if sum(scripts[name] for name in names.split()) / total > 0.5:
            return language
    words = [each.lower() for each in WORD.findall(text[:20_000])]
    hits = {language: sum(word in usual for word in words) for language, usual in USUAL_WORDS.items()}
    best = max(hits, key=lambda each: hits[each])
    is_plain = len(words) >= FEWEST_WORDS and list(hits.values()).count(hits[best]) == 1
    return best if is_plain and hits[best] else None
