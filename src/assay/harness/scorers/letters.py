"""Which letter of a menu (A to J) an output names: as the answer it gives, first, or last; never a guess between two.

Marks of Markdown and LaTeX do not count: ``**B**``, ``(b)`` and ``\\boxed{B}`` are B. Looked for are, in this order:

1. the letter that is called the answer ("the answer is B", "答案：B"; of several the last one, which corrects the
   others), or else correct ("B is correct");
2. the letter with which the output begins ("B) Paris"), unless another line begins with another one: then it is a list;
3. the only letter called an option ("option B"), or the only letter of the last line, where that line ends and leads
   to it ("I choose B").

The line must not deny anything ("not B", "B is wrong"). "I'd go with B, since A is wrong" names two: no letter.

References
----------
Hendrycks et al. (2021), MMLU, arXiv:2009.03300: multiple choice by letter. How answers of free text are read differs
from harness to harness, and moves scores: Biderman et al. (2024), arXiv:2405.14782.
"""

import re
import unicodedata
from collections.abc import Sequence

from assay.harness.scorers.score import Score

LONGEST = 100_000
"""Characters at the end of an output that are looked at, and as many at its beginning."""
BOXED = re.compile(r"\\boxed\s*\{|<answer>", re.IGNORECASE)
MARKUP = re.compile(
    r"\\(?:text|mathrm|mathbf|textbf|mathit|rm|bf)\b\s*\{?|</?answer>|[*`${}\"“”「」]|__|\[(?=\[)|\](?=\])",
    re.IGNORECASE,
)
BLANKS = re.compile(r"\s+")
REASON = r"(?:because|since|as|for|is|was|due|given)\b"
BARE = rf"[B-HJb-hj](?!\w)(?!['\u2019])|[AIai](?!\w)(?!['\u2019])(?!\s+(?!{REASON})\w)"
"""A letter that is no word: neither "a dog" nor "I think"."""
LETTER = rf"(?:\(\s*([A-Ja-j])\s*\)|\[\s*([A-Ja-j])\s*\]|({BARE}))"
ANSWER = re.compile(
    r"(?:(?:\banswer|\b(?:correct|right|best|final) (?:option|choice|letter))(?:\s+(?:is|would be|should be|must be))?"
    r"|\b(?:antwort|lösung|respuesta|réponse|risposta|resposta)(?: \w+)?(?: (?:ist|lautet|es|est|è|é)\b)?|ответ"
    r"|答え(?:は)?|정답(?:은)?|الإجابة|الجواب|答案(?:应该|应)?[是为选]?|(?<!不)选择?)\s*[:：=]?\s*(?:(?:option|choice|letter)\s+)?"
    + LETTER,
    re.IGNORECASE,
)
OR_ANOTHER = re.compile(
    r"[)\].]?\s*(?:(?:or|and|&|/|或|和)\s*|,\s*(?=\(?\w\)?(?:[.,;)\s]*$|\s+(?:or|and)\b)))" rf"[(\[]?({BARE})",
    re.MULTILINE,
)
FIRST = re.compile(
    r"^\s*(?:[(\[]\s*([A-Ja-j])\s*[)\]]|([A-J])(?=[).:,]|\s*$|\s+[-\u2013\u2014])|([a-j])(?=\)|\.?\s*\Z))"
)
BEGINS = re.compile(r"^[ \t>-]*[(\[]?([A-Ja-j])[).\]:](?=\s|$)", re.MULTILINE)
OPTION = re.compile(rf"\b(?i:option|choice)\s+(?:([A-J])(?![\w'\u2019])|{LETTER})")
CORRECT = re.compile(rf"(?<![\w'\u2019]){LETTER}\s+is\s+(?:the\s+)?(?:correct|right|best|answer)\b", re.IGNORECASE)
ALONE = re.compile(
    r"(?<![\w'\u2019])(?:([B-HJ])|([AI])(?!['\u2019]|\s+(?!(?:or|and|nor)\b)\w))(?![\w'\u2019])|\(([a-j])\)"
)
LEADS = r"is|it's|be|say|choose|chose|pick|select|with|for|guess|so|therefore|hence|thus"
LAST = re.compile(rf"(?:(?:^|[,;:=>\u2014-]|\b(?i:{LEADS}))\s*[A-J]|\([A-Ja-j]\))\W*$")
"""A letter at the end of a line to which the line leads: "Vitamin C" names none."""
DENIES = re.compile(
    r"\b(?:not|no|never|neither|nor|cannot|wrong|incorrect|false|except|unlikely)\b|n['\u2019]t\b|不|错|非",
    re.IGNORECASE,
)
"""Words of a line that may deny the letter in it."""


def choice(output: str, targets: Sequence[str]) -> Score:
    """Whether the letter that the output names (A to J) is a target's; see `letter_of` for how it is read."""
    wanted = {letter for each in targets if (letter := letter_of(each)[0]) is not None}
    if not wanted:
        return Score(None, "no target is a letter from A to J")
    letter, why = letter_of(output)
    return Score(0.0, why) if letter is None else Score(float(letter in wanted), f"it names {letter}")


def letter_of(output: str) -> tuple[str | None, str]:
    """The letter that a text names, and why there is none."""
    text = _plain(output)
    for look in (_answered, _begun, _only):
        found = look(text)
        if len(found) == 1:
            return found.pop(), ""
        if found:
            return None, f"it names {' and '.join(sorted(found))}"
    return None, "it names no letter"


def _plain(text: str) -> str:
    """A text without the marks around a letter; what stands in a box is the answer."""
    both_ends = text if len(text) <= 2 * LONGEST else f"{text[:LONGEST]}\n{text[-LONGEST:]}"
    wide = unicodedata.normalize("NFKC", both_ends)
    bare = MARKUP.sub("", BOXED.sub("answer: ", wide)).strip()
    return BLANKS.sub(lambda found: "\n" if "\n" in found[0] else " ", bare)


def _answered(text: str) -> set[str]:
    found = list(ANSWER.finditer(text))
    if not found:
        return {
            _one(each.groups()) for each in CORRECT.finditer(text) if not DENIES.search(_before(text, each.start()))
        }
    last = found[-1]
    other = OR_ANOTHER.match(text, last.end())
    return {_one(last.groups())} | ({other[1].upper()} if other else set())


def _begun(text: str) -> set[str]:
    first = FIRST.match(text)
    if first is None:
        return set()
    letter = _one(first.groups())
    lines = {each.upper() for each in BEGINS.findall(text)}
    other = OR_ANOTHER.match(text, first.end())
    return {letter, other[1].upper()} if other else {letter} if lines <= {letter} else set()


def _before(text: str, at: int) -> str:
    """What stands before a place in its sentence."""
    return re.split(r"[.!?\n;,]", text[max(0, at - 200) : at])[-1]


def _only(text: str) -> set[str]:
    lines = [each for each in text.splitlines() if OPTION.search(each)]
    options = {_one(each) for line in lines for each in OPTION.findall(line)}
    if options:
        return options if len(options) > 1 or not any(map(DENIES.search, lines)) else set()
    line = text[text.rfind("\n") + 1 :]
    letters = {_one(each) for each in ALONE.findall(line)}
    return letters if len(letters) > 1 or (LAST.search(line) and not DENIES.search(line)) else set()


def _one(groups: Sequence[str | None]) -> str:
    return next(each for each in groups if each).upper()
