"""Where a judge states its answer in prose: behind a label or in marks, alone on a line; and where it takes it back.

What a judge quotes states nothing: lines that begin with ``>``, fences with prose around them, and what it reports
(``The item says:``, ``it demands "[[A]]"``) are left out.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from assay.core.answers import Given
from assay.core.question import LEFT, Amount, Choice, Pair, Question, Rating
from assay.harness.judging.menu import (
    COUNTING,
    NotOnMenu,
    Several,
    alone,
    folded,
    is_cannot_say,
    names_another,
    on_menu,
)

LABELS = (
    r"(?:(?:(?:therefore|thus|hence|so|in conclusion),? )?(?:my |the |your )?(?:final |overall )?"
    r"(?:answer|verdict|rating|score|label|judge?ment|decision|winner)"
    r"|(?:最终)?(?:答案|回答|结论|评分|判断)|(?:最終)?(?:答え|回答|判定|評価|結論)"
    r"|(?:최종 ?)?(?:정답|답변|답|판정|평가)"
    r"|(?:endgültige |meine )?(?:antwort|urteil|bewertung)|(?:la )?(?:respuesta|veredicto|puntuación)(?: final)?"
    r"|(?:la |ma )?réponse(?: finale)?|resposta(?: final)?|risposta(?: finale)?|(?:окончательный )?ответ)"
)
"""What a judge calls its answer, as it is asked and in other languages."""
SAYS = r"((?:[\s*_`]*[:：=])|(?:[^\S\n]|[*_`])*(?:is\b|是|为|は|ist\b|es\b|est\b))([\s*_`:：]*)"
LINE = re.compile(
    rf"(?:^(?:[^\S\n]|[*_#`-])*|(?<=[.!?;。！？；])[^\S\n]+){LABELS}{SAYS}(\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
"""An answer behind its label, at the beginning of a line or of a sentence."""
TAG = re.compile(r"<(?:final_)?(answer|verdict|rating|score|label)>([^<>]{1,500})</(?:final_)?\1>", re.IGNORECASE)
TAGGED = re.compile(
    rf"^[ \t]*{TAG.pattern}[ \t.]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""An answer in a tag of its own line."""
