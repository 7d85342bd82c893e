"""Answers by keyboard: the key of each option, and what a typed line answers.

Keys are digits, or letters where options are digits themselves. Lines are read as people type them in any script:
full-width and Arabic digits are digits.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from assay.core.answers import range_words
from assay.core.errors import InputError
from assay.core.figures import count
from assay.core.question import (
    LEFT,
    RIGHT,
    TIE,
    Amount,
    Choice,
    FreeText,
    MultipleChoice,
    Pair,
    Question,
    Ranking,
    Rating,
    Spans,
)
from assay.core.safe_text import neutral

LETTERS = "abcdefghijklmnoprtvwxyz"
"""Without s, u and q, which are commands."""
NONE = "-"
"""Answers "none of them"."""
ACCEPT = "="
"""Answers what a machine suggests, where that is shown."""
MARK = "/"
"""Stands before a command where the answer is free text."""
MOST_OFFSET_DIGITS = 9


class Command(StrEnum):
    """What a line may ask for instead of answering."""

    SKIP = "s"
    """Pass over the item, with a reason."""
    UNDO = "u"
    """Answer the last one again."""
    RULES = "?"
    """Show the rules of the guideline."""
    FLAG = "!"
    """Say what is unclear about the guideline: ``! what of sarcasm``, or of its second rule ``! 2 what of sarcasm``."""
    LEAVE = "q"
    """Stop; the item is free for others."""


class Key(NamedTuple):
    """A key and what it answers."""

    key: str
    """What is typed."""
    says: str
    """What it stands for."""


def has_many_lines(question: Question) -> bool:
    """Whether an answer takes several lines, up to an empty one."""
    return isinstance(question.form, Spans)


def keys_of(question: Question) -> tuple[Key, ...]:
    """The keys of a menu, in the order shown; none where a number or a text is typed."""
    match question.form:
        case Choice(options) | Ranking(options):
            return _menu(options)
        case MultipleChoice(options):
            return (*_menu(options), Key(NONE, "none of them")) if question.form.least == 0 else _menu(options)
        case Spans(labels):
            return (*_menu(labels), Key(NONE, "nothing to mark"))
        case Pair(tie=tie):
            sides = (Key("1", "(1) is better"), Key("2", "(2) is better"))
            return (*sides, Key("0", "neither is better")) if tie else sides
        case Rating(low, _, words):
            return tuple(Key(str(low + place), word) for place, word in enumerate(words))
        case _:
            return ()


def hint_of(question: Question) -> str:
    """One line on how to answer."""
    match question.form:
        case MultipleChoice():
            return "Type the keys with blanks between: 1 3."
        case Ranking():
            return "Type all keys, the best first, with blanks between."
        case Rating(low, high):
            return range_words(low, high)
        case Amount(low, high, unit):
            range_ = "Give a number." if low is None and high is None else range_words(low, high)
            return range_ if unit is None else f"{range_[:-1]} ({unit})."
        case FreeText(_, most):
            return f"Type a text of up to {count(most)} characters; commands begin with {MARK}."
        case Spans():
            return "One passage a line: its key and the words (or 3-7, counted from 0). An empty line ends."
        case _:
            return "Type a key."


def command_of(question: Question, line: str) -> tuple[Command, str] | None:
    """The command that a line gives, with what stands behind it; None where it answers."""
    text = line.strip()
    marked = text.startswith(MARK)
    if isinstance(question.form, FreeText) and not marked:
        return None
    word, _, rest = text.removeprefix(MARK).partition(" ")
    word = unicodedata.normalize("NFKC", word).lower()
    return (Command(word), rest.strip()) if word in set(Command) else None


def read_typed(
    question: Question, lines: Sequence[str], *, content: str | None = None, order: str | None = None
) -> object:
    """What typed lines answer, as `assay.core.answers.check_answer` takes it.

    Parameters
    ----------
    lines : one line, or for passages one each
    content : for passages, the text in which they are marked
    order : for pairs, which side was shown first

    Raises
    ------
    InputError
        ``answer.key``, ``answer.words``.
    """
    line = lines[0] if lines else ""
    match question.form:
        case Choice():
            return _options(question, [_one(line)])[0]
        case MultipleChoice() | Ranking():
            words = _words(line)
            return [] if words == [NONE] and isinstance(question.form, MultipleChoice) else _options(question, words)
        case Pair():
            return _side(question, _one(line), order)
        case Rating() | Amount():
            return _number(_one(line))
        case Spans():
            return _passages(question, [each for each in lines if each.strip()], content or "")
        case _:
            return line.strip("\r\n")


def _menu(options: Sequence[str]) -> tuple[Key, ...]:
    digits = any(_plain(option).replace(".", "").replace(NONE, "").isdigit() for option in options)
    return tuple(Key(_letters(n) if digits else str(n + 1), option) for n, option in enumerate(options))


def _letters(place: int) -> str:
    over, last = divmod(place, len(LETTERS))
    return (_letters(over - 1) if over else "") + LETTERS[last]


def _plain(text: str) -> str:
    """Letters and digits as a keyboard of Latin script writes them."""
    wide = unicodedata.normalize("NFKC", text).strip()
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in wide).replace("٫", ".")


def _words(line: str) -> list[str]:
    return [word for word in re.split(r"[\s,،、]+", _plain(line).lower()) if word]


def _one(line: str) -> str:
    return _plain(line).lower()


def _options(question: Question, words: Sequence[str]) -> list[str]:
    known = {key.key: key.says for key in keys_of(question) if key.key != NONE}
    for word in words or [""]:
        if word not in known:
            raise _no_key(word, question)
    return [known[word] for word in words]


def _side(question: Question, word: str, order: str | None) -> str:
    first, second = (RIGHT, LEFT) if order == RIGHT else (LEFT, RIGHT)
    sides = {"1": first, "2": second, "0": TIE}
    if word not in {key.key for key in keys_of(question)}:
        raise _no_key(word, question)
    return sides[word]


def _no_key(word: str, question: Question) -> InputError:
    keys = [key.key for key in keys_of(question)]
    shown = ", ".join(keys) if len(keys) <= 12 else f"{keys[0]} to {keys[-1]}"
    what = f"'{neutral(word, most=60)}' is no key." if word else "Nothing was typed."
    return InputError("answer.key", what, f"Keys: {shown}. Or s to skip, ? for the rules.")


def _number(word: str) -> float:
    try:
        value = float(word) if "_" not in word else None
    except ValueError:
        value = None
    if value is None:
        what = f"'{neutral(word, most=60)}' is no number." if word else "Nothing was typed."
        raise InputError("answer.key", what, "Type a number with a point: 12.5.")
    return value


def _passages(question: Question, lines: Sequence[str], content: str) -> list[dict[str, object]]:
    if [_one(line) for line in lines] == [NONE]:
        return []
    if not lines:
        raise InputError("answer.key", "Nothing was typed.", f"Type {NONE} where there is nothing to mark.")
    return [_passage(question, line.strip(), content) for line in lines]


def _passage(question: Question, line: str, content: str) -> dict[str, object]:
    key, _, words = line.partition(" ")
    label = _options(question, [_one(key)])[0]
    start, end = _offsets(words.strip(), content)
    return {"start": start, "end": end, "label": label}


def _offsets(words: str, content: str) -> tuple[int, int]:
    """Where words stand: ``3-7``, or the words themselves with ``#2`` for the second time."""
    given = re.fullmatch(rf"(\d{{1,{MOST_OFFSET_DIGITS}}})-(\d{{1,{MOST_OFFSET_DIGITS}}})", _plain(words))
    if given:
        return int(given[1]), int(given[2])
    head, _, number = words.rpartition(" #")
    is_numbered = head and number.isdecimal() and len(number) < MOST_OFFSET_DIGITS
    wanted, which = (head.rstrip(), int(number)) if is_numbered else (words, 0)
    places = _places(wanted, content)
    if not places or which > len(places):
        what = f"'{neutral(wanted, most=60)}' stands in the text {count(len(places))} times."
        raise InputError("answer.words", what, "Type words as they stand there, or offsets: 3-7.")
    if len(places) > 1 and not which:
        what = f"'{neutral(wanted, most=60)}' stands in the text {count(len(places))} times."
        raise InputError("answer.words", what, "Say which, such as #1 behind the words.")
    start = places[max(which, 1) - 1]
    return start, start + len(wanted)


def _places(words: str, content: str) -> list[int]:
    found: list[int] = []
    start = content.find(words) if words else -1
    while start >= 0 and len(found) < 10_000:
        found.append(start)
        start = content.find(words, start + 1)
    return found
