r"""How numbers are written, brought to one way: LaTeX, powers of ten, fractions, and marks that part digits.

Only what can be read in one way is rewritten: ``1.234,56``, ``1'234'567`` and ``12,34,567`` are one number each, while
``3,14`` may be two numbers or a decimal comma, and is left as it is unless commas are said to be decimal.
"""

import re
import unicodedata
from functools import partial

LONGEST = 100_000
"""Characters in which a number is looked for, from the end."""
SHARE = re.compile(r"([-\u2212]?)\s?\\[dt]?frac\s*(?:\{\s*(\d+)\s*\}\s*\{\s*(\d+)\s*\}|(\d)\s?(\d)(?!\d))")
TEN = re.compile(
    r"(?<=\d)\s?(?:[×*·x]|\\times|\\cdot)\s?10\s?(?:(?:\^|\*\*)\s?[{(]?\s?([-+\u2212]?\d{1,3})[})]?|([⁻⁺]?[⁰¹²³⁴-⁹]{1,3}))"
)
"""``× 10^3`` behind a number."""
HIGH = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
POWER = re.compile(r"(?<=[A-Za-z])\^\{?([23])\}?(?!\d)")
"""The power of a unit or of a letter."""
SET = re.compile(r"\\(?:text|textbf|textrm|textit|mathrm|mathbf|mathit|rm|operatorname)\s?\{([^{}\n]{0,200})\}")
PARTED = re.compile(r"(?<=\d)(?:\\[,!:; ]|\{,\}|_)(?=\d{3}(?!\d))")
"""Marks of LaTeX, or of programs, between groups of digits."""
GAP = re.compile(r"\\[,!:; ]|~|\{,\}")
COMMAND = re.compile(r"\\[A-Za-z]+")
BEGINS, ENDS = r"(?<![\w.,'’])", r"(?![\w'’]|[.,]\d)"
GROUPS = (
    (re.compile(rf"{BEGINS}\d{{1,3}}(?:['’]\d{{3}})+(?:\.\d+)?{ENDS}"), "'’", ""),
    (re.compile(rf"{BEGINS}\d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?:\.\d+)?{ENDS}"), ",", ""),
    (re.compile(rf"{BEGINS}\d{{1,3}}(?: \d{{3}}){{2,}}(?:\.\d+)?{ENDS}"), " ", ""),
    (re.compile(rf"{BEGINS}\d{{1,3}}(?:\.\d{{3}}){{2,}}{ENDS}"), ".", ""),
    (
        re.compile(rf"{BEGINS}\d{{1,3}}(?:(?:\.\d{{3}})+|(?:[ \u2009\u00a0]\d{{3}})+),\d{{1,15}}{ENDS}"),
        ". \u2009\u00a0",
        ",",
    ),
)
"""Numbers with groups of digits, what parts the groups, and what stands before the decimals if no point does."""
COMMA = (
    re.compile(rf"{BEGINS}(?:\d{{1,3}}(?:[. '’\u2009\u00a0]\d{{3}})+|\d+),\d{{1,15}}{ENDS}"),
    re.compile(rf"{BEGINS}\d{{1,3}}(?:\.\d{{3}})+{ENDS}"),
)
"""The same where a comma is decimal: with decimals, and without."""


def plain(text: str, *, comma: bool = False) -> str:
    """The end of a text with its numbers in digits, with a decimal point; ``comma`` is whether a comma is decimal."""
    text = text[-LONGEST:]
    if any(each in text for each in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"):
        text = re.sub(r"(\d?)([¼-¾⅐-⅞])", _vulgar, text)
    if "\\" in text or "{" in text or "_" in text:
        text = PARTED.sub("", text)
    text = TEN.sub(lambda found: "e" + (found[1] or found[2].translate(HIGH)).replace("\u2212", "-"), text)
    text = SHARE.sub(lambda found: f" {found[1]}{found[2] or found[4]}/{found[3] or found[5]}", text)
    is_latex = "\\" in text
    text = POWER.sub(lambda found: "²³"[int(found[1]) - 2], SET.sub(r" \1 ", text))
    if is_latex:
        text = COMMAND.sub(" ", GAP.sub(" ", text.replace("\\%", "%").replace("\\$", "$")))
    for pattern in COMMA if comma else ():
        text = pattern.sub(lambda found: re.sub(r"[. '’\u2009\u00a0]", "", found[0]).replace(",", "."), text)
    for pattern, parts, decimal in GROUPS:
        text = pattern.sub(partial(_joined, parts=parts, decimal=decimal), text)
    return text


def _joined(found: re.Match[str], *, parts: str, decimal: str) -> str:
    """A number without what parts its groups of digits."""
    written = found[0]
    whole, mark, rest = written.partition(decimal or ".") if (decimal or parts != ".") else (written, "", "")
    return "".join(each for each in whole if each not in parts) + ("." if mark else "") + rest


def _vulgar(found: re.Match[str]) -> str:
    """``2½`` as ``2 1/2``."""
    upper, lower = unicodedata.normalize("NFKC", found[2]).split("\u2044")
    return f"{found[1]} {upper}/{lower}" if found[1] else f"{upper}/{lower}"