OPENING = ('"', "“", "„", "'", "«", "「")
CLOSING = ('"', "”", "'", "»", "」")
COLONS = (":", "：", "=")
MARKED = re.compile(
    r"\[\[([^\[\]\n]{1,100})\]\]|\\boxed\{(?:\\text\{)?([^{}\n]{1,100})\}|\[RESULT\][^\S\n]*[:：]?[^\S\n]*(\S[^\n]{0,200})"
)
"""An answer in the marks of MT-Bench, of mathematics and of Prometheus."""
AT_BEGINNING = re.compile(rf"^[ \t]*{TAG.pattern}", re.IGNORECASE | re.MULTILINE)
BOLD = re.compile(r"\*\*([^*\n]{1,60})\*\*")
GOES_ON = re.compile(r"[\s*_`#]*\w+(?:[^\S\n]+[a-zà-öø-ÿ]|[’'-])")
"""A line whose first word goes on: ``No insult is in it``, where ``No.`` or ``No It`` would be an answer."""
WORD = re.compile(r"[\s*_`#]*[^\W\d_]{2}")
"""A line that does not begin as a list of options does."""
HEADING = re.compile(rf"[^\S\n]*(?:#{{1,6}}[^\S\n]*|\*\*){LABELS}(?:\*\*)?[:：]?(?:\*\*)?[^\S\n]*", re.IGNORECASE)
BULLET = re.compile(r"[^\S\n]*[-*•][^\S\n]+(?=\S)")
NUMBERED = re.compile(r"[^\S\n]*(?:[-*•]|\d{1,3}[.)])[^\S\n]+(?=\S)")
QUOTED = re.compile(r"^[^\S\n]*>.*$", re.MULTILINE)
REPORTS = r"\b(?:says|quotes|claims|writes|asks|demands|contains|tells|states|instructs|reads|insists)\b"
REPORTED = re.compile(rf"^([^\n]*{REPORTS}[^\n]*[:：][^\S\n]*\n)[^\n]*$", re.IGNORECASE | re.MULTILINE)
"""A line below one that says whose words come."""
REPORTING = re.compile(rf"{REPORTS}[^.!?\n]*$", re.IGNORECASE)
"""The beginning of a sentence that tells what somebody else says."""
FENCE = "```"
REFUSES_WORK = re.compile(
    r"\bi(?:'m| am)? (?:sorry,? |afraid )?(?:i )?(?:can't|cannot|can not|won't|will not|unable to|not able to) "
    r"(?:help|assist|judge|answer|rate|evaluate|comply|do (?:this|that)|continue|provide)",
    re.IGNORECASE,
)
PARTS = re.compile(r"([.,](?!\d)|[;:!?()\n–—。，；：！？])")
"""Marks between parts of a sentence; not the point of 2.5."""
SAID_SO = re.compile(
    r"(?<!reference )\b(?:answer|verdict|rating|score|label|decision|judge?ment)\s+(?:is|should be|would be|must be)\s+"
    r"(?:(?:therefore|thus|actually|really|rather|instead|now|then|clearly)\s+)?([^.,;:!?\n]{1,60})",
    re.IGNORECASE,
)
TURNS = re.compile(
    r"\b(?:on (?:second thoughts?|reflection)|actually|wait|correction|i change my|i was wrong|scratch that|instead)\b"
    r"([^.!?\n]{0,200})",
    re.IGNORECASE,
)
"""Words with which somebody comes to another answer."""
TURN = re.compile(
    r"^[\s*_`]*(?:wait|on (?:second thoughts?|reflection)|scratch that|correction|hold on)\b[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)
"""A line with which somebody begins anew."""
LONGEST_PART = 60
LONGEST_LINE = 500


class Stated(NamedTuple):
    """Answers behind labels and in marks."""

    answers: tuple[str, ...]
    """As they stand there: each of them should be on the menu."""
    perhaps: tuple[str, ...]
    """What may be none, as in ``The answer is short``: an answer where it is on the menu."""
    behind: str
    """What is said behind the last of them."""


def has_menu(question: Question) -> bool:
    """Whether an answer that stands alone on a line can be told from prose."""
    return isinstance(question.form, Choice | Pair | Rating | Amount)


def prose_of(text: str) -> str:
    """What a judge says itself: what stands in the one fence that a text is, else what is not quoted."""
    bare = text.strip()
    parts = bare.split(FENCE)
    language, line, inside = parts[1].partition("\n") if len(parts) == 3 else ("", "", "")
    if len(parts) == 3 and not parts[0] and not parts[2] and line and " " not in language.strip():
        return inside
    return REPORTED.sub(r"\1", QUOTED.sub("", "\n".join(parts[::2])))


def stated(prose: str, question: Question) -> Stated:
    """Answers behind labels, in tags and in marks; marks say it where there are some.

    Where any text is an answer, only a label or a tag at the beginning of a line tells it.
    """
    told = has_menu(question)
    marks = [(_marked(each), each.end()) for each in MARKED.finditer(prose) if told and not _is_reported(prose, each)]
    lines: list[tuple[str, int]] = []
    loose: list[tuple[str, int]] = []
    for each in LINE.finditer(prose):
        is_within = prose[prose.rfind("\n", 0, each.start() + 1) + 1 : each.start()].strip() != ""
        is_plain = (each[1] + each[2]).strip(" \t\n*_`") in COLONS
        if told and not (is_within and each[3].rstrip(" .").endswith(CLOSING)):
            (lines if is_plain else loose).append((each[3], each.end()))
        elif not told and not is_within:
            lines.append((each[3], each.end()))
    lines += [(each[2].strip(), each.end()) for each in TAGGED.finditer(prose)]
    chosen = marks or lines
    perhaps = loose + (lines if marks else [])
    ends = [end for _, end in chosen or perhaps]
    answers, others = (tuple(answer for answer, _ in every) for every in (chosen, perhaps))
    return Stated(answers, others, prose[max(ends, default=0) :])


def bare_answers(prose: str, question: Question, *, first: str = LEFT, beside: bool = False) -> list[Given | None]:
    """Answers that stand alone on lines, where the first or the last line has one or one stands below a heading.

    None stands for ``cannot_say``. Of the first line reasons may follow, behind an answer that is a word.

    Parameters
    ----------
    beside : whether the answer stands elsewhere: then any line counts
    """
    lines = [line for line in prose.split("\n") if line.strip() and line.strip() != "</think>"]
    if not has_menu(question) or len(lines) < (1 if beside else 2):
        return []
    mark = NUMBERED if isinstance(question.form, Choice | Pair) else BULLET
    found = [_alone(mark.sub("", line, count=1), question, first) for line in lines]
    begun = found[0] or _begun(lines[0], question, first)
    below = [answers for line, answers in zip(lines, found[1:], strict=False) if HEADING.fullmatch(line)]
    if not (beside or begun or found[-1] or any(below)):
        return []
    return [answer for answers in (begun, *found[1:]) for answer in answers]


def says_another(prose: str, behind: str, question: Question, given: Given, *, first: str = LEFT) -> bool:
    """Whether a judge that gave an answer says another one beside it, or takes it back ``behind`` it."""
    if not has_menu(question):
        return False
    said = [each[3] for each in LINE.finditer(prose)] + [_marked(each) for each in MARKED.finditer(prose)]
    said += [each[2] for each in AT_BEGINNING.finditer(prose)]
    said += [each[1] for each in BOLD.finditer(prose) if alone(question, each[1], first=first)]
    lines = [line for line in prose.split("\n") if line.strip()]
    said += [line for line in lines if TURNS.search(line)]
    said += [line for line in lines if not GOES_ON.match(line) and (MARKED.search(line) or LINE.search(line))]
    below = [line for head, line in pairwise(["#", *lines]) if head == "#" or HEADING.fullmatch(head)]
    said += [line for line in below if not GOES_ON.match(line) and WORD.match(line)]
    if any(names_another(question, each, given, first=first, begins=True) for each in said):
        return True
    return takes_back(behind, question, given, first=first)


def takes_back(behind: str, question: Question, given: Given, *, first: str = LEFT) -> bool:
    """Whether somebody who gave an answer says another one behind it, or begins anew and comes to none."""
    if not has_menu(question):
        return False
    *_, turn = None, *TURN.finditer(behind)
    if turn is not None and not any(
        alone(question, line, first=first) == given for line in behind[turn.end() :].split("\n")
    ):
        return True
    plain = "\n".join(NUMBERED.sub("", line, count=1) for line in behind.split("\n"))
    said = dict.fromkeys(part for part in _parts(plain) if len(part) <= LONGEST_PART)
    said |= dict.fromkeys(each[1].strip() for each in SAID_SO.finditer(plain))
    if any(alone(question, part, first=first) not in (None, given) for part in said):
        return True
    told = [each[2] for each in TAG.finditer(behind)] + [_marked(each) for each in MARKED.finditer(behind)]
    told += [each[3] for each in LINE.finditer(behind)]
    if any(names_another(question, each, given, first=first, begins=True) for each in told):
        return True
    return any(names_another(question, each[1], given, first=first) for each in TURNS.finditer(plain))


def refuses_work(text: str) -> bool:
    """Whether a judge says that it will not judge, which is no ``no``."""
    return REFUSES_WORK.search(text.replace("’", "'")) is not None


def _parts(text: str) -> Iterator[str]:
    """What stands between marks; but ``First,`` counts, and does not answer."""
    parts = PARTS.split(text)
    for place in range(0, len(parts), 2):
        part, mark = parts[place].strip(), parts[place + 1] if place + 1 < len(parts) else ""
        if part and not (mark == "," and folded(part) in COUNTING):
            yield part


def _is_reported(prose: str, found: re.Match[str]) -> bool:
    """Whether a mark stands in quotation marks, or in a sentence that tells what somebody else says."""
    before = prose[: found.start()].rstrip(" \t*_`")
    is_quoted = before.endswith(OPENING) and prose[found.end() :].lstrip(" \t*_`.").startswith(CLOSING)
    return is_quoted or REPORTING.search(before) is not None


def _marked(found: re.Match[str]) -> str:
    return str(next(filter(None, found.groups())))


def _alone(line: str, question: Question, first: str) -> list[Given | None]:
    if len(line) > LONGEST_LINE:
        return []
    found = alone(question, line, first=first)
    if found is None and is_cannot_say(line.strip()):
        return [None]
    return [] if found is None else [found]


def _begun(line: str, question: Question, first: str) -> list[Given | None]:
    """The word with which a line begins that goes on with reasons; ``A.`` or ``1.`` begins a list as well."""
    if len(line) > LONGEST_LINE or not isinstance(question.form, Choice):
        return []
    try:
        found = on_menu(question, line, first=first)
    except (NotOnMenu, Several):
        return []
    name = folded(str(found.value))
    return [found] if len(name) > 1 and not name.isdigit() and name not in COUNTING else []
