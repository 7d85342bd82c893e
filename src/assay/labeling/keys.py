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
    Boxes,
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
    COMMENT = "+"
    """Say something about this item or this answer, for reviewers: ``+ the second half is cut off``."""
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
    return isinstance(question.form, Spans | Boxes)


def keys_of(question: Question) -> tuple[Key, ...]:
    """The keys of a menu, in the order shown; none where a number or a text is typed."""
    match question.form:
        case Choice(options) | Ranking(options):
            return _menu(options)
        case MultipleChoice(options):
            return (*_menu(options), Key(NONE, "none of them")) if question.form.least == 0 else _menu(options)
        case Spans(labels) | Boxes(labels):
            return (*_menu(labels), Key(NONE, "nothing to mark"))
        case Pair(tie=tie, strength=strength):
            sides = tuple(Key(str(n), _says(side)) for n, side in enumerate(_sides(strength), start=1))
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
        case Boxes():
            return "One box a line: its key, then x, y, width and height in pixels. An empty line ends."
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
        case Boxes():
            return _boxes(question, [each for each in lines if each.strip()])
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


def _sides(strength: Sequence[str]) -> list[tuple[int, str | None]]:
    """What each key of a pair says, from 1 on: which of the two shown is better, and how much."""
    if not strength:
        return [(1, None), (2, None)]
    return [*((1, word) for word in reversed(strength)), *((2, word) for word in strength)]


def _says(side: tuple[int, str | None]) -> str:
    place, strength = side
    return f"({place}) is better" if strength is None else f"({place}) {strength}"


def _side(question: Question, word: str, order: str | None) -> str | dict[str, str]:
    if word not in {key.key for key in keys_of(question)} or not isinstance(question.form, Pair):
        raise _no_key(word, question)
    if word == "0":
        return TIE
    place, strength = _sides(question.form.strength)[int(word) - 1]
    side = (RIGHT, LEFT)[place - 1] if order == RIGHT else (LEFT, RIGHT)[place - 1]
    return side if strength is None else {"side": side, "strength": strength}


def key_of_side(form: Pair, side: str, order: str | None, *, strength: str | None = None) -> str:
    """The key that answers a side of a pair."""
    if side == TIE:
        return "0"
    place = 1 if side == (RIGHT if order == RIGHT else LEFT) else 2
    known = _sides(form.strength)
    return str(known.index((place, strength)) + 1) if (place, strength) in known else ""


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


def _boxes(question: Question, lines: Sequence[str]) -> list[dict[str, object]]:
    if [_one(line) for line in lines] == [NONE]:
        return []
    if not lines:
        raise InputError("answer.key", "Nothing was typed.", f"Type {NONE} where there is nothing to mark.")
    return [_box(question, _words(line)) for line in lines]


def _box(question: Question, words: Sequence[str]) -> dict[str, object]:
    numbers = [word for word in words[1:] if word.isascii() and word.isdigit() and len(word) <= MOST_OFFSET_DIGITS]
    if len(words) != 5 or len(numbers) != 4:
        what = f"'{neutral(' '.join(words), most=60)}' is no box."
        raise InputError("answer.words", what, "Type its key and four whole numbers: 1 40 25 200 120.")
    sides = dict(zip(("x", "y", "width", "height"), map(int, numbers), strict=True))
    return {"label": _options(question, words[:1])[0], **sides}


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
